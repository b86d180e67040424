"""Enlistment: one event gives an account and a first mandate to each person of a list."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError

from usine.geography.models import Region
from usine.ledger.operations import record, settle_many
from usine.ledger.refusals import operation
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from .access import may_manage
from .measures import subject_of, timeline
from .models import Mandate, User, key_of
from .queries import identity, labelled_on, payload_of, unseen_beside, with_places
from .roles import Role
from .rules import period_refusal, place_refusal, start_needs, start_refusal


@dataclass(frozen=True)
class Newcomer:
    """A person of the list: a role on a territory, on a region, or on the nation."""

    email: str
    first_name: str
    last_name: str
    role: Role
    starts_on: date
    place: Territory | Region | None = None


@operation
def enlist(
    newcomers: Sequence[Newcomer],
    *,
    by: User | None,
    reason: str = "",
    beside: Collection[int] | None = None,
) -> list[Mandate]:
    """Open the accounts, without password, and give the mandates: all of them, or none.

    `beside`: the mandates of others on the same seats that the giver has seen; None when nobody
    looked. Those of the list itself are seen.

    Raises Refused when an address is wrong, taken or there twice, when a role is not held on such a
    scope, or not without a last day, or starts before its label or the programme, or in the past
    without a `reason`, or when somebody else holds a seat of the list.
    """
    _check_addresses(newcomers)
    _check_starts(newcomers, reason, by=by)
    users = [_user(each) for each in newcomers]
    User.objects.bulk_create(users)
    mandates = [_mandate(each, user) for each, user in zip(newcomers, users, strict=True)]
    if not all(may_manage(by, mandate) for mandate in mandates):
        raise PermissionDenied("Vous n’avez pas de mandat pour gérer ces personnes.")
    Mandate.objects.bulk_create(mandates)
    people = {f"user:{each.pk}": identity(each) for each in users}
    event = record(
        "people.enlist",
        subject="people:list",
        by=by,
        payload={"mandates": [each.pk for each in mandates]},
        about={
            **people,
            **{subject_of(each): payload_of(each, reason=reason) for each in mandates},
        },
    )
    _check_seats(mandates, beside)
    settle_many({subject_of(each): timeline(each) for each in mandates}, event=event)
    return mandates


def _check_addresses(newcomers: Sequence[Newcomer]) -> None:
    uses = Counter(each.email.strip().lower() for each in newcomers)
    taken = User.objects.filter(email__in=uses).values_list("email", flat=True)
    uses.update(taken)
    if twice := sorted(email for email, count in uses.items() if count > 1):
        raise Refused(
            f"Adresses qui ont déjà un compte, ou données deux fois\u00a0: {', '.join(twice)}."
        )


def _check_starts(newcomers: Sequence[Newcomer], reason: str, *, by: User | None) -> None:
    first = min((each.starts_on for each in newcomers), default=date.max)
    needed = start_needs(first, clock.today())
    if by is not None and needed and not reason.strip():
        raise Refused(needed)


def _check_seats(mandates: Sequence[Mandate], seen: Collection[int] | None) -> None:
    """Refuse when others hold a seat of the list; follows the event, as writers come one by one."""
    if others := unseen_beside(mandates, seen):
        names = (f"{each.user} ({each})" for each in with_places(others))
        raise Refused(
            "D’autres tiennent déjà, à ces dates, des rôles de cette liste\u00a0: "
            f"{', '.join(names)}."
        )


def _user(newcomer: Newcomer) -> User:
    user = User(
        email=newcomer.email.strip().lower(),
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
    )
    user.set_unusable_password()
    try:
        user.clean_fields()
    except ValidationError as error:
        raise Refused(f"{newcomer.email}\u00a0: {' '.join(error.messages)}") from error
    return user


def _mandate(newcomer: Newcomer, user: User) -> Mandate:
    kind, code = key_of(newcomer.place)
    place, starts_on = newcomer.place, newcomer.starts_on
    refusal = place_refusal(newcomer.role, kind) or start_refusal(starts_on, labelled_on(place))
    if refusal := refusal or period_refusal(newcomer.role, None, clock.today()):
        raise Refused(f"{newcomer.email}\u00a0: {refusal}")
    mandate = Mandate(user=user, role=newcomer.role, kind=kind, code=code, starts_on=starts_on)
    mandate.place = place
    return mandate
