"""Several asks in one event: made, told once, and taken back at once."""

import pytest
from django.core.exceptions import PermissionDenied

from usine.asks.addressing import a_role
from usine.asks.models import Ask
from usine.asks.operations import answer, ask_many, see, withdraw_many
from usine.asks.queries import done, to_do
from usine.ledger.history import history
from usine.notices.queries import notices_of, unread_count
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.subjects.models import Audience, Subject
from usine.territories.measures import subject_of
from usine.values.errors import Refused

from .factories import OPINION, again, asked, facts, in_days, told

pytestmark = pytest.mark.django_db


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


def test_what_is_answered_is_no_news_any_more(territory, manager, coordinator, both):
    ask_both(territory, both, coordinator)
    one, other = to_do(manager)
    answer(one, outcome="yes", by=manager)
    # The other waits: what tells of both is news still.
    assert unread_count(again(manager)) == 1
    answer(other, outcome="yes", by=manager)
    assert (unread_count(again(manager)), len(told(manager))) == (0, 1)


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
        f"{coordinator} attend une réponse de vous",
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
