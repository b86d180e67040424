"""Who holds which right, where, and whose accounts are seen."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from usine.people.access import grants_of, may
from usine.people.models import Mandate, User
from usine.people.queries import mandate_rows, people
from usine.people.roles import GRANTS, Right, Role
from usine.territories.models import Territory
from usine.values import clock

from .factories import LABELLED_ON, make_region, make_territory, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2025, 5, 27)
YESTERDAY = date(2025, 5, 26)


@pytest.fixture
def places():
    north = make_territory("Saint-Omer", region=make_region("32", "Hauts-de-France"))
    south = make_territory("Lacq", region=make_region("76", "Occitanie"))
    return north, south


def held_by(role: Role, places) -> User:
    north, _ = places
    match role:
        case Role.NATIONAL_TEAM:
            return make_user(role)
        case Role.REGIONAL_COORDINATOR:
            return make_user(role, region=north.lead_region)
    return make_user(role, territory=north)


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("role", Role)
def test_a_right_follows_from_the_role_within_its_scope(role, right, places):
    north, south = places
    user = held_by(role, places)
    granted = role in GRANTS[right]
    everywhere = granted and role == Role.NATIONAL_TEAM
    assert may(user, right, north) is granted
    assert may(user, right, south) is everywhere
    assert user.grants.anywhere(right) is granted
    found = Territory.objects.filter(user.grants.territories_q(right))
    assert set(found) == ({north, south} if everywhere else {north} if granted else set())
    # Combined with a narrower condition, it stays as wide.
    wider = Territory.objects.filter(user.grants.territories_q(right) | Q(pk=-1))
    assert set(wider) == set(found)
    regional = everywhere or (granted and role == Role.REGIONAL_COORDINATOR)
    assert user.grants.allow_region(right, north.lead_region) is regional
    assert user.grants.allow_region(right, south.lead_region) is everywhere


def test_an_anonymous_visitor_holds_nothing(places):
    assert grants_of(AnonymousUser()).anywhere(Right.READ_PRIVATE) is False


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


def test_a_search_finds_names_bodies_and_places_accents_aside(places):
    north, south = places
    national = make_user(Role.NATIONAL_TEAM)
    ours = make_user(Role.PROJECT_MANAGER, territory=north, email="zoe@exemple.fr")
    ours.last_name = "Éloïse-Marie"
    ours.save()
    other = make_user(Role.ELECTED_OFFICIAL, territory=south)

    def found(**asked) -> set[User]:
        return set(people(national, today=TODAY, **asked))

    assert found() == {national, ours, other}
    assert found(q="eloise marie") == {ours}
    assert found(q="ZOE@") == {ours}
    assert found(q="Éloïse <Zoe@exemple.fr>") == {ours}
    assert found(q="@exemple.fr lacq") == {other}
    # An address is one word: that of somebody else may hold all of its pieces.
    make_user(email="zoe-002@exemple.fr")
    assert found(q="zoe@exemple.fr") == {ours}
    assert found(q="oe@exemple") == {ours}
    assert found(q="saint omer") == {ours}
    assert found(q="lacq personne") == {other}
    assert found(role="elected_official") == {other}
    assert found(q="saint omer", role="elected_official") == set()


def test_a_search_does_not_find_by_what_is_out_of_sight(places):
    north, south = places
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=north.lead_region)
    both = make_user(Role.READER, territory=north)
    Mandate.objects.create(
        user=both,
        role=Role.READER,
        scope="territory",
        territory=south,
        starts_on=LABELLED_ON,
    )
    assert list(people(coordinator, today=TODAY, q="lacq")) == []
    [seen] = people(coordinator, today=TODAY, q="saint omer")
    assert [mandate.territory for mandate in vars(seen)["held"]] == [north]


def test_mandates_are_listed_with_what_may_be_done(places):
    north, _ = places
    national = make_user(Role.NATIONAL_TEAM)

    def a_mandate(starts_on: date, ends_on: date | None = None, **fields) -> Mandate:
        return Mandate(
            role=Role.READER,
            scope="territory",
            territory=north,
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
        ("Terminé", False, False),
        ("Repris", False, False),
    ]
    [own] = mandate_rows(national.mandates.all(), TODAY, managed_by=national)
    assert (own.state, own.may_end, own.may_cancel) == ("En cours", False, False)
    unmanaged = mandate_rows([a_mandate(TODAY)], TODAY)
    assert [(row.may_end, row.may_cancel) for row in unmanaged] == [(False, False)]
