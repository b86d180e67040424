"""Actions confirmed from the page of their plan answer the campaign that asks for it."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import redirect
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.campaigns.confirming import Reviewed, confirm_listed, foreseen
from usine.plans.models import Action
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.subjects import operations as subjects
from usine.values import clock
from usine.values.errors import Refused

from .campaigning import again, sent
from .conftest import made_today
from .factories import make_action, make_territory, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LONG_AGO = datetime(2025, 3, 1, tzinfo=UTC)
ANSWERS = "Cela répond à la demande de mise à jour\u00a0: «\u00a0Mon plan est à jour\u00a0»."
ONE_LEFT = "Pour répondre à la demande de mise à jour, confirmez encore 1\u00a0autre action."
TWO_LEFT = "Pour répondre à la demande de mise à jour, confirmez encore 2\u00a0autres actions."


@made_today
def actions(territory) -> list[Action]:
    """Three open ones confirmed of old, the last of restricted access; one done, one elsewhere."""
    with clock.set_to(LONG_AGO):
        make_action(territory, title="Finie", axis="competences", status=Status.DONE)
        make_action(make_territory(), title="Ailleurs")
        return [
            make_action(territory, title="Friche", axis="foncier"),
            make_action(territory, title="Réseau", axis="transition"),
            make_action(territory, title="Réservée", axis="transition", restricted=True),
        ]


@made_today
def ask(territory, manager, actions) -> Ask:
    subjects.rebuild()
    ask = sent(Plan(region=territory.lead_region), [territory]).plans.get().ask
    assert ask
    return ask


def page_of(territory, query: str = "") -> str:
    return reverse("plans:confirm_plan", args=[territory.slug]) + query


def confirm(client, page: str) -> str:
    """What is told once the actions that the page lists are confirmed."""
    listed = client.get(page).context["form"].initial["listed"]
    return last_message(client.post(page, {"listed": listed}))


def state_of(ask: Ask) -> tuple[str, str, User | None]:
    ask = Ask.objects.get(pk=ask.pk)
    return ask.state, ask.outcome, ask.closed_by


WAITS = ("open", "", None)


def test_the_whole_plan_confirmed_answers_the_campaign(signed_in, territory, manager, ask):
    page = page_of(territory)
    assert signed_in.get(page).context["explanation"].endswith(ANSWERS)
    assert state_of(ask) == WAITS
    assert confirm(signed_in, page) == f"4\u00a0actions sont confirmées à ce jour. {ANSWERS}"
    assert state_of(ask) == ("answered", "current", manager)
    assert verify() == []


def test_a_part_of_the_plan_tells_what_is_left(signed_in, territory, manager, ask):
    page = page_of(territory, "?axe=foncier")
    assert signed_in.get(page).context["explanation"].endswith(TWO_LEFT)
    assert confirm(signed_in, page) == f"1\u00a0action est confirmée à ce jour. {TWO_LEFT}"
    assert state_of(ask) == WAITS
    page = page_of(territory, "?axe=transition")
    assert confirm(signed_in, page) == f"2\u00a0actions sont confirmées à ce jour. {ANSWERS}"
    assert state_of(ask) == ("answered", "current", manager)


def test_lines_that_are_ticked_answer_it_too(signed_in, territory, manager, ask, actions):
    def tick(*ticked: Action) -> str:
        sent = {"ligne": [each.pk for each in ticked], "confirmer": ""}
        return last_message(
            signed_in.post(reverse("plans:change_chosen", args=[territory.slug]), sent)
        )

    assert tick(*actions[:2]) == f"2\u00a0actions sont confirmées à ce jour. {ONE_LEFT}"
    assert tick(actions[2]) == f"1\u00a0action est confirmée à ce jour. {ANSWERS}"
    assert state_of(ask) == ("answered", "current", manager)


def test_nothing_is_told_of_a_campaign_where_none_asks(signed_in, territory, actions):
    explanation = signed_in.get(page_of(territory)).context["explanation"]
    assert re.findall("mise à jour", explanation) == []
    assert confirm(signed_in, page_of(territory)) == "4\u00a0actions sont confirmées à ce jour."


def test_who_is_not_asked_does_not_answer(client, territory, ask):
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    assert foreseen(territory, actions=[1, 2], reader=again(coordinator)) == Reviewed(2)
    client.force_login(coordinator)
    told = confirm(client, page_of(territory))
    assert told == "4\u00a0actions sont confirmées à ce jour."
    assert state_of(ask) == WAITS


def test_a_deputy_answers_for_the_seat(territory, actions, ask):
    deputy = again(make_user(Role.DEPUTY, territory=territory, ends_on=clock.today()))
    pks = [each.pk for each in actions]
    assert foreseen(territory, actions=pks, reader=deputy) == Reviewed(3, is_answer=True)
    assert confirm_listed(territory, actions=pks, by=deputy) == Reviewed(3, is_answer=True)
    assert state_of(ask) == ("answered", "current", deputy)


def test_the_campaign_of_another_plan_waits(territory, manager, actions, ask):
    other = make_territory(region=territory.lead_region)
    make_user(Role.PROJECT_MANAGER, territory=other)
    subjects.rebuild()
    theirs = sent(Plan(region=other.lead_region), [other]).plans.get().ask
    confirm_listed(territory, actions=[each.pk for each in actions], by=None)
    assert (state_of(ask)[0], state_of(theirs)) == ("answered", WAITS)


def test_what_was_passed_on_and_what_is_asked_again_are_answered(territory, manager, actions, ask):
    passed = redirect(ask, to=a_person(manager), by=None)
    asked = sent(Plan(region=territory.lead_region), [territory]).plans.get().ask
    pks = [each.pk for each in actions]
    assert confirm_listed(territory, actions=pks, by=again(manager)).is_answer
    assert [state_of(each)[0] for each in (ask, passed, asked)] == [
        *("redirected", "answered", "answered")
    ]


def test_what_is_refused_answers_nothing(territory, manager, actions, ask):
    before = Event.objects.count()
    with pytest.raises(Refused, match="n’est pas dans le plan"):
        confirm_listed(territory, actions=[*[each.pk for each in actions], 0], by=again(manager))
    assert (state_of(ask), Event.objects.count()) == (WAITS, before)


def test_an_answer_that_fails_confirms_nothing(territory, manager, actions, ask, monkeypatch):
    """The confirmation and the answer are one transaction."""

    def fail(*args, **kwargs):
        raise Refused("Plus tard.")

    monkeypatch.setattr("usine.plans.campaigns.confirming.answer", fail)
    with pytest.raises(Refused, match="Plus tard"):
        confirm_listed(territory, actions=[each.pk for each in actions], by=again(manager))
    assert not Action.objects.filter(confirmed_on=clock.today()).exists()
    assert state_of(ask) == WAITS


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(
    signed_in, territory, manager, ask, count, django_assert_num_queries
):
    with clock.set_to(LONG_AGO):
        for _ in range(count):
            make_action(territory)
    with django_assert_num_queries(QUERIES):
        signed_in.get(page_of(territory))


QUERIES = 14
