"""A coordinator asks where actions stand; who keeps the plan confirms them, or says."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from usine.asks.addressing import a_person, a_role
from usine.asks.models import Ask
from usine.asks.operations import answer, ask
from usine.asks.queries import to_do
from usine.ledger.models import Event
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.standing import STANDING
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_action, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def action(territory):
    action = make_action(territory, title="Étude de sol")
    Action.objects.filter(pk=action.pk).update(confirmed_on=long_ago())
    return action


def long_ago():
    return clock.today() - timedelta(days=200)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(action: Action, *, by, **more) -> Ask:
    to = a_role(Role.PROJECT_MANAGER, action.territory)
    values = {"text": "Où en est-elle ?", "to": to, "due_on": clock.today(), **more}
    return ask(STANDING, action.subject, **values, by=by)


def test_an_answer_that_nothing_changed_confirms_the_action(action, manager, coordinator):
    first = asked(action, by=coordinator)
    answer(first, outcome="unchanged", by=manager)
    assert Action.objects.get(pk=action.pk).confirmed_on == clock.today()
    assert list(Event.objects.order_by("-number").values_list("verb", "actor_id")[:2]) == [
        ("plans.confirm", manager.pk),
        ("asks.answer", manager.pk),
    ]


def test_an_answer_in_words_leaves_the_action_as_it_is(action, manager, coordinator):
    first = asked(action, by=coordinator)
    with pytest.raises(Refused, match="Écrivez quelques mots"):
        answer(first, outcome="told", by=manager)
    answer(first, outcome="told", words="Le permis est déposé.", by=manager)
    assert Action.objects.get(pk=action.pk).confirmed_on == long_ago()


def test_who_only_reads_the_plan_answers_in_words(action, territory, coordinator):
    reader = make_user(Role.READER, territory=territory)
    first = asked(action, by=coordinator, to=a_person(reader))
    with pytest.raises(PermissionDenied):
        answer(first, outcome="unchanged", by=reader)
    page = browser(reader).get(f"/a-faire/{first.pk}/")
    assert page.context["form"].only == "told"
    answer(first, outcome="told", words="Rien de neuf.", by=reader)


def test_what_left_the_plan_is_neither_asked_about_nor_confirmed(action, manager, coordinator):
    first = asked(action, by=coordinator)
    operations.withdraw(action, reason="Doublon", by=manager)
    with pytest.raises(Refused, match="retirée du plan"):
        answer(first, outcome="unchanged", by=manager)
    assert Ask.objects.get().is_waiting
    with pytest.raises(Refused, match="n’est plus dans le plan"):
        asked(action, by=coordinator, to=a_person(coordinator))


def test_only_those_who_follow_the_plan_ask(action, manager, coordinator):
    with pytest.raises(PermissionDenied):
        asked(action, by=manager)
    asked(action, by=make_user(Role.NATIONAL_TEAM))


def test_the_sheet_asks_and_tells_what_waits(action, manager, coordinator):
    address = f"/actions/{action.pk}/"
    link = f"/a-faire/demander/plans.standing/{action.subject}/"
    assert link not in browser(manager).get(address).text
    client = browser(coordinator)
    assert link in client.get(address).text
    form = client.get(link).context["form"]
    assert form.initial["text"].startswith("Où en est cette action")
    sent = {
        "to": f"project_manager@{action.territory.place}",
        "text": "Où en est-elle ?",
        "due_on": clock.today().isoformat(),
    }
    done = client.post(f"{link}?retour={address}", sent, follow=True)
    assert done.request["PATH_INFO"] == address
    [first] = to_do(manager)
    for user in (manager, coordinator):
        assert [row.ask for row in browser(user).get(address).context["asks"]] == [first]
    reader = make_user(Role.READER, territory=action.territory)
    assert browser(reader).get(address).context["asks"] == []


def test_the_referent_that_actions_share_is_proposed(territory, manager, coordinator):
    referent = make_user(Role.READER, territory=territory)
    shared = [make_action(territory, title=f"Action {n}", referent=str(referent)) for n in range(2)]
    other = make_action(territory, title="Autre")
    Action.objects.filter(pk__in=[each.pk for each in shared]).update(referent_account=referent)

    def proposed(*actions: Action) -> list[str]:
        keys = ",".join(each.subject for each in actions)
        form = browser(coordinator).get(f"/a-faire/demander/plans.standing/{keys}/").context["form"]
        return list(form.options)[:2]

    seat = f"project_manager@{territory.place}"
    assert proposed(*shared) == [seat, f"person:{referent.pk}"]
    # The project manager, who alone holds the seat, is proposed once.
    assert proposed(*shared, other) == [seat, f"person:{referent.pk}"]


# The lines that are ticked


PLAN = "/territoires/pays-de-saint-omer/plan/"


def test_the_lines_that_are_ticked_are_asked_about(territory, manager, coordinator):
    actions = [make_action(territory, title=f"Action {number}") for number in range(3)]
    client = browser(coordinator)
    there = f"{PLAN}?suivi=a-confirmer"
    ticks = {"ligne": [each.pk for each in actions[:2]], "retour": there}
    assert "lignes/relancer/" in client.get(PLAN).text
    assert "lignes/relancer/" not in browser(manager).get(PLAN).text
    form = client.post(f"{PLAN}lignes/relancer/", ticks, follow=True)
    assert [each.title for each in form.context["subjects"]] == ["Action 0", "Action 1"]
    sent = {
        "to": f"project_manager@{territory.place}",
        "text": "Où en est-elle ?",
        "due_on": clock.today().isoformat(),
        "retour": there,
    }
    done = client.post(form.request["PATH_INFO"], sent)
    assert done.url == there
    assert {each.subject_id for each in to_do(manager)} == {each.subject for each in actions[:2]}


@pytest.mark.parametrize(("lines", "why"), [(0, "Cochez d’abord"), (101, "100 lignes au plus")])
def test_no_line_or_too_many_are_told(territory, coordinator, lines, why):
    sent = {"ligne": [str(number) for number in range(1, lines + 1)]}
    done = browser(coordinator).post(f"{PLAN}lignes/relancer/", sent, follow=True)
    assert why in str(*done.context["messages"])


def test_the_menu_of_a_line_asks_for_those_who_may(territory, manager, coordinator):
    action = make_action(territory, title="Action")
    link = f"/a-faire/demander/plans.standing/{action.subject}/"
    pages = [browser(user).get(PLAN).text for user in (coordinator, manager)]
    assert [link in page for page in pages] == [True, False]


def test_the_coordinator_is_asked_where_the_post_is_vacant(action, coordinator):
    team, region = make_user(Role.NATIONAL_TEAM), action.territory.lead_region
    address = f"/a-faire/demander/plans.standing/{action.subject}/"
    to = browser(team).get(address).context["form"].fields["to"]
    key = a_role(Role.REGIONAL_COORDINATOR, region).key
    assert to.choices[0] == (key, f"Coordinateur régional, {region}\u00a0: {coordinator}")
    assert to.help_text == "Poste vacant\u00a0: Chef de projet, Pays de Saint-Omer."
    theirs = browser(coordinator).get(address).context["form"].fields["to"].choices
    assert key not in dict(theirs)
