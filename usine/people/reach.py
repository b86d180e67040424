"""What mandates allow on the subjects of any room, by the place where each lies."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import Q, Value
from django.db.models.functions import Concat

from usine.subjects import audiences
from usine.subjects.models import Audience, Subject
from usine.territories.models import Territory
from usine.territories.places import outside, region_outside
from usine.values import clock
from usine.values.rights import Right

from .access import Grants, grants_of
from .models import Mandate, User
from .roles import AGENTS, INSTRUCTORS, TEAMS, Kind


def reached(right: Right, user, path: str = "subject") -> Q:
    """The filter on what speaks of the subjects on whose place the user holds the right.

    `path` leads from the filtered model to its subject.
    """
    grants = grants_of(user)
    if grants.nation(right):
        # Matches every row. `Q()` would not: `Q() | other` is just `other`.
        return ~Q(pk__in=[])
    places = Territory.objects.filter(grants.territories_q(right)).values("place")
    regions = [outside(region) for region in sorted(grants.regions(right))]
    reached = Q(**{f"{path}__place__in": places}) | Q(**{f"{path}__place__in": regions})
    if tokens := studying(right, grants):
        sent = Audience.objects.filter(token__in=tokens).values("subject")
        reached |= Q(**{f"{path}__in": sent})
    return reached | _above(right, grants, path) if right.of_parts else reached


def studying(right: Right, grants: Grants) -> set[str]:
    """The tokens by which the right bears on what is sent to those who study it: what their région
    or their call is sent may lie elsewhere."""
    roles = right.roles & INSTRUCTORS
    mandates = [each for each in grants.holdings if each.role in roles]
    return {audiences.instruction(each.code, each.within) for each in mandates}


def _above(right: Right, grants: Grants, path: str) -> Q:
    """The filter on what lies on the regions of the territories on which the right is held, and on
    the nation for who holds it on a region."""
    around = Territory.objects.filter(place__in=grants.territories(right)).values(
        around=Concat(Value(outside("")), "lead_region")
    )
    above = Q(**{f"{path}__place__in": around})
    return above | Q(**{f"{path}__place": ""}) if grants.regions(right) else above


def reaches(right: Right, user, place: str, tokens: Collection[str] = ()) -> bool:
    """Whether the user holds the right on the place of a subject, empty for the whole nation, or by
    one of its tokens, when it is sent to those who study it."""
    grants = grants_of(user)
    if grants.nation(right) or studying(right, grants) & set(tokens):
        return True
    if region := region_outside(place):
        return region in grants.regions(right)
    territory = Territory.objects.filter(place=place).first()
    return territory is not None and grants.allow(right, territory)


def reachers(right: Right, subject: Subject) -> list[User]:
    """The people whom a running mandate gives both the right on the place of a subject and a token
    that opens it, by their names."""
    return _people(right, _opening(subject))


def people_over(right: Right, place: str) -> list[User]:
    """The people whom a running mandate gives the right on a place, by their names."""
    over = Q(pk__in=[])
    for kind, code, _ in _over(place):
        over |= Q(kind=kind, code=code)
    return _people(right, over)


def _people(right: Right, opening: Q) -> list[User]:
    mandates = Mandate.objects.held_on(clock.today()).filter(
        opening, role__in=right.roles & AGENTS, within=""
    )
    people = User.objects.filter(pk__in=mandates.values("user"), is_active=True)
    return list(people.order_by("last_name", "first_name", "pk"))


def left_out(subject: str, people: Collection[User]) -> list[User]:
    """Those of some people to whom no running mandate opens a subject; two queries."""
    opening = set(Audience.objects.filter(subject=subject).values_list("token", flat=True))
    running = Mandate.objects.held_on(clock.today()).filter(user__in=people)
    rows = defaultdict(list)
    for user, role, kind, code, within in running.values_list(
        "user", "role", "kind", "code", "within"
    ):
        rows[user].append((role, kind, code, within))
    return [each for each in people if not opening & Grants.of(rows[each.pk]).tokens]


def _opening(subject: Subject) -> Q:
    """The filter on the mandates over the place of a subject that open it."""
    tokens = set(subject.audience.values_list("token", flat=True))
    is_wide = tokens & {audiences.PUBLIC, audiences.AGENTS}
    opening = Q(pk__in=[])
    for kind, code, token in _over(subject.place):
        if is_wide or token in tokens:
            opening |= Q(kind=kind, code=code)
        elif audiences.team(code) in tokens:
            opening |= Q(kind=kind, code=code, role__in=TEAMS)
    return opening


def _over(place: str) -> Iterator[tuple[Kind, str, str]]:
    """(kind, code, token) of the mandates that cover a place."""
    yield Kind.NATION, "", audiences.NATION
    if code := region_outside(place):
        yield Kind.REGION, code, audiences.region(code)
    if territory := Territory.objects.filter(place=place).first():
        region = territory.lead_region_id
        yield Kind.REGION, region, audiences.region(region)
        yield Kind.TERRITORY, place, audiences.territory(place)
