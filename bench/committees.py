"""The file of a committee, of plans of 60 and 300 actions, then of the nation: read, typeset, laid
out on slides.

Run on the database named by DATABASE_URL, which must be empty.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from usine.exchanges.operations import add_note
from usine.pages.printing import as_pdf
from usine.pages.slides import as_slides
from usine.plans import funding, steps
from usine.plans.committees.operations import plan_committee
from usine.plans.committees.paper import paper_of
from usine.plans.models import Committee
from usine.plans.queries import Plan
from usine.plans.reviews import Draft, create_many
from usine.plans.states import Status
from usine.plans.tests.factories import make_territory
from usine.values import clock
from usine.values.dates import PartialDate

from .ledger import say

AXES = ("transition", "innovation", "competences", "foncier")
STATUSES = (Status.DONE, Status.IN_PROGRESS, Status.UNDER_REVIEW, Status.TO_START)
T = TypeVar("T")


def run() -> None:
    for count in (60, 300):
        wanted = "2 s with its writing" if count == 60 else ""
        _time(f"{count} actions", _committee(count), wanted)
    territories, each = 183, 17
    committee = _national_committee(territories, each)
    _time(f"{territories} plans of {each} actions", committee, "1 s with its writing")


def _time(what: str, committee: Committee, wanted: str) -> None:
    # What was read, and what each process reads once, is timed apart.
    paper_of(committee, day=clock.today())
    read = partial(paper_of, committee, day=clock.today())
    paper = timed(f"{what}, read", read, wanted)
    for name, write in (("PDF", as_pdf), ("slides", as_slides)):
        timed(f"{what}, {name}", partial(write, paper), wanted)


def timed(what: str, work: Callable[[], T], wanted: str) -> T:
    start = time.perf_counter()
    result = work()
    say(what, f"{time.perf_counter() - start:.2f} s", wanted)
    return result


def _committee(count: int) -> Committee:
    """A committee of a plan whose actions have what plans have."""
    territory = make_territory(f"Territoire de {count} actions")
    for action in create_many(territory, drafts=_drafts(count), by=None):
        values = {"funder": "etat", "asked": 5_000_00, "granted": 2_000_00}
        funding.add_funding(action, values=values, by=None)
        steps.add_step(action, values={"title": "Réunir les partenaires"}, by=None)
        add_note(action.subject, text="Le cahier des charges est relu.", by=None)
    return _planned(Plan(territory=territory))


def _national_committee(territories: int, actions: int) -> Committee:
    """A committee of the nation, all of whose actions are new: all are told one by one."""
    for _ in range(territories):
        create_many(make_territory(), drafts=_drafts(actions), by=None)
    return _planned(Plan())


def _planned(plan: Plan) -> Committee:
    values = {"name": "Comité", "on": clock.today(), "agenda": "Bilan"}
    return plan_committee(plan, values=values, by=None)


def _drafts(count: int) -> list[Draft]:
    begin = date(2024, 1, 10)
    return [
        Draft(
            {
                "reference": f"{n // 10 + 1}.{n % 10}",
                "title": f"Étude de la zone industrielle numéro {n}, et de ses abords",
                "axis": AXES[n % 4],
                "lead": f"Communauté d’agglomération {n % 12}",
                "planned_budget": 15_000_00 + n,
                "start": PartialDate(begin + timedelta(n)),
                "end": PartialDate(begin + timedelta(n + 700)),
            },
            STATUSES[n % 4],
            begin,
        )
        for n in range(count)
    ]
