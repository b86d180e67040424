"""Somebody leaves: the actions that they follow are handed to somebody named."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from usine.ledger.verification import verify
from usine.notices.models import Notice
from usine.notices.queries import excerpts_of
from usine.people import leaving, operations
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.people.tasks import warn_of_departures
from usine.plans.models import Action
from usine.plans.states import Status
from usine.values import clock
from usine.values.errors import Refused

from .conftest import made_today
from .factories import make_action, make_territory, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LAST_DAY = date(2025, 5, 30)


@made_today
def leaver(territory) -> User:
    user = make_user(Role.ELECTED_OFFICIAL, territory=territory)
    return renamed(user, "Ada", "Lovelace")


@made_today
def follower(territory) -> User:
    user = make_user(Role.PROJECT_MANAGER, territory=territory)
    return renamed(user, "Grace", "Hopper")


@pytest.fixture
def mandate(leaver) -> Mandate:
    return leaver.mandates.get(role=Role.ELECTED_OFFICIAL)


@made_today
def actions(territory, leaver) -> list[Action]:
    """Two that the leaver follows; of others, one is done, one is elsewhere, one is nobody's."""
    there = [make_action(territory, title=f"Halle {n}", referent=str(leaver)) for n in (1, 2)]
    make_action(territory, title="Finie", referent=str(leaver), status=Status.DONE)
    make_action(territory, title="Sans référent")
    elsewhere = make_territory("Ailleurs")
    operations.grant_mandate(leaver, Role.READER, place=elsewhere, starts_on=clock.today(), by=None)
    make_action(elsewhere, title="Ailleurs", referent=str(leaver))
    return there


def renamed(user: User, first: str, last: str) -> User:
    user.first_name, user.last_name = first, last
    user.save()
    return user


def referents() -> dict[str, str]:
    return dict(Action.objects.order_by("pk").values_list("title", "referent"))


def page(mandate: Mandate) -> str:
    return reverse("people:hand_over", args=[mandate.pk])


def test_what_is_open_is_listed_by_its_name(actions, mandate):
    [group] = leaving.left_open(mandate)
    assert group.label == "2\u00a0actions suivies"
    assert [(each.title, each.path) for each in group.items] == [
        (action.label, action.get_absolute_url()) for action in actions
    ]


def test_all_of_it_passes_to_somebody_and_comes_back(client, actions, mandate, leaver, follower):
    before = referents()
    client.force_login(follower)
    assert (
        last_message(client.post(page(mandate), {"to": follower.pk}))
        == "Tout passe à Grace Hopper."
    )
    assert referents() == before | {each.title: "Grace Hopper" for each in actions}
    accounts = Action.objects.filter(pk__in=[each.pk for each in actions])
    assert set(accounts.values_list("referent_account", flat=True)) == {follower.pk}
    announced = client.get(page(mandate))
    [undo] = [each for each in _undos(announced) if "passation" in each]
    assert announced.context["left_open"] == []
    assert last_message(client.post(undo)) == "Tout revient à Ada Lovelace."
    assert referents() == before
    assert last_message(client.post(undo)) == "Cette passation ne peut plus être annulée."
    assert verify() == []


def test_whoever_takes_over_is_told_what_and_by_whom(actions, mandate, leaver, follower, territory):
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    event = leaving.hand_over(mandate, to=follower, by=coordinator)
    [notice] = Notice.objects.visible_to(follower)
    assert (str(notice), str(notice.subject)) == (
        f"{coordinator} vous passe la main",
        str(territory),
    )
    assert excerpts_of([notice], follower) == {
        notice.pk: ("2\u00a0actions suivies", "\n".join(each.label for each in actions))
    }
    assert not Notice.objects.exclude(person=follower).exists()
    leaving.take_back_over(mandate, event=event.number, by=coordinator)
    assert not Notice.objects.exists()


def _undos(response) -> list[str]:
    html = response.content.decode()
    return [part.split('"')[0] for part in html.split('action="')[1:]]


def test_what_changed_since_is_not_given_back(actions, mandate, follower):
    event = leaving.hand_over(mandate, to=follower, by=follower)
    Action.objects.filter(pk=actions[0].pk).update(referent="Une autre personne")
    with pytest.raises(Refused, match="des valeurs ont changé"):
        leaving.take_back_over(mandate, event=event.number, by=follower)
    assert referents()["Halle 2"] == "Grace Hopper"


def test_it_passes_to_nobody_from_elsewhere(actions, mandate, follower):
    stranger = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    with pytest.raises(Refused, match="n’a pas de mandat ici"):
        leaving.hand_over(mandate, to=stranger, by=follower)
    with pytest.raises(PermissionDenied):
        leaving.hand_over(mandate, to=follower, by=stranger)


def test_it_passes_to_nobody_who_could_do_nothing_of_it(
    client, actions, mandate, territory, follower
):
    """A reader, even of the nation, is neither offered nor taken: half of the pair may confirm."""
    reader, half = make_user(Role.READER), make_user(Role.INDUSTRIALIST, territory=territory)
    client.force_login(follower)
    offered = client.get(page(mandate)).context["form"].fields["to"].queryset
    assert set(offered) == {follower, half}
    with pytest.raises(Refused, match="pas de mandat ici pour s’en occuper"):
        leaving.hand_over(mandate, to=reader, by=follower)
    assert referents()["Halle 1"] == "Ada Lovelace"
    leaving.hand_over(mandate, to=half, by=follower)
    assert leaving.left_open(mandate) == []


def test_nothing_open_is_nothing_to_pass(mandate, follower):
    with pytest.raises(Refused, match="ne tient plus rien"):
        leaving.hand_over(mandate, to=follower, by=follower)


def test_one_s_account_leads_there(client, mandate, leaver, follower):
    led = {}
    for user in (leaver, follower):
        client.force_login(user)
        led[user] = client.get(reverse("people:account")).context["led"]
    assert led == {leaver: [], follower: [follower.mandates.get()]}


def test_the_end_of_a_mandate_leads_to_what_stays_open(client, actions, mandate, leaver):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    end = reverse("people:end_mandate", args=[mandate.pk])
    assert [group.label for group in client.get(end).context["left_open"]] == [
        "2\u00a0actions suivies"
    ]
    typed = {"on": clock.today().isoformat()}
    assert client.post(end, typed).url == page(mandate)
    other = make_user(Role.READER, territory=make_territory()).mandates.get()
    ended = client.post(reverse("people:end_mandate", args=[other.pk]), typed)
    assert ended.url == reverse("people:person", args=[other.user_id])


def test_a_region_and_the_nation_are_handed_over_too(actions, territory, leaver):
    for place, role in (
        (territory.lead_region, Role.REGIONAL_COORDINATOR),
        (None, Role.NATIONAL_TEAM),
    ):
        held = operations.grant_mandate(leaver, role, place=place, starts_on=clock.today(), by=None)
        nation = make_user(Role.NATIONAL_TEAM)
        [group] = leaving.left_open(held)
        assert list(leaving.receivers(held, [group]).filter(pk=nation.pk)) == [nation]
        assert len(group.items) == 3
        assert leaver not in leaving.warned(held)


def test_the_coordinator_is_warned_once(actions, mandate, territory, mailoutbox):
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    operations.end_mandate(mandate, on=LAST_DAY, by=None)
    with clock.set_to(datetime(2025, 5, 27, 5, tzinfo=UTC)):
        told = [warn_of_departures(clock.now()) for _ in range(2)]
    assert told == ["1\u00a0départ signalé", "0\u00a0départ signalé"]
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (
        [coordinator.email],
        "À reprendre après le départ de Ada Lovelace",
    )
    assert "- 2\u00a0actions suivies" in mail.body
    assert page(mandate) in mail.body


def test_without_a_coordinator_the_nation_is_warned(actions, mandate, mailoutbox):
    national = make_user(Role.NATIONAL_TEAM)
    operations.end_mandate(mandate, on=LAST_DAY, by=None)
    warn_of_departures(clock.now())
    assert [mail.to for mail in mailoutbox] == [[national.email]]


def test_who_handed_over_is_not_told_of(actions, mandate, follower, mailoutbox):
    make_user(Role.NATIONAL_TEAM)
    leaving.hand_over(mandate, to=follower, by=follower)
    operations.end_mandate(mandate, on=LAST_DAY, by=None)
    assert warn_of_departures(clock.now()) == "0\u00a0départ signalé"
    assert mailoutbox == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(
    client, territory, leaver, mandate, follower, count, django_assert_num_queries
):
    for rank in range(count):
        make_action(territory, title=f"Halle {rank}", referent=str(leaver))
    client.force_login(follower)
    with django_assert_num_queries(12):
        [group] = client.get(page(mandate)).context["left_open"]
    assert len(group.items) == count
