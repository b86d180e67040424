"""Asks about a territory: what may be asked, of whom, and who sees it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from usine.asks.addressing import a_body, a_person, a_role
from usine.asks.models import Ask
from usine.asks.operations import ask_many, decline
from usine.asks.queries import expected_by, to_do, waiting_count
from usine.ledger.history import history
from usine.people import operations as people
from usine.people.models import Membership, Organisation
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.subjects import operations as subjects
from usine.subjects.models import Audience, Subject
from usine.territories.measures import subject_of
from usine.values import clock
from usine.values.errors import Refused

from .factories import COUNT, OPINION, again, asked, in_days, told

pytestmark = pytest.mark.django_db


def test_what_is_asked_waits_for_whom_it_is_asked(territory, manager, coordinator):
    ask = asked(territory, by=coordinator, text=" Un avis ? ")
    assert (ask.text, ask.state, str(ask.to)) == ("Un avis ?", "open", "Chef de projet, Lacq")
    assert [[*to_do(each)] for each in (manager, coordinator)] == [[ask], []]
    assert [[*expected_by(each)] for each in (manager, coordinator)] == [[], [ask]]
    assert [waiting_count(each) for each in (manager, coordinator)] == [1, 0]
    assert told(manager) == [f"{coordinator} attend une réponse de vous /a-faire/#demande-{ask.pk}"]
    assert told(coordinator) == []


def test_the_other_readers_of_the_subject_see_nothing(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    others = [
        make_user(Role.READER, territory=territory),
        make_user(Role.NATIONAL_TEAM),
        make_user(),
        make_user(Role.PROJECT_MANAGER, territory=make_territory("Pau")),
    ]
    assert [[*Ask.objects.visible_to(each)] for each in others] == [[]] * 4
    assert [[*Ask.objects.visible_to(each)] for each in (manager, coordinator)] == [[ask]] * 2
    assert history(subject_of(territory), names=names_of) == [
        fact for fact in history(subject_of(territory), names=names_of) if "ask" not in fact.verb
    ]


def test_nobody_sees_an_ask_who_is_out(territory, manager):
    asked(territory)
    assert not Ask.objects.visible_to(AnonymousUser()).exists()
    people.deactivate(manager, by=None)
    assert not Ask.objects.visible_to(again(manager)).exists()


def test_a_person_and_a_body_are_asked(territory, manager, coordinator):
    body = Organisation.objects.create(name="Agence de l’eau")
    member = make_user(Role.READER, territory=territory)
    day = date(2024, 1, 1)
    Membership.objects.create(user=member, organisation=body, starts_on=day)
    Membership.objects.create(user=manager, organisation=body, starts_on=day, ends_on=day)
    of_body = asked(territory, to=a_body(body))
    of_person = asked(territory, to=a_person(manager))
    assert (str(of_body.to), str(of_person.to)) == ("Agence de l’eau", str(manager))
    assert [[*to_do(each)] for each in (member, manager)] == [[of_body], [of_person]]


def test_who_stands_in_for_a_seat_answers_what_is_asked_of_it(territory, coordinator):
    deputy = make_user(Role.DEPUTY, territory=territory, ends_on=in_days(30))
    of_seat = asked(territory)
    of_region = asked(territory, to=a_role(Role.REGIONAL_COORDINATOR, territory.lead_region))
    assert [*to_do(deputy)] == [of_seat]
    assert [*to_do(coordinator)] == [of_region]
    assert str(of_region.to) == f"Coordinateur régional, {territory.lead_region}"


def test_the_nation_is_asked(territory):
    national = make_user(Role.NATIONAL_TEAM)
    ask = asked(territory, to=a_role(Role.NATIONAL_TEAM, None))
    assert [*to_do(national)] == [ask]
    assert str(Ask.objects.get(pk=ask.pk).to) == "Équipe nationale, France"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"text": " "}, "Dites ce que"),
        ({"text": "x" * 6_001}, "trop long"),
        ({"due_on": date(2020, 1, 1)}, "est passée"),
        ({"due_on": date(2090, 1, 1)}, "plus de deux ans"),
    ],
)
def test_what_may_not_be_asked_says_why(territory, manager, more, why):
    with pytest.raises(Refused, match=why):
        asked(territory, **more)
    assert not Ask.objects.exists()


def test_what_nobody_may_answer_is_not_asked(territory, manager):
    elsewhere = make_user(Role.PROJECT_MANAGER, territory=make_territory("Pau"))
    vacant = make_territory("Tarbes")
    subjects.rebuild()
    with pytest.raises(Refused, match="Personne ne peut"):
        asked(territory, to=a_person(elsewhere))
    with pytest.raises(Refused, match="Personne ne peut"):
        asked(vacant)


def test_the_same_is_not_asked_twice_while_it_waits(territory, manager, coordinator):
    first = asked(territory, by=coordinator)
    with pytest.raises(Refused, match="déjà demandé"):
        asked(territory)
    other = asked(territory, COUNT)
    decline(first, words="Non", by=manager)
    again_asked = asked(territory)
    assert {*to_do(manager)} == {other, again_asked}


def test_only_who_may_asks_about_what_is_there(territory, manager, coordinator):
    with pytest.raises(PermissionDenied):
        asked(territory, by=manager)
    Audience.objects.filter(subject=subject_of(territory)).delete()
    with pytest.raises(PermissionDenied):
        asked(territory, by=coordinator)
    Subject.objects.filter(pk=subject_of(territory)).delete()
    with pytest.raises(Refused, match="n’est plus là"):
        asked(territory)


def test_who_lost_the_right_or_the_subject_sees_the_ask_no_more(territory, manager, coordinator):
    asked(territory, by=coordinator)
    mandate = manager.mandates.get()
    mandate.ends_on = date(2024, 1, 1)
    mandate.save()
    assert [*to_do(again(manager))] == []
    Audience.objects.filter(subject=subject_of(territory)).delete()
    assert [*expected_by(again(coordinator))] == []


def test_today_is_a_day_in_paris(territory, manager):
    with clock.set_to(datetime(2030, 3, 1, 23, 30, tzinfo=UTC)):
        with pytest.raises(Refused, match="est passée"):
            asked(territory, due_on=date(2030, 3, 1))
        assert asked(territory, due_on=date(2030, 3, 2)).asked_on == date(2030, 3, 2)


def test_a_territory_elsewhere_is_not_asked_about(territory, coordinator):
    elsewhere = make_territory("Ailleurs", region=make_region("76", "Occitanie"))
    make_user(Role.PROJECT_MANAGER, territory=elsewhere)
    with pytest.raises(PermissionDenied):
        asked(elsewhere, by=coordinator)


def test_nobody_asks_it_of_themselves(territory, coordinator):
    """Nor of a seat that they alone hold, unless its kind is for that."""
    to = a_role(Role.REGIONAL_COORDINATOR, territory.lead_region)
    for each in (to, a_person(coordinator)):
        with pytest.raises(Refused, match="le demander à vous-même"):
            asked(territory, to=each, by=coordinator)
    key = subject_of(territory)
    values = {"text": "?", "to": to, "due_on": in_days(3), "about": key}
    with pytest.raises(Refused, match="le demander à vous-même"):
        ask_many(OPINION, [key], **values, by=coordinator)
    assert not Ask.objects.exists()
    asked(territory, replace(OPINION, of_oneself=True), to=to, by=coordinator)
    Ask.objects.all().delete()
    second = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    asked(territory, to=to, by=second)
