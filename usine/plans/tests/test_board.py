"""The board of a plan: its columns, its cards, the steps that they take."""

import re
from datetime import date

import pytest
from django.urls import reverse

from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.states import TRANSITIONS, Status

from .factories import make_action, make_territory, make_user
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
BOARD = "?vue=statuts"


def columns(response) -> dict[str, tuple[int, int, list[str]]]:
    return {
        column.status: (column.count, column.budget, [row.action.title for row in column.rows])
        for column, _ in response.context["board"]
    }


def steps(response) -> dict[str, set[str]]:
    return {
        column.status: set(row.steps)
        for column, _ in response.context["board"]
        for row in column.rows
    }


def test_a_board_counts_its_columns(signed_in, various):
    make_action(make_territory(), title="D’ailleurs")
    assert columns(signed_in.get(plan_url(various, BOARD))) == {
        "to_start": (1, 100_000_00, ["Étude de sol"]),
        "under_review": (0, 0, []),
        "in_progress": (1, 25_000_50, ["Usine-école"]),
        "done": (1, 0, ["Réseau de chaleur"]),
        "abandoned": (0, 0, []),
        "unknown": (1, 0, ["Forum de l’emploi"]),
    }


def test_a_card_has_its_reference(signed_in, territory):
    action = make_action(territory, reference="1.07")
    page = signed_in.get(plan_url(territory, BOARD)).content.decode()
    [card] = re.findall(rf'<li id="action-{action.pk}">\s*(<span[^>]*>[^<]*</span>)', page)
    assert card == '<span class="quiet">1.07</span>'


def test_a_board_has_the_filters_and_the_order_of_the_address(signed_in, territory):
    for title in ("A", "B", "C"):
        make_action(territory, title=title, axis="foncier" if title < "C" else "transition")
    board = columns(signed_in.get(plan_url(territory, f"{BOARD}&axe=foncier&tri=-action")))
    assert board["to_start"] == (2, 0, ["B", "A"])
    # No step leads there, and nothing is there.
    assert "unknown" not in board


@pytest.mark.parametrize("status", Status)
def test_a_card_takes_the_steps_of_its_status(signed_in, territory, status):
    make_action(territory, status=status)
    allowed = {verb for verb, step in TRANSITIONS.items() if status in step.sources}
    assert steps(signed_in.get(plan_url(territory, BOARD))) == {status: allowed}


def test_readers_and_the_past_take_none(client, signed_in, territory):
    make_action(territory, effective_on=date(2024, 1, 10))
    past = signed_in.get(plan_url(territory, f"{BOARD}&au=2025-04-01"))
    assert (steps(past), past.context["may_step"]) == ({"to_start": set()}, False)
    client.force_login(make_user(Role.ELECTED_OFFICIAL, territory=territory))
    read = client.get(plan_url(territory, BOARD))
    assert (steps(read), read.context["may_step"]) == ({"to_start": set()}, False)


def test_the_past_is_in_the_columns_of_then(signed_in, territory):
    action = make_action(territory, effective_on=date(2024, 1, 10))
    signed_in.post(reverse("plans:step", args=[action.pk]), {"verb": "start"})
    assert columns(signed_in.get(plan_url(territory, BOARD)))["in_progress"][0] == 1
    past = columns(signed_in.get(plan_url(territory, f"{BOARD}&au=2025-04-01")))
    assert past["to_start"] == (1, 0, [action.title])


def test_a_step_comes_back_to_the_card_with_its_undo(signed_in, territory):
    action = make_action(territory)
    here = plan_url(territory, BOARD)
    sent = {"verb": "start", "effective_on": "2025-05-02", "retour": here}
    response = signed_in.post(reverse("plans:step", args=[action.pk]), sent)
    assert response.url == f"{here}#action-{action.pk}"
    action.refresh_from_db()
    assert (action.status, action.status_on) == (Status.IN_PROGRESS, date(2025, 5, 2))
    assert "En cours de réalisation au 2\u00a0mai 2025" in last_message(response)


def make_many(territory, count: int) -> None:
    made = make_action(territory)
    copies = [Action.objects.get(pk=made.pk) for _ in range(count - 1)]
    for copy in copies:
        copy.pk, copy._state.adding = None, True
    Action.objects.bulk_create(copies)


@pytest.mark.parametrize("count", [1, 3, 500])
def test_a_board_costs_the_same_whatever_its_length(
    signed_in, territory, count, django_assert_num_queries
):
    make_many(territory, count)
    with django_assert_num_queries(21):
        response = signed_in.get(plan_url(territory, BOARD))
    assert columns(response)["to_start"][0] == count


def test_a_column_shows_fifty_cards_and_leads_to_the_others(signed_in, territory):
    make_many(territory, 53)
    response = signed_in.get(plan_url(territory, f"{BOARD}&axe=foncier"))
    [first, *_] = response.context["board"]
    column, address = first
    assert (len(column.rows), column.unlisted, address) == (50, 3, "?axe=foncier&statut=to_start")
