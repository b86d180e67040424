"""What operations write, refuse and record."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.changes import decode, decode_values
from usine.plans.corrections import correct_status
from usine.plans.models import Action
from usine.plans.states import TRANSITIONS, Status
from usine.values import clock
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

from .factories import make_action, make_region, make_territory, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2025, 5, 27)


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
        yield


def last_event() -> Event:
    return Event.objects.latest("number")


def by_status(day: date = TODAY, **options) -> dict[str, int]:
    return {key: n for (key,), n in balance("actions", as_of=day, by=["state"], **options).items()}


def test_create_counts_from_its_date():
    territory = make_territory()
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    start = PartialDate(date(2025, 7, 1), Precision.QUARTER)
    action = operations.create(
        territory=territory,
        values={"title": "Usine-école", "axis": "competences", "start": start},
        status=Status.TO_START,
        effective_on=date(2025, 5, 1),
        by=manager,
    )

    action.refresh_from_db()
    assert (action.title, action.start, action.status) == ("Usine-école", start, "to_start")
    assert by_status(date(2025, 4, 30)) == {}
    assert by_status() == {"to_start": 1}
    assert balance("actions", as_of=TODAY, by=["place", "axis"]) == {
        (territory.place, "competences"): 1
    }
    said = last_event().payload
    assert (last_event().verb, last_event().actor_id) == ("plans.create", manager.pk)
    assert decode_values(said["values"])["start"] == start
    assert verify() == []


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"title": " "}, "L’intitulé manque."),
        ({"title": "Étude", "planned_budget": -1}, "Le budget ne peut pas être négatif."),
        (
            {
                "title": "Étude",
                "start": PartialDate(date(2025, 1, 1)),
                "end": PartialDate(date(2024, 1, 1), Precision.YEAR),
            },
            "La fin précède le début.",
        ),
    ],
)
def test_create_refuses_what_does_not_hold(values, why):
    with pytest.raises(Refused, match=why):
        operations.create(territory=make_territory(), values={"axis": "foncier", **values}, by=None)
    assert Action.objects.count() == 0


def test_create_refuses_a_status_of_the_future():
    with pytest.raises(Refused, match="dans le futur"):
        make_action(make_territory(), effective_on=date(2025, 5, 28))


def test_create_refuses_a_reference_already_taken():
    territory = make_territory()
    make_action(territory, reference="A1")
    make_action(make_territory(), reference="A1")
    with pytest.raises(Refused, match="Une autre action du plan porte déjà cette référence"):
        make_action(territory, reference="A1")


def test_every_reason_why_is_told_at_once():
    territory = make_territory()
    make_action(territory, reference="A1")
    with pytest.raises(Refused) as refusal:
        make_action(territory, title=" ", reference="A1", planned_budget=-5)
    assert str(refusal.value) == (
        "L’intitulé manque. Le budget ne peut pas être négatif. "
        "Une autre action du plan porte déjà cette référence."
    )


def test_change_records_old_and_new():
    action = make_action(make_territory(), title="Étude")
    changed = operations.change(
        action, values={"title": "Étude de sol", "axis": "foncier"}, version=1, by=None
    )

    assert (changed.title, changed.version) == ("Étude de sol", 2)
    assert decode(last_event().payload["changes"]) == {"title": ("Étude", "Étude de sol")}


def test_change_of_nothing_records_nothing():
    action = make_action(make_territory(), title="Étude")
    events = Event.objects.count()
    operations.change(action, values={"title": "Étude"}, version=1, by=None)
    assert Event.objects.count() == events


def test_change_of_axis_moves_the_past_too():
    action = make_action(make_territory(), axis="foncier")
    operations.change(action, values={"axis": "innovation"}, version=1, by=None)
    assert balance("actions", as_of=date(2024, 1, 10), by=["axis"]) == {("innovation",): 1}
    assert verify() == []


def test_the_second_of_two_writers_is_told():
    action = make_action(make_territory(), title="Étude")
    operations.change(action, values={"title": "Première"}, version=1, by=None)
    with pytest.raises(operations.Conflict) as conflict:
        operations.change(action, values={"title": "Seconde"}, version=1, by=None)
    assert conflict.value.current.title == "Première"


def test_change_refuses_what_may_not_be_set():
    with pytest.raises(ValueError, match="status"):
        operations.change(
            make_action(make_territory()), values={"status": "done"}, version=1, by=None
        )


# What each step leads to, from each status; no other is allowed.
STEPS = {
    ("to_start", "review"): "under_review",
    ("to_start", "start"): "in_progress",
    ("to_start", "abandon"): "abandoned",
    ("under_review", "start"): "in_progress",
    ("under_review", "abandon"): "abandoned",
    ("in_progress", "complete"): "done",
    ("in_progress", "abandon"): "abandoned",
    ("abandoned", "resume"): "to_start",
    ("unknown", "review"): "under_review",
    ("unknown", "start"): "in_progress",
    ("unknown", "abandon"): "abandoned",
}


def test_there_is_no_other_step():
    assert TRANSITIONS.keys() == {verb for _, verb in STEPS}


@pytest.mark.parametrize("verb", sorted({verb for _, verb in STEPS}))
@pytest.mark.parametrize("status", Status)
def test_every_step_from_every_status(verb, status):
    action = make_action(make_territory(), status=status)
    target = STEPS.get((status, verb))
    assert (verb in action.steps) == (target is not None)
    if target:
        operations.step(action, verb, effective_on=date(2025, 5, 2), by=None)
        assert by_status(date(2025, 5, 1)) == {status: 1}
        assert by_status() == {target: 1}
    else:
        with pytest.raises(Refused, match="ne s’applique pas"):
            operations.step(action, verb, by=None)


def test_a_step_comes_after_the_status_it_leaves_and_not_in_the_future():
    action = make_action(make_territory(), effective_on=date(2024, 1, 10))
    with pytest.raises(Refused, match=r"au 10/01/2024. Donnez une date postérieure"):
        operations.step(action, "start", effective_on=date(2024, 1, 9), by=None)
    with pytest.raises(Refused, match="dans le futur"):
        operations.step(action, "start", effective_on=date(2025, 5, 28), by=None)


def test_a_correction_changes_the_past_and_keeps_what_was_known():
    action = make_action(make_territory())
    operations.step(action, "start", effective_on=date(2024, 3, 1), by=None)
    before = last_event().number
    change = action.status_changes.get(status=Status.IN_PROGRESS)
    with clock.set_to(datetime(2025, 6, 15, tzinfo=UTC)):
        corrected = correct_status(
            change,
            status=Status.UNDER_REVIEW,
            effective_on=date(2024, 6, 1),
            reason="Le dossier était seulement déposé.",
            by=None,
        )

    assert (corrected.status, corrected.status_on) == ("under_review", date(2024, 6, 1))
    assert by_status(date(2024, 4, 1)) == {"to_start": 1}
    assert by_status() == {"under_review": 1}
    assert by_status(known=before) == {"in_progress": 1}
    assert verify() == []
    with pytest.raises(Refused, match="corrigé entre-temps"):
        correct_status(change, status=Status.DONE, effective_on=TODAY, reason="Encore", by=None)


def test_a_correction_of_an_older_status_leaves_the_latest():
    action = make_action(make_territory())
    operations.step(action, "start", effective_on=date(2024, 3, 1), by=None)
    first = action.status_changes.get(status=Status.TO_START)
    corrected = correct_status(
        first, status=Status.UNKNOWN, effective_on=date(2024, 1, 10), reason="Erreur", by=None
    )
    assert corrected.status == Status.IN_PROGRESS


def test_a_correction_does_not_come_after_a_later_status_of_the_same_day():
    action = make_action(make_territory())
    day = date(2024, 3, 1)
    operations.step(action, "start", effective_on=day, by=None)
    first, second = action.status_changes.order_by("pk")
    with pytest.raises(Refused, match="déjà devenue «\u00a0En cours de réalisation\u00a0»"):
        correct_status(first, status=Status.TO_START, effective_on=day, reason="Erreur", by=None)
    corrected = correct_status(
        second, status=Status.DONE, effective_on=first.effective_on, reason="Erreur", by=None
    )
    assert (corrected.status, corrected.status_on) == ("done", first.effective_on)


@pytest.mark.parametrize(
    ("reason", "on", "why"), [(" ", TODAY, "motive"), ("Erreur", date(2025, 6, 1), "futur")]
)
def test_corrections_and_withdrawals_that_are_refused(reason, on, why):
    action = make_action(make_territory())
    with pytest.raises(Refused, match=why):
        correct_status(
            action.status_changes.get(), status=Status.DONE, effective_on=on, reason=reason, by=None
        )
    with pytest.raises(Refused, match=why):
        operations.withdraw(action, reason=reason, on=on, by=None)


def test_a_withdrawn_action_counts_until_it_is_withdrawn():
    action = make_action(make_territory(), reference="A1")
    operations.withdraw(action, reason="Doublon", on=date(2025, 2, 1), by=None)

    assert by_status(date(2025, 1, 31)) == {"to_start": 1}
    assert by_status() == {}
    assert list(Action.objects.live()) == []
    with pytest.raises(Refused, match="retirée du plan"):
        operations.step(action, "start", by=None)

    operations.reinstate(action, by=None)
    assert by_status() == {"to_start": 1}
    assert verify() == []
    with pytest.raises(Refused, match="est dans le plan"):
        operations.reinstate(action, by=None)


def test_an_action_withdrawn_on_its_first_day_never_counted():
    action = make_action(make_territory(), effective_on=date(2025, 2, 1))
    operations.withdraw(action, reason="Erreur", on=date(2025, 2, 1), by=None)
    assert by_status() == {}
    assert verify() == []


def test_reinstate_refuses_a_reference_taken_meanwhile():
    territory = make_territory()
    action = make_action(territory, reference="A1")
    operations.withdraw(action, reason="Doublon", by=None)
    other = make_action(territory, reference="A1", title="Forum")
    with pytest.raises(Refused, match="«\u00a0Forum\u00a0» porte maintenant la référence A1"):
        operations.reinstate(action, by=None)
    operations.change(other, values={"reference": "A2"}, version=1, by=None)
    assert operations.reinstate(action, by=None).withdrawn_on is None


def test_confirm_one_and_all():
    territory = make_territory()
    before = date(2025, 1, 10)
    with clock.set_to(datetime(2025, 1, 10, tzinfo=UTC)):
        action, second = make_action(territory), make_action(territory)
        other = make_action(make_territory())
    assert operations.confirm(action, by=None).confirmed_on == TODAY
    assert set(Action.objects.values_list("pk", "confirmed_on")) == {
        (action.pk, TODAY),
        (second.pk, before),
        (other.pk, before),
    }
    assert operations.confirm_plan(territory, by=None) == 2
    second.refresh_from_db()
    other.refresh_from_db()
    assert (second.confirmed_on, other.confirmed_on) == (TODAY, before)


def test_creating_and_changing_confirm_the_action():
    with clock.set_to(datetime(2025, 1, 10, 10, tzinfo=UTC)):
        action = make_action(make_territory(), title="Étude", effective_on=date(2024, 3, 1))
    assert action.confirmed_on == date(2025, 1, 10)
    changed = operations.change(action, values={"title": "Étude de sol"}, version=1, by=None)
    assert changed.confirmed_on == TODAY


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.PROJECT_MANAGER, True),
        (Role.REGIONAL_COORDINATOR, True),
        (Role.NATIONAL_TEAM, True),
        (Role.ELECTED_OFFICIAL, False),
        (Role.INDUSTRIALIST, False),
        (Role.READER, False),
        (None, False),
    ],
)
def test_who_may_write(role, allowed):
    territory = make_territory()
    match role:
        case Role.NATIONAL_TEAM | None:
            user = make_user(role)
        case Role.REGIONAL_COORDINATOR:
            user = make_user(role, region=territory.lead_region)
        case _:
            user = make_user(role, territory=territory)
    action = make_action(territory)

    def write():
        return operations.step(action, "start", by=user)

    if allowed:
        assert write().status == Status.IN_PROGRESS
    else:
        with pytest.raises(PermissionDenied):
            write()


def test_rights_stop_at_the_border_and_end_with_the_mandate():
    territory = make_territory(region=make_region("84"))
    action = make_action(territory)
    elsewhere = make_territory(region=make_region("76", "Occitanie"))
    strangers = [
        make_user(Role.PROJECT_MANAGER, territory=elsewhere),
        make_user(Role.REGIONAL_COORDINATOR, region=elsewhere.lead_region),
        make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=date(2025, 5, 26)),
    ]
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            operations.withdraw(action, reason="Pour nuire", by=stranger)
        assert not Action.objects.editable_by(stranger).exists()
    last_day = make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=TODAY)
    assert list(Action.objects.editable_by(last_day)) == [action]


def test_nothing_counts_before_the_label():
    territory = make_territory()
    before = territory.labelled_on - timedelta(days=1)
    with pytest.raises(Refused, match="labellisé depuis le 09/11/2023"):
        make_action(territory, effective_on=before)
    action = make_action(territory, effective_on=territory.labelled_on)
    with pytest.raises(Refused, match="aucune action ne compte avant cette date"):
        correct_status(
            action.status_changes.get(),
            status=Status.DONE,
            effective_on=before,
            reason="Erreur",
            by=None,
        )


def test_a_step_confirms_the_action():
    action = operations.step(make_action(make_territory()), "start", by=None)
    assert action.confirmed_on == TODAY


class TestUndoneSteps:
    def test_status_and_dates_are_given_back(self):
        with clock.set_to(datetime(2025, 1, 10, 10, tzinfo=UTC)):
            action = make_action(make_territory())
        operations.step(action, "start", effective_on=date(2025, 3, 1), by=None)
        undone = operations.undo_step(action, event=last_event().number, by=None)

        assert (undone.status, undone.status_on) == ("to_start", date(2024, 1, 10))
        assert (undone.confirmed_on, undone.version) == (date(2025, 1, 10), 3)
        assert by_status() == by_status(date(2025, 3, 1)) == {"to_start": 1}
        assert last_event().verb == "plans.undo_step"
        assert operations.step(undone, "start", by=None).status == Status.IN_PROGRESS
        assert verify() == []

    @pytest.mark.parametrize("happened", ["change", "confirm", "confirm_plan", "step", "undo_step"])
    def test_what_happened_since_is_not_undone(self, happened):
        action = make_action(make_territory())
        action = operations.step(action, "review", by=None)
        taken = last_event().number
        match happened:
            case "change":
                values = {"title": "Autre"}
                operations.change(action, values=values, version=action.version, by=None)
            case "confirm":
                operations.confirm(action, by=None)
            case "confirm_plan":
                operations.confirm_plan(action.territory, by=None)
            case "step":
                operations.step(action, "start", by=None)
            case _:
                operations.undo_step(action, event=taken, by=None)
        status, events = Action.objects.get().status, Event.objects.count()
        with pytest.raises(Refused, match="ne peut plus être annulée"):
            operations.undo_step(action, event=taken, by=None)
        assert (Action.objects.get().status, Event.objects.count()) == (status, events)

    def test_only_a_step_is_undone(self):
        action = make_action(make_territory())
        with pytest.raises(Refused, match="ne peut plus être annulée"):
            operations.undo_step(action, event=last_event().number, by=None)


def test_nothing_is_confirmed_of_an_empty_plan():
    with pytest.raises(Refused, match="Il n’y a pas d’action à confirmer"):
        operations.confirm_plan(make_territory(), by=None)


def test_what_left_the_plan_is_not_confirmed():
    territory = make_territory()
    action, other = make_action(territory), make_action(make_territory())
    for pk in (operations.withdraw(action, reason="Doublon", by=None).pk, other.pk):
        with pytest.raises(Refused, match="n’est pas dans le plan"):
            operations.confirm_plan(territory, actions=[pk], by=None)


def test_an_action_may_last_one_day():
    day = PartialDate(date(2025, 5, 2))
    assert make_action(make_territory(), start=day, end=day).end == day
