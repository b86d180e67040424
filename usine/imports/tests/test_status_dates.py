"""Since when statuses are: what a file says of it, and what the plan takes."""

from datetime import date, timedelta

import pytest

from usine.imports import operations, settling, undoing
from usine.imports.tables import table_of
from usine.ledger.queries import balance
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.tests.factories import make_action

from .imports import bring, csv, kinds, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HEADER = ("N°", "Axe", "Action", "Statut", "Date du statut", "Fin")
TODAY = date(2025, 5, 27)


def file(since: str = "", end: str = "", status: str = "Réalisée") -> bytes:
    return csv(("A1", "Foncier", "Friche", status, since, end), header=HEADER)


def lacks(plan_import) -> list[tuple[str, str, str]]:
    entries = plan_import.rows.get().incomplete
    return [(e["cell"], e["field"], e["why"].replace("\u00a0", " ")) for e in entries]


@pytest.fixture
def known(territory) -> Action:
    return make_action(
        territory,
        reference="A1",
        title="Friche",
        axis="foncier",
        status=Status.IN_PROGRESS,
        effective_on=date(2025, 2, 1),
    )


def done_by(day: date) -> int:
    return balance("actions", as_of=day, by=("state",)).get(("done",), 0)


def test_a_new_action_is_in_the_plan_since_its_status(territory, manager):
    bring(territory, file("14/03/2025"), by=manager)
    action = Action.objects.get()
    assert (action.status_on, action.entered_on) == (date(2025, 3, 14), date(2025, 3, 14))
    assert action.confirmed_on == TODAY
    assert (done_by(date(2025, 3, 13)), done_by(date(2025, 3, 14))) == (0, 1)
    again = send(territory, file("14/03/2025"), by=manager)
    assert (kinds(again), lacks(again)) == (["unchanged"], [])


def test_a_step_counts_since_its_day_and_is_undone(territory, manager, known):
    done = bring(territory, file("14/03/2025"), by=manager)
    row = done.rows.get()
    cells = {cell.field.name: cell for cell in table_of([row]).lines[0].cells}
    assert (cells["status"].old, cells["status"].new) == (
        "En cours de réalisation",
        "Réalisée, depuis le 14\u00a0mars 2025",
    )
    known.refresh_from_db()
    assert (known.status, known.status_on) == (Status.DONE, date(2025, 3, 14))
    undoing.undo(done, by=manager)
    known.refresh_from_db()
    assert (known.status, known.status_on) == (Status.IN_PROGRESS, date(2025, 2, 1))
    assert done_by(TODAY) == 0


@pytest.mark.parametrize(
    ("since", "why"),
    [
        ("01/06/2025", "Cette date est après le 27/05/2025, date d’effet de l’import."),
        ("15/01/2025", "L’action a déjà un statut au 01/02/2025."),
        # The date of the former status, left as it was when the status was written again.
        ("01/02/2025", "L’action a déjà un statut au 01/02/2025."),
    ],
)
def test_a_day_that_the_plan_cannot_take_is_told(territory, manager, known, since, why):
    done = bring(territory, file(since), by=manager)
    known.refresh_from_db()
    assert (known.status, known.status_on) == (Status.DONE, TODAY)
    told = f"{why} Le statut comptera depuis le 27/05/2025."
    assert lacks(done) == [("E2", "status_on", told)]
    assert (done_by(TODAY - timedelta(1)), done_by(TODAY)) == (0, 1)
    assert [*known.status_changes.standing().values_list("status", flat=True)] == [
        Status.IN_PROGRESS,
        Status.DONE,
    ]


def test_two_statuses_of_the_day_of_the_import_are_told_by_neither(territory, manager):
    make_action(territory, reference="A1", title="Friche", axis="foncier", effective_on=TODAY)
    done = bring(territory, file("27/05/2025"), by=manager)
    assert (lacks(done), done.rows.get().status_on) == ([], TODAY)


def test_no_status_is_before_the_label(territory, manager):
    preview = send(territory, file("15/01/2001"), by=manager)
    [(cell, name, why)] = lacks(preview)
    assert (cell, name, why.startswith("Le territoire est labellisé depuis le")) == (
        "E2",
        "status_on",
        True,
    )
    assert preview.rows.get().status_on is None


def test_another_day_of_the_same_status_is_told(territory, manager, known):
    preview = send(territory, file("01/03/2025", status="En cours"), by=manager)
    why = (
        "Au plan, ce statut est depuis le 01/02/2025 : corrigez sa date depuis la page de l’action."
    )
    assert (kinds(preview), lacks(preview)) == (["unchanged"], [("E2", "status_on", why)])
    same = send(territory, file("01/02/2025", status="En cours"), by=manager)
    assert lacks(same) == []


def test_a_day_without_a_status_is_told(territory, manager, known):
    preview = send(territory, file("01/03/2025", status=""), by=manager)
    why = "Le fichier ne dit pas de statut à cette date."
    assert lacks(preview) == [("E2", "status_on", why)]


def test_a_day_waits_with_its_status(territory, manager, known):
    preview = send(territory, file("01/03/2025", status="À lancer"), by=manager)
    assert (kinds(preview), lacks(preview)) == (["unchanged"], [])


def test_the_end_of_what_is_done_is_its_day_once_the_user_says_so(territory, manager, known):
    preview = send(territory, file(end="14/03/2025"), by=manager)
    assert preview.rows.get().status_on is None
    [question] = preview.account["questions"]
    assert (question["kind"], question["field"], question["count"]) == ("end", "status_on", 1)
    answers = {"status_on": {"fin": "yes"}}
    settled = settling.settle(preview, answers=answers, by=manager)
    assert settled.rows.get().status_on == date(2025, 3, 14)
    operations.apply(settled, by=manager)
    known.refresh_from_db()
    assert (known.status, known.status_on) == (Status.DONE, date(2025, 3, 14))


def test_an_end_that_cannot_be_the_day_is_a_doubt(territory, manager, known):
    preview = send(territory, file(end="14/01/2025"), by=manager)
    answers = {"status_on": {"fin": "yes"}}
    row = settling.settle(preview, answers=answers, by=manager).rows.get()
    assert (row.status_on, row.incomplete) == (None, [])
    assert [(doubt["cell"], doubt["field"]) for doubt in row.doubts] == [("F2", "end")]
    done = operations.apply(preview, by=manager)
    again = send(territory, file(end="14/01/2025"), by=manager)
    row = again.rows.get()
    assert (done.state, row.kind, row.doubts) == ("applied", "unchanged", [])
    # What the plan knows done is not asked again.
    assert again.account["questions"] == []
