"""A spreadsheet enters the plan: previewed, applied in one event, undone in one event."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from usine.imports import operations, undoing, writing
from usine.imports.models import ImportFile, PlanImport
from usine.imports.queries import absent
from usine.imports.states import RowKind, State
from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import operations as plans
from usine.plans.models import Action, StatusChange
from usine.plans.states import Priority, Status
from usine.plans.tests.counted import TODAY, by_status, last_event
from usine.plans.tests.factories import make_action, make_region, make_territory, make_user
from usine.territories.models import Territory
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, bring, csv, kinds, many, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BEFORE = date(2025, 1, 10)


# Preview.


def test_a_preview_says_what_would_change_and_changes_nothing(territory, manager):
    events = Event.objects.count()
    preview = send(territory, csv(FRICHE, ECOLE), by=manager)

    assert preview.state == State.READY
    assert kinds(preview) == ["new", "new"]
    assert (preview.by, preview.filename) == (manager, "plan.csv")
    assert preview.counts == {
        "actions": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected_rows": 0,
        "set_aside": 0,
        "asked": 0,
        "details": {
            "funding": 0,
            "steps": 0,
            "results": 0,
            "indicators": 0,
            "blocked": 0,
            "communes": 0,
            "notes": 0,
        },
        "by_axis": {"competences": 1, "foncier": 1},
        "by_status": {"in_progress": 1, "to_start": 1},
        "budget_total": 35_000_000,
        "without_budget": 1,
        "to_answer": 0,
        "to_check": 0,
        "to_decide": 0,
        "renamed": 0,
        "since": [],
        "gone": [],
        "deleted": [],
        "kept": 0,
        "not_taken": [],
        "unwritten": 0,
    }
    assert Action.objects.count() == 0
    assert Event.objects.count() == events
    assert preview.letters["", "title"] == "C"


def test_only_those_who_may_edit_the_plan_import():
    territory = make_territory(region=make_region("84"))
    elsewhere = make_territory(region=make_region("76", "Occitanie"))
    for stranger in (
        make_user(Role.PROJECT_MANAGER, territory=elsewhere),
        make_user(Role.ELECTED_OFFICIAL, territory=territory),
        make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=date(2025, 5, 26)),
    ):
        with pytest.raises(PermissionDenied):
            send(territory, csv(FRICHE), by=stranger)
    assert not PlanImport.objects.exists()


def test_a_draft_is_for_those_who_may_apply_it_and_the_history_for_all_who_follow(territory):
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    official = make_user(Role.ELECTED_OFFICIAL, territory=territory)
    stranger = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    draft = send(territory, csv(FRICHE))
    assert list(PlanImport.objects.visible_to(manager)) == [draft]
    assert not PlanImport.objects.visible_to(official).exists()

    operations.apply(draft, by=manager)
    assert list(PlanImport.objects.visible_to(official)) == [draft]
    assert not PlanImport.objects.editable_by(official).exists()
    assert list(PlanImport.objects.editable_by(manager)) == [draft]
    assert not PlanImport.objects.visible_to(stranger).exists()


def test_a_file_true_tomorrow_is_refused(territory):
    with pytest.raises(Refused, match="dans le futur"):
        send(territory, csv(FRICHE), on=TODAY + timedelta(days=1))


def test_a_file_that_cannot_be_read_is_not_kept(territory):
    with pytest.raises(Refused, match="document PDF"):
        send(territory, b"%PDF-1.7 ...")
    assert not PlanImport.objects.exists()


def test_refused_rows_keep_their_cells_and_reasons(territory):
    wrong = ("X1", "Tourisme", "Musée", "CCI", "beaucoup", "Réalisée", "2024", "2025")
    preview = send(territory, csv(FRICHE, wrong))
    row = preview.rows.get(kind=RowKind.REFUSED)
    assert (row.number, row.cells[2], preview.counts["rejected_rows"]) == (3, "Musée", 1)
    assert [(p["cell"], p["field"]) for p in row.problems] == [("B3", "axis")]
    assert (row.tone, row.label, str(row)) == ("error", "X1 Musée", "ligne 3")
    assert str(preview) == "plan.csv (À valider)"
    assert str(preview.file) == f"fichier de l’import {preview.pk}"
    assert row.cell_of("end") == "H3"


def test_a_cell_name_without_a_column_is_the_row_alone(territory):
    preview = send(territory, csv(("Friche", "Foncier"), header=("Action", "Axe")))
    assert preview.rows.get().cell_of("status") == "ligne 2"


def test_what_is_absent_from_the_file_is_listed(territory):
    present = make_action(territory, reference="A1")
    missing = make_action(territory, reference="B9")
    plans.withdraw(make_action(territory), reason="Doublon", by=None)
    make_action(make_territory())
    preview = send(territory, csv(FRICHE))
    assert list(absent(preview)) == [missing]
    assert preview.rows.get().action == present


# What the rows do.


def test_apply_writes_everything_in_one_event(territory, manager):
    events = Event.objects.count()
    applied = bring(territory, csv(FRICHE, ECOLE), by=manager, on=BEFORE)

    assert Event.objects.count() == events + 1
    event = last_event()
    assert (event.verb, event.subject) == ("plans.import", f"import:{applied.pk}")
    assert (event.actor_id, applied.event_id) == (manager.pk, event.number)
    assert event.payload["counts"]["created"] == 2
    assert (applied.state, applied.applied_by) == (State.APPLIED, manager)
    friche, ecole = Action.objects.order_by("reference")
    assert event.payload_about(friche.subject)["values"]["title"] == "Friche papetière"
    assert (friche.title, friche.axis, friche.lead) == ("Friche papetière", "foncier", "CCI")
    assert friche.planned_budget == 35_000_000
    assert str(friche.end) == "T3 2026"
    assert (friche.status, friche.status_on) == (Status.IN_PROGRESS, BEFORE)
    assert "friche papetiere" in friche.search_text
    assert ecole.planned_budget is None
    assert set(StatusChange.objects.values_list("by", "effective_on")) == {(manager.pk, BEFORE)}
    assert by_status(BEFORE - timedelta(days=1)) == {}
    assert by_status() == {"in_progress": 1, "to_start": 1}
    assert [row.action_id for row in applied.rows.all()] == [friche.pk, ecole.pk]
    assert verify() == []


def test_once_applied_neither_the_file_nor_the_accepted_cells_are_kept(territory):
    wrong = ("X1", "Tourisme", "Musée", "CCI", "1", "Réalisée", "2024", "2025")
    applied = bring(territory, csv(FRICHE, wrong))
    assert not ImportFile.objects.exists()
    accepted, refused = applied.rows.order_by("position")
    assert accepted.cells == []
    assert refused.cells[2] == "Musée"


def test_the_same_file_again_changes_nothing(territory):
    bring(territory, csv(FRICHE, ECOLE))
    versions = list(Action.objects.values_list("version", "changed_at"))
    events = Event.objects.count()

    again = bring(territory, csv(FRICHE, ECOLE))
    assert kinds(again) == ["unchanged", "unchanged"]
    assert (again.state, again.event) == (State.APPLIED, None)
    assert Event.objects.count() == events
    assert list(Action.objects.values_list("version", "changed_at")) == versions
    with pytest.raises(Refused, match="rien à annuler"):
        undoing.undo(again, by=None)


def test_a_new_version_of_the_file_changes_what_it_says(territory):
    bring(territory, csv(FRICHE, ECOLE), on=BEFORE)
    moved = ("A1", "Transition", "Friche papetière", "EPF", "1,2 M€", "Terminé", "2024", "2026")
    applied = bring(territory, csv(moved, ECOLE))

    assert kinds(applied) == ["changed", "unchanged"]
    assert applied.counts["by_status"] == {"done": 1, "to_start": 1}
    [row] = applied.rows.filter(kind=RowKind.CHANGED)
    assert row.modifications == [
        ("Axe", "Foncier industriel", "Transition écologique et énergétique"),
        ("Porteur", "CCI", "EPF"),
        ("Budget prévisionnel", "350\u00a0000\u00a0€", "1\u00a0200\u00a0000\u00a0€"),
        ("Fin", "T3 2026", "2026"),
        ("Statut", "En cours de réalisation", "Réalisée"),
    ]
    action = Action.objects.get(reference="A1")
    assert (action.lead, action.version, action.status_on) == ("EPF", 2, TODAY)
    assert action.search_text == action.folded()
    payload = last_event().payload_about(action.subject)
    assert payload["changes"]["lead"] == ["CCI", "EPF"]
    assert payload["status"] == ["in_progress", "done"]
    assert balance("actions", as_of=BEFORE, by=["axis", "state"]) == {
        ("transition", "in_progress"): 1,
        ("competences", "to_start"): 1,
    }
    assert by_status() == {"done": 1, "to_start": 1}
    assert verify() == []


def test_an_empty_cell_erases_nothing(territory):
    bring(territory, csv(FRICHE), on=BEFORE)
    before = Action.objects.values().get()
    applied = bring(territory, csv(("A1", "Foncier", "Friche papetière", "", "", "?", "", "")))
    assert kinds(applied) == ["unchanged"]
    assert Action.objects.values().get() == before
    assert applied.counts["by_status"] == {"in_progress": 1}
    assert applied.counts["budget_total"] == 35_000_000


def test_a_priority_is_changed_when_it_is_said(territory):
    make_action(territory, reference="A1", title="Friche", priority=Priority.HIGH)
    header = ("N°", "Axe", "Action", "Priorité")
    silent = send(territory, csv(("A1", "Foncier", "Friche", "-"), header=header))
    assert kinds(silent) == ["unchanged"]
    preview = send(territory, csv(("A1", "Foncier", "Friche", "Normale"), header=header))
    assert preview.rows.get().modifications == [("Priorité", "Haute", "Normale")]
    low = send(territory, csv(("A1", "Foncier", "Friche", "Basse"), header=header))
    assert low.rows.get().modifications == [("Priorité", "Haute", "Basse")]


def test_a_row_without_status_creates_an_action_of_unknown_status(territory):
    bring(territory, csv(("A1", "Foncier", "Friche", "", "", "", "", "")))
    assert by_status() == {"unknown": 1}


def test_the_contents_of_a_new_row(territory):
    row = send(territory, csv(FRICHE)).rows.get()
    assert row.contents == [
        ("Axe", "Foncier industriel"),
        ("Porteur", "CCI"),
        ("Budget prévisionnel", "350\u00a0000\u00a0€"),
        ("Début", "2024"),
        ("Fin", "T3 2026"),
        ("Statut", "En cours de réalisation"),
    ]
    silent = send(territory, csv(("", "Foncier", "Friche", "", "", "", "", ""))).rows.get()
    assert silent.contents == [("Axe", "Foncier industriel")]
    assert silent.label == "Friche"


# Close titles.


def test_a_close_title_is_proposed_and_not_assumed(territory):
    action = make_action(territory, title="Réhabilitation de la friche papetière")
    other = make_action(territory, title="Réhabilitation de la friche papetière Nord")
    close = ("", "Foncier", "Rehabilitation de la friche papetières", "", "", "", "", "")
    preview = send(territory, csv(close))
    row = preview.rows.get()
    assert row.kind == RowKind.NEW
    assert [pk for pk, _ in row.close] == [action.pk, other.pk]
    assert (row.is_to_answer, preview.counts["to_answer"]) == (True, 1)

    operations.answer(preview, answers={row.pk: action.pk}, by=None)
    preview.refresh_from_db()
    row.refresh_from_db()
    assert (row.kind, row.action, row.is_to_answer) == (RowKind.CHANGED, action, False)
    assert preview.counts["to_answer"] == 0

    operations.answer(preview, answers={row.pk: None}, by=None)
    row.refresh_from_db()
    assert (row.kind, row.action, row.is_to_answer) == (RowKind.NEW, None, False)
    operations.apply(preview, by=None)
    assert Action.objects.count() == 3


def test_an_action_answers_to_one_row_and_only_when_it_was_proposed(territory):
    action = make_action(territory, title="Réhabilitation de la friche papetière")
    stranger = make_action(make_territory())
    rows = [
        ("", "Foncier", f"Réhabilitation de la friche papetière {n}", "", "", "", "", "")
        for n in (1, 2)
    ]
    preview = send(territory, csv(*rows))
    one, two = preview.rows.order_by("position")
    with pytest.raises(Refused, match="n’était pas proposée"):
        operations.answer(preview, answers={one.pk: stranger.pk}, by=None)
    with pytest.raises(Refused, match="deux lignes"):
        operations.answer(preview, answers={one.pk: action.pk, two.pk: action.pk}, by=None)
    operations.answer(preview, answers={one.pk: action.pk}, by=None)
    with pytest.raises(Refused, match="deux lignes"):
        operations.answer(preview, answers={two.pk: action.pk}, by=None)
    assert kinds(preview) == ["changed", "new"]


# The plan moves between preview and application.


def test_a_plan_that_changed_meanwhile_is_not_overwritten(territory, manager):
    bring(territory, csv(FRICHE, ECOLE), on=BEFORE)
    newer = (*FRICHE[:3], "EPF", *FRICHE[4:])
    preview = send(territory, csv(newer, ECOLE))
    action = Action.objects.get(reference="A1")
    plans.change(action, values={"lead": "Région"}, version=1, by=manager)
    events = Event.objects.count()

    with pytest.raises(operations.PlanMoved, match="1\u00a0ligne a été recalculée"):
        operations.apply(preview, by=manager)
    action.refresh_from_db()
    preview.refresh_from_db()
    assert (action.lead, Event.objects.count()) == ("Région", events)
    assert (preview.state, preview.notice[:18]) == (State.READY, "Le plan a changé d")
    assert preview.rows.get(kind=RowKind.CHANGED).modifications == [("Porteur", "Région", "EPF")]

    operations.apply(preview, by=manager)
    action.refresh_from_db()
    assert action.lead == "EPF"


def test_what_changed_elsewhere_in_the_plan_is_no_matter(territory):
    make_action(territory, reference="A1", title="Friche papetière", axis="foncier")
    other = make_action(territory, reference="B1")
    preview = send(territory, csv(FRICHE))
    plans.change(other, values={"lead": "Région"}, version=1, by=None)
    plans.change(Action.objects.get(reference="A1"), values={"comment": "Vu"}, version=1, by=None)
    operations.apply(preview, by=None)
    action = Action.objects.get(reference="A1")
    assert (action.lead, action.comment, action.version) == ("CCI", "Vu", 3)


def test_an_action_created_meanwhile_is_not_created_twice(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    make_action(territory, reference="A1", title="La friche papetière")
    make_action(territory, reference="C1")
    with pytest.raises(operations.PlanMoved, match="2\u00a0lignes ont été recalculées"):
        operations.apply(preview, by=None)
    assert kinds(preview) == ["changed", "asked"]


def test_a_reference_taken_at_the_very_moment_sends_back_to_the_preview(territory, monkeypatch):
    preview = send(territory, csv(FRICHE))

    def collide(*args, **options):
        raise IntegrityError('constraint "action_reference_once"')

    monkeypatch.setattr(writing, "write", collide)
    with pytest.raises(operations.PlanMoved, match="1\u00a0ligne a été recalculée"):
        operations.apply(preview, by=None)
    preview.refresh_from_db()
    assert preview.state == State.READY


# Cost.


def test_the_number_of_queries_does_not_follow_the_number_of_rows(manager, territory):
    def cost(place: Territory, count: int, status: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            bring(place, many(count, status))
        return len(queries)

    elsewhere = make_territory()
    cost(make_territory(), 1, "En cours")  # accounts of the ledger are opened
    assert cost(territory, 3, "En cours") == cost(elsewhere, 20, "En cours")
    assert cost(territory, 3, "Terminé") == cost(elsewhere, 20, "Terminé")
