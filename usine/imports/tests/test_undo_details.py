"""An act on the details of an action, what blocks it, its place or its notes keeps its import."""

from collections.abc import Callable
from datetime import date

import pytest

from usine.exchanges.operations import add_note
from usine.imports import undoing
from usine.imports.queries import ACTS, changed_since
from usine.plans import blocking, details, links, locating, reviews
from usine.plans.detail_corrections import correct_amount, correct_blockage, correct_value
from usine.plans.fields import DETAILS
from usine.plans.models import Action, Blockage, FundingAmount, ResultValue
from usine.plans.putting_back import put_back
from usine.plans.sheets import KINDS, ActionSheet
from usine.plans.tests.factories import make_action
from usine.values.errors import Refused

from .imports import FRICHE, bring, csv, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BEFORE = date(2025, 1, 10)
VALUES = {
    "step": ({"title": "Travaux"}, {"done": True}),
    "funding": ({"funder": "europe"}, {"asked": 1}),
    "result": ({"code": "plants", "target": 1}, {"target": 2}),
    "indicator": ({"name": "Visites"}, {"target": "2"}),
}


def added(action: Action, code: str):
    return details.add(KINDS[code], action, values=VALUES[code][0], by=None)


def changing(code: str) -> Callable[[Action], None]:
    def change(action: Action) -> None:
        detail = added(action, code)
        details.change(KINDS[code], detail, values=VALUES[code][1], version=1, by=None)

    return change


def removing(code: str) -> Callable[[Action], None]:
    return lambda action: details.remove(KINDS[code], added(action, code), version=1, by=None)


def lift(action: Action) -> None:
    blocking.block(action, kind="land", words="Terrain", by=None)
    blocking.lift_block(action, words="Acquis", by=None)


def linked(action: Action):
    other = make_action(action.territory)
    return links.add_link(action, kind="same_project", other=other, by=None)


ACTED: dict[str, Callable] = {
    **{f"plans.add_{code}": lambda action, code=code: added(action, code) for code in VALUES},
    **{f"plans.change_{code}": changing(code) for code in VALUES},
    **{f"plans.remove_{code}": removing(code) for code in VALUES},
    "plans.add_link": linked,
    "plans.remove_link": lambda action: links.remove_link(linked(action), version=1, by=None),
    "plans.put_back": lambda action: put_back(removing("step")(action), by=None),
    "plans.fill_in": lambda action: reviews.fill_in_many(
        action.territory, sheets={action.pk: ActionSheet(steps=[{"title": "Travaux"}])}, by=None
    ),
    "plans.block": lambda action: blocking.block(action, kind="land", words="Terrain", by=None),
    "plans.lift_block": lift,
    "plans.locate": lambda action: locating.locate(action, communes=[], point=(2.2, 50.7), by=None),
    "exchanges.add_note": lambda action: add_note(action.subject, text="Avance", by=None),
}


def test_no_act_is_left_out():
    assert set(ACTS) == ACTED.keys() | {"plans.change_link"}
    assert DETAILS.keys() == VALUES.keys() | {"link"}


@pytest.mark.parametrize("verb", ACTED)
def test_an_import_stands_after_each_act(territory, verb):
    applied = bring(territory, csv(FRICHE), on=BEFORE)
    action = Action.objects.get()
    assert not changed_since(applied).exists()
    ACTED[verb](action)
    with pytest.raises(Refused, match="Friche papetière"):
        undoing.undo(applied, by=None)
    assert Action.objects.get(pk=action.pk).withdrawn_on is None


WRONG = {"effective_on": BEFORE, "reason": "Relu", "by": None}
CORRECTED: dict[str, Callable] = {
    "correct_amount": lambda: correct_amount(FundingAmount.objects.get(), amount=1_00, **WRONG),
    "correct_value": lambda: correct_value(ResultValue.objects.get(), amount=2, **WRONG),
    "correct_blockage": lambda: correct_blockage(
        Blockage.objects.get(), kind="skills", words="Recrutement", **WRONG
    ),
}


@pytest.mark.parametrize("verb", CORRECTED)
def test_an_import_stands_after_a_correction_of_details(territory, verb):
    known = make_action(territory, reference="A1", title="Friche papetière", axis="foncier")
    details.add(KINDS["funding"], known, values={"funder": "europe", "asked": 5_00}, by=None)
    added(known, "result")
    blocking.block(known, kind="land", words="Terrain", by=None)
    applied = bring(territory, csv(FRICHE))
    CORRECTED[verb]()
    with pytest.raises(Refused, match="Friche papetière"):
        undoing.undo(applied, by=None)


def test_acts_on_other_actions_or_before_the_import_forbid_nothing(territory):
    other = make_action(territory)
    known = make_action(territory, reference="A1", title="Friche papetière", axis="foncier")
    added(known, "step")
    applied = bring(territory, csv(FRICHE), on=BEFORE)
    added(other, "step")
    undoing.undo(applied, by=None)
    assert known.milestones.standing().count() == 1


def test_the_page_lists_what_changed_since(territory, signed_in):
    applied = bring(territory, csv(FRICHE), on=BEFORE)
    added(Action.objects.get(), "step")
    page = signed_in.get(url("submit_undo", applied))
    assert [row.action.title for row in page.context["rows"]] == ["Friche papetière"]
