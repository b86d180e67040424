"""The personal views of the plan that somebody leaves: told of, given to the territory if asked."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from usine.ledger.queries import head_number
from usine.ledger.verification import verify
from usine.people import leaving, operations
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.people.tasks import warn_of_departures
from usine.plans.models import SavedView
from usine.plans.queries import Plan
from usine.plans.saved_views import remove_view, save_view, views_of
from usine.values import clock
from usine.values.errors import Refused

from .campaigning import again
from .conftest import made_today
from .factories import make_territory, make_user
from .pages import last_message
from .test_handing import _undos, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@made_today
def plan(territory) -> Plan:
    return Plan(territory=territory)


@made_today
def views(plan, manager) -> list[SavedView]:
    """Two of the manager; others are theirs elsewhere, removed, shared, or of somebody else."""
    elsewhere = make_territory("Ailleurs")
    operations.grant_mandate(
        manager, Role.READER, place=elsewhere, starts_on=clock.today(), by=None
    )
    keep(Plan(territory=elsewhere), "Ailleurs", manager)
    remove_view(keep(plan, "Supprimée", manager), by=manager)
    save_view(plan, name="En retard", query="", is_shared=True, by=None)
    keep(plan, "D’un autre", make_user(Role.READER, territory=plan.territory))
    return [keep(plan, "En retard", manager), keep(plan, "À relancer", manager)]


def keep(plan: Plan, name: str, by: User) -> SavedView:
    return save_view(plan, name=name, query="q=eau", is_shared=False, by=again(by))


@pytest.fixture
def mandate(manager, territory) -> Mandate:
    return manager.mandates.get(code=territory.place)


def shared(plan: Plan) -> list[str]:
    views = SavedView.objects.standing().filter(territory=plan.territory, owner=None)
    return list(views.values_list("name", flat=True))


def of(user: User, plan: Plan) -> list[str]:
    mine = views_of(plan, again(user)).filter(owner=user)
    return list(mine.values_list("name", flat=True))


def ended(mandate: Mandate) -> Mandate:
    return operations.end_mandate(mandate, on=clock.today(), by=None)


def leave(mandate: Mandate) -> str:
    return reverse("people:leave_to_place", args=[mandate.pk])


def test_its_owner_reads_which_they_are_and_gives_them(client, plan, manager, views, mandate):
    client.force_login(manager)
    context = client.get(page(mandate)).context
    [group] = context["kept_alone"]
    assert (group.label, context["may_leave"]) == ("2\u00a0vues personnelles du plan", True)
    assert [(each.title, each.path) for each in group.items] == [
        (view.name, f"{plan.address()}?q=eau&ouverte={view.pk}") for view in reversed(views)
    ]
    assert last_message(client.post(leave(mandate))) == "C’est donné au territoire."
    # One is named as a view of the territory was.
    assert shared(plan) == ["À relancer", "En retard", "En retard (2)"]
    assert of(manager, plan) == []


def test_they_come_back_to_their_owner(client, plan, manager, views, mandate):
    client.force_login(manager)
    client.post(leave(mandate))
    [undo] = [each for each in _undos(client.get(page(mandate))) if "passation" in each]
    assert last_message(client.post(undo)) == f"Tout revient à {manager}."
    assert of(manager, plan) == ["À relancer", "En retard (2)"]
    assert shared(plan) == ["En retard"]
    assert last_message(client.post(undo)) == "Cette passation ne peut plus être annulée."
    assert verify() == []


def test_others_read_how_many_and_no_name(client, views, mandate, coordinator):
    client.force_login(coordinator)
    text = client.get(page(mandate)).content.decode()
    assert text.count("2\u00a0vues personnelles du plan") == 1
    assert "À relancer" not in text
    assert leave(mandate) not in text


def test_others_give_them_once_their_owner_leaves(client, plan, views, mandate, coordinator):
    before = head_number()
    with pytest.raises(Refused, match="elle seule donne"):
        leaving.leave_to_place(mandate, by=again(coordinator))
    assert head_number() == before
    ended(mandate)
    client.force_login(again(coordinator))
    assert leave(mandate) in client.get(page(mandate)).content.decode()
    client.post(leave(mandate))
    assert shared(plan) == ["À relancer", "En retard", "En retard (2)"]


def test_who_stays_by_another_mandate_is_not_leaving(territory, manager, views, mandate):
    operations.grant_mandate(
        manager, Role.READER, place=territory, starts_on=clock.today(), by=None
    )
    assert not leaving.is_leaving(ended(mandate))


def test_nobody_from_elsewhere_gives_them(views, mandate):
    ended(mandate)
    stranger = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    with pytest.raises(PermissionDenied):
        leaving.leave_to_place(mandate, by=stranger)


def test_what_is_given_to_somebody_leaves_them_alone(plan, manager, views, mandate, coordinator):
    with pytest.raises(Refused, match="ne tient plus rien"):
        leaving.hand_over(mandate, to=coordinator, by=None)
    assert of(manager, plan) == ["À relancer", "En retard"]


def test_nothing_kept_is_nothing_to_give(mandate):
    with pytest.raises(Refused, match="ne tient plus rien"):
        leaving.leave_to_place(mandate, by=None)


@pytest.mark.parametrize("role", [Role.ELECTED_OFFICIAL, Role.REGIONAL_COORDINATOR])
def test_those_of_who_does_not_keep_the_plan_stay_theirs(territory, plan, role):
    region = role == Role.REGIONAL_COORDINATOR
    place = {"region": territory.lead_region} if region else {"territory": territory}
    user = make_user(role, **place)
    keep(plan, "À moi", user)
    assert leaving.kept_alone(user.mandates.get()) == []


def test_what_was_removed_since_does_not_come_back(plan, manager, views, mandate):
    event = leaving.leave_to_place(mandate, by=again(manager)).number
    given = SavedView.objects.get(name="En retard (2)")
    remove_view(given, by=None)
    leaving.take_back_over(mandate, event=event, by=again(manager))
    assert (of(manager, plan), shared(plan)) == (["À relancer"], ["En retard"])
    event = leaving.leave_to_place(mandate, by=again(manager)).number
    remove_view(SavedView.objects.get(name="À relancer"), by=None)
    with pytest.raises(Refused, match="supprimées depuis"):
        leaving.take_back_over(mandate, event=event, by=again(manager))


def test_long_names_are_numbered_within_their_length(plan, manager, mandate):
    name = "n" * 60
    for number in range(2):
        save_view(plan, name=name[number:], query="", is_shared=True, by=None)
    save_view(plan, name="n" * 56 + " (2)", query="", is_shared=True, by=None)
    keep(plan, name, manager)
    leaving.leave_to_place(mandate, by=again(manager))
    assert "n" * 56 + " (3)" in shared(plan)


def test_the_coordinator_is_warned_of_how_many_there_are(views, mandate, coordinator, mailoutbox):
    ended(mandate)
    warn_of_departures(clock.now())
    [mail] = mailoutbox
    assert mail.to == [coordinator.email]
    assert "- 2\u00a0vues personnelles du plan\n" in mail.body
    assert "À relancer" not in mail.body


def test_the_end_of_a_mandate_leads_to_them(client, views, mandate, coordinator):
    client.force_login(coordinator)
    end = reverse("people:end_mandate", args=[mandate.pk])
    assert client.post(end, {"on": clock.today().isoformat()}).url == page(mandate)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(client, plan, manager, mandate, count, django_assert_num_queries):
    for rank in range(count):
        keep(plan, f"Vue {rank}", manager)
    client.force_login(again(manager))
    with django_assert_num_queries(11):
        client.get(page(mandate))
