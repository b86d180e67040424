"""Who may do what, where: a person's rights are the union of those of their mandates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from usine.geography.models import Region
from usine.subjects import audiences
from usine.territories.models import Territory
from usine.values.rights import Right

from .rights import DEPUTISE, HAND_OVER, MANAGE
from .roles import AGENTS, INSTRUCTORS, TEAMS, Kind, Role


class Holding(NamedTuple):
    """What a mandate gives: a role on a place (`code` is "" for the nation), or only `within` a
    subject."""

    role: str
    kind: str
    code: str
    within: str = ""


@dataclass(frozen=True)
class Grants:
    """The rights of a person's mandates. A mandate within a subject allows nothing outside it."""

    holdings: frozenset[Holding] = frozenset()
    subject: str = ""  # "kind:identifier" that the question is about, "" for the place itself

    @classmethod
    def of(cls, mandates: Iterable[tuple[str, str, str, str]]) -> Grants:
        """From rows (role, kind, code, within)."""
        return cls(frozenset(Holding(*row) for row in mandates))

    def within(self, subject: str) -> Grants:
        """The same grants for a question about a subject: mandates limited to it count too."""
        return Grants(self.holdings, subject)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(each.role) for each in self.holdings)

    def _codes(self, right: Right, kind: Kind) -> frozenset[str]:
        return frozenset(
            each.code
            for each in self.holdings
            if each.role in right.roles and each.kind == kind and each.within in ("", self.subject)
        )

    def nation(self, right: Right) -> bool:
        """Whether the right is held over the nation."""
        return bool(self._codes(right, Kind.NATION))

    def regions(self, right: Right) -> frozenset[str]:
        """The codes of the regions on which the right is held."""
        return self._codes(right, Kind.REGION)

    def territories(self, right: Right) -> frozenset[str]:
        """The places (`Territory.place`) of the territories on which the right is held."""
        return self._codes(right, Kind.TERRITORY)

    def allow(self, right: Right, territory: Territory) -> bool:
        """Whether the right is held on this territory, its lead region or the nation."""
        return (
            self.nation(right)
            or territory.lead_region_id in self.regions(right)
            or territory.place in self.territories(right)
        )

    def allow_region(self, right: Right, region: Region) -> bool:
        """Whether the right is held on the whole of this region, or on the nation."""
        return self.nation(right) or region.pk in self.regions(right)

    def anywhere(self, right: Right) -> bool:
        """Whether the right is held on any place."""
        return any(self._codes(right, kind) for kind in Kind)

    def territories_q(self, right: Right, path: str = "") -> Q:
        """The filter on territories where the right is held.

        `path` leads from the filtered model to its territory ("territory"; "" for Territory).
        """
        if self.nation(right):
            # Matches every row. `Q()` would not: `Q() | other` is just `other`.
            return ~Q(pk__in=[])
        prefix = f"{path}__" if path else ""
        return Q(**{f"{prefix}place__in": sorted(self.territories(right))}) | Q(
            **{f"{prefix}lead_region__in": sorted(self.regions(right))}
        )

    @property
    def tokens(self) -> frozenset[str]:
        """The tokens that the mandates give.

        Agents have the token of their place, and those who do the work there that of its team;
        instructors that of their place, within a subject or not.
        """
        agents = [each for each in self.holdings if each.role in AGENTS and not each.within]
        instructors = [each for each in self.holdings if each.role in INSTRUCTORS]
        return frozenset(
            {
                *(audiences.AGENTS for _ in agents),
                *(_AUDIENCES[each.kind](each.code) for each in agents),
                *(audiences.team(each.code) for each in agents if each.role in TEAMS),
                *(audiences.instruction(each.code, each.within) for each in instructors),
            }
        )


_AUDIENCES: dict[str, Callable[[str], str]] = {
    Kind.NATION: lambda _: audiences.NATION,
    Kind.REGION: audiences.region,
    Kind.TERRITORY: audiences.territory,
}


def grants_of(user) -> Grants:
    """The grants of the user of a request, signed in or not."""
    return Grants() if isinstance(user, AnonymousUser) else user.grants


def may(user, right: Right, territory: Territory) -> bool:
    return grants_of(user).allow(right, territory)


def may_manage(by, mandate) -> bool:
    """Whether `by` (None is the system itself) may grant or end this mandate.

    Mandates on a territory are managed from its region, those of deputies by its project manager
    too, the others from the nation: nobody gives more than what they hold.
    """
    if by is None or grants_of(by).nation(MANAGE):
        return True
    right = DEPUTISE if mandate.role == Role.DEPUTY else MANAGE
    return mandate.kind == Kind.TERRITORY and may(by, right, mandate.place)


def may_hand_over(by, mandate) -> bool:
    """Whether `by` (None is the system itself) may hand to somebody else what the holder of a
    mandate holds open on its place."""
    if may_manage(by, mandate):
        return True
    if mandate.kind == Kind.REGION:
        return mandate.code in grants_of(by).regions(HAND_OVER)
    return mandate.kind == Kind.TERRITORY and may(by, HAND_OVER, mandate.place)


def manages_nation(mandate) -> bool:
    """Whether a mandate gives the right to manage people over the nation."""
    return mandate.kind == Kind.NATION and mandate.role in MANAGE.roles and not mandate.within


def stands_on(by, mandate) -> bool:
    """Whether `by` manages the nation by this very mandate, which only somebody else may end."""
    return by is not None and mandate.user_id == by.pk and manages_nation(mandate)
