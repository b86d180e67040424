"""Who may do what, where: the union of what a person's mandates grant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from usine.geography.models import Region
from usine.territories.models import Territory

from .roles import GRANTS, Right, Role, Scope


def _sets() -> dict:
    return defaultdict(set)


@dataclass(frozen=True)
class Grants:
    """For each right, the scopes on which it is held."""

    nation: frozenset[Right] = frozenset()
    regions: dict[Right, set[str]] = field(default_factory=_sets)
    territories: dict[Right, set[int]] = field(default_factory=_sets)
    roles: frozenset[Role] = frozenset()

    @classmethod
    def none(cls) -> Grants:
        return cls()

    @classmethod
    def of(cls, mandates: Iterable[tuple[str, str, str | None, int | None]]) -> Grants:
        """From rows (role, scope, region code, territory id)."""
        nation, roles = set(), set()
        regions, territories = _sets(), _sets()
        for role, scope, region, territory in mandates:
            roles.add(Role(role))
            for right, granted_to in GRANTS.items():
                if role not in granted_to:
                    continue
                match scope:
                    case Scope.NATION:
                        nation.add(right)
                    case Scope.REGION:
                        regions[right].add(region)
                    case _:
                        territories[right].add(territory)
        return cls(frozenset(nation), regions, territories, frozenset(roles))

    def allow(self, right: Right, territory: Territory) -> bool:
        """Whether the right is held on this territory, its lead region or the nation."""
        return (
            right in self.nation
            or territory.lead_region_id in self.regions.get(right, ())
            or territory.pk in self.territories.get(right, ())
        )

    def allow_region(self, right: Right, region: Region) -> bool:
        """Whether the right is held on the whole of this region, or on the nation."""
        return right in self.nation or region.pk in self.regions.get(right, ())

    def anywhere(self, right: Right) -> bool:
        """Whether the right is held on some scope at all."""
        return bool(right in self.nation or self.regions.get(right) or self.territories.get(right))

    def territories_q(self, right: Right, path: str = "") -> Q:
        """The filter on territories where the right is held.

        `path` leads from the filtered model to its territory ("territory"; "" for Territory).
        """
        if right in self.nation:
            # Every one of them. An empty Q would not do: combined by `|`, it narrows to the other.
            return ~Q(pk__in=[])
        prefix = f"{path}__" if path else ""
        return Q(**{f"{prefix}pk__in": sorted(self.territories.get(right, ()))}) | Q(
            **{f"{prefix}lead_region__in": sorted(self.regions.get(right, ()))}
        )


def grants_of(user) -> Grants:
    """The grants of a user of the request, signed in or not."""
    return Grants.none() if isinstance(user, AnonymousUser) else user.grants


def may(user, right: Right, territory: Territory) -> bool:
    return grants_of(user).allow(right, territory)


def may_manage(by, mandate) -> bool:
    """Whether `by` (None is the system itself) may grant or end this mandate.

    Mandates on a territory are managed from its region, the others from the nation: nobody gives
    more than what they hold.
    """
    if by is None or Right.MANAGE_PEOPLE in grants_of(by).nation:
        return True
    return mandate.territory is not None and may(by, Right.MANAGE_PEOPLE, mandate.territory)


def manages_nation(mandate) -> bool:
    """Whether it is by this mandate that one manages people over the nation."""
    return mandate.scope == Scope.NATION and mandate.role in GRANTS[Right.MANAGE_PEOPLE]


def stands_on(by, mandate) -> bool:
    """Whether `by` manages the nation by this very mandate: only somebody else ends it."""
    return by is not None and mandate.user_id == by.pk and manages_nation(mandate)
