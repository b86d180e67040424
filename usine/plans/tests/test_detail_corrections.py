"""Corrections of the past of amounts of a financing, values of results and blockages."""

from datetime import date

import pytest
from django.urls import reverse

from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans import blocking, corrections, funding, operations, results
from usine.plans.detail_corrections import (
    FundingCorrection,
    correct_amount,
    correct_blockage,
    correct_value,
)
from usine.plans.history import history
from usine.plans.models import Action
from usine.plans.moves import moves
from usine.values.errors import Refused
from usine.values.formats import format_cents

from .conftest import made_today
from .counted import TODAY, last_event
from .factories import make_action
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

JANUARY, MARCH, APRIL, MAY = (
    date(2025, 1, 10),
    date(2025, 3, 1),
    date(2025, 4, 1),
    date(2025, 5, 1),
)
WHY = "Arrêté relu"


@made_today
def action(territory) -> Action:
    return make_action(territory, planned_budget=100_00, effective_on=JANUARY)


@made_today
def line(action):
    """60 € asked since April, 40 € granted since May."""
    line = funding.add_funding(
        action,
        values={"funder": "region", "year": 2025, "asked": 60_00},
        effective_on=APRIL,
        by=None,
    )
    return funding.change_funding(
        line, values={"granted": 40_00}, version=1, effective_on=MAY, by=None
    )


def counted(code: str, *days: date, **options) -> list[int]:
    return [balance(code, as_of=day, **options).get((), 0) for day in days]


def amount_of(line, name: str):
    return line.amounts.standing().filter(name=name).order_by("effective_on", "pk").last()


def correct(line, name: str, amount: int | None, on: date, reason: str = WHY) -> Action:
    fact = amount_of(line, name)
    return correct_amount(fact, amount=amount, effective_on=on, reason=reason, by=None)


class TestFunding:
    def test_an_amount_is_corrected_at_all_dates_and_what_was_known_stays(self, action, line):
        before = last_event().number
        corrected = correct(line, "granted", 50_00, MARCH)
        line.refresh_from_db()
        assert (line.granted, line.version, corrected.version) == (50_00, 3, 2)
        assert counted("funding_granted", JANUARY, MARCH, TODAY) == [0, 50_00, 50_00]
        assert counted("funding_granted", MARCH, TODAY, known=before) == [0, 40_00]
        fact, *_ = history(action)
        assert (fact.what, fact.reason) == ("Financement corrigé", WHY)
        assert [line[:] for line in fact.lines] == [
            ("Région, 2025, accordé", "40\u00a0€", "50\u00a0€"),
            ("Date d’effet", "01/05/2025", "01/03/2025"),
        ]
        assert verify() == []

    def test_a_past_amount_leaves_that_of_today(self, line):
        line = funding.change_funding(line, values={"asked": 80_00}, version=2, by=None)
        first = line.amounts.get(name="asked", amount=60_00)
        correct_amount(first, amount=70_00, effective_on=MARCH, reason=WHY, by=None)
        line.refresh_from_db()
        assert line.asked == 80_00
        assert counted("funding_asked", MARCH, MAY, TODAY) == [70_00, 70_00, 80_00]
        assert verify() == []

    def test_it_may_not_be_known_after_all(self, line):
        correct(line, "granted", None, MAY)
        line.refresh_from_db()
        assert (line.granted, counted("funding_granted", TODAY)) == (None, [0])

    @pytest.mark.parametrize(
        ("amount", "on", "reason", "why"),
        [
            (50_00, MAY, " ", "se motive"),
            (50_00, date(2025, 6, 1), WHY, "futur"),
            (50_00, date(2020, 1, 1), WHY, "labellisé"),
            (40_00, MAY, WHY, "le montant est déjà 40\u00a0€ depuis le 01/05/2025"),
            (-1, MAY, WHY, "ne peut pas être négatif"),
            (101_00, MAY, WHY, "Au 1er\u00a0mai 2025\u00a0: Les financements dépasseraient"),
        ],
    )
    def test_what_does_not_hold_is_refused(self, line, amount, on, reason, why):
        with pytest.raises(Refused, match=why):
            correct(line, "granted", amount, on, reason)
        assert counted("funding_granted", TODAY) == [40_00]

    def test_more_is_not_paid_than_granted_at_any_date(self, line):
        days = {"paid": date(2025, 5, 15), "granted": date(2025, 5, 20)}
        for version, (name, day) in enumerate(days.items(), start=2):
            values = {name: 30_00 if name == "paid" else 50_00}
            line = funding.change_funding(
                line, values=values, version=version, effective_on=day, by=None
            )
        first = line.amounts.get(amount=40_00)
        with pytest.raises(Refused, match="Au 15\u00a0mai 2025\u00a0: Le montant versé"):
            correct_amount(first, amount=20_00, effective_on=MAY, reason=WHY, by=None)
        with pytest.raises(Refused, match="Le montant versé"):
            correct(line, "granted", 20_00, MAY)

    def test_nothing_is_paid_before_its_grant(self, line):
        line = funding.change_funding(line, values={"paid": 30_00}, version=2, by=None)
        with pytest.raises(Refused, match="Au 1er\u00a0mars 2025\u00a0: 30\u00a0€ seraient versés"):
            correct(line, "paid", 30_00, MARCH)
        correct(line, "granted", 40_00, MARCH)
        correct(line, "paid", 30_00, MARCH)
        assert counted("funding_paid", JANUARY, MARCH) == [0, 30_00]

    def test_the_second_of_two_corrections_is_told(self, line):
        first = amount_of(line, "granted")
        asked = {"effective_on": MAY, "reason": WHY, "by": None}
        correct_amount(first, amount=50_00, **asked)
        with pytest.raises(Refused, match="entre-temps\u00a0: il est de 50\u00a0€ depuis"):
            correct_amount(first, amount=60_00, **asked)
        line.refresh_from_db()
        funding.remove_funding(line, version=line.version, by=None)
        with pytest.raises(Refused, match="entre-temps\u00a0: rien ne le remplace"):
            correct_amount(first, amount=60_00, **asked)

    def test_the_bilans_that_move_are_told_before(self, action, line):
        fact = amount_of(line, "granted")
        fact.detail.action = action
        correction = FundingCorrection.of(fact, 50_00, MAY)
        [today] = moves(action, correction.timelines, TODAY)
        [count] = today.counts
        assert (today.was, today.becomes) == (format_cents(40_00), format_cents(50_00))
        assert (count.label, count.by) == ("Financement accordé", f"+{format_cents(10_00)}")


class TestBudget:
    def correct(self, action, amount: int, on: date = JANUARY) -> Action:
        budget = action.planned_budgets.standing().earliest("effective_on")
        return corrections.correct_budget(
            budget, amount=amount, effective_on=on, reason=WHY, by=None
        )

    def test_it_is_not_below_the_financing_of_its_days(self, action, line):
        with pytest.raises(
            Refused,
            match="Au 1er\u00a0avril 2025\u00a0: Les financements dépasseraient le budget de "
            "l’action\u00a0: 60\u00a0€ demandé pour 50\u00a0€",
        ):
            self.correct(action, 50_00)
        assert self.correct(action, line.asked).planned_budget == 60_00

    def test_that_of_the_past_is_held_to_the_past(self, action, line):
        values = {"planned_budget": 200_00}
        operations.change(action, values=values, version=1, budget_on=MAY, by=None)
        with pytest.raises(Refused, match="Au 1er\u00a0avril 2025"):
            self.correct(action, 50_00)
        funding.change_funding(line, values={"asked": 150_00}, version=2, by=None)
        assert self.correct(action, 70_00).planned_budget == 200_00
        assert counted("budget_planned", APRIL, TODAY) == [70_00, 200_00]
        assert verify() == []

    def test_what_was_over_already_may_be_less_so(self, action):
        """A financing of the past may pass the budget of its day: nobody asked then."""
        values = {"planned_budget": 200_00}
        operations.change(action, values=values, version=1, budget_on=MAY, by=None)
        line = {"funder": "etat", "granted": 150_00}
        funding.add_funding(action, values=line, effective_on=APRIL, by=None)
        assert self.correct(action, 120_00).planned_budget == 200_00
        with pytest.raises(Refused, match="150\u00a0€ accordé pour 110\u00a0€"):
            self.correct(action, 110_00)


class TestResult:
    @pytest.fixture
    def result(self, action):
        return results.add_result(
            action,
            values={"code": "hectares", "measured": 30_000, "source": "Drone"},
            effective_on=APRIL,
            by=None,
        )

    def test_a_value_is_corrected_and_keeps_its_source(self, action, result):
        fact = result.amounts.get()
        correct_value(fact, amount=25_000, effective_on=MARCH, reason=WHY, by=None)
        result.refresh_from_db()
        assert (result.measured, result.version) == (25_000, 2)
        assert counted("result_hectares_measured", MARCH, TODAY) == [25_000, 25_000]
        assert result.amounts.standing().get().source == "Drone"
        fact, *_ = history(action)
        assert fact.what == "Résultat corrigé"
        assert fact.lines[0][:] == (
            "Hectares reconvertis, constaté",
            "3\u00a0ha",
            "2,5\u00a0ha",
        )
        assert verify() == []

    def test_a_result_does_not_lose_all_that_it_says(self, result):
        fact = result.amounts.get()
        with pytest.raises(Refused, match="ce qui est visé ou ce qui est constaté"):
            correct_value(fact, amount=None, effective_on=APRIL, reason=WHY, by=None)


class TestBlockage:
    @pytest.fixture
    def blockage(self, action):
        return blocking.block(
            action, kind="land", words="Terrain pollué", effective_on=APRIL, by=None
        )

    def correct(self, fact, **asked) -> Action:
        asked = {"kind": "land", "words": "Terrain pollué", "effective_on": APRIL} | asked
        return correct_blockage(fact, reason=WHY, by=None, **asked)

    def test_it_is_corrected_at_all_dates(self, action, blockage):
        corrected = self.correct(blockage, kind="energy", words=" Ligne ", effective_on=MARCH)
        assert corrected.blocked == "energy"
        assert counted("blocked", JANUARY, MARCH, TODAY) == [0, 1, 1]
        fact, *_ = history(action)
        assert (fact.what, fact.reason) == ("Blocage corrigé", WHY)
        assert fact.lines[0][:] == (
            "Blocage",
            "Foncier\u00a0: Terrain pollué",
            "Énergie et réseaux\u00a0: Ligne",
        )
        assert verify() == []

    def test_a_lift_is_corrected_and_stays_one(self, action, blockage):
        lifted = blocking.lift_block(action, words="Dépollué", effective_on=MAY, by=None)
        corrected = self.correct(lifted, words="Vendu", effective_on=date(2025, 5, 10))
        assert corrected.blocked == ""
        assert counted("blocked", MAY, date(2025, 5, 9), TODAY) == [1, 1, 0]
        assert history(action)[0].lines[0][:] == (
            "Blocage",
            "levé\u00a0: Dépollué",
            "levé\u00a0: Vendu",
        )
        lifted = action.blockages.standing().get(kind="")
        for fact, day in ((lifted, MARCH), (blockage, TODAY)):
            with pytest.raises(Refused, match="levé avant d’avoir commencé"):
                self.correct(fact, effective_on=day)
        with pytest.raises(Refused, match="comment le blocage a été levé"):
            self.correct(lifted, words=" ")

    @pytest.mark.parametrize(
        ("asked", "why"),
        [
            ({}, "le blocage est déjà «\u00a0Foncier\u00a0: Terrain pollué\u00a0» depuis"),
            ({"words": " "}, "Dites ce qui bloque"),
            ({"kind": "meteo"}, "la nature du blocage"),
        ],
    )
    def test_what_does_not_hold_is_refused(self, blockage, asked, why):
        with pytest.raises(Refused, match=why):
            self.correct(blockage, **asked)

    def test_a_later_one_of_the_same_day_is_not_overruled(self, action, blockage):
        blocking.block(action, kind="funding", words="Prêt", effective_on=MAY, by=None)
        with pytest.raises(Refused, match="il est déjà dit «\u00a0Financement\u00a0: Prêt"):
            self.correct(blockage, effective_on=MAY)


class TestPages:
    @pytest.fixture
    def urls(self, action, line) -> dict[str, str]:
        result = results.add_result(
            action, values={"code": "co2", "target": 5_000}, effective_on=APRIL, by=None
        )
        blockage = blocking.block(action, kind="land", words="Sol", effective_on=APRIL, by=None)
        facts = {
            "correct_amount": amount_of(line, "granted"),
            "correct_value": result.amounts.get(),
            "correct_blockage": blockage,
        }
        return {
            name: reverse(f"plans:{name}", args=[action.pk, fact.pk])
            for name, fact in facts.items()
        }

    def test_each_is_reached_beside_its_value(self, action, urls, signed_in):
        page = signed_in.get(action.get_absolute_url()).content.decode()
        assert [url for url in urls.values() if f'href="{url}"' in page] == list(urls.values())
        operations.withdraw(action, reason="Doublon", by=None)
        page = signed_in.get(action.get_absolute_url()).content.decode()
        assert [url for url in urls.values() if url in page] == []

    @pytest.mark.parametrize(
        ("name", "typed", "told", "part"),
        [
            ("correct_amount", {"amount": "45,50"}, "Le montant est corrigé", "montants"),
            ("correct_value", {"amount": "4,5"}, "Le résultat est corrigé", "valeurs"),
            (
                "correct_blockage",
                {"kind": "other", "words": "Sol\r\nnu"},
                "Le blocage est corrigé",
                "blocages",
            ),
        ],
    )
    def test_it_lists_the_bilans_that_move_then_corrects(
        self, action, urls, signed_in, name, typed, told, part
    ):
        url = urls[name]
        form = signed_in.get(url).context["form"]
        opened = {field.html_name: field.value() for field in form if field.value()}
        typed = opened | typed | {"effective_on": "2025-03-15", "reason": WHY}
        response = signed_in.post(url, typed)
        assert response.context["moves"][0].on == date(2025, 3, 31)
        seen = response.context["form"]["seen"].value()
        response = signed_in.post(url, typed | {"seen": seen})
        assert last_message(response).startswith(told)
        assert response.url == f"{action.get_absolute_url()}#{part}"
        assert f'id="{part}"' in signed_in.get(response.url).content.decode()
        assert signed_in.get(url).url == action.get_absolute_url()
        action.refresh_from_db()
        fact, *_ = history(action)
        assert fact.reason == WHY

    def test_a_lift_is_corrected_without_another_nature(self, action, urls, signed_in):
        lifted = blocking.lift_block(action, words="Vendu", by=None)
        url = reverse("plans:correct_blockage", args=[action.pk, lifted.pk])
        form = signed_in.get(url).context["form"]
        assert "kind" not in form.fields
        assert (form["words"].label, form["words"].value()) == ("Comment il a été levé", "Vendu")
        typed = {"words": "Cédé", "effective_on": "2025-05-27", "reason": WHY}
        signed_in.post(url, typed)
        action.refresh_from_db()
        last = action.blockages.standing().get(effective_on=TODAY)
        assert (last.words, action.blocked) == ("Cédé", "")

    def test_an_empty_value_is_not_known(self, action, urls, signed_in):
        result = action.results.get()
        results.change_result(result, values={"measured": 1_000}, version=1, by=None)
        typed = {"amount": "", "effective_on": "2025-04-01", "reason": WHY}
        response = signed_in.post(urls["correct_value"], typed)
        seen = response.context["form"]["seen"].value()
        signed_in.post(urls["correct_value"], typed | {"seen": seen})
        result.refresh_from_db()
        assert (result.target, result.measured) == (None, 1_000)

    def test_what_is_no_value_is_told_on_its_field(self, urls, signed_in):
        typed = {"effective_on": "2025-04-01", "reason": WHY}
        for name, amount, why in (
            ("correct_value", "4,0001", "Ce résultat se compte en nombres entiers."),
            ("correct_value", "beaucoup", "n’est pas un nombre"),
            ("correct_amount", "beaucoup", "beaucoup"),
        ):
            response = signed_in.post(urls[name], typed | {"amount": amount})
            [refusal] = response.context["form"].errors["amount"]
            assert why in refusal

    def test_the_page_costs_the_same_whatever_the_values(
        self, action, urls, line, signed_in, django_assert_num_queries
    ):
        url = action.get_absolute_url()
        signed_in.get(url)
        with django_assert_num_queries(QUERIES):
            response = signed_in.get(url)
        [amounts, values] = response.context["dated_values"]
        assert [(each.what, each.text) for each in amounts.values] == [
            ("Région, 2025\u00a0: accordé", "40\u00a0€"),
            ("Région, 2025\u00a0: demandé", "60\u00a0€"),
        ]
        assert [(each.what, each.text) for each in values.values] == [
            ("Tonnes de CO₂ évitées par an\u00a0: visé", "5\u00a0t CO₂/an")
        ]
        correct(line, "granted", 50_00, MARCH)
        results.add_result(action, values={"code": "plants", "target": 1}, by=None)
        with django_assert_num_queries(QUERIES):
            response = signed_in.get(url)
        [amounts, values] = response.context["dated_values"]
        assert (len(amounts.values), len(values.values)) == (3, 2)


QUERIES = 27
