"""The eligibility of 3,072 actions, in the plans of 183 territories, to 8 calls: what is known is
gathered once, and every rule says why.

Run on the database named by DATABASE_URL, which must be empty.
"""

import time
from datetime import date

from usine.calls.gathering.actions import action_books
from usine.calls.gathering.names import CodeNames
from usine.calls.gathering.vantage import Vantage
from usine.calls.judging import Inquiry
from usine.calls.tests.factories import make_call
from usine.plans.models import Action
from usine.plans.reviews import Draft, create_many
from usine.plans.states import Status
from usine.plans.tests.factories import make_territory
from usine.values import clock

from .ledger import say

ACTIONS, TERRITORIES, CALLS = 3_072, 183, 8


def run() -> None:
    _fill()
    calls = [make_call(code=f"appel-{n}", stage="open") for n in range(CALLS)]
    start = time.perf_counter()
    vantage, names = Vantage(clock.today()), CodeNames()
    inquiries = [Inquiry.of(call, vantage, names) for call in calls]
    actions = list(Action.objects.live().select_related("territory"))
    books = action_books(actions, vantage)
    gathered = time.perf_counter()
    verdicts = [inquiry.judge(book) for inquiry in inquiries for book in books.values()]
    end = time.perf_counter()
    assert len(verdicts) == ACTIONS * CALLS
    say(f"{len(actions)} actions gathered", f"{gathered - start:.2f} s")
    say(
        f"eligibility of {len(actions)} actions to {CALLS} calls",
        f"{end - start:.2f} s",
        "under 10 s",
    )


def _fill() -> None:
    rest = ACTIONS
    for number in range(TERRITORIES):
        count = rest // (TERRITORIES - number)
        rest -= count
        create_many(make_territory(), drafts=[_draft(n) for n in range(count)], by=None)


def _draft(number: int) -> Draft:
    values = {"title": f"Étude {number}", "axis": "foncier", "planned_budget": 1_000_00 + number}
    return Draft(values | {"lead": f"Porteur {number}"}, Status.TO_START, date(2024, 1, 10))
