"""Candidacies as subjects that others speak of, and who may see them."""

from collections.abc import Collection, Iterator

from usine.subjects import audiences, operations
from usine.subjects.sources import Listing

from ..models import Candidacy, Origin


def put(candidacy: Candidacy) -> None:
    operations.put([listing(candidacy)])


def listing(candidacy: Candidacy) -> Listing:
    """What is tried is no candidacy that one looks for."""
    return Listing(
        candidacy.subject,
        candidacy.title,
        candidacy.get_absolute_url(),
        _audience(candidacy),
        candidacy.place,
        text=f"{candidacy.reference} {candidacy.body.name}",
        is_searched=not candidacy.is_test,
    )


def listings(places: Collection[str] | None) -> Iterator[Listing]:
    """Those of some places, or all of them."""
    rows = Candidacy.objects.select_related("territory", "body", "call").order_by("pk")
    for candidacy in rows.iterator(2_000):
        if places is None or candidacy.place in places:
            yield listing(candidacy)


def _audience(candidacy: Candidacy) -> frozenset[str]:
    """As `Candidacy.objects.visible_to`: the binôme, who may be a competitor, is not there."""
    tokens = set()
    if candidacy.origin == Origin.ONLINE and candidacy.territory:
        tokens.add(audiences.team(candidacy.territory.place))
    if candidacy.origin != Origin.ONLINE or candidacy.submitted_at:
        tokens.add(audiences.team(""))
    if candidacy.submitted_at:
        tokens |= _instructors(candidacy)
    return frozenset(tokens)


def _instructors(candidacy: Candidacy) -> set[str]:
    """Those of its région and of the nation, in every call or in its own; approvers too."""
    places = {"", candidacy.region}
    calls = ("", candidacy.call.subject)
    return {audiences.instruction(place, call) for place in places for call in calls}
