"""A plan as a daily tool: the table of 3,000 actions, the board and timeline of 500, a cell saved.

What is timed is the answer of the server to a request, its page written whole. Run on the database
named by DATABASE_URL, which must be empty.
"""

import logging
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.test import Client, override_settings
from django.urls import reverse

from usine.people.models import User
from usine.people.roles import Role
from usine.plans.forms import sealed
from usine.plans.models import Action
from usine.plans.reviews import Draft, create_many
from usine.plans.states import Status
from usine.plans.tests.factories import make_territory, make_user
from usine.plans.together import change_each, change_many
from usine.territories.models import Territory
from usine.values import clock

from .ledger import say

AXES = ("transition", "innovation", "competences", "foncier")
TIMES = 7


# Nothing is collected, and nobody asks whence a form was sent.
PLAIN = {
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "AXES_ENABLED": False,
}


def run() -> None:
    logging.disable(logging.INFO)
    with override_settings(**PLAIN):
        _measure()


def _measure() -> None:
    large, middling = _plan(3_000), _plan(500)
    team = _signed_in(make_user(Role.NATIONAL_TEAM))
    keeper = _signed_in(make_user(Role.PROJECT_MANAGER, territory=middling))
    plan, other = (reverse("plans:territory_plan", args=[each.slug]) for each in (large, middling))
    _timed("the table of 3,000 actions", partial(team.get, plan, secure=True))
    _timed("its hundredth page", partial(team.get, plan, {"page": 30}, secure=True))
    _timed("the board of 500", partial(keeper.get, other, {"vue": "statuts"}, secure=True))
    _timed("the timeline of 500", partial(keeper.get, other, {"vue": "frise"}, secure=True))
    _timed("one's week", partial(keeper.get, reverse("plans:week"), secure=True))
    _timed("a cell saved", _cell(keeper, Action.objects.filter(territory=middling).earliest("pk")))
    past = {"au": (clock.today() - timedelta(days=1)).isoformat()}
    _change_all(middling)
    _timed(
        "the 500, all changed twice since, of a day", partial(keeper.get, other, past, secure=True)
    )
    _change_all(large)
    _timed("the 3,000, all changed twice since", partial(team.get, plan, past, secure=True), "")


def _plan(count: int) -> Territory:
    territory = make_territory()
    drafts = [
        Draft(
            {
                "title": f"Étude de la zone industrielle, tranche {number}",
                "axis": AXES[number % 4],
                "reference": f"{number % 4 + 1}.{number // 4 + 1:03}",
                "lead": f"Communauté d’agglomération {number % 9}",
                "planned_budget": 15_000_00 + number,
            },
            tuple(Status)[number % 4],
            clock.today() - timedelta(days=30),
        )
        for number in range(count)
    ]
    create_many(territory, drafts=drafts, by=None)
    return territory


def _change_all(territory: Territory) -> None:
    """Give each action of a plan another lead and another title."""
    titles = dict(Action.objects.filter(territory=territory).values_list("pk", "title"))
    change_many(territory, actions=titles, name="lead", value="Région", by=None)
    values = {pk: (title, f"{title}, phase 2") for pk, title in titles.items()}
    change_each(territory, name="title", values=values, by=None)


def _signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _cell(keeper: Client, action: Action) -> Callable[[], Any]:
    """Saves another lead each time, as the table does in place."""
    address = reverse("plans:cell", args=[action.pk, "porteur"])

    def save() -> Any:
        read = Action.objects.values_list("lead", flat=True).get(pk=action.pk)
        typed = {"value": f"{read}+", "read": sealed({"lead": read})}
        return keeper.post(address, typed, secure=True, headers={"x-in-place": "1"})

    return save


def _timed(what: str, ask: Callable[[], Any], limit: str = "at most 150 ms") -> None:
    """The median of a few answers, after a first one, which fills what a process keeps."""
    spent = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        answer = ask()
        spent.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.status_code
    say(what, f"{1_000 * statistics.median(spent[1:]):.0f} ms", limit)
