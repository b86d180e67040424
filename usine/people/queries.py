"""Reads of people, mandates and bodies."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from usine.geography.models import Region
from usine.territories.models import Territory
from usine.values import clock
from usine.values.siren import compact
from usine.values.text import fold

from .access import may_manage, stands_on
from .holding import FORGOTTEN
from .models import Mandate, Membership, Organisation, User, key_of
from .roles import AGENTS, SEATS, Kind, Role
from .rules import Days, days_added, meet


def with_places(mandates: Iterable[Mandate]) -> list[Mandate]:
    """The mandates, whose `place` is read for all of them in two queries."""
    mandates = list(mandates)
    codes = {kind: {each.code for each in mandates if each.kind == kind} for kind in Kind}
    territories = Territory.objects
    places: list[Territory | Region] = [
        *territories.filter(place__in=codes[Kind.TERRITORY]),
        *Region.objects.filter(pk__in=codes[Kind.REGION]),
    ]
    by_key = {key_of(place): place for place in places}
    for mandate in mandates:
        mandate.place = by_key.get((Kind(mandate.kind), mandate.code))
    return mandates


def on_the_same_seats(mandates: Collection[Mandate]) -> list[Mandate]:
    """The mandates of others on the seats of these mandates, at the same dates; one query.

    The mandates themselves may not be saved yet.
    """
    days_by_seat: dict[tuple[str, ...], list[tuple[int | None, Days]]] = {}
    for each in mandates:
        if each.role in SEATS:
            days_by_seat.setdefault(_seat(each), []).append((each.user_id, _days(each)))
    others = (
        Mandate.objects.filter(
            cancelled_at=None,
            role__in={role for role, *_ in days_by_seat},
            code__in={code for _, _, code, _ in days_by_seat},
        )
        .exclude(pk__in=[each.pk for each in mandates if each.pk])
        .select_related("user")
    )
    return [
        other
        for other in others
        if any(
            user != other.user_id and meet(days, _days(other))
            for user, days in days_by_seat.get(_seat(other), ())
        )
    ]


def unseen_beside(mandates: Collection[Mandate], seen: Collection[int] | None) -> list[Mandate]:
    """The mandates of others on these seats that the giver has not `seen`; none for None."""
    if seen is None:
        return []
    return [each for each in on_the_same_seats(mandates) if each.pk not in seen]


def over_days_added(mandate: Mandate, after: date | None) -> list[Mandate]:
    """The mandate over the days that it gains when its last day becomes `after`, if any."""
    days = days_added(mandate.ends_on, after)
    if days is None:
        return []
    seat = {name: getattr(mandate, name) for name in ("user_id", "role", "kind", "code", "within")}
    return [Mandate(**seat, starts_on=days[0], ends_on=days[1])]


def labelled_on(place: Territory | Region | None) -> date | None:
    """The first day of a territory; None of a region and the nation."""
    return place.labelled_on if isinstance(place, Territory) else None


def _seat(mandate: Mandate) -> tuple[str, ...]:
    return mandate.role, mandate.kind, mandate.code, mandate.within


def _days(mandate: Mandate) -> Days:
    return mandate.starts_on, mandate.ends_on


def bodies_matching(q: str = "") -> QuerySet[Organisation]:
    """The bodies whose name holds each word of `q`, or whose SIREN begins so.

    Each with `running` and `members`: the mandates and the people that it has today.
    """
    words = Q()
    for word in fold(q).split():
        words &= Q(name_key__contains=word)
    bodies = Organisation.objects.filter(words)
    if digits := compact(q):
        bodies = Organisation.objects.filter(words | Q(siren__startswith=digits))
    today = clock.today()
    return bodies.annotate(
        running=_number(Mandate.objects.held_on(today)),
        members=_number(Membership.objects.running_between(today, today)),
    )


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    return Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)


def deactivation_refusal(person: User, asker: User | None) -> str:
    """Why `asker` may not close an account; "" when nothing stands against it."""
    if asker is not None and asker.pk == person.pk:
        return (
            "Vous ne pouvez pas désactiver votre propre compte\u00a0: demandez-le à une autre "
            "personne de l’équipe nationale."
        )
    return "" if person.is_active else "Ce compte est déjà désactivé."


def erasure_refusal(person: User, asker: User | None) -> str:
    """Why `asker` may not have a person forgotten today; "" when nothing stands against it."""
    today = clock.today()
    if person.forgotten_at:
        return FORGOTTEN
    if asker is not None and asker.pk == person.pk:
        return "Demandez à une autre personne de l’équipe nationale d’effacer votre compte."
    if (
        person.mandates.held_between(today, None).exists()
        or person.memberships.running_between(today, None).exists()
    ):
        return (
            "Cette personne a encore un mandat ou appartient à un organisme\u00a0: mettez-y fin "
            "d’abord, les chiffres en dépendent."
        )
    return ""


def bodies_of(person: User, day: date) -> QuerySet[Organisation]:
    """The bodies that a person belongs to on a day, or for which they hold a mandate."""
    belonging = person.memberships.running_between(day, day).values("organisation")
    holding = person.mandates.held_on(day).exclude(organisation=None).values("organisation")
    return Organisation.objects.filter(Q(pk__in=belonging) | Q(pk__in=holding))


def names_of(identifiers: Collection[int]) -> dict[int, str]:
    """The names of people, by their identifiers."""
    return {pk: str(user) for pk, user in User.objects.in_bulk(identifiers).items()}


def roles_of(people: Iterable[User]) -> dict[int, str]:
    """What each of these people is today, wherever: {their key: "chef de projet, lecteur"}."""
    running = Mandate.objects.held_on(clock.today()).filter(user__in=list(people), role__in=AGENTS)
    roles: dict[int, list[str]] = defaultdict(list)
    for person, role in running.order_by("pk").values_list("user", "role"):
        if (label := str(Role(role).label)) not in roles[person]:
            roles[person].append(label)
    return {person: ", ".join(labels) for person, labels in roles.items()}


def identity(user: User) -> dict[str, str]:
    """What the ledger records of a person, and erases with them."""
    return {"email": user.email, "first_name": user.first_name, "last_name": user.last_name}


def given(reason: str) -> dict[str, str]:
    """What the ledger records of a reason: nothing without one."""
    return {"reason": reason.strip()} if reason.strip() else {}


def payload_of(mandate: Mandate, *, reason: str) -> dict[str, Any]:
    """What the ledger records of a mandate that is given, with the reason where there is one."""
    return given(reason) | {
        "user": mandate.user_id,
        "role": mandate.role,
        "kind": mandate.kind,
        "code": mandate.code,
        "within": mandate.within,
        "organisation": mandate.organisation_id,
        "starts_on": mandate.starts_on,
        "ends_on": mandate.ends_on,
        "cancelled_at": mandate.cancelled_at,
    }


@dataclass(frozen=True)
class MandateRow:
    """A mandate as pages list it, with the label of its state and the tone of its badge, and the
    body for which its holder acts."""

    mandate: Mandate
    state: str
    tone: str
    body: str
    may_end: bool = False
    may_cancel: bool = False


def mandate_rows(
    mandates: Iterable[Mandate], today: date, *, managed_by: User | None = None, belongs: str = ""
) -> list[MandateRow]:
    """Those that run first, then those to come, then those that ended; each by its dates. The
    bodies to which their holder `belongs` are those of a running mandate that names none."""
    rows = []
    for mandate in with_places(mandates):
        managed = (
            managed_by is not None
            and may_manage(managed_by, mandate)
            and not stands_on(managed_by, mandate)
        )
        ended = mandate.ends_on is not None and mandate.ends_on < today
        to_come = mandate.starts_on > today
        cancelled = mandate.cancelled_at is not None
        state, tone = "En cours", "success"
        if cancelled:
            state, tone = "Retiré", ""
        elif ended:
            state, tone = "Terminé", ""
        elif to_come:
            state, tone = "À venir", "info"
        rows.append(
            MandateRow(
                mandate,
                state,
                tone,
                str(mandate.organisation or (belongs if state == "En cours" else "")),
                may_end=managed and state in ("En cours", "Terminé"),
                may_cancel=managed and mandate.starts_on >= today and not cancelled,
            )
        )
    order = ["En cours", "À venir", "Terminé", "Retiré"]
    return sorted(rows, key=lambda row: order.index(row.state))


def people(
    user: User, *, today: date, q: str = "", role: str = "", compte: str = ""
) -> QuerySet[User]:
    """The accounts that `user` manages, each with `running_mandates`: those that run on this day.

    Names, addresses, bodies or places must have each word of `q`, whatever accents and case. A
    word with an @ is an address, or a part of one, compared as it is. `compte`: those who never
    signed in, when it is given.
    """
    mandates = Mandate.objects.visible_to(user)
    running = mandates.held_on(today).select_related("organisation")
    accounts = User.objects.visible_to(user)
    if role:
        accounts = accounts.filter(pk__in=mandates.held_on(today).filter(role=role).values("user"))
    if compte:
        accounts = accounts.filter(is_active=True, last_login=None)
    if fold(q):
        accounts = accounts.filter(pk__in=_matching(accounts, mandates, q))
    return accounts.prefetch_related(Prefetch("mandates", running, to_attr="running_mandates"))


def _matching(users: QuerySet[User], mandates: QuerySet[Mandate], q: str) -> set[int]:
    """The users who match every word, compared in Python so that both engines find the same."""
    typed = [word.strip("<>(),;") for word in q.casefold().split()]
    addresses = [word for word in typed if "@" in word]
    words = fold(" ".join(word for word in typed if "@" not in word)).split()
    texts: dict[int, str] = {pk: " ".join(names) for pk, *names in users.values_list("pk", *_NAMES)}
    names = dict(_place_names())
    for pk, code, body in mandates.values_list("user", "code", "organisation__name"):
        if pk in texts:
            texts[pk] += f" {names.get(code, '')} {body or ''}"
    return {
        pk
        for pk, text in texts.items()
        if all(address in text.casefold() for address in addresses)
        and all(word in fold(text) for word in words)
    }


_NAMES = ("first_name", "last_name", "email")


def _place_names() -> Iterator[tuple[str, str]]:
    """(code, name) of each place; codes of regions and of territories have no common form."""
    yield from Region.objects.values_list("pk", "name")
    yield from Territory.objects.values_list("place", "name")
