"""A removed detail is put back in one click, as it was, or the reason why not is told."""

import json
from datetime import date

import pytest
from django.urls import reverse

from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans import funding, links, operations, results, steps
from usine.plans.history import history
from usine.plans.kinds import JOURNEYS
from usine.plans.putting_back import KINDS, put_back
from usine.values.errors import Refused

from .factories import make_action
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

JANUARY, MARCH, MAY = date(2025, 1, 10), date(2025, 3, 1), date(2025, 5, 27)


@pytest.fixture
def action(territory):
    return make_action(territory, title="Friche", planned_budget=100_00, effective_on=JANUARY)


@pytest.fixture
def line(action):
    """100 € asked in January, 60 € since March."""
    values = {"funder": "region", "asked": 100_00}
    line = funding.add_funding(action, values=values, by=None, effective_on=JANUARY)
    return funding.change_funding(
        line, values={"asked": 60_00}, version=1, by=None, effective_on=MARCH
    )


def test_a_line_comes_back_with_its_amounts_at_their_dates(action, line, manager):
    removed = funding.remove_funding(line, version=2, by=manager)
    assert balance("funding_asked", as_of=MAY) == {}
    events = Event.objects.count()
    back = put_back(removed, by=manager)
    assert (Event.objects.count(), back.version, back.removed_at) == (events + 1, 3, None)
    assert [balance("funding_asked", as_of=day)[()] for day in (JANUARY, MARCH)] == [100_00, 60_00]
    standing = back.amounts.standing().order_by("effective_on")
    assert [(each.amount, each.effective_on, each.by) for each in standing] == [
        (100_00, JANUARY, manager),
        (60_00, MARCH, manager),
    ]
    assert verify() == []
    fact = history(action)[0]
    [told] = fact.lines
    assert (fact.what, told.old, told.new) == (
        *("Financement\u00a0: retrait annulé", "–"),
        "Région ; demandé\u00a0: 60\u00a0€",
    )


def test_a_value_of_a_result_keeps_its_source(action):
    values = {"code": "plants", "target": 2, "source": "Étude"}
    result = results.add_result(action, values=values, by=None)
    back = put_back(results.remove_result(result, version=1, by=None), by=None)
    [value] = back.amounts.standing()
    assert (value.name, value.amount, value.source) == ("target", 2, "Étude")
    # Of those of one day, the last alone comes back.
    again = put_back(results.remove_result(back, version=2, by=None), by=None)
    assert again.amounts.standing().count() == 1


def test_what_is_there_is_not_put_back(action):
    step = steps.add_step(action, values={"title": "Étude"}, by=None)
    with pytest.raises(Refused, match="«\u00a0Étude\u00a0» est déjà sur la fiche"):
        put_back(step, by=None)


def linked(action, other):
    return links.add_link(action, kind="depends_on", other=other, by=None)


def removed_of_each_kind(action, other) -> list:
    return [
        steps.remove_step(
            steps.add_step(action, values={"title": "Étude"}, by=None), version=1, by=None
        ),
        funding.remove_funding(
            funding.add_funding(action, values={"funder": "etat"}, by=None), version=1, by=None
        ),
        results.remove_result(
            results.add_result(action, values={"code": "plants", "target": 2}, by=None),
            version=1,
            by=None,
        ),
        results.remove_indicator(
            results.add_indicator(action, values={"name": "Visites"}, by=None), version=1, by=None
        ),
        links.remove_link(linked(action, other), version=1, by=None),
    ]


def test_a_twin_written_since_refuses_each_kind(action):
    other = make_action(action.territory, title="Quai")
    removed = removed_of_each_kind(action, other)
    steps.add_step(action, values={"title": "ETUDE"}, by=None)
    funding.add_funding(action, values={"funder": "etat"}, by=None)
    results.add_result(action, values={"code": "plants", "target": 2}, by=None)
    results.add_indicator(action, values={"name": "visites"}, by=None)
    linked(action, other)
    reasons = []
    for detail in removed:
        with pytest.raises(Refused) as refusal:
            put_back(detail, by=None)
        reasons.append(str(refusal.value).replace("\u00a0", " "))
    twin = "La fiche a déjà « {} » : modifiez ce qui y est, ou donnez un autre nom."
    assert reasons == [
        *(twin.format("Étude"), twin.format("État")),
        "L’action dit déjà ce résultat : modifiez-le.",
        *(twin.format("Visites"), "Ces deux actions sont déjà liées ainsi."),
    ]


def test_each_kind_comes_back(action):
    for detail in removed_of_each_kind(action, make_action(action.territory, title="Quai")):
        assert put_back(detail, by=None).removed_at is None
    assert verify() == []


def test_a_link_to_what_left_its_plan_does_not_come_back(action):
    other = make_action(action.territory, title="Quai")
    removed = links.remove_link(linked(action, other), version=1, by=None)
    operations.withdraw(other, reason="Doublon", by=None)
    with pytest.raises(Refused, match="L’action liée a quitté son plan"):
        put_back(removed, by=None)


def test_a_line_is_held_to_the_budget_of_each_day(action, line):
    removed = funding.remove_funding(line, version=2, by=None)
    operations.change(
        action, values={"planned_budget": 80_00}, version=1, by=None, budget_on=JANUARY
    )
    with pytest.raises(Refused, match="Au 10\u00a0janvier 2025\u00a0: Les financements dépass"):
        put_back(removed, by=None)
    operations.change(action, values={"planned_budget": 50_00}, version=2, by=None)
    with pytest.raises(Refused, match="Les financements dépasseraient le budget"):
        put_back(removed, by=None)
    assert not action.funding.standing().exists()


# The pages.


def undo_of(response) -> dict:
    """The button of the last message."""
    *_, message = response.wsgi_request._messages
    return json.loads(message.extra_tags)


@pytest.fixture
def removed(signed_in, action):
    step = steps.add_step(action, values={"title": "Étude"}, by=None)
    address = reverse("plans:remove_detail", args=[action.pk, "etapes", step.pk])
    return signed_in.post(address, {"version": "1"})


def test_the_message_of_a_removal_undoes_it(signed_in, action, removed):
    undo = undo_of(removed)
    assert (last_message(removed), undo["label"]) == ("L’étape est retirée.", "Annuler")
    back = signed_in.post(undo["address"], undo["fields"])
    assert last_message(back) == "L’étape est rétablie."
    assert back.url == f"{action.get_absolute_url()}#etapes"
    assert action.milestones.standing().count() == 1
    twice = signed_in.post(undo["address"], undo["fields"])
    assert last_message(twice) == "«\u00a0Étude\u00a0» est déjà sur la fiche."


def test_the_page_that_tells_a_removal_undoes_it(signed_in, action, removed):
    step = action.milestones.get()
    late = signed_in.get(reverse("plans:change_detail", args=[action.pk, "etapes", step.pk]))
    assert last_message(late) == "L’étape est déjà retirée."
    address = reverse("plans:put_back", args=[action.pk, "etapes", step.pk])
    assert undo_of(late) == {"address": address, "fields": {}, "label": "Annuler"}


def buttons(client, action) -> list[tuple[str, str]]:
    facts = client.get(action.get_absolute_url()).context["history"]
    return [(fact.what, fact.undo.address) for fact in facts if fact.undo]


def test_the_history_undoes_the_last_removal_of_what_is_not_back(signed_in, action, removed):
    step = action.milestones.get()
    address = reverse("plans:put_back", args=[action.pk, "etapes", step.pk])
    assert buttons(signed_in, action) == [("Étape\u00a0: retrait", address)]
    page = signed_in.get(action.get_absolute_url()).content.decode()
    assert page.count("Annuler ce retrait") == 1
    signed_in.post(address)
    assert buttons(signed_in, action) == []
    steps.remove_step(action.milestones.get(), version=2, by=None)
    assert buttons(signed_in, action) == [("Étape\u00a0: retrait", address)]
    assert [fact.undo is None for fact in page_facts(signed_in, action)][:3] == [False, True, True]
    operations.withdraw(action, reason="Doublon", by=None)
    assert buttons(signed_in, action) == []


def page_facts(client, action) -> list:
    return list(client.get(action.get_absolute_url()).context["history"])


def test_readers_have_no_button(client, action, removed):
    client.logout()
    assert "retirer/annuler" not in client.get(action.get_absolute_url()).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_asks_as_much_whatever_the_removals(
    signed_in, action, number, django_assert_num_queries
):
    def remove(count: int) -> None:
        for rank in range(count):
            step = steps.add_step(action, values={"title": f"Étude {rank}"}, by=None)
            steps.remove_step(step, version=1, by=None)

    remove(number)
    with django_assert_num_queries(28):
        assert len(buttons(signed_in, action)) == number


def test_each_journey_has_its_kind():
    assert {journey.kind for journey in JOURNEYS.values()} == set(KINDS.values())
