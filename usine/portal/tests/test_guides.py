"""The guides: one a persona, as pages, led to by the help of each page of work."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from usine.people.roles import AGENTS, Role
from usine.plans.tests.factories import make_region, make_territory, make_user
from usine.portal.guides import GUIDES

pytestmark = pytest.mark.django_db
ALL = "Tous les guides"


def test_each_file_is_a_page_and_each_role_that_follows_plans_has_its_guide():
    files = {path.stem for path in (settings.BASE_DIR / "docs/guides").glob("*.md")}
    assert {guide.slug for guide in GUIDES} == files
    assert {role for guide in GUIDES for role in guide.roles} == AGENTS


@pytest.mark.parametrize("slug", [guide.slug for guide in GUIDES])
def test_a_guide_is_read_as_a_page(client, slug):
    """Its titles, its tables, its links to other guides; nothing of its marks is left."""
    page = client.get(reverse("portal:guide", args=[slug])).content.decode()
    text = (settings.BASE_DIR / f"docs/guides/{slug}.md").read_text()
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    body = page[page.index('class="prose guide"') :]
    assert len(re.findall(r'<h2 id="partie-\d+">', body)) == len(titles)
    assert re.findall(r'href="#(partie-\d+)"', page) == re.findall(r'<h2 id="(partie-\d+)"', page)
    assert re.findall(r"\*\*|\]\(|\.md\"| :</", body.split("<footer")[0]) == []
    for other in re.findall(r"\(([a-z-]+)\.md\)", text):
        assert f'href="{reverse("portal:guide", args=[other])}"' in body


def test_a_guide_that_is_not_there_is_not_found(client):
    assert client.get("/aide/tresorier/").status_code == 404


def test_the_list_and_the_site_map_lead_to_each(client):
    for name in ("portal:guides", "portal:site_map"):
        page = client.get(reverse(name)).content.decode()
        assert [
            guide for guide in GUIDES if f'href="{guide.link.url}">{guide.label}' not in page
        ] == []


@pytest.mark.parametrize(
    ("role", "guide"),
    [
        (Role.PROJECT_MANAGER, "Guide du chef de projet"),
        (Role.DEPUTY, "Guide du chef de projet"),
        (Role.ELECTED_OFFICIAL, "Guide de l’élu et de l’industriel"),
        (Role.INDUSTRIALIST, "Guide de l’élu et de l’industriel"),
        (Role.REGIONAL_COORDINATOR, "Guide du coordinateur régional"),
        (Role.NATIONAL_TEAM, "Guide de l’équipe nationale"),
    ],
)
def test_the_help_of_a_page_leads_to_the_guide_of_its_reader(client, role, guide):
    region = make_region()
    place = {
        Role.REGIONAL_COORDINATOR: {"region": region},
        Role.NATIONAL_TEAM: {},
    }.get(role, {"territory": make_territory(region=region)})
    client.force_login(make_user(role, **place))
    page = client.get(reverse("people:account"))
    assert [link.label for link in page.context["help_links"]] == [guide, ALL]
    help_fold = page.content.decode().split('<details class="fold prose')[1].split("</details>")[0]
    assert re.findall(r">([^<>]+)</a>", help_fold) == [guide, ALL]
    assert 'class="work"' in page.content.decode()


@pytest.mark.parametrize(
    ("name", "guides"),
    [
        ("calls:calls", ["Guide de la candidature", "Guide de l’équipe nationale", ALL]),
        ("calls:candidacies", ["Guide de la candidature", "Guide de l’équipe nationale", ALL]),
        ("calls:managed", ["Guide des appels", "Guide de l’équipe nationale", ALL]),
    ],
)
def test_the_help_of_a_page_leads_to_the_guide_of_the_page(client, name, guides):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    page = client.get(reverse(name))
    assert [link.label for link in page.context["help_links"]] == guides


# What everybody reads, what one does before signing in, what says that something is broken.
PUBLIC = {
    *("bilan", "evidence", "ledger", "refused", "home", "search", "territories", "territory"),
    *("accessibility", "legal", "site_map", "guide", "guides", "error_base"),
    *("sign_in", "session_ended", "locked_out", "forgotten_password", "forgotten_password_sent"),
    *(
        "choose_password",
        "unsubscribe",
        "confirm_by_mail",
        "confirmed_by_mail",
        "dead_link",
        "closed_link",
    ),
    "too_many_simulations",
}
# A question, a refusal or one field: what they say is all that there is to say.
SHORT = {
    *("confirm", "under_way", "changed_since", "attach", "confirm_step", "remove_detail"),
    *("no_such_day", "end_deputy", "membership_form", "change_password", "body_form", "bodies"),
    *("period", "period_form", "sector_form"),
}


def test_each_other_page_of_work_says_how_it_is_used():
    silent = {
        path.stem
        for path in (settings.BASE_DIR / "usine").glob("*/templates/**/*.html")
        if '{% extends "pages/' in (text := path.read_text()) and "{% block help %}" not in text
    }
    assert silent - PUBLIC - SHORT == set()


def test_the_header_is_the_same_from_page_to_page_once_signed_in(client):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    names = ("portal:home", "portal:territories", "people:people", "notices:notices", "asks:to_do")
    bodies = {
        re.search(r'<body class="([^"]*)"', client.get(reverse(name)).content.decode())[1]
        for name in names
    }
    assert bodies == {"work"}
    client.logout()
    assert '<body class="">' in client.get(reverse("portal:home")).content.decode()
