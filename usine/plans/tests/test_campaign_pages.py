"""The pages of campaigns: prepared, sent once read, followed, and as a file."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from usine.asks.models import Ask
from usine.people.roles import Role
from usine.plans.models import Action, Campaign
from usine.plans.queries import Plan
from usine.subjects import operations as subjects
from usine.values import clock

from .campaigning import LONG_AGO, again, sent
from .conftest import TODAY
from .factories import make_action, make_region, make_territory, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
TYPED = {"text": "Vos plans, merci.", "opens_on": "2025-05-27", "due_on": "2025-06-10"}


@pytest.fixture
def plan(territory, manager) -> Plan:
    vimeu = make_territory("Vimeu", region=territory.lead_region)
    for each in (territory, vimeu):
        action = make_action(each)
        Action.objects.filter(pk=action.pk).update(confirmed_on=LONG_AGO)
    subjects.rebuild()
    return Plan(region=territory.lead_region)


@pytest.fixture
def coordinator(plan):
    return make_user(Role.REGIONAL_COORDINATOR, region=plan.region)


@pytest.fixture
def browser(client, coordinator):
    client.force_login(coordinator)
    return client


def names(targets) -> list[str]:
    return [str(each.territory) for each in targets]


def previewed(browser, plan: Plan, **more):
    return browser.post(plan.address("prepare_campaign"), TYPED | more)


def test_a_campaign_is_sent_once_its_preview_was_read(browser, plan, territory):
    address = plan.address("prepare_campaign")
    assert address in browser.get(plan.address("campaigns")).content.decode()
    make_action(territory)
    assert plan.address("campaigns") in browser.get(plan.address()).content.decode()
    form = browser.get(address).context["form"]
    assert form.initial["due_on"] == date(2025, 6, 10)
    page = previewed(browser, plan)
    assert names(page.context["asked"]) == ["Pays de Saint-Omer"]
    assert names(page.context["vacant"]) == ["Vimeu"]
    assert Ask.objects.count() == 0
    response = browser.post(address, TYPED | {"listed": page.context["listed"]}, follow=True)
    campaign = Campaign.objects.get()
    assert response.request["PATH_INFO"] == campaign.get_absolute_url()
    assert [(row.territory.name, row.words) for row in response.context["rows"]] == [
        ("Pays de Saint-Omer", "nouvelle"),
        ("Vimeu", "poste vacant"),
    ]
    listed = browser.get(plan.address("campaigns")).context["campaigns"]
    assert list(listed) == [campaign]
    undo = json.loads(list(get_messages(response.wsgi_request))[-1].extra_tags)
    response = browser.post(undo["address"], undo["fields"], follow=True)
    assert last_message(response) == "La campagne est annulée\u00a0: plus rien n’est attendu."


def test_a_list_that_changed_is_read_again(browser, plan, territory):
    page = previewed(browser, plan)
    make_user(Role.PROJECT_MANAGER, territory=plan.territories().get(name="Vimeu"))
    again = previewed(browser, plan, listed=page.context["listed"])
    assert names(again.context["asked"]) == ["Pays de Saint-Omer", "Vimeu"]
    assert "La liste a changé depuis" in last_message(again)
    assert Campaign.objects.count() == 0


def test_chosen_territories_alone_are_asked(browser, plan, territory):
    vimeu = plan.territories().get(name="Vimeu")
    page = previewed(browser, plan, territories=[vimeu.pk])
    assert (page.context["asked"], names(page.context["vacant"])) == ([], ["Vimeu"])
    assert "Personne ne peut être interrogé" in page.content.decode()


def test_a_refusal_stays_on_the_form(browser, plan):
    listed = previewed(browser, plan).context["listed"]
    for more in ({"listed": listed}, {}):
        page = previewed(browser, plan, due_on="2025-05-27", **more)
        assert page.context["form"].non_field_errors() == [
            "Laissez au moins jusqu’à demain pour répondre."
        ]
        assert (page.context["is_previewed"], page.context["asked"]) == (False, [])
    assert Campaign.objects.count() == 0


def test_the_preview_comes_first_and_takes_the_focus(browser, plan):
    text = previewed(browser, plan).text
    heading = '<h2 class="fr-h4" tabindex="-1" autofocus>1\u00a0territoire sera interrogé</h2>'
    places = [
        text.index(each)
        for each in (heading, "Envoyer à 1", "1\u00a0poste vacant", "Qui sera", "</textarea>")
    ]
    assert places == sorted(places)
    # Enter in a field presses the first button of its form.
    form = text[text.index('<form method="post"') :]
    assert form.index("Revoir qui sera interrogé</button>") < form.index("Envoyer à 1")


def test_many_lines_are_folded(browser, plan, monkeypatch):
    assert previewed(browser, plan).text.count('<details class="fr-mb-2w" open>') == 2
    monkeypatch.setattr("usine.plans.views.campaigns.FEW", 0)
    text = previewed(browser, plan).text
    folds = [text.count(f'<details class="fr-mb-2w"{each}>') for each in (" open", "")]
    assert folds == [0, 2]


def test_those_who_are_asked_already_are_told_in_the_preview(browser, plan):
    sent(plan)
    page = previewed(browser, plan)
    assert names(page.context["waiting"]) == ["Pays de Saint-Omer"]


def test_a_plan_that_is_up_to_date_is_named_in_the_preview(browser, plan, territory):
    Action.objects.filter(territory=territory).update(confirmed_on=TODAY)
    page = previewed(browser, plan)
    assert (page.context["asked"], names(page.context["current"])) == ([], ["Pays de Saint-Omer"])
    assert "<strong>1\u00a0territoire déjà à jour</strong>" in page.text


def test_the_board_is_ordered_and_read_as_a_file(browser, plan, coordinator):
    campaign = sent(plan, by=again(coordinator))
    make_action(plan.territories().get(name="Vimeu"), effective_on=None)
    page = browser.get(campaign.get_absolute_url(), {"tri": "-territoire"})
    assert [row.territory.name for row in page.context["rows"]] == ["Vimeu", "Pays de Saint-Omer"]
    assert page.context["facts"] == ["1\u00a0non vue", "1\u00a0poste vacant"]
    written = browser.get(campaign.get_absolute_url() + "export.csv", {"tri": "-territoire"})
    assert [line.split(";")[1:3] for line in written.content.decode().splitlines()] == [
        ["Territoire", "Réponse"],
        ["Vimeu", "poste vacant"],
        ["Pays de Saint-Omer", "non vue"],
    ]


def test_the_national_board_adds_regions_up(client, plan):
    lacq = make_territory("Lacq", region=make_region("75", "Nouvelle-Aquitaine"))
    subjects.rebuild()
    nation = make_user(Role.NATIONAL_TEAM)
    campaign = sent(Plan(), by=again(nation))
    client.force_login(nation)
    page = client.get(campaign.get_absolute_url())
    assert [(str(each.region), each.territories) for each in page.context["regions"]] == [
        (str(plan.region), 2),
        (str(lacq.lead_region), 1),
    ]
    assert page.context["regions"][0].cells == [
        ("poste vacant", 1),
        ("en retard", 0),
        ("non vue", 1),
        ("vue, sans réponse", 0),
        ("déclinée", 0),
        ("restée sans réponse", 0),
        ("retirée", 0),
        ("répondue en partie", 0),
        ("répondue", 0),
    ]
    assert client.get(Plan().address("campaigns")).context["campaigns"].object_list[0] == campaign


def test_the_board_costs_as_many_queries_for_many(browser, plan):
    one = sent(plan, plan.territories().filter(name="Pays de Saint-Omer"))
    for each in range(3):
        made = make_territory(f"Autre {each}", region=plan.region)
        make_user(Role.PROJECT_MANAGER, territory=made)
    subjects.rebuild()
    many = sent(plan)
    counts = []
    for campaign in (one, many):
        browser.get(campaign.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(campaign.get_absolute_url())
        counts.append((len(page.context["rows"]), len(queries)))
    assert counts == [(1, counts[0][1]), (4, counts[0][1])]


def test_the_silent_are_reminded_in_one_click(browser, plan, coordinator):
    campaign = sent(plan, by=again(coordinator))
    assert browser.get(campaign.get_absolute_url()).context["to_remind"] == 0
    with clock.set_to(TODAY + timedelta(days=2)):
        address = campaign.get_absolute_url() + "relancer/"
        response = browser.post(address, follow=True)
        assert last_message(response) == "1\u00a0rappel envoyé."
        assert (response.context["silent"], response.context["to_remind"]) == (1, 0)
        assert address not in response.text
        assert "vous pourrez les relancer demain" in response.text
        assert last_message(browser.post(address, follow=True)) == (
            "Personne n’est à relancer aujourd’hui."
        )


def test_the_page_of_the_ask_says_up_to_date_or_what_is_left(client, plan, manager):
    campaign = sent(plan)
    ask = campaign.plans.get(ask__isnull=False).ask
    client.force_login(manager)
    page = client.get(f"/a-faire/{ask.pk}/")
    assert page.context["form"].fields["outcome"].choices == [
        ("current", "Mon plan est à jour"),
        ("partly", "En partie\u00a0: voici ce qui reste à faire"),
    ]
    whole = Plan(territory=plan.territories()[0])
    assert page.context["work"].url == f"{whole.address()}?aconfirmer=2025-05-27"
    Action.objects.update(confirmed_on=clock.today())
    assert client.get(f"/a-faire/{ask.pk}/").context["work"].url == whole.address()
    client.post(f"/a-faire/{ask.pk}/", {"outcome": "current", "words": ""})
    ask.refresh_from_db()
    assert (ask.state, ask.outcome, ask.closed_by) == ("answered", "current", manager)
