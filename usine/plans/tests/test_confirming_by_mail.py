"""The link of a mail: what it opens, to whom, for how long, and that reading it changes nothing."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, decline, keep_time, redirect, withdraw
from usine.ledger.models import Event
from usine.notices import tasks
from usine.notices.kinds import kind_of
from usine.notices.models import Notice
from usine.people import operations as people
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.people.wrong_links import WRONG_LINKS
from usine.plans.campaigns.confirming import confirm_by_mail
from usine.plans.campaigns.links import opened, shortcut, to_confirm
from usine.plans.campaigns.operations import withdraw_campaign
from usine.plans.history import history
from usine.plans.models import Action, Campaign
from usine.plans.queries import Plan
from usine.subjects import operations as subjects
from usine.values import clock
from usine.values.errors import Refused

from .campaigning import again, sent
from .conftest import TODAY, made_today
from .factories import make_action, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture(autouse=True)
def _no_wrong_links():
    cache.clear()


@made_today
def actions(territory) -> list[Action]:
    """Two open actions confirmed of old, one of restricted access and one of another plan."""
    with clock.set_to(datetime(2025, 3, 1, tzinfo=UTC)):
        make_action(territory, restricted=True, title="Canari")
        return [make_action(territory, title=title) for title in ("Friche", "Réseau")]


@made_today
def ask(territory, manager, actions) -> Ask:
    subjects.rebuild()
    ask = sent(Plan(region=territory.lead_region), [territory]).plans.get().ask
    assert ask
    return ask


def path_of(ask: Ask, person: User) -> str:
    return "/" + shortcut(ask, person).url.split("/", 3)[3]


def token_of(ask: Ask, person: User) -> str:
    return path_of(ask, person).rpartition("/")[2]


def test_reading_the_link_changes_nothing(client, ask, manager, actions):
    before = Event.objects.count()
    page = client.get(path_of(ask, manager))
    assert list(page.context["actions"]) == actions
    assert page.content.decode().count("checked") == 2
    assert "Canari" not in page.content.decode()
    ask.refresh_from_db()
    assert (Event.objects.count(), ask.state) == (before, "open")


def test_what_stays_ticked_is_confirmed_in_the_name_of_the_person(client, ask, manager, actions):
    path = path_of(ask, manager)
    response = client.post(path, {"actions": [actions[0].pk]}, follow=True)
    assert response.request["PATH_INFO"] == f"{path}/merci/"
    assert list(to_confirm(ask)) == [actions[1]]
    fact = history(actions[0])[0]
    assert (fact.what, fact.who) == (
        "Action confirmée par le lien d’un courriel, sans mot de passe",
        str(manager),
    )
    assert list(client.get(path).context["actions"]) == [actions[1]]


def test_the_last_action_that_is_confirmed_answers_the_ask(client, ask, manager, actions):
    Action.objects.filter(restricted=True).update(confirmed_on=clock.today())
    path = path_of(ask, manager)
    page = client.post(path, {"actions": [each.pk for each in actions]}, follow=True)
    ask.refresh_from_db()
    assert (ask.state, ask.outcome, ask.closed_by) == ("answered", "current", manager)
    assert last_message(page).startswith("2\u00a0actions sont confirmées à ce jour. Cela répond")
    assert (
        closed_link(page) == f"«\u00a0Mon plan est à jour\u00a0», le 27\u00a0mai 2025 par {manager}"
    )


def closed_link(page) -> str:
    """What the page of a link says of an ask that is closed, under its title."""
    assert page.status_code == 200
    assert f"<title>{page.context['title']}" in page.text
    assert f"{page.context['row'].standing}. Ce lien" in page.text
    return page.context["row"].standing


def lapse(ask: Ask, manager: User) -> None:
    with clock.set_to(TODAY + timedelta(days=120)):
        keep_time(ask)


def answer_in_part(ask: Ask, manager: User) -> None:
    answer(ask, outcome="partly", words="La friche reste.", by=manager)


def cancel(ask: Ask, manager: User) -> None:
    withdraw_campaign(Campaign.objects.get(), by=None)


def pass_on(ask: Ask, manager: User) -> None:
    redirect(ask, to=a_person(make_user(Role.NATIONAL_TEAM)), by=None)


@pytest.mark.parametrize(
    ("close", "title"),
    [
        (answer_in_part, "C’est déjà répondu"),
        (cancel, "Cette campagne est annulée"),
        (lambda ask, manager: withdraw(ask, by=None), "Cette demande est retirée"),
        (lambda ask, manager: decline(ask, words="Non.", by=manager), "Cette demande est déclinée"),
        (pass_on, "Cette demande est passée à quelqu’un d’autre"),
        (lapse, "Cette campagne est terminée"),
    ],
)
def test_a_link_whose_ask_is_closed_tells_how(client, ask, manager, actions, close, title):
    path = path_of(ask, manager)
    close(ask, again(manager))
    before = Event.objects.count()
    for page in (client.get(path), client.post(path, {"actions": [actions[0].pk]})):
        closed_link(page)
        assert page.context["title"] == title
        assert "Friche" not in page.text
    assert (Event.objects.count(), to_confirm(ask).count()) == (before, 2)


def test_what_is_left_is_told_with_who_follows_it_and_how(client, ask, manager, actions):
    Action.objects.filter(pk=actions[1].pk).update(referent="Ada Lovelace")
    path = path_of(ask, manager)
    page = client.post(path, {"actions": [actions[0].pk]}, follow=True)
    assert last_message(page) == "1\u00a0action est confirmée à ce jour."
    assert (list(page.context["actions"]), page.context["restricted"]) == ([actions[1]], 1)
    assert "Réseau, suivie par Ada Lovelace" in page.text
    assert "1\u00a0action d’accès restreint reste à confirmer" in page.text
    assert "Canari" not in page.text
    page = client.post(path, {"actions": [actions[1].pk]}, follow=True)
    assert (list(page.context["actions"]), page.context["restricted"]) == ([], 1)
    assert "Connectez-vous pour répondre" not in client.get(path).text
    Action.objects.update(confirmed_on=clock.today())
    for address in (path, f"{path}/merci/"):
        assert "Connectez-vous pour répondre" in client.get(address).text


def test_whoever_acts_by_the_link_has_seen_what_is_asked(client, ask, manager, actions):
    client.post(path_of(ask, manager), {"actions": [actions[0].pk]})
    ask.refresh_from_db()
    assert ask.state == "seen"


def test_the_page_says_in_whose_name_it_acts_to_somebody_else(client, ask, manager, actions):
    path, another = path_of(ask, manager), make_user(Role.NATIONAL_TEAM)
    addresses = [path, f"{path}/merci/"]

    def warned() -> list[bool]:
        return [
            f"Vous êtes connecté comme {another}" in client.get(each).text for each in addresses
        ]

    assert warned() == [False, False]
    client.force_login(manager)
    assert warned() == [False, False]
    client.force_login(another)
    assert warned() == [True, True]
    client.post(path, {"actions": [actions[0].pk]})
    assert history(actions[0])[0].who == str(manager)
    cancel(ask, manager)
    assert warned() == [True, True]


@pytest.mark.parametrize("chosen", [[], ["0"], ["x"]])
def test_what_is_not_listed_is_not_confirmed(client, ask, manager, chosen):
    before = Event.objects.count()
    client.post(path_of(ask, manager), {"actions": chosen})
    assert Event.objects.count() == before


def end_mandate(ask: Ask, manager: User) -> None:
    Mandate.objects.filter(user=manager).update(ends_on=clock.today() - timedelta(days=1))


def close_account(ask: Ask, manager: User) -> None:
    people.deactivate(manager, by=None)


def close_then_end_mandate(ask: Ask, manager: User) -> None:
    withdraw(ask, by=None)
    end_mandate(ask, manager)


@pytest.mark.parametrize("die", [end_mandate, close_account, close_then_end_mandate])
def test_the_link_dies(client, ask, manager, die: Callable[[Ask, User], object], actions):
    path = path_of(ask, manager)
    die(ask, manager)
    for page in (client.get(path), client.get(f"{path}/merci/")):
        assert (page.status_code, "Ce lien ne sert plus" in page.text) == (404, True)
    assert client.post(path, {"actions": [actions[0].pk]}).status_code == 404
    assert to_confirm(ask).count() == 2


def test_the_link_lasts_fourteen_days(ask, manager):
    token = token_of(ask, manager)
    assert opened(token)
    later = datetime.now(tz=UTC) + timedelta(days=14, minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.signing.time.time", later.timestamp)
        assert opened(token) is None


def test_a_link_that_changed_is_not_one_that_is_dead(client, ask, manager):
    path = path_of(ask, manager)
    end_mandate(ask, manager)
    for address, title in (
        (path[:-1], "Ce lien n’est pas entier"),
        (path, "Ce lien ne sert plus"),
    ):
        assert f"<title>{title}" in client.get(address).content.decode()


def test_the_link_of_somebody_else_opens_nothing(client, ask):
    other = make_user(Role.READER)
    assert client.get(path_of(ask, other)).status_code == 404
    with pytest.raises(PermissionDenied):
        confirm_by_mail(ask, actions=[1], by=again(other))


def test_made_up_links_have_an_address_wait(client, ask, manager):
    for _ in range(WRONG_LINKS):
        assert client.get("/confirmer/faux").status_code == 404
    refused = client.get(path_of(ask, manager))
    assert (refused.status_code, refused["Retry-After"]) == (429, "900")


def test_logs_leave_the_link_out(client, ask, manager, caplog):
    with caplog.at_level(logging.INFO):
        client.get(path_of(ask, manager))
        client.get(path_of(ask, make_user()))
    lines = [each.fields["path"] for each in caplog.records if each.name == "usine.request"]
    assert lines == ["/confirmer/…"] * 2
    assert token_of(ask, manager)[:20] not in caplog.text


def test_the_page_costs_as_many_queries_for_many(
    client, ask, manager, territory, django_assert_num_queries
):
    path = path_of(ask, manager)
    client.get(path)
    with clock.set_to(datetime(2025, 3, 1, tzinfo=UTC)):
        for _ in range(3):
            make_action(territory)
    with django_assert_num_queries(QUERIES):
        client.get(path)


QUERIES = 12


def test_a_mail_of_what_is_asked_holds_the_link(ask, manager, settings):
    notice = Notice.objects.get(person=manager)
    with clock.set_to(TODAY):
        tasks.send_at_once.call(notice.pk)
    [message] = mail.outbox
    address = reverse("plans:confirm_by_mail", args=["x"])[:-1]
    html = str(message.alternatives[0][0])
    assert message.subject.endswith("\u00a0: Mettre le plan à jour, Pays de Saint-Omer")
    assert "« Vos plans, merci. »" in message.body
    assert address in message.body
    assert f'href="{settings.SITE_URL.rstrip("/")}{address}' in html
    withdraw(ask, by=None)
    assert kind_of("asks.asked").shortcut(notice) is None


def test_confirming_today_counts_from_the_day_it_opened(ask, manager, actions):
    confirm_by_mail(ask, actions=[each.pk for each in actions], by=again(manager))
    actions[0].refresh_from_db()
    assert actions[0].confirmed_on == date(2025, 5, 27)
    with pytest.raises(Refused):
        confirm_by_mail(ask, actions=[actions[0].pk], by=again(manager))
    withdraw(ask, by=None)
    with pytest.raises(Refused):
        confirm_by_mail(ask, actions=[actions[0].pk], by=None)
