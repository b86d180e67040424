"""Asks about a territory: made, seen, answered, declined, passed on, withdrawn."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from usine.asks import kinds
from usine.asks.addressing import a_body, a_person, a_role
from usine.asks.models import Ask
from usine.asks.operations import (
    answer,
    ask_many,
    decline,
    redirect,
    restore,
    resume,
    see,
    withdraw,
    withdraw_many,
)
from usine.asks.queries import done, expected_by, to_do, waiting_count
from usine.ledger.history import history
from usine.ledger.models import Event, Payload
from usine.notices.queries import notices_of
from usine.people import operations as people
from usine.people.models import Membership, Organisation, User
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.subjects import operations as subjects
from usine.subjects.models import Audience, Subject
from usine.territories.measures import subject_of
from usine.values import clock
from usine.values.errors import Refused

from .factories import COUNT, OPINION, asked, in_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory():
    territory = make_territory("Lacq")
    subjects.rebuild()
    return territory


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@pytest.fixture
def coordinator(territory):
    return make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)


def again(user: User) -> User:
    """The user as another request reads them."""
    return User.objects.get(pk=user.pk)


def told(user: User) -> list[str]:
    return [f"{each} {each.path}" for each in notices_of(again(user))]


def facts(ask: Ask) -> list[tuple[str, str]]:
    return [(fact.what, fact.who) for fact in history(ask.key, names=names_of)]


# Asking


def test_what_is_asked_waits_for_whom_it_is_asked(territory, manager, coordinator):
    ask = asked(territory, by=coordinator, text=" Un avis ? ")
    assert (ask.text, ask.state, str(ask.to)) == ("Un avis ?", "open", "Chef de projet, Lacq")
    assert [[*to_do(each)] for each in (manager, coordinator)] == [[ask], []]
    assert [[*expected_by(each)] for each in (manager, coordinator)] == [[], [ask]]
    assert [waiting_count(each) for each in (manager, coordinator)] == [1, 0]
    assert told(manager) == [f"{coordinator} vous demande quelque chose /a-faire/#demande-{ask.pk}"]
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


# Several at once


@pytest.fixture
def both(territory, manager):
    """Two subjects of one place."""
    Subject.objects.create(
        key="halle:1", kind="halle", title="Halle", path="/", place=territory.place
    )
    Audience.objects.create(subject_id="halle:1", token="public")
    return ["halle:1", subject_of(territory)]


def ask_both(territory, both, by, **more):
    values = {
        "about": subject_of(territory),
        "text": "Où en êtes-vous ?",
        "to": a_role(Role.PROJECT_MANAGER, territory),
        "due_on": in_days(10),
        **more,
    }
    return ask_many(OPINION, both, **values, by=by)


def test_several_are_asked_in_one_event_and_told_once(territory, manager, coordinator, both):
    event = ask_both(territory, both, coordinator)
    assert [each.subject_id for each in to_do(manager)] == both
    assert [each.subject.pk for each in notices_of(manager)] == [subject_of(territory)]
    assert event.payload == {"asks": 2}
    assert [facts(each)[0][0] for each in to_do(manager)] == ["Demande envoyée"] * 2
    assert [fact.verb for fact in history(event.subject, names=names_of)][:1] != ["asks.ask_many"]


def test_several_asks_are_taken_back_at_once(territory, manager, coordinator, both):
    event = ask_both(territory, both, coordinator)
    assert withdraw_many(event.number, by=again(coordinator)) == 2
    assert ([*to_do(manager)], told(manager)) == ([], [])
    assert facts(done(coordinator)[0])[0] == ("Demande retirée", str(coordinator))
    with pytest.raises(Refused, match="Plus rien"):
        withdraw_many(event.number, by=coordinator)


def test_what_is_answered_stays_when_the_others_are_taken_back(
    territory, manager, coordinator, both
):
    event = ask_both(territory, both, coordinator)
    first, second = to_do(manager)
    answer(first, outcome="yes", by=manager)
    see(second, by=manager)
    assert withdraw_many(event.number, by=coordinator) == 1
    assert sorted(each.state for each in done(manager)) == ["answered", "withdrawn"]
    assert [str(each) for each in notices_of(manager)] == [
        f"{coordinator} a retiré sa demande",
        f"{coordinator} vous demande quelque chose",
    ]


def test_only_who_asked_takes_several_back(territory, manager, coordinator, both):
    event = ask_both(territory, both, coordinator)
    for by in (manager, make_user(Role.NATIONAL_TEAM)):
        with pytest.raises(PermissionDenied):
            withdraw_many(event.number, by=by)
    with pytest.raises(PermissionDenied):
        withdraw_many(0, by=coordinator)


def test_too_many_or_none_are_refused(territory, both, coordinator):
    for keys, why in (([], "Choisissez"), (both * 51, "100 lignes au plus")):
        with pytest.raises(Refused, match=why):
            ask_both(territory, keys, coordinator)


def test_all_are_asked_or_none(territory, manager, coordinator, both):
    asked(territory, by=None)
    with pytest.raises(Refused, match="déjà demandé"):
        ask_both(territory, both, coordinator)
    assert Ask.objects.count() == 1


def test_forty_asks_cost_what_two_cost(territory, manager, django_assert_num_queries):
    for number in range(42):
        key = f"halle:{number}"
        Subject.objects.create(key=key, kind="halle", title=key, path="/", place=territory.place)
        Audience.objects.create(subject_id=key, token="public")
    for keys in (["halle:0", "halle:1"], [f"halle:{number}" for number in range(2, 42)]):
        with django_assert_num_queries(15):
            ask_both(territory, keys, None)


# Answering


def test_an_answer_closes_the_ask_and_tells_who_asked(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    see(ask, by=manager)
    answer(ask, outcome="no", words=" Trop loin ", by=manager)
    [closed] = done(coordinator)
    assert (closed.state, closed.outcome_label, closed.words, closed.closed_by) == (
        "answered",
        "Défavorable",
        "Trop loin",
        manager,
    )
    assert told(coordinator) == [
        f"{manager} a donné suite à votre demande /a-faire/termine/#demande-{ask.pk}"
    ]
    assert facts(ask) == [
        ("Réponse donnée", str(manager)),
        ("Demande ouverte", str(manager)),
        ("Demande envoyée", str(coordinator)),
    ]
    with pytest.raises(Refused, match="maintenant «\u00a0répondue\u00a0»"):
        answer(ask, outcome="yes", by=manager)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"outcome": "maybe"}, "pas de celles"),
        ({"outcome": "no"}, "Écrivez quelques mots"),
        ({"outcome": "yes", "words": "x" * 6_001}, "trop long"),
    ],
)
def test_an_answer_is_one_of_its_kind(territory, manager, given, why):
    ask = asked(territory)
    with pytest.raises(Refused, match=why):
        answer(ask, **given, by=manager)
    assert Ask.objects.get().is_waiting


def test_an_answer_may_need_a_right_and_carry_values(territory, manager):
    ask = asked(territory, COUNT)
    with pytest.raises(PermissionDenied):
        answer(ask, outcome="watched", values={"companies": 12}, by=manager)
    answer(ask, outcome="counted", values={"companies": 12}, by=manager)
    assert Ask.objects.get().values == {"companies": 12}
    assert Payload.objects.filter(subject=ask.key).latest("event").decoded == {
        "outcome": "counted",
        "values": {"companies": 12},
    }


def test_what_the_room_of_the_subject_refuses_leaves_the_ask_open(territory, manager, monkeypatch):
    def refuse(ask, by):
        raise Refused("Pas aujourd’hui.")

    ask = asked(territory)
    monkeypatch.setitem(kinds._kinds, OPINION.code, refusing(refuse))
    with pytest.raises(Refused, match="Pas aujourd’hui"):
        answer(ask, outcome="yes", by=manager)
    assert Ask.objects.get().is_waiting
    assert Event.objects.latest("number").verb == "asks.ask"


def refusing(on_answer):
    return replace(OPINION, on_answer=on_answer)


def test_what_an_answer_means_is_done_with_it(territory, manager, monkeypatch):
    done_of = []
    monkeypatch.setitem(
        kinds._kinds, OPINION.code, refusing(lambda ask, by: done_of.append((ask.outcome, by)))
    )
    answer(asked(territory), outcome="yes", by=manager)
    assert done_of == [("yes", manager)]


def test_a_kind_that_is_gone_is_answered_no_more(territory, manager, monkeypatch):
    ask = asked(territory)
    monkeypatch.delitem(kinds._kinds, OPINION.code)
    assert (ask.label, ask.outcome_label, [*to_do(manager)]) == ("tests.opinion", "", [])
    with pytest.raises(Refused, match="pas de celles"):
        answer(ask, outcome="yes", by=None)
    with pytest.raises(Refused, match="Personne ne peut"):
        redirect(ask, to=a_person(manager), by=None)
    see(ask, by=None)
    withdraw(ask, by=None)


def test_seeing_twice_is_recorded_once(territory, manager):
    ask = asked(territory)
    see(ask, by=manager)
    number = Event.objects.count()
    assert see(ask, by=manager).state == "seen"
    assert Event.objects.count() == number


def test_one_says_why_one_declines_and_may_take_it_back(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    with pytest.raises(Refused, match="Écrivez quelques mots"):
        decline(ask, words=" ", by=manager)
    decline(ask, words="Pas de mon ressort", by=manager)
    assert [str(each) for each in notices_of(coordinator)] == [
        f"{manager} a donné suite à votre demande"
    ]
    resume(ask, by=manager)
    assert (Ask.objects.get().state, Ask.objects.get().words) == ("seen", "")
    assert told(coordinator) == []
    with pytest.raises(Refused, match="maintenant «\u00a0vue\u00a0»"):
        resume(ask, by=manager)


# Passing on


def test_an_ask_is_passed_on_to_somebody_who_may_answer(territory, manager, coordinator):
    reader = make_user(Role.READER, territory=territory)
    ask = asked(territory, by=coordinator)
    following = redirect(ask, to=a_person(reader), words="Elle sait", by=manager)
    assert [[*to_do(each)] for each in (manager, reader)] == [[], [following]]
    assert (following.by, following.text, following.due_on, following.follows) == (
        coordinator,
        ask.text,
        ask.due_on,
        ask,
    )
    assert [*expected_by(coordinator)] == [following]
    assert told(reader) == [f"{manager} vous demande quelque chose /a-faire/#{following.part}"]
    assert [str(each) for each in notices_of(coordinator)] == [
        f"{manager} a donné suite à votre demande"
    ]
    assert facts(ask)[0] == ("Demande transmise", str(manager))
    assert facts(following) == [("Demande reçue d’une autre personne", str(manager))]


def test_an_ask_is_not_passed_on_to_who_has_it_or_may_not(territory, manager):
    ask = asked(territory, to=a_person(manager))
    stranger = make_user()
    for to, why in ((stranger, "Personne ne peut"), (manager, "déjà à cette personne")):
        with pytest.raises(Refused, match=why):
            redirect(ask, to=a_person(to), by=manager)
    assert Ask.objects.get().is_waiting


def test_what_was_passed_on_is_taken_back_until_it_is_opened(territory, manager, coordinator):
    reader = make_user(Role.READER, territory=territory)
    ask = asked(territory, by=coordinator)
    redirect(ask, to=a_person(reader), by=manager)
    resume(ask, by=manager)
    assert [[*to_do(each)] for each in (manager, reader)] == [[ask], []]
    assert (told(reader), told(coordinator)) == ([], [])
    following = redirect(ask, to=a_person(reader), by=manager)
    see(following, by=reader)
    with pytest.raises(Refused, match="s’en occupe déjà"):
        resume(ask, by=manager)


# Withdrawing


def test_what_is_withdrawn_before_it_is_seen_is_not_told(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    withdraw(ask, by=coordinator)
    assert ([*to_do(manager)], told(manager)) == ([], [])
    restore(ask, by=coordinator)
    assert [*to_do(manager)] == [ask]
    assert told(manager) == [f"{coordinator} vous demande quelque chose /a-faire/#{ask.part}"]


def test_who_had_opened_it_is_told_that_it_is_withdrawn(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    see(ask, by=manager)
    withdraw(ask, by=coordinator)
    assert told(manager) == [f"{coordinator} a retiré sa demande /a-faire/termine/#{ask.part}"]


def test_what_was_asked_again_since_is_not_restored(territory, manager, coordinator):
    first = withdraw(asked(territory, by=coordinator), by=coordinator)
    asked(territory, by=coordinator)
    with pytest.raises(Refused, match="déjà demandé"):
        restore(first, by=coordinator)


# Forgetting


def test_the_words_of_who_is_forgotten_are_erased(territory, manager, coordinator):
    first, second = asked(territory, by=coordinator), asked(territory, COUNT, by=coordinator)
    answer(first, outcome="no", words="Trop loin", by=manager)
    answer(second, outcome="counted", values={"companies": 12}, by=manager)
    forget(manager)
    words = [(each.words, each.values, each.text) for each in Ask.objects.order_by("pk")]
    assert words == [
        ("Message effacé.", {}, "Qu’en pensez-vous ?"),
        ("", {}, "Qu’en pensez-vous ?"),
    ]
    forget(coordinator)
    assert {each.text for each in Ask.objects.all()} == {"Message effacé."}
    payloads = Payload.objects.filter(subject=first.key).exclude(event__verb="ledger.erase")
    assert [sorted(each.decoded or {}) for each in payloads.order_by("event")] == [
        ["about", "due_on", "kind", "to"],
        ["outcome"],
    ]


def forget(person: User) -> None:
    people.end_mandate(person.mandates.get(), on=clock.today(), by=None)
    with clock.set_to(clock.now() + timedelta(days=2)):
        people.forget(person, reason="Demande", by=None)


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
