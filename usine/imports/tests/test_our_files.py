"""A file of ours that comes back: what the platform keeps by itself is known as such, and nothing
is asked of what did not change."""

from datetime import date

import pytest

from usine.imports import operations
from usine.ledger.queries import head
from usine.plans import exports
from usine.plans.models import Action
from usine.plans.reviews import fill_in_many
from usine.plans.sheets import ActionSheet
from usine.plans.states import Status
from usine.plans.table import COLUMNS, with_details
from usine.plans.tests.factories import make_action
from usine.reading.tests.spreadsheets import xlsx
from usine.values.dates import PartialDate

from .imports import csv, send
from .test_round_trip import T2

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

COLUMN = "colonne tenue par la plateforme, que l’import ne lit pas"
SHEET = "feuille tenue par la plateforme, que l’import ne lit pas"
ENDED = PartialDate(date(2025, 3, 14))


@pytest.fixture
def done(territory, manager) -> Action:
    action = make_action(
        territory,
        reference="A1",
        title="Friche",
        axis="foncier",
        status=Status.DONE,
        effective_on=date(2025, 2, 1),
        end=ENDED,
        restricted=True,
    )
    sheet = ActionSheet(steps=[{"title": "Étude"}])
    fill_in_many(territory, sheets={action.pk: sheet}, by=manager)
    return action


def plan(territory):
    return Action.objects.filter(territory=territory).order_by("pk")


def test_what_the_platform_keeps_is_known_as_such(territory, manager, done):
    content = exports.xlsx(plan(territory), axes=T2, private=True, head=head(), withdrawn=True)
    preview = send(territory, content, filename="plan.xlsx", by=manager)
    messages = [each["message"] for each in preview.account["aside"]]
    assert messages == [COLUMN, COLUMN, "feuille masquée", SHEET]
    assert preview.account["questions"] == []


def test_the_columns_for_readers_too(territory, manager, done):
    chosen = [COLUMNS[key] for key in ("action", "statut", "echeance", "accorde", "etape")]
    actions = with_details(plan(territory))
    content = exports.xlsx(actions, axes=T2, private=True, head=head(), chosen=chosen)
    preview = send(territory, content, filename="plan.xlsx", by=manager)
    unread = [column["header"] for column in preview.columns if not column["field"]]
    assert unread == ["Total accordé (€)", "Étape suivante"]
    assert {each["message"] for each in preview.account["aside"]} == {
        COLUMN,
        SHEET,
        "feuille masquée",
    }


def test_a_sheet_of_that_name_is_read_when_it_is_not_ours(territory, manager):
    lines = [("N°", "Axe", "Action"), ("A1", "Foncier", "Friche")]
    preview = send(territory, xlsx(sheets={"Registre": lines}), filename="plan.xlsx", by=manager)
    assert [row.title for row in preview.rows.all()] == ["Friche"]


HEADER = ("N°", "Axe", "Action", "Statut", "Fin")
LINE = ("A1", "Foncier", "Friche", "Réalisée", "14/03/2025")


def test_the_end_of_what_was_done_is_not_asked_again(territory, manager, done):
    preview = send(territory, csv(LINE, header=HEADER), by=manager)
    assert preview.account["questions"] == []
    assert operations.apply(preview, by=manager).counts["unchanged"] == 1


def test_the_end_of_what_becomes_done_is_asked(territory, manager, done):
    other = ("A2", "Foncier", "Halle", "Réalisée", "14/03/2025")
    make_action(territory, reference="A2", title="Halle", axis="foncier", end=ENDED)
    preview = send(territory, csv(LINE, other, header=HEADER), by=manager)
    [question] = preview.account["questions"]
    assert (question["kind"], question["count"], question["cells"]) == ("end", 1, ["E3"])
