"""Whoever takes over what somebody asked is told of the answers that they now wait for."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from usine.asks.models import Ask
from usine.notices import tasks
from usine.notices.models import Notice
from usine.notices.queries import excerpts_of, notices_of
from usine.people import leaving
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.values import clock
from usine.values.formats import format_day

from .factories import again, asked

pytestmark = pytest.mark.django_db
MINE = "/a-faire/j-ai-demande/"


@pytest.fixture
def mandate(coordinator) -> Mandate:
    return coordinator.mandates.get()


@pytest.fixture
def colleague(territory) -> User:
    return make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)


@pytest.fixture
def expected(territory, manager, coordinator) -> list[Ask]:
    beside = make_territory("Boulonnais", territory.lead_region)
    make_user(Role.PROJECT_MANAGER, territory=beside)
    return [asked(each, by=coordinator) for each in (territory, beside)]


def told(user: User) -> list[tuple[str, str, str]]:
    notices = list(notices_of(again(user)))
    quoted = excerpts_of(notices, again(user))
    return [(str(each), quoted[each.pk].label, quoted[each.pk].words) for each in notices]


def test_whoever_takes_over_is_told_of_the_answers_that_they_wait_for(
    mandate, coordinator, colleague, expected
):
    leaving.hand_over(mandate, to=colleague, by=coordinator)
    assert told(colleague) == [
        (
            f"{coordinator} vous passe la main",
            "2\u00a0réponses attendues",
            "Avis sur le territoire\u00a0: Lacq\nAvis sur le territoire\u00a0: Boulonnais",
        )
    ]
    [notice] = Notice.objects.filter(person=colleague)
    with clock.set_to(clock.now() + timedelta(days=1)):
        tasks.send_digest.call(colleague.pk, clock.now().isoformat())
    body = mail.outbox[-1].body
    for words in ("vous passe la main", "2\u00a0réponses attendues", "Boulonnais"):
        assert words in body
    assert notice.kind == "asks.entrusted"


def test_who_takes_over_what_they_give_themselves_is_told_of_nothing(mandate, colleague, expected):
    leaving.hand_over(mandate, to=colleague, by=colleague)
    assert told(colleague) == []


def test_taken_back_nobody_is_told_any_more(mandate, coordinator, colleague, expected):
    handed = leaving.hand_over(mandate, to=colleague, by=coordinator)
    leaving.take_back_over(mandate, event=handed.number, by=coordinator)
    assert told(colleague) == []


def test_pages_say_who_asked_and_since_when_the_answer_comes_to_one(
    client, mandate, coordinator, colleague, expected
):
    client.force_login(colleague)
    leaving.hand_over(mandate, to=colleague, by=coordinator)
    today = format_day(clock.today())
    assert client.get(MINE).text.count(f", demandée par {coordinator}<") == 2
    page = client.get(f"/a-faire/{expected[0].pk}/").text
    assert f"<dt>Demandé par</dt><dd>{coordinator}, le {today}" in page
    assert f"<dt>Réponse attendue par</dt><dd>{colleague}, depuis le {today}</dd>" in page


def test_what_is_entrusted_further_or_given_back_says_the_last_alone(
    client, territory, mandate, coordinator, colleague, expected
):
    third = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    leaving.hand_over(mandate, to=colleague, by=coordinator)
    further = leaving.hand_over(colleague.mandates.get(), to=third, by=colleague)
    client.force_login(third)
    assert client.get(MINE).text.count(f"demandée par {colleague}") == 2
    leaving.take_back_over(colleague.mandates.get(), event=further.number, by=colleague)
    client.force_login(colleague)
    assert client.get(MINE).text.count(f"demandée par {coordinator}") == 2


def test_the_list_costs_as_many_queries_for_many(
    client, territory, mandate, coordinator, colleague, manager
):
    client.force_login(colleague)
    client.get(MINE)
    counts = []
    for number in (1, 3):
        for rank in range(number):
            place = make_territory(f"Pays {number} {rank}", territory.lead_region)
            make_user(Role.PROJECT_MANAGER, territory=place)
            asked(place, by=coordinator)
        leaving.hand_over(mandate, to=colleague, by=coordinator)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(MINE)
        counts.append((len(page.context["rows"]), len(queries)))
    assert counts == [(1, counts[0][1]), (4, counts[0][1])]
