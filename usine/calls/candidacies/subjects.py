"""Candidacies as subjects that others speak of, and who may see them."""

from collections.abc import Collection, Iterator

from usine.subjects import audiences, operations
from usine.subjects.sources import Listing

from ..models import Candidacy, Origin
from .opinions import asked_about, is_asked_about, summary_listing


def put(candidacy: Candidacy) -> None:
    operations.put([listing(candidacy)])
    if is_asked_about(candidacy):
        operations.put([summary_listing(candidacy, instructors_of(candidacy))])


def summaries(places: Collection[str] | None) -> Iterator[Listing]:
    """Those about which something was asked."""
    rows = Candidacy.objects.select_related("territory", "call", "version").order_by("pk")
    for candidacy in rows.filter(pk__in=asked_about()).iterator(2_000):
        if places is None or candidacy.place in places:
            yield summary_listing(candidacy, instructors_of(candidacy))


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
        tokens |= instructors_of(candidacy)
    return frozenset(tokens)


def instructors_of(candidacy: Candidacy) -> set[str]:
    """The tokens of those of its région and of the nation, in every call or in its own; approvers
    too."""
    places = {"", candidacy.region}
    calls = ("", candidacy.call.subject)
    return {audiences.instruction(place, call) for place in places for call in calls}
