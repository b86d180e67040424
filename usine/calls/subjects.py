"""Calls as subjects that others speak of, and who may see them."""

from collections.abc import Collection, Iterator

from usine.subjects import audiences, operations
from usine.subjects.sources import Listing

from .models import Call
from .stages import Stage

# As `Call.objects.visible_to`.
_AUDIENCES = {
    Stage.DRAFT: frozenset({audiences.NATION}),
    Stage.TEST: frozenset({audiences.NATION}),
    Stage.OPEN: frozenset({audiences.PUBLIC}),
    Stage.CLOSED: frozenset({audiences.AGENTS}),
}


def put(call: Call) -> None:
    operations.put([listing(call)])


def listing(call: Call) -> Listing:
    """What was withdrawn may still be spoken of; it is no longer looked for."""
    return Listing(
        call.subject,
        call.title,
        call.get_absolute_url(),
        _AUDIENCES[Stage(call.stage)],
        text=call.scheme.name,
        is_searched=call.stage != Stage.CLOSED,
    )


def listings(places: Collection[str] | None) -> Iterator[Listing]:
    """All of them: a call lies in no place."""
    if places is not None:
        return iter(())
    return map(listing, Call.objects.select_related("scheme").order_by("pk"))
