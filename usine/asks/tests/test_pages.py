"""*À faire* and its pages, about a territory."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from usine.asks import kinds
from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, decline, redirect, see, withdraw
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.subjects.models import Audience, Subject
from usine.territories.measures import subject_of
from usine.values import clock

from .factories import COUNT, OPINION, asked, in_days

pytestmark = pytest.mark.django_db


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def messages(response) -> list[str]:
    return [str(each) for each in response.context["messages"]]


def titles(response) -> list[str]:
    return [row.ask.subject.title for row in response.context["rows"]]


def places(count: int, territory) -> list[str]:
    """So many subjects of one place."""
    keys = [f"halle:{number}" for number in range(count)]
    for number, key in enumerate(keys):
        Subject.objects.create(
            key=key, kind="halle", title=f"Halle {number}", path="/", place=territory.place
        )
        Audience.objects.create(subject_id=key, token="public")
    return keys


def test_what_is_due_first_comes_first(territory, manager, coordinator):
    keys = places(3, territory)
    for key, days in zip(keys, (20, 5, 10), strict=True):
        asked(territory, subject=key, by=coordinator, due_on=in_days(days))
    assert titles(browser(manager).get("/a-faire/")) == ["Halle 1", "Halle 2", "Halle 0"]
    mine = browser(coordinator).get("/a-faire/j-ai-demande/")
    assert titles(mine) == ["Halle 1", "Halle 2", "Halle 0"]
    assert (mine.context["expected"], mine.context["expecting"]) == (0, 3)
    decline(Ask.objects.get(subject="halle:0"), words="Non", by=manager)
    assert titles(browser(manager).get("/a-faire/termine/")) == ["Halle 0"]
    assert titles(browser(coordinator).get("/a-faire/termine/")) == ["Halle 0"]


@pytest.mark.parametrize(("tab", "queries"), [("", 9), ("j-ai-demande/", 8), ("termine/", 7)])
def test_a_list_of_one_and_of_four_cost_the_same(
    territory, manager, coordinator, tab, queries, django_assert_num_queries
):
    keys = places(4, territory)
    elsewhere = make_territory("Pau")
    make_user(Role.PROJECT_MANAGER, territory=elsewhere)
    asked(elsewhere)
    client = browser(coordinator if tab == "j-ai-demande/" else manager)
    for more in (keys[:1], keys[1:]):
        asks = [asked(territory, subject=key, by=coordinator) for key in more]
        for each in asks if tab == "termine/" else []:
            decline(each, words="Non", by=None)
        client.get("/accessibilite/")
        with django_assert_num_queries(queries):
            page = client.get(f"/a-faire/{tab}")
    assert len(titles(page)) == 4


@pytest.fixture
def followed(monkeypatch):
    """A kind that whoever may ask it follows."""
    kind = replace(OPINION, code="tests.followed", is_followed=True)
    kinds.register(kind)
    return kind


def test_whoever_may_ask_follows_what_others_asked_without_their_words(
    territory, manager, coordinator, followed
):
    nation = make_user(Role.NATIONAL_TEAM)
    mine = asked(territory, by=coordinator, text="Mes mots")
    theirs = asked(territory, followed, by=nation, text="Leurs mots")
    asked(territory, COUNT, by=nation)
    pau = make_territory("Pau", region=make_region("76", "Occitanie"))
    make_user(Role.PROJECT_MANAGER, territory=pau)
    asked(pau, followed, subject=places(1, pau)[0], by=nation)
    address = f"/a-faire/territoires/{territory.slug}/"
    page = browser(coordinator).get(address)
    assert [row.ask for row in page.context["rows"]] == [mine, theirs]
    assert ("Mes mots" in page.text, "Leurs mots" in page.text) == (True, False)
    links = [f'href="/a-faire/{each.pk}/"' in page.text for each in (mine, theirs)]
    assert links == [True, False]
    region = browser(coordinator).get(f"/a-faire/regions/{territory.lead_region.slug}/")
    assert [row.ask for row in region.context["rows"]] == [mine, theirs]
    others = (manager, make_user(Role.READER, territory=territory), make_user())
    assert [titles(browser(each).get(address)) for each in others] == [[], [], []]


def test_what_waits_on_a_place_costs_the_same_for_many(
    territory, manager, coordinator, followed, django_assert_num_queries
):
    keys = places(4, territory)
    client = browser(coordinator)
    for more in (keys[:1], keys[1:]):
        for key in more:
            asked(territory, followed, subject=key)
        client.get("/accessibilite/")
        with django_assert_num_queries(9):
            page = client.get(f"/a-faire/territoires/{territory.slug}/")
    assert len(titles(page)) == 4


def test_the_menu_counts_without_a_query_for_who_has_nothing(
    territory, manager, coordinator, django_assert_num_queries
):
    def menu(user) -> tuple[str, int]:
        client = browser(user)
        client.get("/accessibilite/")
        with django_assert_num_queries(100, exact=False) as queries:
            page = client.get("/accessibilite/")
        [label] = [each.label for each in page.context["navigation"] if "faire" in each.label]
        return label, len(queries)

    elected = make_user(Role.ELECTED_OFFICIAL, territory=territory)
    label, cost = menu(manager)
    assert label == "À faire"
    asked(territory, by=coordinator)
    assert [menu(each) for each in (coordinator, elected)] == [(label, cost)] * 2
    assert menu(manager)[0] == "À faire (1)"


def test_an_ask_is_opened_then_answered(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    client = browser(manager)
    page = client.get(f"/a-faire/{ask.pk}/")
    assert (page.context["is_asked"], Ask.objects.get().state) == (True, "seen")
    refused = client.post(f"/a-faire/{ask.pk}/", {"outcome": "no", "words": ""})
    assert refused.context["form"].non_field_errors() == [
        "Écrivez quelques mots\u00a0: qui a demandé les lira."
    ]
    sent = {"outcome": "no", "words": "Trop loin"}
    answered = client.post(f"/a-faire/{ask.pk}/", sent, follow=True)
    assert (messages(answered), titles(answered)) == (["C’est répondu."], [])
    closed = browser(coordinator).get(f"/a-faire/{ask.pk}/")
    assert (closed.context["is_mine"], closed.context["is_asked"]) == (True, False)
    assert "Trop loin" in closed.text


def test_who_asked_does_not_open_it_in_the_name_of_others(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    browser(coordinator).get(f"/a-faire/{ask.pk}/")
    assert Ask.objects.get().state == "open"


def test_a_form_of_its_own_is_answered(territory, manager, coordinator):
    ask = asked(territory, COUNT, by=coordinator)
    client = browser(manager)
    page = client.get(f"/a-faire/{ask.pk}/")
    # The only outcome that the manager may give is not asked.
    assert list(page.context["form"].fields) == ["outcome", "companies", "words"]
    wrong = client.post(f"/a-faire/{ask.pk}/", {"companies": "-1"})
    assert list(wrong.context["form"].errors) == ["companies"]
    client.post(f"/a-faire/{ask.pk}/", {"companies": "12"})
    closed = browser(coordinator).get(f"/a-faire/{ask.pk}/")
    assert closed.context["answers"] == [("Entreprises", 12)]
    assert Ask.objects.get().outcome == "counted"


def test_an_ask_is_declined_and_taken_back_from_its_page(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    client = browser(manager)
    done = client.post(f"/a-faire/{ask.pk}/decliner/", {"words": "Pas le temps"}, follow=True)
    assert messages(done) == ["La demande est déclinée."]
    assert client.get(f"/a-faire/{ask.pk}/").context["may_resume"]
    back = client.post(f"/a-faire/{ask.pk}/reprendre/", follow=True)
    assert (messages(back), titles(back)) == (["La demande est reprise."], ["Lacq"])


def test_an_ask_is_passed_on(territory, manager, coordinator):
    reader = make_user(Role.READER, territory=territory)
    ask = asked(territory, by=coordinator)
    client = browser(manager)
    form = client.get(f"/a-faire/{ask.pk}/passer/").context["form"]
    # Neither who passes it on, nor who asked it.
    assert [label for key, label in form.fields["to"].choices if key] == [f"{reader}, lecteur"]
    done = client.post(f"/a-faire/{ask.pk}/passer/", {"to": str(reader.pk)}, follow=True)
    assert messages(done) == [f"C’est demandé à {reader}."]
    assert titles(browser(reader).get("/a-faire/")) == ["Lacq"]
    wrong = client.post(f"/a-faire/{ask.pk}/passer/", {"to": "0"})
    assert list(wrong.context["form"].errors) == ["to"]


def test_a_late_answer_is_kept_and_says_why_it_is_not_sent(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    client = browser(manager)
    client.get(f"/a-faire/{ask.pk}/")
    answer(ask, outcome="yes", by=manager)
    late = client.post(f"/a-faire/{ask.pk}/", {"outcome": "no", "words": "Trop\nloin"})
    assert late.context["kept"] == [("Message", "Trop\nloin")]
    assert late.context["form"].non_field_errors() == [
        f"Cette demande est maintenant «\u00a0répondue\u00a0», par {manager}\u00a0: "
        "rien n’est envoyé."
    ]
    assert "rien n’est envoyé.</p>" in late.text
    assert "Trop\nloin</textarea>" in late.text
    assert client.get(f"/a-faire/{ask.pk}/").context["kept"] is None


def test_an_answer_to_what_was_withdrawn_is_kept(territory, manager, coordinator):
    ask = asked(territory, COUNT, by=coordinator)
    withdraw(see(ask, by=manager), by=coordinator)
    late = browser(manager).post(f"/a-faire/{ask.pk}/", {"companies": "-1", "words": "Presque"})
    assert late.context["kept"] == [("Entreprises", "-1"), ("Message", "Presque")]
    assert "Presque</textarea>" in late.text
    assert "n’attend plus de réponse&nbsp;: rien n’est envoyé.</p>" in late.text


@pytest.mark.parametrize("form", ["decliner", "passer"])
def test_nothing_is_typed_about_what_is_closed(territory, manager, coordinator, form):
    reader = make_user(Role.READER, territory=territory)
    ask = asked(territory, by=coordinator)
    client = browser(manager)
    answer(ask, outcome="yes", by=manager)
    page = client.get(f"/a-faire/{ask.pk}/{form}/", follow=True)
    assert page.request["PATH_INFO"] == f"/a-faire/{ask.pk}/"
    assert messages(page) == [
        f"Cette demande est maintenant «\u00a0répondue\u00a0», par {manager}\u00a0: "
        "il n’y a plus rien à répondre."
    ]
    sent = {"words": "Pas le temps", "to": str(reader.pk)}
    late = client.post(f"/a-faire/{ask.pk}/{form}/", sent)
    assert late.context["form"]["words"].value() == "Pas le temps"
    assert "rien n’est envoyé" in late.context["form"].errors.as_text()


def test_who_alone_would_answer_is_not_asked_by_themselves(territory, coordinator):
    """A project manager that coordinates the region too."""
    coordinator.mandates.create(
        role=Role.PROJECT_MANAGER, kind="territory", code=territory.place, starts_on=clock.today()
    )
    reader = make_user(Role.READER, territory=territory)
    address = f"/a-faire/demander/{OPINION.code}/{subject_of(territory)}/"
    field = browser(coordinator).get(address).context["form"].fields["to"]
    assert [label for _, label in field.choices] == [f"{reader}, lecteur"]
    assert field.help_text == ""


def test_what_was_told_today_offers_no_reminder(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    client = browser(coordinator)
    button = f'formaction="/a-faire/{ask.pk}/rappeler/"'
    pages = ("/a-faire/j-ai-demande/", f"/a-faire/{ask.pk}/")
    assert [button in client.get(page).text for page in pages] == [False, False]
    assert ["rappel demain" in client.get(page).text for page in pages] == [True, False]
    Ask.objects.update(at=clock.now() - timedelta(days=2))
    assert [button in client.get(page).text for page in pages] == [True, True]
    client.post(f"/a-faire/{ask.pk}/rappeler/")
    assert [button in client.get(page).text for page in pages] == [False, False]


def test_a_list_repeats_no_usual_message(territory, manager, coordinator):
    keys = places(2, territory)
    usual = OPINION.message.replace(" ", "\r\n")
    for key, text in zip(keys, (usual, "Et la halle ?"), strict=True):
        asked(territory, subject=key, by=coordinator, text=text)
    rows = browser(manager).get("/a-faire/").context["rows"]
    assert [row.words for row in rows] == ["", "Et la halle ?"]


def test_one_is_reminded_and_what_is_asked_is_withdrawn(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    client = browser(coordinator)
    assert messages(client.post(f"/a-faire/{ask.pk}/rappeler/", follow=True)) == [
        "C’est déjà demandé ou rappelé aujourd’hui\u00a0: attendez demain."
    ]
    Ask.objects.update(at=clock.now() - timedelta(days=2))
    assert messages(client.post(f"/a-faire/{ask.pk}/rappeler/", follow=True)) == ["C’est rappelé."]
    gone = client.post(f"/a-faire/{ask.pk}/retirer/", follow=True)
    assert (messages(gone), titles(gone)) == (["La demande est retirée."], [])
    back = client.post(f"/a-faire/{ask.pk}/remettre/", follow=True)
    assert (messages(back), titles(back)) == (["La demande est remise."], ["Lacq"])


# Asking


def test_what_one_asks_is_proposed_and_looked_over(territory, manager, coordinator):
    client = browser(coordinator)
    address = f"/a-faire/demander/{OPINION.code}/{subject_of(territory)}/"
    form = client.get(address).context["form"]
    assert form.initial == {"text": OPINION.message, "due_on": in_days(14)}
    assert [label for _, label in form.fields["to"].choices] == [
        f"Chef de projet, Lacq\u00a0: {manager}"
    ]
    to, due_on = f"project_manager@{territory.place}", in_days(9).isoformat()
    sent = {"to": to, "text": "Un avis ?", "due_on": due_on}
    done = client.post(address, sent, follow=True)
    assert messages(done) == ["C’est demandé à\u00a0: Chef de projet, Lacq."]
    assert done.request["PATH_INFO"] == Subject.objects.get(pk=subject_of(territory)).path
    assert titles(browser(manager).get("/a-faire/")) == ["Lacq"]
    again = client.post(address, sent)
    assert again.context["form"].non_field_errors() == ["C’est déjà demandé, et attendu."]


def test_a_vacant_seat_is_told_and_not_proposed(territory, coordinator):
    reader = make_user(Role.READER, territory=territory)
    address = f"/a-faire/demander/{OPINION.code}/{subject_of(territory)}/"
    field = browser(coordinator).get(address).context["form"].fields["to"]
    assert [label for _, label in field.choices] == [f"{reader}, lecteur"]
    assert field.help_text == "Poste vacant\u00a0: Chef de projet, Lacq."


def test_several_are_asked_and_taken_back_at_once(territory, manager, coordinator):
    keys = places(3, territory)
    client = browser(coordinator)
    address = f"/a-faire/demander/{OPINION.code}/{','.join(keys)}/?retour=/accessibilite/"
    to = f"project_manager@{territory.place}"
    sent = {"to": to, "text": "Un avis ?", "due_on": in_days(9).isoformat()}
    done = client.post(address, sent, follow=True)
    assert messages(done) == ["3\u00a0demandes sont faites à\u00a0: Chef de projet, Lacq."]
    assert done.request["PATH_INFO"] == "/accessibilite/"
    assert len(titles(browser(manager).get("/a-faire/"))) == 3
    [message] = done.context["messages"]
    undo = json.loads(message.extra_tags)
    back = client.post(undo["address"], undo["fields"], follow=True)
    assert messages(back) == ["3\u00a0demandes sont retirées."]
    assert back.request["PATH_INFO"] == "/accessibilite/"
    assert titles(browser(manager).get("/a-faire/")) == []


def test_several_places_are_not_asked_at_once_what_is_proposed_to_nobody(territory, manager):
    other = make_territory("Pau")
    keys = [subject_of(territory), subject_of(other)]
    national = make_user(Role.NATIONAL_TEAM)
    second = make_user(Role.NATIONAL_TEAM)
    address = f"/a-faire/demander/{COUNT.code}/{','.join(keys)}/"
    sent = {"to": f"person:{second.pk}", "text": "?", "due_on": in_days(9).isoformat()}
    refused = browser(national).post(address, sent)
    assert refused.context["form"].non_field_errors() == [
        "Demandez sur un seul territoire à la fois."
    ]


@pytest.mark.parametrize("path", ["tests.none/territory:1", "tests.opinion/territory:0"])
def test_what_is_not_there_is_not_asked(territory, coordinator, path):
    assert browser(coordinator).get(f"/a-faire/demander/{path}/").status_code == 404


def test_who_lost_the_subject_reads_the_ask_no_more(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    Audience.objects.filter(subject=subject_of(territory)).delete()
    assert [
        browser(each).get(f"/a-faire/{ask.pk}/").status_code for each in (manager, coordinator)
    ] == [404, 404]


def test_pages_of_closed_asks_open(territory, manager, coordinator):
    reader = make_user(Role.READER, territory=territory)
    first = see(asked(territory, by=coordinator), by=manager)
    withdraw(first, by=coordinator)
    second = asked(territory, by=coordinator)
    answer(redirect(second, to=a_person(reader), by=manager), outcome="yes", by=reader)
    for ask in Ask.objects.all():
        page = browser(coordinator).get(f"/a-faire/{ask.pk}/")
        assert page.context["history"][0].who != "la plateforme"
