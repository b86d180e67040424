"""The parts of what a wider committee follows, of whom its decisions may be asked: the territories
of a region, the regions of the nation."""

from collections.abc import Iterator, Sequence

from usine.asks.addressing import Addressee, a_role, people_of_roles
from usine.geography.models import Region
from usine.people.models import key_of
from usine.people.roles import Kind, Role
from usine.territories.models import Territory

from ..models import Committee
from .gate import plan_of

_OF_TERRITORY = (Role.PROJECT_MANAGER, Role.ELECTED_OFFICIAL, Role.INDUSTRIALIST)

# Whom a decision may be asked of, and the people who answer today.
Seat = tuple[Addressee, str]


def seats_of_parts(committee: Committee) -> Iterator[Seat]:
    """The seats of each part that somebody holds, in the order of its name; a query a role,
    whatever the parts."""
    if committee.territory:
        return
    parts: Sequence[Territory | Region]
    roles: Sequence[Role]
    if committee.region:
        parts, roles, kind = [*plan_of(committee).territories()], _OF_TERRITORY, Kind.TERRITORY
    else:
        parts, roles = [*Region.objects.order_by("name")], [Role.REGIONAL_COORDINATOR]
        kind = Kind.REGION
    codes = [key_of(part)[1] for part in parts]
    by_role = {role: people_of_roles(role, kind, codes) for role in roles}
    for part, code in zip(parts, codes, strict=True):
        for role in roles:
            if people := by_role[role].get(code):
                yield a_role(role, part), ", ".join(map(str, people))
