"""`usine leaks`: what a role reads that it may not is found, wherever it is."""

import json
from collections import Counter
from contextlib import nullcontext

import pytest
from django.core.management import CommandError, call_command

from usine.plans import feeds
from usine.plans.models import Committee
from usine.plans.tests.routes.lists import a_feed
from usine.plans.views import action as page
from usine.plans.views import committee_files

from . import leaks
from .leaks import Leak, Links, declared, is_new, plain, read_as, route_of, shown_to
from .routes import routes
from .world import Actor, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_to_all(monkeypatch) -> None:
    """The page of an action forgets to ask who reads it."""
    monkeypatch.setattr(page, "may", lambda *_: True)


def of_objectives(answers: leaks.Answers) -> list[Leak]:
    return [leak for leak in answers.leaks if leak.canary == "action objectives"]


def test_a_leak_is_found_where_it_is(world, open_to_all):
    address = world.there.filled.get_absolute_url()
    with undone():
        answers = read_as(Actor.MANAGER, world, Links([address]), at_most=1)
    assert of_objectives(answers) == [Leak(address, "action objectives", "there")]


def test_a_leak_is_found_by_following_links(world, open_to_all, monkeypatch):
    evidence = f"/territoires/{world.here.territory.slug}/bilan/preuves/?mesure=actions"
    monkeypatch.setattr(leaks, "SEEDS", [evidence])
    with undone():
        answers = read_as(Actor.ANONYMOUS, world, Links(), at_most=30)
    address = world.here.filled.get_absolute_url()
    assert {leak.address for leak in of_objectives(answers)} == {address}


@pytest.mark.parametrize("kind", ["pdf", "pptx"])
def test_a_leak_is_found_inside_a_file(world, monkeypatch, kind):
    """The file of a committee forgets to ask who reads it."""
    monkeypatch.setattr(
        committee_files, "committee_to_follow", lambda _, pk: Committee.objects.get(pk=pk)
    )
    address = f"/comites/{world.there.committee.pk}/dossier.{kind}"
    with undone():
        answers = read_as(Actor.MANAGER, world, Links([address]), at_most=1)
    assert {leak.address for leak in answers.leaks} == {address}
    told = {leak.canary for leak in answers.leaks if leak.side == "there"}
    assert told >= {"foreword", "agenda", "member", "venue", "budget", "action planned_budget"}


def test_who_may_read_is_no_leak(world):
    address = world.here.filled.get_absolute_url()
    with undone():
        answers = read_as(Actor.MANAGER, world, Links([address]), at_most=1)
    assert (answers.asked, answers.leaks, answers.failures) == (1, [], [])


def test_a_page_that_fails_is_said(world, monkeypatch):
    monkeypatch.setattr(page, "may", None)
    address = world.here.filled.get_absolute_url()
    with undone():
        answers = read_as(Actor.ANONYMOUS, world, Links([address]), at_most=1)
    assert answers.failures == [address]


def test_what_was_asked_for_is_no_leak(world):
    """A search shows again the words that one typed."""
    word = world.here.secrets["action objectives"]
    with undone():
        answers = read_as(Actor.ANONYMOUS, world, Links([f"/recherche/?q={word}"]), at_most=1)
    assert (answers.asked, answers.leaks) == (1, [])


def test_a_crawl_has_bounds(world):
    with undone():
        answers = read_as(Actor.ANONYMOUS, world, Links(), at_most=3)
        late = read_as(Actor.ANONYMOUS, world, Links(["/"], left_out=2), seconds=0)
    assert (answers.asked, answers.left_out > 0) == (3, True)
    assert (late.asked, late.left_out) == (0, 1 + 2 + len(leaks.SEEDS))


def test_a_secret_link_is_its_bearers_alone(world, monkeypatch):
    given = [feeds.address(a_feed(world)), "/plans/"]
    monkeypatch.setattr(leaks, "linked", lambda *_, **bounds: Links(given))
    assert shown_to(Actor.MANAGER, world, at_most=2, seconds=9).addresses == ["/plans/"]


def test_each_route_that_is_read_is_asked_for(world):
    """Else a page to which nothing links would be left out."""
    with undone():
        asked = {route_of(address) for address in declared(world)}
    assert asked == {route.name for route in routes() if route.get and not route.bearer}


def test_lists_do_not_lead_to_themselves_without_end():
    shapes: Counter = Counter()
    asked = [is_new(f"/territoires/?q={letter}", shapes) for letter in "abcde"]
    assert asked == [True, True, True, False, False]
    assert is_new("/territoires/", shapes)
    assert not is_new("/nulle/part/", shapes)


def test_where_an_address_comes_back_to_changes_nothing():
    assert plain("/actions/1/?retour=%2Fplans%2F&q=a") == "/actions/1/?q=a"


@pytest.fixture
def given_world(world, monkeypatch):
    """The command meets the world of the tests: making one is that of `generated_database`."""
    monkeypatch.setattr(leaks, "generated_database", nullcontext)
    monkeypatch.setattr("tests.world.make_world", lambda: world)


def test_the_command_says_0(given_world, capsys):
    call_command("leaks", "--as", "anonymous", "--at-most", "4")
    told, left_out = capsys.readouterr().out.splitlines()
    assert told == "anonymous\u00a0: 0 (4\u00a0adresses lues)"
    assert left_out.startswith("- laissées hors des bornes\u00a0: ")


def test_the_command_says_where(given_world, open_to_all, world, capsys, monkeypatch):
    address = world.here.filled.get_absolute_url()
    monkeypatch.setattr(leaks, "shown_to", lambda *_, **bounds: Links([address]))
    with pytest.raises(CommandError, match="fuites ou pannes") as refusal:
        call_command("leaks", "--as", "no_mandate", "--at-most", "1", "--format", "json")
    [answers] = json.loads(capsys.readouterr().out)
    assert refusal.value.returncode == 1
    assert (answers["role"], answers["asked"]) == ("no_mandate", 1)
    [objectives] = [each for each in answers["leaks"] if each["canary"] == "action objectives"]
    assert objectives == {"address": address, "canary": "action objectives", "side": "here"}


@pytest.mark.soak
def test_no_role_reads_what_it_may_not(world):
    bounds = {"at_most": leaks.AT_MOST, "seconds": leaks.SECONDS}
    with undone():
        known = shown_to(Actor.NATIONAL, world, **bounds)
        answers = [read_as(actor, world, known, **bounds) for actor in Actor]
    assert [(each.role, each.leaks, each.failures, each.left_out) for each in answers] == [
        (actor.value.replace(" ", "_"), [], [], 0) for actor in Actor
    ]
