"""Whoever names a member who does not see the committee is told so, and what to do."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from usine.people.models import User
from usine.people.reach import left_out
from usine.people.roles import Role
from usine.plans.committees.telling import unseeing
from usine.plans.models import Committee
from usine.plans.queries import Plan

from .factories import make_region, make_territory, make_user
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LATER = date(2025, 6, 12)
ONE = (
    "{} ne voit pas ce comité, faute de mandat ici, et n’en est pas prévenu\u00a0: envoyez-lui "
    "vous-même la date et le dossier, ou faites-lui donner un mandat par qui gère les comptes."
)


@pytest.fixture
def elsewhere() -> User:
    return make_user(
        Role.PROJECT_MANAGER,
        territory=make_territory("Lacq", region=make_region("32", "Hauts-de-France")),
    )


@pytest.fixture
def elected(territory) -> User:
    return make_user(Role.ELECTED_OFFICIAL, territory=territory)


def committee_of(plan: Plan, *members: User) -> Committee:
    return make_committee(plan, on=LATER, members=[*map(str, members), "CCI"])


def test_one_without_a_mandate_here_is_named(territory, elected, elsewhere):
    plan = Plan(territory=territory)
    assert unseeing(committee_of(plan, elected)) == ""
    committee = make_committee(plan, name="Autre", on=LATER, members=[str(elsewhere)])
    assert unseeing(committee) == ONE.format(elsewhere)


def test_several_are_told_together(territory, elsewhere):
    away = elsewhere.mandates.get().place.lead_region
    region = make_user(Role.REGIONAL_COORDINATOR, region=away)
    told = unseeing(committee_of(Plan(territory=territory), elsewhere, region))
    assert told.startswith(
        f"{elsewhere}, {region} ne voient pas ce comité, faute de mandat ici, et"
    )
    assert "n’en sont pas prévenus\u00a0: envoyez-leur" in told


def test_it_tells_what_the_committees_of_each_tell(territory, elected, elsewhere):
    people = [
        elected,
        elsewhere,
        make_user(Role.NATIONAL_TEAM),
        make_user(Role.READER),
        make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region),
        make_user(Role.REGIONAL_COORDINATOR, region=elsewhere.mandates.get().place.lead_region),
    ]
    for plan in (Plan(territory=territory), Plan(region=territory.lead_region), Plan()):
        committee = committee_of(plan, *people)
        unseen = [
            each
            for each in people
            if committee not in Committee.objects.visible_to(User.objects.get(pk=each.pk))
        ]
        assert left_out(committee.subject, people) == unseen


def test_a_mandate_that_ended_opens_nothing(territory, elected):
    committee = committee_of(Plan(territory=territory), elected)
    elected.mandates.update(ends_on=date(2025, 5, 1))
    assert unseeing(committee) == ONE.format(elected)


def test_the_page_tells_who_edits_it_alone(client, territory, manager, elected, elsewhere):
    committee = committee_of(Plan(territory=territory), elsewhere)
    for user, is_told in ((manager, True), (elected, False)):
        client.force_login(user)
        page = client.get(committee.get_absolute_url())
        assert (ONE.format(elsewhere) in page.content.decode()) is is_told
    Committee.objects.update(state="cancelled")
    client.force_login(manager)
    assert client.get(committee.get_absolute_url()).context["unseeing"] == ""


def test_many_members_cost_as_many_queries(territory, elected, elsewhere):
    plan = Plan(territory=territory)
    few = committee_of(plan, elected)
    others = [make_user(Role.INDUSTRIALIST, territory=territory) for _ in range(3)]
    many = make_committee(plan, name="Autre", on=LATER, members=list(map(str, others)))

    def count(committee: Committee) -> int:
        with CaptureQueriesContext(connection) as queries:
            unseeing(committee)
        return len(queries)

    assert (count(few), count(many)) == (3, 3)
