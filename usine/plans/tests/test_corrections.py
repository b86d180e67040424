"""Corrections of the past: an action counts from its entry, whatever is learnt of its statuses."""

from datetime import UTC, date, datetime, timedelta

import pytest

from usine.ledger.verification import verify
from usine.plans import operations
from usine.plans.corrections import correct_status, insert_status
from usine.plans.history import ChangedValue, history
from usine.plans.states import Status
from usine.values import clock
from usine.values.errors import Refused

from .counted import TODAY, by_status, last_event
from .factories import make_action, make_territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ENTRY, MARCH, MAY, JUNE = (
    date(2024, 1, 10),
    date(2024, 3, 1),
    date(2024, 5, 31),
    date(2024, 6, 15),
)


def correct(action, on: date, status: Status = Status.TO_START, **options):
    change = action.status_changes.filter(superseded_at=None).earliest("effective_on")
    return correct_status(change, status=status, effective_on=on, reason="Relu", by=None, **options)


def insert(action, on: date, status: Status = Status.UNDER_REVIEW):
    return insert_status(action, status=status, effective_on=on, reason="Retrouvé", by=None)


class TestEntry:
    def test_a_later_status_leaves_the_action_in_the_bilans_of_the_time_between(self, territory):
        for _ in range(21):
            make_action(territory, effective_on=ENTRY)
        action = make_action(territory, effective_on=ENTRY)
        assert by_status(MAY) == {"to_start": 22}
        before = last_event().number
        with clock.set_to(datetime(2025, 5, 28, tzinfo=UTC)):
            corrected = correct(action, JUNE)
        assert (corrected.entered_on, corrected.status_on) == (ENTRY, JUNE)
        assert by_status(date(2024, 1, 9)) == {}
        assert by_status(ENTRY) == by_status(MAY) == {"to_start": 21, "unknown": 1}
        assert by_status(JUNE) == {"to_start": 22}
        assert by_status(MAY, known=before) == {"to_start": 22}
        assert verify() == []

    def test_at_the_very_moment_of_a_correction_the_new_status_is_known(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        moment = datetime(2025, 5, 28, tzinfo=UTC)
        with clock.set_to(moment):
            correct(action, JUNE)
        before, after = action.status_changes.order_by("pk")
        assert list(action.status_changes.standing(moment)) == [after]
        assert list(action.status_changes.standing(moment - timedelta.resolution)) == [before]

    def test_what_came_before_a_later_status_stands_until_then(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        operations.step(action, "start", effective_on=MARCH, by=None)
        change = action.status_changes.get(status=Status.IN_PROGRESS)
        correct_status(change, status=Status.IN_PROGRESS, effective_on=JUNE, reason="Relu", by=None)
        assert by_status(MAY) == {"to_start": 1}

    def test_an_earlier_status_brings_the_entry_forward(self, territory):
        action = make_action(territory, effective_on=MARCH)
        assert correct(action, ENTRY).entered_on == ENTRY
        assert by_status(ENTRY) == {"to_start": 1}

    def test_the_entry_itself_may_have_been_wrong(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        assert correct(action, JUNE, enters=True).entered_on == JUNE
        assert by_status(MAY) == {}
        assert by_status(JUNE) == {"to_start": 1}
        assert verify() == []

    def test_it_does_not_enter_after_another_of_its_statuses(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        operations.step(action, "start", effective_on=MARCH, by=None)
        with pytest.raises(Refused, match="avait déjà un statut le 01/03/2024"):
            correct(action, JUNE, enters=True)
        earlier = date(2024, 2, 1)
        assert correct(action, earlier, enters=True).entered_on == earlier

    def test_an_action_withdrawn_before_its_first_status_was_unknown(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        correct(action, JUNE)
        operations.withdraw(action, reason="Doublon", on=MARCH, by=None)
        assert by_status(date(2024, 2, 29)) == {"unknown": 1}
        assert by_status(MARCH) == {}
        assert verify() == []


class TestCorrection:
    def test_a_correction_changes_the_past_and_keeps_what_was_known(self):
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

    def test_a_correction_of_an_older_status_leaves_the_latest(self):
        action = make_action(make_territory())
        operations.step(action, "start", effective_on=date(2024, 3, 1), by=None)
        first = action.status_changes.get(status=Status.TO_START)
        corrected = correct_status(
            first, status=Status.UNKNOWN, effective_on=date(2024, 1, 10), reason="Erreur", by=None
        )
        assert corrected.status == Status.IN_PROGRESS

    def test_a_correction_does_not_come_after_a_later_status_of_the_same_day(self):
        action = make_action(make_territory())
        day = date(2024, 3, 1)
        operations.step(action, "start", effective_on=day, by=None)
        first, second = action.status_changes.order_by("pk")
        with pytest.raises(Refused, match="déjà devenue «\u00a0En cours de réalisation\u00a0»"):
            correct_status(
                first, status=Status.TO_START, effective_on=day, reason="Erreur", by=None
            )
        corrected = correct_status(
            second, status=Status.DONE, effective_on=first.effective_on, reason="Erreur", by=None
        )
        assert (corrected.status, corrected.status_on) == ("done", first.effective_on)

    @pytest.mark.parametrize(
        ("reason", "on", "why"), [(" ", TODAY, "motive"), ("Erreur", date(2025, 6, 1), "futur")]
    )
    def test_a_correction_that_does_not_hold_is_refused(self, reason, on, why):
        change = make_action(make_territory()).status_changes.get()
        with pytest.raises(Refused, match=why):
            correct_status(change, status=Status.DONE, effective_on=on, reason=reason, by=None)


class TestInsertion:
    def test_a_missing_status_takes_its_place(self, territory, manager):
        action = make_action(territory, effective_on=ENTRY)
        operations.step(action, "start", effective_on=JUNE, by=None)
        inserted = insert_status(
            action, status=Status.UNDER_REVIEW, effective_on=MARCH, reason="Retrouvé", by=manager
        )
        assert (inserted.status, inserted.status_on, inserted.version) == (
            "in_progress",
            JUNE,
            3,
        )
        assert by_status(date(2024, 2, 29)) == {"to_start": 1}
        assert by_status(MARCH) == by_status(MAY) == {"under_review": 1}
        assert by_status(JUNE) == {"in_progress": 1}
        change = action.status_changes.get(status=Status.UNDER_REVIEW)
        assert (change.reason, change.by) == ("Retrouvé", manager)
        fact = history(action)[0]
        assert (fact.what, fact.reason) == ("Statut passé ajouté", "Retrouvé")
        assert fact.lines == (
            ChangedValue("Statut", "–", "En cours d’instruction"),
            ChangedValue("Date d’effet", "–", "01/03/2024"),
        )
        assert verify() == []

    def test_before_the_entry_it_brings_it_forward(self, territory):
        action = make_action(territory, effective_on=MARCH)
        assert insert(action, ENTRY).entered_on == ENTRY
        assert by_status(ENTRY) == {"under_review": 1}

    @pytest.mark.parametrize(
        ("on", "why"),
        [
            (MARCH, "a déjà un statut au 01/03/2024"),
            (date(2024, 3, 2), "Le dernier statut de l’action date du 01/03/2024"),
            (date(2025, 5, 28), "dans le futur"),
            (date(2023, 11, 8), "labellisé depuis le 09/11/2023"),
        ],
    )
    def test_what_is_refused(self, territory, on, why):
        action = make_action(territory, effective_on=ENTRY)
        operations.step(action, "start", effective_on=MARCH, by=None)
        with pytest.raises(Refused, match=why):
            insert(action, on)
        assert action.status_changes.count() == 2

    @pytest.mark.parametrize(
        ("status", "on", "why"),
        [
            ("to_start", date(2024, 2, 1), "déjà «\u00a0À initier\u00a0» le 01/02/2024"),
            ("unknown", date(2024, 1, 11), "Rien ne change"),
        ],
    )
    def test_what_was_so_already_is_refused(self, territory, status, on, why):
        action = make_action(territory, effective_on=ENTRY)
        correct(action, date(2024, 1, 20))
        operations.step(action, "start", effective_on=MARCH, by=None)
        before = last_event()
        with pytest.raises(Refused, match=why):
            insert(action, on, status)
        assert last_event() == before
        # An earlier entry is a change.
        assert insert(action, date(2024, 1, 5), Status.UNKNOWN).entered_on == date(2024, 1, 5)

    def test_it_is_motivated(self, territory):
        action = make_action(territory, effective_on=MARCH)
        with pytest.raises(Refused, match="se motive"):
            insert_status(action, status=Status.DONE, effective_on=ENTRY, reason=" ", by=None)


class TestNothingChanges:
    def test_a_status_that_stays_is_refused(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        before = last_event()
        with pytest.raises(
            Refused, match="Rien ne change\u00a0: le statut est déjà «\u00a0À initier\u00a0»"
        ):
            correct(action, ENTRY)
        assert last_event() == before

    def test_an_entry_that_moves_is_a_change(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        correct(action, MARCH)
        assert correct(action, MARCH, enters=True).entered_on == MARCH
