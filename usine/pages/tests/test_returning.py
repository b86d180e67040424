"""One comes back to the list as it was, and to no other site."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from usine.pages.returning import back, there

LIST = "/territoires/lacq/plan/?q=sol&page=2"


def asked(path: str):
    return RequestFactory().get("/actions/5/", {"retour": path})


def test_one_comes_back_to_the_list_as_it_was_at_the_line():
    assert there(asked(LIST)) == LIST
    assert back(asked(LIST), "/actions/5/", at="action-5") == f"{LIST}#action-5"
    assert back(asked(f"{LIST}#action-3"), "/actions/5/") == f"{LIST}#action-3"
    assert back(asked(f"{LIST}#action-3"), "/", at="action-5") == f"{LIST}#action-5"
    assert there(asked(f"{LIST}#action-3")) == LIST
    posted = RequestFactory().post("/actions/5/etape/?retour=/autre/", {"retour": LIST})
    assert there(posted) == LIST


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://ailleurs.exemple/",
        "//ailleurs.exemple/",
        "/\\ailleurs.exemple/",
        "javascript:alert(1)",
        "plan/",
        "/\n/ailleurs.exemple/",
        "/plan/#\n",
        "",
    ],
)
def test_nobody_is_led_to_another_site(elsewhere):
    assert back(asked(elsewhere), "/actions/5/", at="action-5") == "/actions/5/"


def rendered(template: str, request) -> str:
    return Template("{% load page %}" + template).render(Context({"request": request}))


def test_links_carry_the_list_and_pages_carry_it_on():
    here = RequestFactory().get("/territoires/lacq/plan/", {"q": "l’eau"})
    link = rendered('{% from_here "/actions/5/" %}', here)
    there = "retour=%2Fterritoires%2Flacq%2Fplan%2F%3Fq%3Dl%25E2%2580%2599eau"
    assert link == f"/actions/5/?{there}"
    on_the_line = RequestFactory().get(link)
    assert rendered("{% still_from_there %}", on_the_line) == f"?{there}"
    part = rendered('{% from_here "/bilan/preuves/?axe=foncier" "sommes" %}', here)
    assert part == f"/bilan/preuves/?axe=foncier&amp;{there}%23sommes"
    assert rendered("{% still_from_there %}", RequestFactory().get("/actions/5/")) == ""


def test_the_link_back_is_there_for_who_came_from_a_list():
    tag = '{% link_back "Revenir au plan" "action-5" %}'
    assert 'href="/territoires/lacq/plan/?q=sol&amp;page=2#action-5"' in rendered(tag, asked(LIST))
    assert rendered(tag, asked("https://ailleurs.exemple/")).strip() == ""
