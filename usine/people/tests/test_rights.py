"""Who holds which right, where, and whose accounts are seen."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from usine.people import bodies, operations
from usine.people.access import grants_of, may
from usine.people.models import Mandate, User
from usine.people.queries import mandate_rows, people
from usine.people.rights import MANAGE
from usine.people.roles import AGENTS, KINDS, SEATS, WITHIN, Kind, Role
from usine.territories.models import Territory
from usine.values import clock
from usine.values.rights import Right

from .factories import LABELLED_ON, make_region, make_territory, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2025, 5, 27)
YESTERDAY = date(2025, 5, 26)


@pytest.fixture
def places():
    north = make_territory("Saint-Omer", region=make_region("32", "Hauts-de-France"))
    south = make_territory("Lacq", region=make_region("76", "Occitanie"))
    return north, south


# Who manages people, of what each role holds on the north; the others manage nobody.
MANAGED = {Role.NATIONAL_TEAM: "everywhere", Role.REGIONAL_COORDINATOR: "region"}


HELD_ON = {
    Kind.NATION: {
        "national_team",
        "reader",
        "instructor",
        "reviewer",
        "expert",
        "approver",
        "editor",
        "organiser",
    },
    Kind.REGION: {
        "regional_coordinator",
        "deputy",
        "reader",
        "instructor",
        "reviewer",
        "expert",
        "approver",
        "editor",
        "organiser",
        "project_holder",
    },
    Kind.TERRITORY: {
        "project_manager",
        "deputy",
        "elected_official",
        "industrialist",
        "reader",
        "organiser",
        "project_holder",
        "site_owner",
    },
}


LIMITS = {
    "call": {"instructor", "reviewer", "expert", "approver", "project_holder"},
    "body": {"project_holder", "site_owner"},
    "site": {"site_owner"},
}


@pytest.mark.parametrize("kind", Kind)
def test_where_each_role_is_held(kind):
    assert {role.value for role in Role if kind in KINDS[role]} == HELD_ON[kind]


def test_what_else_roles_give():
    """Seats of the published figures, the audience of agents, limits to a subject."""
    seats = {"regional_coordinator", "project_manager", "elected_official", "industrialist"}
    assert seats == SEATS
    assert seats | {"national_team", "deputy", "reader"} == AGENTS
    limits = {(kind, role.value) for role, kinds in WITHIN.items() for kind in kinds}
    assert limits == {(kind, role) for kind, roles in LIMITS.items() for role in roles}


def holder(role: Role, places) -> User:
    """Somebody with the role on the widest place in the north on which it is held."""
    north, _ = places
    if Kind.NATION in KINDS[role]:
        return make_user(role)
    if Kind.REGION in KINDS[role]:
        return make_user(role, region=north.lead_region)
    return make_user(role, territory=north)


@pytest.mark.parametrize("role", Role)
def test_managing_people_follows_from_the_role_on_its_place(role, places):
    north, south = places
    user = holder(role, places)
    extent = MANAGED.get(role, "nowhere")
    wide, everywhere = extent != "nowhere", extent == "everywhere"
    assert may(user, MANAGE, north) is wide
    assert may(user, MANAGE, south) is everywhere
    assert user.grants.anywhere(MANAGE) is wide
    assert user.grants.nation(MANAGE) is everywhere
    assert user.grants.allow_region(MANAGE, north.lead_region) is wide
    assert user.grants.allow_region(MANAGE, south.lead_region) is everywhere
    territories = set(Territory.objects.filter(user.grants.territories_q(MANAGE)))
    assert (
        territories == {"everywhere": {north, south}, "region": {north}, "nowhere": set()}[extent]
    )
    # Combined with a narrower condition, it stays as wide.
    assert (
        set(Territory.objects.filter(user.grants.territories_q(MANAGE) | Q(pk=-1))) == territories
    )


WALK = Right("tests.walk", frozenset({Role.EXPERT, Role.READER}))


def test_a_right_on_a_territory_bears_on_it_alone(places):
    north, south = places
    grants = make_user(Role.READER, territory=north).grants
    assert (grants.allow(WALK, north), grants.allow(WALK, south)) == (True, False)
    assert grants.allow_region(WALK, north.lead_region) is False
    assert grants.territories(WALK) == {north.place}
    assert grants.regions(WALK) == frozenset()
    assert list(Territory.objects.filter(grants.territories_q(WALK))) == [north]


def test_a_mandate_within_a_subject_allows_nothing_outside_it(places):
    north, south = places
    expert = make_user()
    operations.grant_mandate(
        expert,
        Role.EXPERT,
        place=north.lead_region,
        within="call:FV2025",
        starts_on=LABELLED_ON,
        by=None,
    )
    assert expert.grants.anywhere(WALK) is False
    inside = expert.grants.within("call:FV2025")
    assert (inside.allow(WALK, north), inside.allow(WALK, south)) == (True, False)
    assert expert.grants.within("call:FV2026").anywhere(WALK) is False
    # A mandate on the whole place bears on what is within it.
    assert make_user(Role.READER).grants.within("call:FV2025").allow(WALK, south) is True


def test_audiences_follow_from_mandates_and_are_read_once(places, django_assert_num_queries):
    north, _ = places
    manager = make_user(Role.PROJECT_MANAGER, territory=north)
    region = north.lead_region
    for role, place, within in (
        (Role.READER, region, ""),
        (Role.INSTRUCTOR, region, "call:FV2025"),
        (Role.APPROVER, None, "call:FV2025"),
        (Role.SITE_OWNER, north, ""),
    ):
        operations.grant_mandate(
            manager, role, place=place, within=within, starts_on=LABELLED_ON, by=None
        )
    manager = User.objects.get(pk=manager.pk)
    body = bodies.add_body(name="Fonderie", siren="552081317", by=None)
    bodies.join_body(manager, body, starts_on=LABELLED_ON, by=None)
    past = bodies.add_body(name="Ancienne", siren="542065479", by=None)
    bodies.join_body(manager, past, starts_on=LABELLED_ON, ends_on=YESTERDAY, by=None)
    unknown = bodies.add_body(name="Sans SIREN", by=None)
    bodies.join_body(manager, unknown, starts_on=LABELLED_ON, by=None)
    with django_assert_num_queries(2):
        first, second = manager.tokens, manager.tokens
    assert first == second
    assert first == {
        "public",
        "agents",
        f"person:{manager.pk}",
        "body:552081317",
        f"territory:{north.place}",
        f"team:{north.place}",
        "region:32",
        "call:FV2025@32",
        "call:FV2025@",
    }
    owner = make_user(Role.SITE_OWNER, territory=north)
    assert owner.tokens == {"public", f"person:{owner.pk}"}
    gone = make_user(Role.NATIONAL_TEAM, ends_on=YESTERDAY)
    assert gone.tokens == {"public", f"person:{gone.pk}"}
    assert make_user(Role.NATIONAL_TEAM).tokens >= {"agents", "nation", "team:"}


def test_an_anonymous_visitor_holds_nothing():
    assert grants_of(AnonymousUser()).anywhere(MANAGE) is False


def test_people_seen_are_those_of_the_region(places):
    north, south = places
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=north.lead_region)
    ours = make_user(Role.PROJECT_MANAGER, territory=north)
    gone = make_user(Role.PROJECT_MANAGER, territory=north, ends_on=YESTERDAY)
    make_user(Role.PROJECT_MANAGER, territory=south)
    national = make_user(Role.NATIONAL_TEAM)
    assert set(User.objects.visible_to(coordinator)) == {coordinator, ours, gone}
    assert User.objects.visible_to(national).count() == 5
    assert not User.objects.visible_to(ours).exists()
    assert set(Mandate.objects.visible_to(coordinator)) == {
        *coordinator.mandates.all(),
        *ours.mandates.all(),
        *gone.mandates.all(),
    }


def test_those_who_never_signed_in_are_listed(places):
    north, _ = places
    national, ours = make_user(Role.NATIONAL_TEAM), make_user(Role.READER, territory=north)
    gone = make_user(Role.READER, territory=north)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=national.pk).update(last_login=clock.now())
    assert list(people(national, today=TODAY, compte="jamais")) == [ours]


def test_a_search_finds_names_bodies_and_places_accents_aside(places):
    north, south = places
    national = make_user(Role.NATIONAL_TEAM)
    ours = make_user(Role.PROJECT_MANAGER, territory=north, email="zoe@exemple.fr")
    ours.last_name = "Éloïse-Marie"
    ours.save()
    other = make_user(Role.ELECTED_OFFICIAL, territory=south)

    def matching(**asked) -> set[User]:
        return set(people(national, today=TODAY, **asked))

    assert matching() == {national, ours, other}
    assert matching(q="eloise marie") == {ours}
    assert matching(q="ZOE@") == {ours}
    assert matching(q="Éloïse <Zoe@exemple.fr>") == {ours}
    assert matching(q="@exemple.fr lacq") == {other}
    # An address is one word: that of somebody else may hold all of its pieces.
    make_user(email="zoe-002@exemple.fr")
    assert matching(q="zoe@exemple.fr") == {ours}
    assert matching(q="oe@exemple") == {ours}
    assert matching(q="saint omer") == {ours}
    assert matching(q="lacq personne") == {other}
    assert matching(role="elected_official") == {other}
    assert matching(q="saint omer", role="elected_official") == set()


def test_a_search_does_not_find_by_what_is_out_of_sight(places):
    north, south = places
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=north.lead_region)
    both = make_user(Role.READER, territory=north)
    Mandate.objects.create(
        user=both,
        role=Role.READER,
        kind="territory",
        code=south.place,
        starts_on=LABELLED_ON,
    )
    assert list(people(coordinator, today=TODAY, q="lacq")) == []
    [seen] = people(coordinator, today=TODAY, q="saint omer")
    assert [mandate.place for mandate in vars(seen)["running_mandates"]] == [north]


def test_mandates_are_listed_with_what_may_be_done(places):
    north, _ = places
    national = make_user(Role.NATIONAL_TEAM)

    def a_mandate(starts_on: date, ends_on: date | None = None, **fields) -> Mandate:
        return Mandate(
            role=Role.READER,
            kind="territory",
            code=north.place,
            starts_on=starts_on,
            ends_on=ends_on,
            **fields,
        )

    tomorrow = date(2025, 5, 28)
    rows = mandate_rows(
        [
            a_mandate(LABELLED_ON, YESTERDAY),
            a_mandate(tomorrow),
            a_mandate(LABELLED_ON, TODAY),
            a_mandate(TODAY),
            a_mandate(TODAY, cancelled_at=clock.now()),
        ],
        TODAY,
        managed_by=national,
    )
    assert [(row.state, row.may_end, row.may_cancel) for row in rows] == [
        ("En cours", True, False),
        ("En cours", True, True),
        ("À venir", False, True),
        ("Terminé", True, False),
        ("Retiré", False, False),
    ]
    [own] = mandate_rows(national.mandates.all(), TODAY, managed_by=national)
    assert (own.state, own.may_end, own.may_cancel) == ("En cours", False, False)
    unmanaged = mandate_rows([a_mandate(TODAY)], TODAY)
    assert [(row.may_end, row.may_cancel) for row in unmanaged] == [(False, False)]
