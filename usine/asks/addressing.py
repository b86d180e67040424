"""Of whom something is asked: a person, a body, or whoever holds a role on a place."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from usine.geography.models import Region
from usine.people.access import Holding, grants_of
from usine.people.models import Mandate, Membership, Organisation, User, key_of
from usine.people.roles import DEPUTISED, Kind, Role
from usine.territories.models import Territory
from usine.values import clock

COLUMNS = ("person", "body", "role", "place_kind", "place_code")


@dataclass(frozen=True)
class Addressee:
    """One of the three. The place of a role is that of its mandates; its name is for pages."""

    person: User | None = None
    body: Organisation | None = None
    role: str = ""
    place_kind: str = ""
    place_code: str = ""
    place_name: str = ""

    @property
    def key(self) -> str:
        """ "person:12", "body:3", "project_manager@T2-ti-3201" """
        if self.person:
            return f"person:{self.person.pk}"
        return f"body:{self.body.pk}" if self.body else f"{self.role}@{self.place_code}"

    def __str__(self) -> str:
        return f"{self.who}, {self.where}" if self.where else self.who

    @property
    def who(self) -> str:
        """The person, the body, or the role: "Chef de projet"."""
        if not self.role:
            return str(self.person or self.body)
        label = str(Role(self.role).label)
        return f"{label[0].upper()}{label[1:]}"

    @property
    def where(self) -> str:
        """The place of the role."""
        return (self.place_name or "France") if self.role else ""

    @property
    def columns(self) -> dict[str, Any]:
        """What an ask stores of it."""
        return {name: getattr(self, name) for name in COLUMNS}


def a_person(person: User) -> Addressee:
    return Addressee(person=person)


def a_body(body: Organisation) -> Addressee:
    return Addressee(body=body)


def a_role(role: Role, place: Territory | Region | None) -> Addressee:
    """Whoever holds a role on a place; None is the nation."""
    kind, code = key_of(place)
    return Addressee(
        role=role.value, place_kind=kind.value, place_code=code, place_name=str(place or "")
    )


def people_of(addressee: Addressee) -> QuerySet[User]:
    """The people of whom it is asked today."""
    active, today = User.objects.filter(is_active=True), clock.today()
    if addressee.person:
        return active.filter(pk=addressee.person.pk)
    if addressee.body:
        running = Membership.objects.running_between(today, today)
        return active.filter(pk__in=running.filter(organisation=addressee.body).values("user"))
    mandates = Mandate.objects.held_on(today).filter(
        role__in=_bearers(addressee),
        kind=addressee.place_kind,
        code=addressee.place_code,
        within="",
    )
    return active.filter(pk__in=mandates.values("user"))


def people_of_roles(role: Role, kind: Kind, codes: Iterable[str]) -> dict[str, list[User]]:
    """The people of whom what is asked of a role on each of these places is asked today, by their
    names: {code of the place: people}, in one query."""
    mandates = Mandate.objects.held_on(clock.today()).filter(
        role__in=_borne_by(role, kind), kind=kind, code__in=list(codes), within=""
    )
    people: dict[str, list[User]] = defaultdict(list)
    active = mandates.filter(user__is_active=True).select_related("user")
    for each in active.order_by("user__last_name", "user__first_name", "user"):
        if each.user not in people[each.code]:
            people[each.code].append(each.user)
    return people


def _bearers(addressee: Addressee) -> Iterable[str]:
    """The roles whose holders answer what is asked of a role."""
    return _borne_by(addressee.role, Kind(addressee.place_kind))


def _borne_by(role: str, kind: Kind) -> Iterable[str]:
    """The role, and its deputy: who stands in for a seat answers what is asked of it."""
    return {role, Role.DEPUTY} if DEPUTISED.get(kind) == role else {role}


def addressed(user: User) -> Q:
    """The filter on what is asked of a person today, by any of the three ways."""
    today = clock.today()
    bodies = user.memberships.running_between(today, today).values("organisation")
    own = Q(person=user) | Q(body__in=bodies)
    for each in grants_of(user).holdings:
        if not each.within:
            own |= Q(role__in=_borne(each), place_kind=each.kind, place_code=each.code)
    return own


def _borne(holding: Holding) -> Iterable[str]:
    """The roles of which a mandate answers what is asked."""
    stands_in = holding.role == Role.DEPUTY
    return {holding.role, DEPUTISED[Kind(holding.kind)]} if stands_in else {holding.role}


def may_concern(asks: QuerySet[Any]) -> Q:
    """For the query that loads a user: whether one of these asks may be asked of them. Mandates and
    memberships of any day count, so that it stays cheap."""
    mandates = Mandate.objects.filter(user=OuterRef("pk"))
    there = asks.filter(place_kind=OuterRef("kind"), place_code=OuterRef("code"))
    deputised = there.filter(role__in=list(DEPUTISED.values()))
    bodies = Membership.objects.filter(user=OuterRef("pk"))
    return (
        Q(Exists(asks.filter(person=OuterRef("pk"))))
        | Q(Exists(mandates.filter(Exists(there.filter(role=OuterRef("role"))))))
        | Q(Exists(mandates.filter(Exists(deputised), role=Role.DEPUTY)))
        | Q(Exists(bodies.filter(Exists(asks.filter(body=OuterRef("organisation"))))))
    )
