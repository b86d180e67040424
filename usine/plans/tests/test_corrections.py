"""Corrections of the past: an action counts from its entry; bilans that move are listed first."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from usine.ledger.verification import verify
from usine.plans import operations
from usine.plans.corrections import StatusCorrection, correct_status, insert_status
from usine.plans.history import ChangedValue, history
from usine.plans.models import StatusChange
from usine.plans.moves import Move, MovedCount, foreseen, moves, runs
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


def corrected(action, status, on: date, change=None, **options) -> StatusCorrection:
    fact = StatusChange(action=action, status=status, effective_on=on)
    return StatusCorrection(fact, change, **options)


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


class TestMoves:
    def test_months_and_published_dates_that_move_are_told(self, territory):
        make_action(territory, effective_on=ENTRY)
        make_action(make_territory(), effective_on=ENTRY)
        action = make_action(territory, effective_on=date(2024, 11, 15))
        change = action.status_changes.get()
        done = corrected(action, Status.TO_START, date(2025, 2, 1), change)
        unknown = (
            MovedCount("À initier", "2", "1", "−1"),
            MovedCount("Non renseignée", "0", "1", "+1"),
        )
        assert moves(action, done.timelines, TODAY) == [
            Move(day, name, "À initier", "Non renseignée", unknown)
            for day, name in [
                (date(2024, 11, 30), ""),
                (date(2024, 12, 31), ""),
                (date(2025, 1, 31), "bilan d’un an"),
            ]
        ]

    def test_an_entry_that_moves_changes_the_total(self, territory):
        make_action(territory, effective_on=ENTRY)
        action = make_action(territory, effective_on=date(2025, 4, 2))
        earlier = corrected(action, Status.TO_START, date(2025, 3, 15), action.status_changes.get())
        [move] = moves(action, earlier.timelines, TODAY)
        assert (move.on, move.was, move.becomes) == (
            date(2025, 3, 31),
            "Pas au plan",
            "À initier",
        )
        assert move.counts == (
            MovedCount("À initier", "1", "2", "+1"),
            MovedCount("Actions", "1", "2", "+1"),
        )
        later = corrected(
            action, Status.TO_START, date(2025, 5, 2), action.status_changes.get(), enters=True
        )
        [move] = moves(action, later.timelines, TODAY)
        assert (move.on, move.was, move.becomes) == (
            date(2025, 4, 30),
            "À initier",
            "Pas au plan",
        )
        assert move.counts == (
            MovedCount("À initier", "2", "1", "−1"),
            MovedCount("Actions", "2", "1", "−1"),
        )

    def test_an_axis_reclassifies_the_months_past(self, territory):
        make_action(territory, effective_on=ENTRY)
        action = make_action(territory, axis="foncier", effective_on=date(2025, 3, 10))
        [march, april, today] = moves(action, foreseen(action, axis="competences"), TODAY)
        assert march == Move(
            date(2025, 3, 31),
            "",
            "Foncier",
            "Compétences",
            (MovedCount("Foncier", "2", "1", "−1"), MovedCount("Compétences", "0", "1", "+1")),
        )
        assert (april.counts, today.on) == (march.counts, TODAY)

    def test_months_that_move_alike_are_told_together(self, territory):
        action = make_action(territory, effective_on=date(2024, 8, 15))
        done = corrected(action, Status.DONE, date(2024, 8, 15), action.status_changes.get())
        moved = moves(action, done.timelines, TODAY)
        assert [(run.title, len(run.moves)) for run in runs(moved)] == [
            ("d’août à décembre 2024", 5),
            ("31\u00a0janvier 2025", 1),
            ("de février à avril 2025", 3),
            ("27\u00a0mai 2025", 1),
        ]
        [titled] = runs(moved[:1] + moved[6:7])
        assert titled.title == "d’août 2024 à février 2025"

    def test_a_month_that_moves_otherwise_stands_alone(self, territory):
        action = make_action(territory, effective_on=date(2025, 2, 3))
        operations.step(action, "start", effective_on=date(2025, 4, 2), by=None)
        later = action.status_changes.get(status="to_start")
        entered = corrected(action, Status.TO_START, date(2025, 1, 31), later)
        assert [run.title for run in runs(moves(action, entered.timelines, TODAY))] == [
            "31\u00a0janvier 2025"
        ]

    def test_today_is_told(self, territory):
        action = make_action(territory, effective_on=date(2025, 5, 5))
        done = corrected(action, Status.DONE, date(2025, 5, 5), action.status_changes.get())
        [move] = moves(action, done.timelines, TODAY)
        # Today is a published date as well.
        assert (move.on, move.name) == (TODAY, "aujourd’hui")

    def test_what_moves_is_what_the_bilans_then_say(self, territory):
        make_action(territory, effective_on=ENTRY)
        action = make_action(territory, effective_on=ENTRY)
        operations.step(action, "start", effective_on=MAY, by=None)
        correction = corrected(action, Status.UNDER_REVIEW, MARCH)
        counts = {move.on: move.counts for move in moves(action, correction.timelines, TODAY)}
        before = {day: by_status(day) for day in counts}
        insert(action, MARCH)
        assert counts == {
            day: (
                MovedCount(
                    "À initier",
                    str(before[day]["to_start"]),
                    str(by_status(day)["to_start"]),
                    "−1",
                ),
                MovedCount(
                    "En cours d’instruction", "0", str(by_status(day)["under_review"]), "+1"
                ),
            )
            for day in (date(2024, 3, 31), date(2024, 4, 30))
        }


class TestPages:
    def test_what_moves_is_read_before_it_is_done(self, signed_in, territory):
        action = make_action(territory, effective_on=ENTRY)
        change = action.status_changes.get()
        url = reverse("plans:correct_status", args=[action.pk, change.pk])
        typed = {"status": "to_start", "effective_on": "2024-03-15", "reason": "Relu"}
        response = signed_in.post(url, typed)
        assert [move.on for move in response.context["moves"]] == [
            date(2024, 1, 31),
            date(2024, 2, 29),
        ]
        page = response.content.decode()
        assert "Cette correction change 2\u00a0bilans" in page
        assert action.status_changes.count() == 1
        # Another answer than the one that was shown is shown in its turn.
        seen = response.context["form"]["seen"].value()
        again = signed_in.post(url, typed | {"effective_on": "2024-02-15", "seen": seen})
        assert [move.on for move in again.context["moves"]] == [date(2024, 1, 31)]
        done = signed_in.post(url, typed | {"seen": seen})
        assert done.url == action.get_absolute_url()
        action.refresh_from_db()
        assert action.status_on == date(2024, 3, 15)

    def test_what_moves_no_bilan_is_done_at_once(self, signed_in, territory):
        action = make_action(territory, effective_on=date(2024, 3, 4))
        url = reverse("plans:correct_status", args=[action.pk, action.status_changes.get().pk])
        typed = {"status": "to_start", "effective_on": "2024-03-15", "reason": "Relu"}
        assert signed_in.post(url, typed).url == action.get_absolute_url()

    def test_only_the_first_status_may_bring_the_entry_with_it(self, signed_in, territory):
        action = make_action(territory, effective_on=ENTRY)
        operations.step(action, "start", effective_on=MARCH, by=None)
        offered = [
            "enters"
            in signed_in.get(reverse("plans:correct_status", args=[action.pk, change.pk]))
            .context["form"]
            .fields
            for change in action.status_changes.order_by("effective_on")
        ]
        assert offered == [True, False]

    def test_a_past_status_is_added_from_the_page_of_the_action(self, signed_in, territory):
        action = make_action(territory, effective_on=ENTRY)
        operations.step(action, "start", effective_on=JUNE, by=None)
        url = reverse("plans:insert_status", args=[action.pk])
        assert f'href="{url}"' in signed_in.get(action.get_absolute_url()).content.decode()
        assert "Ajouter un statut passé" in signed_in.get(url).content.decode()
        typed = {"status": "under_review", "effective_on": "2024-06-15", "reason": "Retrouvé"}
        refused = signed_in.post(url, typed)
        assert refused.context["form"].non_field_errors() == [
            "L’action a déjà un statut au 15/06/2024\u00a0: corrigez-le plutôt, depuis la liste "
            "de ses statuts."
        ]
        typed["effective_on"] = "2024-06-03"
        assert signed_in.post(url, typed).url == action.get_absolute_url()
        assert action.status_changes.get(status="under_review").effective_on == date(2024, 6, 3)
