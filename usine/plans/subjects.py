"""Actions as subjects that others speak of, and who may see them."""

from collections.abc import Collection, Iterable, Iterator

from usine.subjects import audiences, operations
from usine.subjects.sources import Listing

from .models import Action


def put(actions: Iterable[Action]) -> None:
    """Write the subjects of actions that were just saved; `territory` of each is read."""
    operations.put(map(listing, actions))


def listing(action: Action) -> Listing:
    """What left the plan may still be spoken of; it is no longer found."""
    return Listing(
        action.subject,
        action.title,
        action.get_absolute_url(),
        _audience(action),
        action.territory.place,
        text=f"{action.reference} {action.lead}",
        is_searched=action.withdrawn_on is None,
    )


def listings(places: Collection[str] | None) -> Iterator[Listing]:
    """Those of some places, or all of them."""
    actions = Action.objects.select_related("territory")
    if places is not None:
        actions = actions.filter(territory__place__in=places)
    return map(listing, actions.iterator(2_000))


def _audience(action: Action) -> frozenset[str]:
    """As `Action.visible_to`: a restricted action is for the mandates on its place."""
    if not action.restricted:
        return frozenset({audiences.PUBLIC})
    return frozenset(
        {
            audiences.NATION,
            audiences.region(action.territory.lead_region_id),
            audiences.territory(action.territory.place),
        }
    )
