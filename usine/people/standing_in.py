"""Deputies, and the seat for which they stand in: nobody is both there on one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from usine.ledger.models import Event
from usine.ledger.operations import record, settle
from usine.ledger.refusals import save
from usine.values import clock
from usine.values.errors import Refused

from .measures import subject_of, timeline
from .models import Mandate, MandateQuerySet, User
from .roles import DEPUTISED, Kind, Role

OWN_SEAT = "Cette personne tient ce poste à ces dates\u00a0: nul n’est suppléant de son poste."
ONESELF = (
    "Personne ne se nomme suppléant\u00a0: demandez-le à une autre personne qui gère les comptes."
)
STANDS_IN = (
    "Cette personne est suppléante de ce poste à ces dates\u00a0: mettez d’abord fin à sa "
    "suppléance."
)


def check_named(mandate: Mandate, *, by: User | None) -> None:
    """Refuse a deputy who names themselves, and what `check_beside` refuses."""
    if by is not None and mandate.role == Role.DEPUTY and mandate.user_id == by.pk:
        raise Refused(ONESELF)
    check_beside([mandate])


def check_beside(mandates: Iterable[Mandate]) -> None:
    """Refuse a seat and its deputyship to one person on one day. The caller holds the person."""
    for mandate in mandates:
        if mandate.role == Role.DEPUTY and _meeting(mandate, _seat(mandate)).exists():
            raise Refused(OWN_SEAT)
        if _is_deputised(mandate) and _meeting(mandate, Role.DEPUTY).exists():
            raise Refused(STANDS_IN)


def own_deputyships(mandate: Mandate) -> MandateQuerySet:
    """Those that the holder of a seat has beside it, given before that was refused."""
    own = _meeting(mandate, Role.DEPUTY)
    return own if _is_deputised(mandate) else own.none()


def move_end(mandate: Mandate, on: date | None, *, by: User | None, reason: str) -> None:
    """Write the last day of a mandate, which the caller holds and has checked."""
    before, mandate.ends_on = mandate.ends_on, on
    save(mandate)
    payload = {"ends_on": [before, on], "reason": reason.strip()}
    event = record("people.end_mandate", subject=subject_of(mandate), by=by, payload=payload)
    settle(subject_of(mandate), timeline(mandate), event=event)


def take_back(mandate: Mandate, *, by: User | None) -> None:
    """Write that a mandate never counted; the caller holds it and has checked."""
    mandate.cancelled_at = clock.now()
    mandate.save(update_fields=["cancelled_at"])
    payload = {"cancelled_at": mandate.cancelled_at}
    event = record("people.cancel_mandate", subject=subject_of(mandate), by=by, payload=payload)
    settle(subject_of(mandate), timeline(mandate), event=event)


def end_with_seat(
    deputyships: Iterable[Mandate], on: date, *, by: User | None, reason: str
) -> None:
    """End with a seat the deputyships that its holder has there; one that would not have begun is
    taken back."""
    yesterday = clock.today() - timedelta(days=1)
    for each in deputyships:
        last = on if each.starts_on <= on else yesterday
        if last < each.starts_on:
            take_back(each, by=by)
        elif each.ends_on is None or last < each.ends_on:
            move_end(each, last, by=by, reason=reason)


@dataclass(frozen=True)
class Deputyship:
    """A deputy as the page that ends the seat lists them; `is_own`: by the holder of the seat, with
    which it ends. `is_given`: the holder named them."""

    mandate: Mandate
    is_own: bool
    is_given: bool


def deputyships(mandate: Mandate) -> list[Deputyship]:
    """The deputies of a seat, from today on; none where the mandate is not of one."""
    if not _is_deputised(mandate):
        return []
    there = Mandate.objects.filter(role=Role.DEPUTY, kind=mandate.kind, code=mandate.code)
    running = list(there.held_between(clock.today(), None).select_related("user"))
    own = set(own_deputyships(mandate).values_list("pk", flat=True))
    given = set(
        Event.objects.filter(
            verb="people.grant_mandate",
            subject__in=[subject_of(each) for each in running],
            actor_id=mandate.user_id,
        ).values_list("subject", flat=True)
    )
    return [Deputyship(each, each.pk in own, subject_of(each) in given) for each in running]


def seats(mandate: Mandate) -> MandateQuerySet:
    """The mandates of the seat for which a deputy stands in."""
    there = Mandate.objects.filter(kind=mandate.kind, code=mandate.code)
    return there.filter(role=_seat(mandate))


def _seat(mandate: Mandate) -> Role:
    return DEPUTISED[Kind(mandate.kind)]


def _is_deputised(mandate: Mandate) -> bool:
    return DEPUTISED.get(Kind(mandate.kind)) == mandate.role


def _meeting(mandate: Mandate, role: Role) -> MandateQuerySet:
    """What the same person holds as this role, on the same place and on one of the same days."""
    same = Mandate.objects.filter(user=mandate.user_id, kind=mandate.kind, code=mandate.code)
    return same.filter(role=role).held_between(mandate.starts_on, mandate.ends_on)
