"""A spreadsheet enters the plan: previewed, applied in one event, undone in one event."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from usine.kernel.dates import PartialDate, Precision
from usine.kernel.errors import Refused
from usine.ledger import clock
from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import operations as plans
from usine.plans.importing import comparison, operations, tasks, writing
from usine.plans.importing.models import ColumnMeaning, ImportFile, ImportRow, PlanImport
from usine.plans.importing.queries import absent
from usine.plans.importing.states import Kind, State
from usine.plans.models import Action, StatusChange
from usine.plans.states import Axis, Priority, Status
from usine.territories.models import Territory

from .factories import make_action, make_region, make_territory, make_user
from .imports import ECOLE, FRICHE, bring, csv, kinds, many, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TODAY = date(2025, 5, 27)
BEFORE = date(2025, 1, 10)


def by_status(day: date = TODAY) -> dict[str, int]:
    return {key: n for (key,), n in balance("actions", as_of=day, by=["status"]).items()}


def last_event() -> Event:
    return Event.objects.latest("number")


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
        "by_axis": {"competences": 1, "foncier": 1},
        "by_status": {"in_progress": 1, "to_start": 1},
        "budget_total": 35_000_000,
        "without_budget": 1,
        "to_answer": 0,
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
    row = preview.rows.get(kind=Kind.REFUSED)
    assert (row.number, row.cells[2], preview.counts["rejected_rows"]) == (3, "Musée", 1)
    assert [(p["cell"], p["field"]) for p in row.problems] == [("B3", "axis"), ("E3", "budget")]
    assert (row.tone, row.label, str(row)) == ("error", "X1 Musée", "ligne 3")
    assert str(preview) == "plan.csv (À valider)"
    assert str(preview.file) == f"fichier de l’import {preview.pk}"
    assert row.cell_of("dates") == "H3"


def test_what_the_plan_says_besides_may_refuse_a_row(territory):
    make_action(territory, reference="A1", start=PartialDate(date(2027, 1, 1), Precision.YEAR))
    header = ("N°", "Axe", "Action", "Fin")
    preview = send(territory, csv(("A1", "Foncier", "Friche", "2026"), header=header))
    row = preview.rows.get()
    assert row.kind == Kind.REFUSED
    assert row.problems == [{"field": "dates", "cell": "D2", "message": "La fin précède le début."}]


def test_a_cell_name_without_a_column_is_the_row_alone(territory):
    preview = send(territory, csv(("Friche", "Foncier"), header=("Action", "Axe")))
    assert preview.rows.get().cell_of("status") == "2"


def test_what_is_absent_from_the_file_is_listed(territory):
    kept = make_action(territory, reference="A1")
    missing = make_action(territory, reference="B9")
    plans.withdraw(make_action(territory), reason="Doublon", by=None)
    make_action(make_territory())
    preview = send(territory, csv(FRICHE))
    assert list(absent(preview)) == [missing]
    assert preview.rows.get().action == kept


# What the rows do.


def test_apply_writes_everything_in_one_event(territory, manager):
    events = Event.objects.count()
    applied = bring(territory, csv(FRICHE, ECOLE), by=manager, on=BEFORE)

    assert Event.objects.count() == events + 1
    event = last_event()
    assert (event.verb, event.subject) == ("plans.import", f"import:{applied.pk}")
    assert (event.actor_id, applied.event_id) == (manager.pk, event.number)
    assert event.payload.said["counts"]["created"] == 2
    assert (applied.state, applied.applied_by) == (State.APPLIED, manager)
    friche, ecole = Action.objects.order_by("reference")
    assert event.payload.said["created"][friche.subject]["values"]["title"] == "Friche papetière"
    assert (friche.title, friche.axis, friche.lead) == ("Friche papetière", Axis.FONCIER, "CCI")
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
        operations.undo(again, by=None)


def test_a_new_version_of_the_file_changes_what_it_says(territory):
    bring(territory, csv(FRICHE, ECOLE), on=BEFORE)
    moved = ("A1", "Transition", "Friche papetière", "EPF", "1,2 M€", "Terminé", "2024", "2026")
    applied = bring(territory, csv(moved, ECOLE))

    assert kinds(applied) == ["changed", "unchanged"]
    assert applied.counts["by_status"] == {"done": 1, "to_start": 1}
    [row] = applied.rows.filter(kind=Kind.CHANGED)
    assert row.modifications == [
        ("Axe", "Foncier industriel", "Transition écologique et énergétique"),
        ("Porteur", "CCI", "EPF"),
        ("Budget prévisionnel", "350\u202f000\u00a0€", "1\u202f200\u202f000\u00a0€"),
        ("Fin", "T3 2026", "2026"),
        ("Statut", "En cours de réalisation", "Réalisée"),
    ]
    action = Action.objects.get(reference="A1")
    assert (action.lead, action.version, action.status_on) == ("EPF", 2, TODAY)
    assert action.search_text == action.folded()
    said = last_event().payload.said["changed"][action.subject]
    assert said["changes"]["lead"] == ["CCI", "EPF"]
    assert said["status"] == ["in_progress", "done"]
    assert balance("actions", as_of=BEFORE, by=["axis", "status"]) == {
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
    said = send(territory, csv(("A1", "Foncier", "Friche", "Normale"), header=header))
    assert said.rows.get().modifications == [("Priorité", "Haute", "Normale")]
    low = send(territory, csv(("A1", "Foncier", "Friche", "Basse"), header=header))
    assert low.rows.get().modifications == [("Priorité", "Haute", "Basse")]


def test_a_row_without_status_creates_an_action_of_unknown_status(territory):
    bring(territory, csv(("A1", "Foncier", "Friche", "", "", "", "", "")))
    assert by_status() == {"unknown": 1}


def test_a_status_known_since_is_not_overwritten(territory):
    bring(territory, csv(FRICHE))
    done = ("A1", "Foncier", "Friche papetière", "CCI", "350000", "Terminé", "2024", "T3 2026")
    applied = bring(territory, csv(done), on=BEFORE)
    assert kinds(applied) == ["refused"]
    [problem] = applied.rows.get().problems
    assert (problem["cell"], problem["field"]) == ("F2", "status")
    assert "depuis le 27/05/2025" in problem["message"]
    assert by_status() == {"in_progress": 1}


def test_the_contents_of_a_new_row(territory):
    row = send(territory, csv(FRICHE)).rows.get()
    assert row.contents == [
        ("Axe", "Foncier industriel"),
        ("Porteur", "CCI"),
        ("Budget prévisionnel", "350\u202f000\u00a0€"),
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
    assert row.kind == Kind.NEW
    assert [pk for pk, _ in row.close] == [action.pk, other.pk]
    assert (row.is_to_answer, preview.counts["to_answer"]) == (True, 1)

    operations.answer(preview, answers={row.pk: action.pk}, by=None)
    preview.refresh_from_db()
    row.refresh_from_db()
    assert (row.kind, row.action, row.is_to_answer) == (Kind.CHANGED, action, False)
    assert preview.counts["to_answer"] == 0

    operations.answer(preview, answers={row.pk: None}, by=None)
    row.refresh_from_db()
    assert (row.kind, row.action, row.is_to_answer) == (Kind.NEW, None, False)
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


# Columns.

OWN_HEADER = ("Ref", "Axe", "Quoi donc", "Action", "Qui paie")


def test_what_a_column_means_is_said_once_for_the_territory(territory, manager):
    row = ("A1", "Foncier", "Friche papetière", "Dépolluer", "EPF")
    preview = send(territory, csv(row, header=OWN_HEADER))
    assert preview.rows.get().title == "Dépolluer"

    meanings = {"quoi donc": "title", "action": "description", "qui paie": ""}
    read_again = operations.understand(preview, meanings=meanings, by=manager)
    assert read_again.state == State.READY
    assert read_again.rows.get().values == {
        "reference": "A1",
        "axis": "foncier",
        "title": "Friche papetière",
        "description": "Dépolluer",
    }
    assert ColumnMeaning.objects.count() == 3
    assert str(ColumnMeaning.objects.get(header="qui paie")) == "qui paie : ignorée"

    next_time = send(territory, csv(row, header=OWN_HEADER))
    assert next_time.rows.get().title == "Friche papetière"
    elsewhere = send(make_territory(), csv(row, header=OWN_HEADER))
    assert elsewhere.rows.get().title == "Dépolluer"


def test_a_file_whose_titles_are_not_found_asks_for_its_columns(territory):
    header = ("Ref", "Axe", "Quoi donc", "Porteur")
    preview = send(territory, csv(("A1", "Foncier", "Friche", "CCI"), header=header))
    assert (preview.state, preview.rows.count()) == (State.READY, 0)
    assert "intitulé" in preview.notice

    preview = operations.understand(preview, meanings={"quoi donc": "title"}, by=None)
    assert (kinds(preview), preview.notice) == (["new"], "")


def test_answers_survive_a_new_reading(territory):
    action = make_action(territory, title="Réhabilitation de la friche papetière")
    row = ("", "Foncier", "Réhabilitation de la friche papetière Nord", "CCI", "", "", "", "")
    preview = send(territory, csv(row))
    operations.answer(preview, answers={preview.rows.get().pk: action.pk}, by=None)
    preview = operations.understand(preview, meanings={"porteur": ""}, by=None)
    read_again = preview.rows.get()
    assert (read_again.is_answered, read_again.action) == (True, action)


# The plan moves between preview and application.


def test_a_plan_that_changed_meanwhile_is_not_overwritten(territory, manager):
    bring(territory, csv(FRICHE, ECOLE), on=BEFORE)
    newer = (*FRICHE[:3], "EPF", *FRICHE[4:])
    preview = send(territory, csv(newer, ECOLE))
    action = Action.objects.get(reference="A1")
    plans.change(action, values={"lead": "Région"}, version=1, by=manager)
    events = Event.objects.count()

    with pytest.raises(operations.PlanMoved, match="une ligne a été recalculée"):
        operations.apply(preview, by=manager)
    action.refresh_from_db()
    preview.refresh_from_db()
    assert (action.lead, Event.objects.count()) == ("Région", events)
    assert (preview.state, preview.notice[:18]) == (State.READY, "Le plan a changé d")
    assert preview.rows.get(kind=Kind.CHANGED).modifications == [("Porteur", "Région", "EPF")]

    operations.apply(preview, by=manager)
    action.refresh_from_db()
    assert action.lead == "EPF"


def test_what_changed_elsewhere_in_the_plan_is_no_matter(territory):
    make_action(territory, reference="A1", title="Friche papetière", axis=Axis.FONCIER)
    other = make_action(territory, reference="B1")
    preview = send(territory, csv(FRICHE))
    plans.change(other, values={"lead": "Région"}, version=1, by=None)
    plans.change(Action.objects.get(reference="A1"), values={"comment": "Vu"}, version=1, by=None)
    operations.apply(preview, by=None)
    action = Action.objects.get(reference="A1")
    assert (action.lead, action.comment, action.version) == ("CCI", "Vu", 3)


def test_an_action_created_meanwhile_is_not_created_twice(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    make_action(territory, reference="A1")
    make_action(territory, reference="C1")
    with pytest.raises(operations.PlanMoved, match="2 lignes ont été recalculées"):
        operations.apply(preview, by=None)
    assert kinds(preview) == ["changed", "changed"]


def test_a_reference_taken_at_the_very_moment_sends_back_to_the_preview(territory, monkeypatch):
    preview = send(territory, csv(FRICHE))

    def collide(*args, **options):
        raise IntegrityError

    monkeypatch.setattr(writing, "write", collide)
    with pytest.raises(operations.PlanMoved, match="une ligne a été recalculée"):
        operations.apply(preview, by=None)
    preview.refresh_from_db()
    assert preview.state == State.READY


# Undo.


def test_undo_brings_the_plan_back_to_what_it_was(territory, manager):
    bring(territory, csv(FRICHE), on=BEFORE)
    friche = Action.objects.get()
    before = Action.objects.values().get()
    known = by_status(BEFORE)
    moved = ("A1", "Transition", "Friche Nord", "EPF", "1,2 M€", "Terminé", "2024", "2026")
    applied = bring(territory, csv(moved, ECOLE), on=date(2025, 2, 1))
    events = Event.objects.count()

    undone = operations.undo(applied, by=manager)

    assert (undone.state, undone.undone_by) == (State.UNDONE, manager)
    assert Event.objects.count() == events + 1
    event = last_event()
    assert (event.verb, event.subject) == ("plans.undo_import", f"import:{applied.pk}")
    ecole = Action.objects.get(reference="C1")
    assert event.payload.said["withdrawn"] == [ecole.subject]
    restored = event.payload.said["restored"][friche.subject]
    assert restored["changes"]["lead"] == ["EPF", "CCI"]
    assert restored["status"] == ["done", "in_progress"]
    after = Action.objects.values().get(pk=friche.pk)
    assert after.pop("version") == before.pop("version") + 2
    assert after.pop("changed_at") >= before.pop("changed_at")
    assert after == before
    assert (ecole.withdrawn_on, ecole.withdrawal_reason) == (date(2025, 2, 1), "Import annulé")
    assert by_status(BEFORE) == by_status(date(2025, 2, 1)) == by_status() == known
    assert verify() == []


def test_an_import_is_undone_once(territory):
    applied = bring(territory, csv(FRICHE))
    operations.undo(applied, by=None)
    with pytest.raises(Refused, match="n’est plus dans le même état"):
        operations.undo(applied, by=None)
    again = bring(territory, csv(FRICHE))
    assert kinds(again) == ["new"]
    assert by_status() == {"in_progress": 1}


def test_undo_is_refused_once_an_action_changed(territory):
    applied = bring(territory, many(12))
    for action in Action.objects.order_by("pk"):
        plans.change(action, values={"lead": "Région"}, version=1, by=None)
    events = Event.objects.count()
    with pytest.raises(Refused, match=r"A1 Action numéro 1.*A10 Action numéro 10.*, et 2 autres"):
        operations.undo(applied, by=None)
    assert Event.objects.count() == events
    applied.refresh_from_db()
    assert applied.state == State.APPLIED


def test_undo_is_refused_when_an_old_reference_was_taken(territory):
    bring(territory, csv(FRICHE))
    applied = bring(territory, csv(("B7", *FRICHE[1:])))
    assert Action.objects.get().reference == "B7"
    make_action(territory, reference="A1")
    with pytest.raises(Refused, match="celle d’une autre action"):
        operations.undo(applied, by=None)
    assert Action.objects.filter(withdrawn_on__isnull=True).count() == 2
    assert verify() == []


def test_to_confirm_an_action_does_not_prevent_to_undo(territory):
    applied = bring(territory, csv(FRICHE))
    plans.confirm_plan(territory, by=None)
    assert operations.undo(applied, by=None).state == State.UNDONE
    assert Action.objects.get().confirmed_on == TODAY


def test_only_those_who_may_edit_the_plan_undo(territory):
    applied = bring(territory, csv(FRICHE))
    official = make_user(Role.ELECTED_OFFICIAL, territory=territory)
    with pytest.raises(PermissionDenied):
        operations.undo(applied, by=official)


# Given up, large, interrupted.


def test_abandon_leaves_nothing_but_the_trace(territory):
    preview = send(territory, csv(FRICHE))
    operations.abandon(preview, by=None)
    preview.refresh_from_db()
    assert preview.state == State.ABANDONED
    assert not ImportRow.objects.exists()
    assert not ImportFile.objects.exists()
    with pytest.raises(Refused, match="Abandonné"):
        operations.apply(preview, by=None)


@pytest.fixture
def queued(settings):
    """Background work waits until a test runs it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.mark.usefixtures("queued")
def test_a_large_file_is_read_and_applied_in_the_background(territory, manager):
    waiting = send(territory, many(501), by=manager)
    assert (waiting.state, waiting.rows.count()) == (State.READING, 0)
    tasks.read.func(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.counts["created"]) == (State.READY, 501)
    tasks.read.func(waiting.pk)
    assert waiting.rows.count() == 501

    submitted = operations.submit(waiting, by=manager)
    assert (submitted.state, Action.objects.count()) == (State.APPLYING, 0)
    tasks.apply.func(waiting.pk, manager.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.applied_by) == (State.APPLIED, manager)
    events = Event.objects.count()
    tasks.apply.func(waiting.pk, manager.pk)
    assert (Event.objects.count(), Action.objects.count()) == (events, 501)


@pytest.mark.usefixtures("queued")
def test_a_heavy_file_is_not_even_read_at_once(territory, monkeypatch):
    monkeypatch.setattr(operations, "BYTES_AT_ONCE", 10)
    waiting = send(territory, b"%PDF-1.7 and much more")
    assert waiting.state == State.READING
    tasks.read.func(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.UNREADABLE
    assert send(territory, csv(FRICHE), at_once=True).state == State.READY


@pytest.mark.usefixtures("queued")
def test_those_who_wait_see_how_far_it_has_gone(territory, manager, monkeypatch):
    seen = []

    def watched(function):
        def call(*args, **options):
            seen.append(PlanImport.objects.get().progress)
            return function(*args, **options)

        return call

    monkeypatch.setattr(operations, "read_draft", watched(operations.read_draft))
    monkeypatch.setattr(comparison, "compare", watched(comparison.compare))
    monkeypatch.setattr(operations, "BYTES_AT_ONCE", 10)
    waiting = send(territory, many(501), by=manager)
    tasks.read.func(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.progress == 0
    operations.submit(waiting, by=manager)
    tasks.apply.func(waiting.pk, manager.pk)
    assert seen == [10, 60, 30]


def test_a_small_file_is_applied_at_once(territory, manager):
    preview = send(territory, csv(FRICHE), by=manager)
    assert operations.submit(preview, by=manager).state == State.APPLIED


@pytest.mark.usefixtures("queued")
def test_columns_of_a_large_file_are_read_again_in_the_background(territory):
    preview = send(territory, many(501), at_once=True)
    read_again = operations.understand(preview, meanings={"porteur": ""}, by=None)
    assert read_again.state == State.READING
    tasks.read.func(preview.pk)
    assert "lead" not in preview.rows.first().values


@pytest.mark.usefixtures("queued")
def test_a_file_that_can_no_longer_be_read_is_refused_with_its_reason(territory):
    waiting = send(territory, many(501))
    ImportFile.objects.update(content=b"%PDF-1.7")
    tasks.read.func(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.UNREADABLE
    assert "document PDF" in waiting.notice


@pytest.mark.usefixtures("queued")
def test_a_second_reader_that_comes_late_writes_nothing(territory, monkeypatch):
    waiting = send(territory, many(501))
    read_draft = operations.read_draft

    def overtaken(*args):
        draft = read_draft(*args)
        PlanImport.objects.update(state=State.ABANDONED)
        return draft

    monkeypatch.setattr(operations, "read_draft", overtaken)
    operations.read(waiting)
    assert not ImportRow.objects.exists()


@pytest.mark.usefixtures("queued")
def test_a_reading_that_died_is_started_again(territory, manager):
    waiting = send(territory, many(501), by=manager)
    with pytest.raises(Refused, match="attendez la fin"):
        operations.restart(waiting, by=manager)
    with clock.set_to(datetime(2025, 5, 27, 10, 4, tzinfo=UTC)):
        again = operations.restart(waiting, by=manager)
        assert again.state == State.READING
        assert not operations.is_stalled(again)
    tasks.read.func(waiting.pk)
    assert waiting.rows.count() == 501


@pytest.mark.usefixtures("queued")
def test_an_application_that_died_goes_back_to_the_preview(territory, manager):
    preview = send(territory, many(501), at_once=True)
    submitted = operations.submit(preview, by=manager)
    with clock.set_to(datetime(2025, 5, 27, 10, 4, tzinfo=UTC)):
        back = operations.restart(submitted, by=manager)
    assert (back.state, back.notice) == (
        State.READY,
        "L’application s’est interrompue\u00a0: rien n’a été écrit dans le plan.",
    )
    assert operations.apply(back, by=manager).state == State.APPLIED


def test_an_application_killed_in_the_middle_leaves_nothing_half_done(territory, monkeypatch):
    preview = send(territory, csv(FRICHE, ECOLE))
    events = Event.objects.count()

    def killed(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "settle_many", killed)
    with pytest.raises(KeyboardInterrupt):
        operations.apply(preview, by=None)
    assert (Action.objects.count(), Event.objects.count()) == (0, events)
    preview.refresh_from_db()
    assert (preview.state, kinds(preview)) == (State.READY, ["new", "new"])
    assert verify() == []


# Cost.


def test_the_number_of_queries_does_not_follow_the_number_of_rows(manager, territory):
    def cost(place: Territory, count: int, status: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            bring(place, many(count, status))
        return len(queries)

    elsewhere = make_territory()
    cost(make_territory(), 1, "En cours")  # accounts of the ledger are opened
    assert cost(territory, 3, "En cours") == cost(elsewhere, 30, "En cours")
    assert cost(territory, 3, "Terminé") == cost(elsewhere, 30, "Terminé")
