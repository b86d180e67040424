"""Private words that the world of the tests has beside those of a plan: in corrections, kept views,
calendar links, files that are brought in, and calls that nobody opened yet."""

from datetime import timedelta
from typing import Any

from usine.calls.operations import draft_version
from usine.calls.tests.documents import example
from usine.calls.tests.factories import make_call
from usine.imports import operations as importing
from usine.imports.memory import answers_from
from usine.imports.models import PlanImport
from usine.people.models import User
from usine.plans.blocking import block
from usine.plans.corrections import correct_budget
from usine.plans.detail_corrections import correct_amount, correct_blockage, correct_value
from usine.plans.feeds import open_feed
from usine.plans.funding import add_funding
from usine.plans.models import FundingAmount, ResultValue
from usine.plans.queries import Plan
from usine.plans.results import add_result
from usine.plans.saved_views import save_view
from usine.plans.states import Status
from usine.plans.tests.factories import make_action
from usine.reading.naming import IGNORED
from usine.values import clock

from .sides import Side


def correct(side: Side) -> None:
    """An action of which every dated value was corrected, for a reason."""
    action = side.corrected = make_action(
        side.territory, title=f"Action corrigée de {side.name}", planned_budget=50_000_00
    )
    block(action, kind="land", words=side.secret("blockage to correct"), by=None)
    line = {"funder": "etat", "label": side.secret("funding label"), "granted": 100}
    add_funding(action, values=line, by=None)
    result = {"code": "jobs_created", "measured": 1, "source": side.secret("result source")}
    add_result(action, values=result, by=None)
    more: dict[str, Any] = {"effective_on": clock.today() - timedelta(days=5), "by": None}

    def reason(what: str) -> str:
        return side.secret(f"{what} correction")

    budget, blockage = action.planned_budgets.get(), action.blockages.get()
    correct_budget(budget, amount=60_000_00, reason=reason("budget"), **more)
    words = side.secret("corrected blockage")
    correct_blockage(blockage, kind="land", words=words, reason=reason("blockage"), **more)
    granted = FundingAmount.objects.get(detail__action=action)
    correct_amount(granted, amount=200, reason=reason("amount"), **more)
    measured = ResultValue.objects.get(detail__action=action)
    correct_value(measured, amount=2, reason=reason("result"), **more)


def keep_lists(side: Side, *, by: User) -> None:
    """A view of the territory, and one of a person, who alone sees it, as their calendar link."""
    plan = Plan(territory=side.territory)
    for what, is_shared in (("shared view", True), ("own view", False)):
        name, query = side.secret(what), f"q={side.secret(f'{what} query')}"
        save_view(plan, name=name, query=query, is_shared=is_shared, by=by)
    open_feed(plan, query=f"q={side.secret('feed query')}", owner=by, by=by)


def bring_in(side: Side) -> None:
    """A file that was applied, whose meanings are remembered, and one that was only looked at: its
    rows are nobody else's yet."""
    imported = ("F2", f"Action importée de {side.name}", "", _folded(side, "remembered word"))
    header = side.secret("remembered header")
    received = _received(side, side.secret("imported file"), header, imported)
    side.applied = importing.apply(received, by=side.manager)
    side.draft = _received(
        side,
        side.secret("draft file"),
        side.secret("draft header"),
        ("F3", side.secret("draft row"), "", side.secret("draft word")),
        ("F4", side.secret("refused row"), "jamais de la vie", ""),
        cells={"D3": side.secret("typed cell")},
    )


def _folded(side: Side, what: str) -> str:
    """A word as what is remembered tells it."""
    side.secrets[what] = side.secret(what).casefold()
    return side.secrets[what]


def _received(
    side: Side, name: str, header: str, *rows: tuple[str, ...], cells: dict[str, str] | None = None
) -> PlanImport:
    lines = [
        f"N°;Action;Début;Statut;{header};Axe",
        *(";".join((*row, "", "Foncier")) for row in rows),
    ]
    said = {
        "columns": {header: IGNORED},
        "words": {"status": {rows[0][3]: Status.IN_PROGRESS.value}},
        "cells": cells or {},
    }
    return importing.receive(
        territory=side.territory,
        filename=f"{name}.csv",
        content="\n".join(lines).encode(),
        effective_on=clock.today(),
        by=side.manager,
        answers=answers_from(said),
    )


def prepare_call(side: Side) -> None:
    """A call that the national team prepares, and the draft of its next version."""
    document = example()
    document["call"] |= {
        "title": side.secret("call title"),
        "summary": side.secret("call summary"),
        "who": side.secret("call who"),
    }
    document["scheme"] |= {
        "code": f"dispositif-{side.name}",
        "name": side.secret("scheme"),
        "operator": side.secret("operator"),
    }
    document["version"]["label"] = side.secret("call version")
    side.call = make_call(document, code=f"prepare-{side.name}")
    draft_version(side.call, by=None)
