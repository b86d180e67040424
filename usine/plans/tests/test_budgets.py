"""Planned budgets are dated: one raised in 2025 weighs from 2025; a correction says why."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from usine.ledger.queries import balance, head_number
from usine.ledger.verification import verify
from usine.pages.returning import leading_back
from usine.people.roles import Role
from usine.plans import corrections, funding, operations
from usine.plans.corrections import BudgetCorrection, StatusCorrection
from usine.plans.models import PlannedBudget, StatusChange
from usine.plans.moves import Move, MovedCount, moves
from usine.plans.states import Status
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_cents

from .conftest import made_today
from .factories import make_action, make_user
from .pages import plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

JANUARY, MARCH, MAY = date(2025, 1, 10), date(2025, 3, 1), date(2025, 5, 27)
MILLION = 1_000_000_00


def planned(day: date, **options) -> int:
    """What the ledger says that all actions are planned to cost, in cents."""
    return balance("budget_planned", as_of=day, **options).get((), 0)


def correct(action, **asked):
    budget = action.planned_budgets.standing().get()
    return corrections.correct_budget(budget, reason="Relu", by=None, **asked)


def typed_in(form) -> dict:
    """What a browser sends of the form as it was opened."""
    typed = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in typed.items() if value not in (None, False)}


@made_today
def action(territory):
    return make_action(territory, planned_budget=MILLION, effective_on=JANUARY)


def test_an_action_weighs_its_budget_from_its_entry(action):
    assert [planned(day) for day in (date(2025, 1, 9), JANUARY, MAY)] == [0, MILLION, MILLION]
    assert balance("budget_planned", as_of=MAY, by=("place", "axis", "state")) == {
        (action.territory.place, "foncier", "to_start"): MILLION
    }
    assert verify() == []


def test_a_budget_raised_weighs_from_its_day(action):
    values, user = {"planned_budget": 3 * MILLION}, make_user(Role.NATIONAL_TEAM)
    action = operations.change(action, values=values, version=1, by=user, budget_on=MARCH)
    assert action.planned_budget == 3 * MILLION
    assert action.planned_budgets.get(effective_on=MARCH).by == user
    assert [planned(day) for day in (date(2025, 2, 28), MARCH, MAY)] == [
        MILLION,
        3 * MILLION,
        3 * MILLION,
    ]
    operations.change(action, values={"planned_budget": None}, version=2, by=None)
    assert [planned(day) for day in (MARCH, date(2025, 5, 26), MAY)] == [
        3 * MILLION,
        3 * MILLION,
        0,
    ]
    assert verify() == []


def test_another_value_leaves_the_budget_where_it_was(action):
    operations.change(action, values={"title": "Friche"}, version=1, by=None)
    assert PlannedBudget.objects.count() == 1


def test_a_budget_follows_its_status_and_leaves_with_its_action(action):
    operations.step(action, "start", by=None, effective_on=MARCH)
    by_state = balance("budget_planned", as_of=MAY, by=("state",))
    assert by_state == {(Status.IN_PROGRESS,): MILLION}
    with clock.set_to(datetime(2025, 6, 2, tzinfo=UTC)):
        operations.withdraw(action, reason="Doublon", by=None)
    assert [planned(day) for day in (MAY, date(2025, 6, 2))] == [MILLION, 0]


def test_a_day_before_a_later_budget_is_refused(action):
    later = {"planned_budget": 2 * MILLION}
    action = operations.change(action, values=later, version=1, by=None, budget_on=MAY)
    back = {"planned_budget": 5 * MILLION}
    with pytest.raises(Refused, match="Le budget est de 2"):
        operations.change(action, values=back, version=2, by=None, budget_on=MARCH)
    assert [planned(day) for day in (MARCH, MAY)] == [MILLION, 2 * MILLION]


@made_today
def financed(action):
    """More was granted in March than is since May."""
    values = {"funder": "region", "granted": 900_000_00}
    line = funding.add_funding(action, values=values, by=None, effective_on=MARCH)
    less = {"granted": 400_000_00}
    funding.change_funding(line, values=less, version=1, by=None, effective_on=date(2025, 5, 1))
    return action


@pytest.mark.parametrize(
    ("on", "first"), [(JANUARY, "1er mars"), (MARCH, "1er mars"), (date(2025, 4, 2), "2 avril")]
)
def test_a_budget_of_the_past_is_held_to_the_financing_of_each_day_since(financed, on, first):
    values = {"planned_budget": 500_000_00}
    with pytest.raises(Refused) as refusal:
        operations.change(financed, values=values, version=1, by=None, budget_on=on)
    assert str(refusal.value).replace("\u00a0", " ") == (
        f"Au {first} 2025 : Les financements dépasseraient le budget de l’action : "
        "900 000 € accordé pour 500 000 € de budget."
    )
    assert financed.planned_budgets.standing().get().amount == MILLION


def test_a_budget_holds_since_the_day_whose_financing_it_covers(financed):
    values, day = {"planned_budget": 500_000_00}, date(2025, 5, 1)
    operations.change(financed, values=values, version=1, by=None, budget_on=day)
    assert [planned(day) for day in (date(2025, 4, 30), day)] == [MILLION, 500_000_00]
    assert verify() == []


def test_the_form_lists_nothing_of_a_budget_that_a_day_since_refuses(signed_in, financed):
    url = reverse("plans:change", args=[financed.pk])
    typed = typed_in(signed_in.get(url).context["form"])
    typed |= {"planned_budget": "500 k€", "budget_on": "2025-03-01"}
    page = signed_in.post(url, typed)
    assert page.context["moves"] == ()
    assert page.context["form"].non_field_errors()[0].startswith("Au 1er\u00a0mars 2025")


def test_a_day_without_another_budget_is_refused(action):
    with pytest.raises(Refused, match="sans le changer"):
        operations.change(action, values={"title": "T"}, version=1, by=None, budget_on=MARCH)


def test_of_two_budgets_of_a_day_the_last_replaces(action):
    for version, amount in enumerate((2 * MILLION, 3 * MILLION), start=1):
        values = {"planned_budget": amount}
        operations.change(action, values=values, version=version, by=None, budget_on=MARCH)
    standing = action.planned_budgets.standing().values_list("effective_on", "amount")
    assert list(standing) == [(JANUARY, MILLION), (MARCH, 3 * MILLION)]
    assert verify() == []


def test_a_budget_has_no_day_before_the_label_nor_in_the_future(action):
    for day in (date(2023, 1, 1), date(2025, 5, 28)):
        with pytest.raises(Refused, match=r"labellisé|futur"):
            operations.change(
                action, values={"planned_budget": 1}, version=1, by=None, budget_on=day
            )
    assert planned(MAY) == MILLION


def test_a_budget_does_not_weigh_before_its_action_is_in_the_plan(action):
    early = date(2025, 1, 9)
    with pytest.raises(Refused, match="entrée au plan le 10/01/2025"):
        operations.change(action, values={"planned_budget": 1}, version=1, by=None, budget_on=early)
    with pytest.raises(Refused, match="entrée au plan le 10/01/2025"):
        correct(action, amount=1, effective_on=early)
    assert correct(action, amount=1, effective_on=JANUARY).planned_budget == 1


def test_a_correction_that_changes_nothing_is_refused(action):
    with pytest.raises(Refused, match="Rien ne change\u00a0: le budget est déjà 1"):
        correct(action, amount=MILLION, effective_on=JANUARY)
    assert action.planned_budgets.count() == 1
    # Nothing planned is not known to be zero.
    assert correct(action, amount=None, effective_on=JANUARY).planned_budget is None


def test_a_correction_moves_the_past_and_keeps_what_was_known(action):
    known = head_number()
    corrections.correct_budget(
        action.planned_budgets.get(),
        amount=2 * MILLION,
        effective_on=MARCH,
        reason="Une tranche oubliée",
        by=None,
    )
    action.refresh_from_db()
    assert (action.planned_budget, action.version) == (2 * MILLION, 2)
    assert [planned(day) for day in (JANUARY, MARCH)] == [0, 2 * MILLION]
    assert [planned(day, known=known) for day in (JANUARY, MARCH)] == [MILLION, MILLION]
    assert verify() == []


@pytest.mark.parametrize(
    ("reason", "day", "why"),
    [
        (" ", MARCH, "se motive"),
        ("Erreur", date(2023, 1, 1), "labellisé"),
        ("Erreur", date(2025, 5, 28), "futur"),
    ],
)
def test_a_correction_that_does_not_hold_is_refused(action, reason, day, why):
    budget = action.planned_budgets.get()
    with pytest.raises(Refused, match=why):
        corrections.correct_budget(budget, amount=1, effective_on=day, reason=reason, by=None)
    assert planned(MAY) == MILLION


def test_the_second_of_two_corrections_is_told(action):
    budget = action.planned_budgets.get()
    asked = {"effective_on": MARCH, "reason": "Erreur", "by": None}
    corrections.correct_budget(budget, amount=1, **asked)
    with pytest.raises(Refused, match="corrigé entre-temps"):
        corrections.correct_budget(budget, amount=2, **asked)
    assert planned(MAY) == 1


def test_a_correction_does_not_undo_a_later_budget_of_its_day(action):
    first = action.planned_budgets.get()
    values = {"planned_budget": 2 * MILLION}
    operations.change(action, values=values, version=1, by=None, budget_on=MARCH)
    with pytest.raises(Refused, match="déjà passé à 2"):
        corrections.correct_budget(first, amount=1, effective_on=MARCH, reason="Erreur", by=None)


def test_the_sums_that_a_correction_moves_are_told_before(territory, action):
    make_action(territory, planned_budget=MILLION, effective_on=JANUARY)
    budget = action.planned_budgets.get()
    fact = PlannedBudget(action=action, amount=3 * MILLION, effective_on=MARCH)
    moved = moves(action, BudgetCorrection(fact, budget).timelines, MAY)
    euros = {cents: format_cents(cents) for cents in (MILLION, 2 * MILLION, 4 * MILLION)}
    less = MovedCount(
        "Budget prévisionnel", euros[2 * MILLION], euros[MILLION], f"−{euros[MILLION]}"
    )
    more = MovedCount(
        "Budget prévisionnel", euros[2 * MILLION], euros[4 * MILLION], f"+{euros[2 * MILLION]}"
    )
    three = format_cents(3 * MILLION)
    assert moved == [
        Move(date(2025, 1, 31), "bilan d’un an", euros[MILLION], "–", (less,)),
        Move(date(2025, 2, 28), "", euros[MILLION], "–", (less,)),
        Move(date(2025, 3, 31), "", euros[MILLION], three, (more,)),
        Move(date(2025, 4, 30), "", euros[MILLION], three, (more,)),
        Move(MAY, "aujourd’hui", euros[MILLION], three, (more,)),
    ]


def test_a_status_that_moves_an_entry_moves_its_budget_too(territory, action):
    change = action.status_changes.get()
    fact = StatusChange(action=action, status=Status.TO_START, effective_on=date(2025, 2, 3))
    correction = StatusCorrection(fact, change, enters=True)
    [moved] = moves(action, correction.timelines, MAY)
    assert (moved.on, moved.was, moved.becomes) == (date(2025, 1, 31), "À initier", "Pas au plan")
    assert moved.counts == (
        MovedCount("À initier", "1", "0", "−1"),
        MovedCount("Actions", "1", "0", "−1"),
        MovedCount(
            "Budget prévisionnel",
            format_cents(MILLION),
            format_cents(0),
            f"−{format_cents(MILLION)}",
        ),
    )


def test_the_page_of_a_correction(signed_in, action):
    budget = action.planned_budgets.get()
    url = reverse("plans:correct_budget", args=[action.pk, budget.pk])
    assert url in signed_in.get(action.get_absolute_url()).content.decode()
    form = signed_in.get(url).context["form"]
    assert (form["amount"].value(), form["effective_on"].value()) == (
        "1\u00a0000\u00a0000\u00a0€",
        JANUARY,
    )
    typed = {"amount": "2 M€", "effective_on": "2025-03-01", "reason": ""}
    assert "Ce champ est obligatoire" in signed_in.post(url, typed).content.decode()
    response = signed_in.post(url, typed | {"reason": "Oubli"})
    assert [move.on for move in response.context["moves"]] == [
        *(date(2025, 1, 31), date(2025, 2, 28)),
        *(date(2025, 3, 31), date(2025, 4, 30)),
        MAY,
    ]
    assert "Cette correction change 5\u00a0bilans" in response.content.decode()
    assert planned(MAY) == MILLION
    seen = response.context["form"]["seen"].value()
    done = signed_in.post(url, typed | {"reason": "Oubli", "seen": seen}, follow=True)
    assert "Le budget est corrigé" in done.content.decode()
    assert "Budget corrigé" in done.content.decode()
    assert planned(MAY) == 2 * MILLION
    again = signed_in.get(url, follow=True)
    assert "Ce budget a déjà été corrigé" in again.content.decode()


def test_the_form_of_a_change_dates_the_budget(signed_in, action):
    url = reverse("plans:change", args=[action.pk])
    typed = typed_in(signed_in.get(url).context["form"])
    typed |= {"planned_budget": "4 M€", "budget_on": "2025-03-01"}
    listed = signed_in.post(url, typed)
    assert [move.on for move in listed.context["moves"]] == [
        *(date(2025, 3, 31), date(2025, 4, 30)),
        MAY,
    ]
    assert planned(MARCH) == MILLION
    typed["seen"] = listed.context["form"]["seen"].value()
    assert signed_in.post(url, typed).status_code == 302
    assert [planned(day) for day in (JANUARY, MARCH)] == [MILLION, 4 * MILLION]


def test_a_budget_of_today_is_saved_at_once(signed_in, action):
    url = reverse("plans:change", args=[action.pk])
    typed = typed_in(signed_in.get(url).context["form"]) | {"planned_budget": "4 M€"}
    assert signed_in.post(url, typed).status_code == 302
    assert [planned(day) for day in (MARCH, MAY)] == [MILLION, 4 * MILLION]


def test_a_day_that_is_refused_lists_nothing(signed_in, action):
    url = reverse("plans:change", args=[action.pk])
    typed = typed_in(signed_in.get(url).context["form"])
    typed |= {"planned_budget": "4 M€", "budget_on": "2025-01-09"}
    page = signed_in.post(url, typed)
    assert page.context["moves"] == ()
    assert "entrée au plan le 10/01/2025" in page.context["form"].non_field_errors()[0]


def test_sums_of_budgets_open_for_those_who_may(client, territory, action):
    evidence = reverse("figures:territory_evidence", args=[territory.slug]) + "?mesure=budget"
    client.force_login(make_user())
    assert client.get(evidence).status_code == 403
    bilan = client.get(reverse("figures:territory", args=[territory.slug]))
    assert "Budget prévisionnel" not in bilan.content.decode()


def test_a_sum_of_budgets_opens_on_its_actions(signed_in, territory, action):
    evidence = reverse("figures:territory_evidence", args=[territory.slug]) + "?mesure=budget"
    page = signed_in.get(evidence)
    assert page.context["total"] == MILLION
    [line] = page.context["lines"]
    assert (line.label, line.amount) == (action.title, MILLION)


def test_the_sums_of_a_plan_open_on_what_the_ledger_counts(signed_in, territory, action):
    make_action(territory, planned_budget=MILLION, axis="innovation", effective_on=MARCH)
    *lines, total = signed_in.get(reverse("plans:territory_plan", args=[territory.slug])).context[
        "sums"
    ]
    assert [(line.label, line.actions, line.budget) for line in lines] == [
        ("Innovation", 1, MILLION),
        ("Foncier industriel", 1, MILLION),
    ]
    assert (total.actions, total.budget) == (2, 2 * MILLION)
    here = f"{plan_url(territory)}#sommes"
    opened = signed_in.get(leading_back(total.budget_url, here)).content.decode()
    assert f'href="{here}"' in opened
    for line in (*lines, total):
        assert signed_in.get(line.budget_url).context["total"] == line.budget
        assert signed_in.get(line.actions_url).context["page"].paginator.count == line.actions


def test_the_sums_of_a_filter_are_those_of_its_list(signed_in, territory, action):
    make_action(territory, planned_budget=MILLION, axis="innovation", effective_on=MARCH)
    url = reverse("plans:territory_plan", args=[territory.slug]) + "?axe=innovation"
    [line, total] = signed_in.get(url).context["sums"]
    assert (line.budget, line.budget_url, total.budget) == (MILLION, "", MILLION)
