"""An import is undone in one event, as long as nothing that it wrote changed since."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.imports import operations, tasks, undoing, writing
from usine.imports.states import State
from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import operations as plans
from usine.plans.as_of import as_of
from usine.plans.corrections import correct_budget, correct_status, insert_status
from usine.plans.fields import DETAILS
from usine.plans.models import Action
from usine.plans.reviews import Step, step_many, undo_step_many
from usine.plans.states import Status
from usine.plans.tests.calls import CALLS
from usine.plans.tests.counted import TODAY, by_status
from usine.plans.tests.factories import make_action, make_user
from usine.plans.together import change_each, change_many, undo_change_many
from usine.values import clock
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, LARGE, bring, csv, kinds, many

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BEFORE = date(2025, 1, 10)


def friche(title: str) -> bytes:
    return csv(("A1", "Foncier", title, "CCI", "350000", "En cours", "2024", "T3 2026"))


def test_imports_are_undone_from_the_last_to_the_first(territory):
    first = bring(territory, csv(FRICHE, ECOLE), on=BEFORE)
    second = bring(territory, friche("Friche Nord"))
    third = bring(territory, friche("Friche du Nord"))
    with pytest.raises(Refused, match="ont été modifiées depuis"):
        undoing.undo(second, by=None)
    for plan_import, title in ((third, "Friche Nord"), (second, "Friche papetière")):
        undoing.undo(plan_import, by=None)
        assert Action.objects.get(reference="A1").title == title
    undoing.undo(first, by=None)
    assert not Action.objects.live().exists()
    assert verify() == []


def test_a_plan_of_the_past_never_had_what_was_undone_since(territory):
    bring(territory, csv(FRICHE), on=BEFORE)
    days = [clock.now() + timedelta(days=count) for count in range(4)]
    with clock.set_to(days[1]):
        second = bring(territory, friche("Friche Nord"))
    evenings = [day.date() for day in days[:3]]

    def told() -> list[str]:
        return [as_of(Action.objects.all(), evening).get().title for evening in evenings]

    assert told() == ["Friche papetière", "Friche Nord", "Friche Nord"]
    with clock.set_to(days[3]):
        undoing.undo(second, by=None)
    assert told() == ["Friche papetière"] * 3


def test_what_was_done_between_two_imports_keeps_the_first_one(territory):
    bring(territory, csv(FRICHE), on=BEFORE)
    second = bring(territory, friche("Friche Nord"))
    plans.confirm(Action.objects.get(), by=None)
    action = Action.objects.get()
    plans.change(action, values={"lead": "EPF"}, version=action.version, by=None)
    third = bring(territory, friche("Friche du Nord"))
    undoing.undo(third, by=None)
    with pytest.raises(Refused, match="ont été modifiées depuis"):
        undoing.undo(second, by=None)


def test_undo_brings_the_plan_back_to_what_it_was(territory, manager):
    bring(territory, csv(FRICHE), on=BEFORE)
    friche = Action.objects.get()
    before = Action.objects.values().get()
    known = by_status(BEFORE)
    moved = ("A1", "Transition", "Friche Nord", "EPF", "1,2 M€", "Terminé", "2024", "2026")
    applied = bring(territory, csv(moved, ECOLE), on=date(2025, 2, 1))
    events = Event.objects.count()

    undone = undoing.undo(applied, by=manager)

    assert (undone.state, undone.undone_by) == (State.UNDONE, manager)
    assert Event.objects.count() == events + 1
    event = Event.objects.latest("number")
    assert (event.verb, event.subject) == ("plans.undo_import", f"import:{applied.pk}")
    ecole = Action.objects.get(reference="C1")
    assert (event.payload["withdrawn"], event.payload["restored"]) == (1, 1)
    taken_back = event.payload_about(friche.subject)
    assert taken_back["changes"]["lead"] == ["CCI", "EPF"]
    assert taken_back["status"] == ["in_progress", "done"]
    after = Action.objects.values().get(pk=friche.pk)
    assert after.pop("version") == before.pop("version") + 2
    assert after.pop("changed_at") >= before.pop("changed_at")
    assert after == before
    assert (ecole.withdrawn_on, ecole.withdrawal_reason) == (date(2025, 2, 1), "Import annulé")
    assert by_status(BEFORE) == by_status(date(2025, 2, 1)) == by_status() == known
    assert verify() == []


def test_an_import_is_undone_once(territory):
    applied = bring(territory, csv(FRICHE))
    undoing.undo(applied, by=None)
    with pytest.raises(Refused, match="Cet import est déjà annulé"):
        undoing.undo(applied, by=None)
    again = bring(territory, csv(FRICHE))
    assert kinds(again) == ["new"]
    assert by_status() == {"in_progress": 1}


def test_undo_is_refused_once_an_action_changed(territory):
    applied = bring(territory, many(12))
    for action in Action.objects.order_by("pk"):
        plans.change(action, values={"lead": "Région"}, version=1, by=None)
    events = Event.objects.count()
    with pytest.raises(Refused, match=r"A1 Action numéro 1.*A10 Action .*, et 2\xa0autres"):
        undoing.undo(applied, by=None)
    assert Event.objects.count() == events
    applied.refresh_from_db()
    assert applied.state == State.APPLIED


def test_undo_is_refused_when_an_old_reference_was_taken(territory):
    bring(territory, csv(FRICHE))
    applied = bring(territory, csv(("B7", *FRICHE[1:])))
    assert Action.objects.get().reference == "B7"
    make_action(territory, reference="A1")
    with pytest.raises(Refused, match="porte maintenant la référence A1, que cet import"):
        undoing.undo(applied, by=None)
    assert Action.objects.filter(withdrawn_on__isnull=True).count() == 2
    assert verify() == []


def test_to_confirm_an_action_does_not_prevent_to_undo(territory):
    applied = bring(territory, csv(FRICHE))
    plans.confirm_plan(territory, by=None)
    assert undoing.undo(applied, by=None).state == State.UNDONE
    assert Action.objects.get().confirmed_on == TODAY


def test_what_a_file_writes_is_confirmed_at_its_date_until_it_is_undone(territory):
    bring(territory, csv(FRICHE), on=BEFORE)
    assert Action.objects.get().confirmed_on == BEFORE
    moved = csv((*FRICHE[:5], "Terminé", *FRICHE[6:]))
    applied = bring(territory, moved, on=date(2025, 2, 1))
    assert Action.objects.get().confirmed_on == date(2025, 2, 1)
    undoing.undo(applied, by=None)
    assert Action.objects.get().confirmed_on == BEFORE

    again = bring(territory, moved, on=date(2025, 2, 1))
    plans.confirm_plan(territory, by=None)
    undoing.undo(again, by=None)
    assert Action.objects.get().confirmed_on == TODAY
    late = bring(territory, moved, on=date(2025, 2, 1))
    assert late.state == State.APPLIED
    assert Action.objects.get().confirmed_on == TODAY  # an older file does not set it back


def test_what_a_file_writes_is_up_to_date_from_its_day_until_it_is_undone(territory):
    def up_to_date(day: date) -> int:
        return sum(balance("up_to_date", as_of=day).values())

    written_on, older = date(2025, 5, 20), date(2025, 1, 10)
    bring(territory, csv(FRICHE), on=older)
    # More than 90 days ago: it is no longer so.
    assert [up_to_date(day) for day in (older, TODAY)] == [1, 0]
    moved = csv((*FRICHE[:5], "Terminé", *FRICHE[6:]))
    applied = bring(territory, moved, on=written_on)
    assert [up_to_date(day) for day in (written_on - timedelta(days=1), written_on)] == [0, 1]
    undoing.undo(applied, by=None)
    assert [up_to_date(day) for day in (older, written_on)] == [1, 0]
    assert verify() == []


def test_only_those_who_may_edit_the_plan_undo(territory):
    applied = bring(territory, csv(FRICHE))
    official = make_user(Role.ELECTED_OFFICIAL, territory=territory)
    with pytest.raises(PermissionDenied):
        undoing.undo(applied, by=official)


# Large: in the background.


@pytest.mark.usefixtures("queued")
def test_a_large_import_is_undone_in_the_background(territory, manager):
    applied = bring(territory, many(501), by=manager)
    started = undoing.submit_undo(applied, by=manager)
    assert (started.state, Action.objects.live().count()) == (State.UNDOING, 501)
    tasks.undo.func(applied.pk, manager.pk)
    applied.refresh_from_db()
    assert (applied.state, applied.undone_by) == (State.UNDONE, manager)
    assert not Action.objects.live().exists()
    events = Event.objects.count()
    tasks.undo.func(applied.pk, manager.pk)
    assert Event.objects.count() == events


def test_a_small_import_is_undone_at_once(territory, manager):
    applied = bring(territory, csv(FRICHE), by=manager)
    assert undoing.submit_undo(applied, by=manager).state == State.UNDONE


@pytest.mark.usefixtures("a_few_is_many")
def test_work_done_while_an_undo_waits_is_not_lost(territory, manager):
    applied = bring(territory, many(LARGE), by=manager)
    undoing.submit_undo(applied, by=manager)
    plans.change(Action.objects.first(), values={"lead": "Région"}, version=1, by=manager)
    tasks.undo.func(applied.pk, manager.pk)
    applied.refresh_from_db()
    assert applied.state == State.APPLIED
    assert "des actions ont été modifiées depuis" in applied.notice
    assert Action.objects.live().count() == LARGE
    with pytest.raises(Refused, match="ont été modifiées depuis"):
        undoing.submit_undo(applied, by=manager)


@pytest.mark.usefixtures("a_few_is_many")
def test_an_undo_that_died_leaves_the_plan_as_it_was(territory, manager, monkeypatch):
    applied = bring(territory, many(LARGE), by=manager)
    undoing.submit_undo(applied, by=manager)

    def killed(*args, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(writing, "settle_actions", killed)
        with pytest.raises(KeyboardInterrupt):
            tasks.undo.func(applied.pk, manager.pk)
    assert Action.objects.live().count() == LARGE
    with clock.set_to(datetime(2025, 5, 27, 10, 4, tzinfo=UTC)):
        back = operations.restart(applied, by=manager)
    assert (back.state, back.notice) == (
        State.APPLIED,
        "L’annulation s’est interrompue\u00a0: le plan n’a pas changé.",
    )
    assert undoing.undo(back, by=manager).notice == ""
    assert verify() == []


def reason(**more):
    return {"reason": "Relu", "by": None, **more}


CHANGES = {
    "change": lambda action: plans.change(
        action, values={"lead": "Autre"}, version=action.version, by=None
    ),
    "step": lambda action: plans.step(action, "complete", by=None),
    "correct_status": lambda action: correct_status(
        action.status_changes.get(), status=Status.DONE, effective_on=BEFORE, **reason()
    ),
    "insert_status": lambda action: insert_status(
        action, status=Status.TO_START, effective_on=BEFORE - timedelta(days=30), **reason()
    ),
    "correct_budget": lambda action: correct_budget(
        action.planned_budgets.get(), amount=1_00, effective_on=BEFORE, **reason()
    ),
    "withdraw": lambda action: plans.withdraw(action, **reason()),
    "reinstate": lambda action: plans.reinstate(plans.withdraw(action, **reason()), by=None),
    "step_many": lambda action: step_many(
        action.territory, steps=[Step(action.pk, "complete", TODAY)], by=None
    ),
    "undo_step_many": lambda action: undo_step_many(
        action.territory,
        event=step_many(
            action.territory, steps=[Step(action.pk, "complete", TODAY)], by=None
        ).number,
        by=None,
    ),
    "undo_step": lambda action: undo_last_step(plans.step(action, "complete", by=None)),
    "change_field": lambda action: give_lead(action),
    "undo_change": lambda action: plans.undo_change(give_lead(action), event=last(), by=None),
    "change_many": lambda action: give_lead_together(action),
    "change_each": lambda action: change_each(
        action.territory,
        name="lead",
        values={action.pk: (action.lead, "Département")},
        by=None,
    ),
    "undo_change_many": lambda action: undo_change_many(
        give_lead_together(action), event=last(), by=None
    ),
}
# These change nothing that an import wrote.
OTHERS = {
    *("create", "create_many", "confirm", "undo_confirm", "confirm_plan"),
    *("save_view", "rename_view", "update_view", "remove_view", "restore_view"),
    *("open_feed", "revoke_feed"),
    *("plan_committee", "change_committee", "step_committee", "keep_minutes"),
    *("decide", "withdraw_decision", "confirm_by_mail", "confirm_listed"),
    *("send_campaign", "remind_silent", "withdraw_campaign", "restore_campaign"),
}
# `test_undo_details` tries them.
OF_DETAILS = {
    *("fill_in_many", "locate", "block", "lift_block", "put_back"),
    *("correct_amount", "correct_value", "correct_blockage"),
    *(f"{verb}_{code}" for code in DETAILS for verb in ("add", "change", "remove")),
} - {"change_link"}


def last() -> int:
    return Event.objects.latest("number").number


def undo_last_step(action):
    plans.undo_step(action, event=last(), by=None)


def give_lead(action):
    return plans.change_field(action, name="lead", value="Département", read=action.lead, by=None)


def give_lead_together(action):
    change_many(action.territory, actions=[action.pk], name="lead", value="Département", by=None)
    return action.territory


def test_no_verb_of_plans_is_left_out():
    assert {call.operation.__name__ for call in CALLS} == CHANGES.keys() | OTHERS | OF_DETAILS


@pytest.mark.parametrize("verb", CHANGES)
def test_undo_is_refused_after_each_verb(territory, verb):
    applied = bring(territory, csv(FRICHE), on=BEFORE)
    CHANGES[verb](Action.objects.get())
    before = list(Action.objects.values())
    with pytest.raises(Refused, match="ne peut plus être annulé en bloc"):
        undoing.undo(applied, by=None)
    assert list(Action.objects.values()) == before


def test_the_budget_of_an_undone_import_holds_no_more(territory):
    school = make_action(territory, reference="C1", title="École", planned_budget=35_000_00)
    plan_import = bring(territory, csv((*ECOLE[:4], "135000", *ECOLE[5:])), on=date(2025, 3, 1))
    school.refresh_from_db()
    assert school.planned_budget == 135_000_00
    undoing.undo(plan_import, by=None)
    school.refresh_from_db()
    assert school.planned_budget == 35_000_00
    amounts = school.planned_budgets.standing().values_list("amount", flat=True)
    assert list(amounts) == [35_000_00]
    assert verify() == []


def test_budgets_of_two_imports_undone_weigh_as_before_on_every_day(territory):
    days = (date(2025, 2, 28), date(2025, 3, 31), TODAY)

    def planned() -> list[int]:
        return [balance("budget_planned", as_of=day)[()] for day in days]

    make_action(territory, reference="C1", title="École", planned_budget=35_000_00)
    before = planned()
    imports = [
        bring(territory, csv((*ECOLE[:4], str(euros), *ECOLE[5:])), on=day)
        for euros, day in ((135_000, date(2025, 2, 1)), (235_000, date(2025, 3, 1)))
    ]
    assert planned() == [135_000_00, 235_000_00, 235_000_00]
    for plan_import in reversed(imports):
        undoing.undo(plan_import, by=None)
    assert planned() == before == [35_000_00] * 3
    assert verify() == []


def test_a_budget_that_an_undone_import_replaced_on_its_day_is_back(territory):
    day = date(2025, 2, 1)
    school = make_action(
        territory, reference="C1", title="École", planned_budget=35_000_00, effective_on=day
    )
    plan_import = bring(territory, csv((*ECOLE[:4], "135000", *ECOLE[5:])), on=day)
    undoing.undo(plan_import, by=None)
    standing = school.planned_budgets.standing().values_list("effective_on", "amount")
    assert list(standing) == [(day, 35_000_00)]
    assert balance("budget_planned", as_of=day) == {(): 35_000_00}
    assert verify() == []
