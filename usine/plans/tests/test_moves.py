"""The bilans that a write of the past moves: counted, and listed before it is done."""

from datetime import date

import pytest
from django.urls import reverse

from usine.plans import operations
from usine.plans.blocking import block
from usine.plans.corrections import StatusCorrection, insert_status
from usine.plans.details import amounts_to_date
from usine.plans.funding import add_funding
from usine.plans.models import Blockage, FundingLine, Result, StatusChange
from usine.plans.moves import Move, MovedCount, foreseen, moves, runs
from usine.plans.results import add_result
from usine.plans.states import Status

from .counted import TODAY, by_status
from .factories import make_action, make_territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ENTRY, MARCH, MAY, JUNE = (
    date(2024, 1, 10),
    date(2024, 3, 1),
    date(2024, 5, 31),
    date(2024, 6, 15),
)


def insert(action, on: date, status: Status = Status.UNDER_REVIEW):
    return insert_status(action, status=status, effective_on=on, reason="Retrouvé", by=None)


def corrected(action, status, on: date, change=None, **options) -> StatusCorrection:
    fact = StatusChange(action=action, status=status, effective_on=on)
    return StatusCorrection(fact, change, **options)


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

    def test_money_and_results_said_of_the_past_move_their_figures(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        other = make_action(territory, effective_on=ENTRY)
        add_funding(
            other, values={"funder": "etat", "granted": 10_000_00}, effective_on=ENTRY, by=None
        )
        line = FundingLine(action=action, funder="region", granted=5_000_00)
        facts = amounts_to_date(line, on=date(2025, 5, 2))
        [today] = moves(action, foreseen(action, facts), TODAY)
        granted = MovedCount("Financement accordé", "10 000 €", "15 000 €", "+5 000 €")
        assert today == Move(TODAY, "aujourd’hui", "–", "5 000 €", (granted,))
        facts += amounts_to_date(
            Result(action=action, code="hectares", measured=35_000), on=date(2025, 5, 2)
        )
        [today] = moves(action, foreseen(action, facts), TODAY)
        assert (today.was, today.becomes) == ("– ; –", "5 000 € ; 3,5 ha")
        assert today.counts == (
            granted,
            MovedCount("Hectares reconvertis (constaté)", "0 ha", "3,5 ha", "+3,5 ha"),
        )

    def test_a_line_that_is_taken_away_moves_all_its_dates(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        line = add_funding(
            action,
            values={"funder": "region", "planned": 9_00, "asked": 7_00, "granted": 5_00},
            effective_on=date(2025, 4, 2),
            by=None,
        )
        result = add_result(action, values={"code": "plants", "target": 2}, by=None)
        assert [
            (move.on, move.was, move.becomes, [count.label for count in move.counts])
            for move in moves(action, foreseen(action, without=line), TODAY)
        ] == [
            (day, "7 € ; 5 €", "– ; –", ["Financement demandé", "Financement accordé"])
            for day in (date(2025, 4, 30), TODAY)
        ]
        [move] = moves(action, foreseen(action, without=result), TODAY)
        assert (move.was, move.becomes) == ("2", "–")

    def test_what_blocked_an_action_in_the_past_moves_its_figure(self, territory):
        action = make_action(territory, effective_on=ENTRY)
        since = Blockage(action=action, kind="land", effective_on=date(2025, 5, 2))
        [blocked] = moves(action, foreseen(action, [since]), TODAY)
        assert (blocked.was, blocked.becomes) == ("Pas bloquée", "Bloquée")
        assert blocked.counts == (MovedCount("Actions bloquées", "0", "1", "+1"),)
        block(action, kind="land", words="Terrain pollué", by=None)
        lifted = Blockage(action=action, kind="", effective_on=TODAY)
        [move] = moves(action, foreseen(action, [lifted]), TODAY)
        assert (move.was, move.becomes) == ("Bloquée", "Pas bloquée")


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
        assert done.url == f"{action.get_absolute_url()}#statuts"
        action.refresh_from_db()
        assert action.status_on == date(2024, 3, 15)

    def test_what_moves_no_bilan_is_done_at_once(self, signed_in, territory):
        action = make_action(territory, effective_on=date(2024, 3, 4))
        url = reverse("plans:correct_status", args=[action.pk, action.status_changes.get().pk])
        typed = {"status": "to_start", "effective_on": "2024-03-15", "reason": "Relu"}
        assert signed_in.post(url, typed).url == f"{action.get_absolute_url()}#statuts"

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
        assert signed_in.post(url, typed).url == f"{action.get_absolute_url()}#statuts"
        assert action.status_changes.get(status="under_review").effective_on == date(2024, 6, 3)
