"""A line that a file of ours has no more, in a sheet of details: the plan keeps it, and says so."""

import io
from datetime import date, timedelta

import openpyxl
import pytest

from usine.imports.queries import outcome
from usine.plans.funding import add_funding
from usine.plans.models import Action
from usine.plans.steps import add_step, change_step
from usine.plans.tests.factories import make_action
from usine.values import clock
from usine.values.dates import PartialDate

from .imports import kinds, text, url
from .test_since import edited, exported, plain, sent, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

STEPS, FUNDING = "Étapes du plan", "Financements"


@pytest.fixture
def action(territory) -> Action:
    action = make_action(territory, reference="A1", title="Friche")
    for title in ("Étude", "Travaux"):
        add_step(action, values={"title": title}, by=None)
    add_funding(action, values={"funder": "region", "asked": 100_00}, by=None)
    return action


def without(content: bytes, *lines: tuple[str, int]) -> bytes:
    """The file without these lines of its sheets."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, number in lines:
        book[sheet].delete_rows(number)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_line_deleted_in_the_file_stays_and_is_told(territory, manager, client, action):
    content = exported(territory)
    assert told(sent(territory, content)) == []
    preview = sent(territory, without(content, (STEPS, 3)), by=manager)
    [sentence] = told(preview)
    assert (kinds(preview), sentence) == (
        ["unchanged"],
        "1 ligne du plan n’est plus dans les feuilles de ce fichier : le plan la garde (Étapes du "
        "plan : Friche, Travaux). Une ligne se retire sur la fiche de son action.",
    )
    client.force_login(manager)
    assert plain(text(client.get(url("import", preview)))).count(sentence) == 1
    # The whole of a sheet, its heads aside.
    preview = sent(territory, without(content, (STEPS, 3), (STEPS, 2), (FUNDING, 2)))
    assert [plain(each) for each in outcome(preview)["deleted_lines"]] == [
        "Financements : Friche, Région",
        "Étapes du plan : Friche, Étude",
        "Étapes du plan : Friche, Travaux",
    ]
    assert told(preview)[0].startswith("3 lignes du plan ne sont plus dans les feuilles")


def test_only_a_line_that_the_file_had_is_told(territory, action):
    content = exported(territory)
    add_step(action, values={"title": "Livraison"}, by=None)
    step = action.milestones.get(title="Étude")
    change_step(step, values={"title": "Étude de sol"}, version=1, by=None)
    assert outcome(sent(territory, content))["deleted_lines"] == []
    deleted = outcome(sent(territory, without(content, (STEPS, 2))))["deleted_lines"]
    assert list(map(plain, deleted)) == ["Étapes du plan : Friche, Étude de sol"]


def test_an_action_and_its_lines_added_since_are_not_told(territory, action):
    content = edited(exported(territory), {(3, "Intitulé"): "Halle"})
    other = make_action(territory, title="Halle")
    add_step(other, values={"title": "Étude"}, by=None)
    Action.objects.filter(pk=other.pk).update(created_at=clock.now() + timedelta(seconds=1))
    assert outcome(sent(territory, content))["deleted_lines"] == []


def test_a_line_that_is_not_understood_is_not_deleted(territory, action):
    due = PartialDate(date(2026, 3, 1))
    add_step(action, values={"title": "Livraison", "due": due}, by=None)
    content = edited(exported(territory), {(4, "Échéance"): "bientôt"}, STEPS)
    preview = sent(territory, content)
    assert len(preview.rows.get().incomplete) > 0
    assert outcome(preview)["deleted_lines"] == []


def test_a_file_that_tells_a_past_day_or_has_no_sheets_deletes_nothing(territory, action):
    past = without(exported(territory, day=date(2025, 5, 1)), (STEPS, 2))
    assert outcome(sent(territory, past))["deleted_lines"] == []
    book = openpyxl.load_workbook(io.BytesIO(exported(territory)))
    del book[STEPS], book[FUNDING]
    file = io.BytesIO()
    book.save(file)
    assert outcome(sent(territory, file.getvalue()))["deleted_lines"] == []
