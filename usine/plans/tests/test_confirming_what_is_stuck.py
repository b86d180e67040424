"""The link of a mail says what is blocked and what is late, as the table does."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from usine.plans.blocking import block
from usine.plans.campaigns.links import shortcut
from usine.plans.models import Action
from usine.plans.queries import Plan
from usine.subjects import operations as subjects
from usine.values import clock
from usine.values.dates import PartialDate
from usine.values.formats import format_day

from .campaigning import sent
from .factories import make_action

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SENTENCE = "Les actions bloquées ou en retard ne sont pas cochées"


@pytest.fixture
def actions(territory) -> list[Action]:
    """As the plan orders them: one that runs, one that is late, one that is blocked."""
    with clock.set_to(datetime(2025, 3, 1, tzinfo=UTC)):
        return [
            make_action(territory, reference="1", title="Friche"),
            make_action(
                territory, reference="2", title="Réseau", end=PartialDate(date(2025, 4, 30))
            ),
            stuck(territory, reference="3", title="Zone"),
        ]


def stuck(territory, **fields) -> Action:
    action = make_action(territory, **fields)
    block(action, kind="land", words="Terrain <pollué>", by=None)
    return action


@pytest.fixture
def path(territory, manager, actions) -> str:
    subjects.rebuild()
    ask = sent(Plan(region=territory.lead_region), [territory]).plans.get().ask
    assert ask
    return "/" + shortcut(ask, manager).url.split("/", 3)[3]


def test_the_page_says_what_is_blocked_and_late_and_ticks_neither(client, path, actions):
    page = client.get(path)
    text = page.content.decode()
    rows = [(row.action, row.is_late, row.is_ticked) for row in page.context["rows"]]
    assert rows == [
        (actions[0], False, True),
        (actions[1], True, False),
        (actions[2], False, False),
    ]
    assert text.count(" checked>") == 1
    day = format_day(date(2025, 3, 1))
    assert f"Foncier depuis le {day}&nbsp;: Terrain &lt;pollué&gt;</span>" in text
    assert text.count(", en retard</span>") == 1
    assert text.count("Bloquée</span>") == 1
    assert SENTENCE in text
    assert '<body class="work' in text


def test_what_is_stuck_is_confirmed_once_ticked(client, path, actions):
    client.post(path, {"actions": [actions[2].pk]})
    actions[2].refresh_from_db()
    assert (actions[2].confirmed_on, actions[2].is_blocked) == (clock.today(), True)


def test_where_nothing_is_stuck_all_is_ticked(client, path, actions):
    client.post(path, {"actions": [actions[1].pk, actions[2].pk]})
    page = client.get(path)
    assert page.content.decode().count(" checked>") == 1
    assert SENTENCE not in page.content.decode()


def test_what_blocks_one_or_three_is_read_at_the_same_cost(client, path, territory):
    client.get(path)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
        with clock.set_to(datetime(2025, 3, 1, tzinfo=UTC)):
            for _ in range(2):
                stuck(territory)
    assert counts == [counts[0]] * 2
