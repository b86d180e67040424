"""Links between actions: one depends on another, or is of the same project."""

from collections.abc import Iterable

from django.db.models import Q

from usine.ledger.refusals import operation
from usine.values.errors import Refused

from . import details
from .details import DetailKind
from .fields import LINKS
from .gate import check_right, locked
from .models import Action, ActionLink
from .rules import link_refusal


def _refusal(link: ActionLink) -> str | None:
    action, other = link.action, link.other
    return link_refusal(
        is_itself=action.pk == other.pk,
        is_gone=other.withdrawn_on is not None,
        is_secret=other.restricted and other.territory_id != action.territory_id,
        depends=link.kind == "depends_on",
        is_awaited=_depends_on(other, action),
    )


LINK = DetailKind(
    "link",
    ActionLink,
    LINKS,
    _refusal,
    lambda values: (values["kind"], values["other_id"]),
    name=str,
)


@operation
def add_link(action: Action, *, kind: str, other: Action, by) -> ActionLink:
    """Link the action to another one, which `by` may see.

    Raises Refused when it is itself, when it left its plan, and when both would await each other.
    """
    check_right(action.territory, by=by)
    if by is not None and not Action.objects.visible_to(by).filter(pk=other.pk).exists():
        raise Refused("Cette action n’est pas au plan.")
    # Both are held, in the order of all writers: two links in a ring do not cross.
    locked(Action.objects.filter(pk__in=[action.pk, other.pk]))
    return details.add(LINK, action, values={"kind": kind, "other_id": other.pk}, by=by)


@operation
def remove_link(link: ActionLink, *, version: int, by) -> ActionLink:
    return details.remove(LINK, link, version=version, by=by)


def links_of(action: Action, *, reader) -> Iterable[ActionLink]:
    """The links from the action and to it, those of which the reader may see the other end."""
    links = ActionLink.objects.standing().filter(Q(action=action) | Q(other=action))
    seen = Action.objects.visible_to(reader)
    links = links.filter(action__in=seen, other__in=seen)
    return links.select_related("action__territory", "other__territory")


def _depends_on(action: Action, wanted: Action) -> bool:
    """Whether an action depends on another, through others or not."""
    seen, front = {action.pk}, {action.pk}
    while front:
        links = ActionLink.objects.standing().filter(action__in=front, kind="depends_on")
        front = set(links.values_list("other", flat=True)) - seen
        if wanted.pk in front:
            return True
        seen |= front
    return False
