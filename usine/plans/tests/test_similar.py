"""Actions about the same thing, over the whole programme."""

import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.plans import operations as plans
from usine.plans import similar as similarity
from usine.plans.similar import similar
from usine.subjects import operations
from usine.subjects.models import Subject
from usine.subjects.sources import Listing

from .factories import make_action

QUERIES = 9

pytestmark = pytest.mark.django_db
LABELLED = tomllib.loads(Path(__file__).with_name("similar.toml").read_text())


def titles(actions) -> list[str]:
    return [action.title for action in actions]


@pytest.fixture
def lacq():
    return make_territory("Lacq")


@pytest.fixture
def manager(lacq):
    return make_user(Role.PROJECT_MANAGER, territory=lacq)


def test_labelled_searches_are_answered_in_the_first_five():
    operations.put(
        Listing(f"action:{number}", title, "/", frozenset({"public"}))
        for number, title in enumerate(LABELLED["actions"], start=1)
    )
    subjects, thesaurus = Subject.objects.all(), similarity.thesaurus()
    missed = [
        search["text"]
        for search in LABELLED["searches"]
        if not {
            subject.title
            for subject in similarity.closest(subjects, search["text"], thesaurus, most=5)
        }.intersection(search["right"])
    ]
    assert (len(LABELLED["searches"]), len(missed)) == (100, 5), missed


def test_an_action_is_close_to_those_of_other_territories_and_not_to_itself(lacq, manager):
    here = make_action(lacq, title="Loger les apprentis du bassin")
    make_action(make_territory("Vimeu"), title="Résidence pour apprentis")
    make_action(make_territory("Thiérache"), title="Dépollution d’une friche")
    assert titles(similar(here.title, reader=manager, but=here)) == ["Résidence pour apprentis"]


def test_a_word_that_no_title_has_counts_as_its_neighbours(manager):
    """A common word of the same search does not hide them."""
    vimeu = make_territory("Vimeu")
    for number in range(3):
        make_action(vimeu, title=f"Semaine de l’industrie {number}")
    for number in range(2):
        make_action(vimeu, title=f"Féminiser les métiers {number}")
    first, *_ = similar("femmes dans l’industrie", reader=manager)
    assert first.title == "Féminiser les métiers 0"


def test_what_one_may_not_see_and_what_left_its_plan_is_not_close(manager):
    vimeu = make_territory("Vimeu")
    make_action(vimeu, title="Résidence pour apprentis", restricted=True)
    left = make_action(vimeu, title="Logement des apprentis")
    assert titles(similar("apprentis", reader=manager)) == ["Logement des apprentis"]
    plans.withdraw(left, reason="Doublon", by=None)
    assert titles(similar("apprentis", reader=manager)) == []
    nation = make_user(Role.NATIONAL_TEAM)
    assert titles(similar("apprentis", reader=nation)) == ["Résidence pour apprentis"]


def test_the_page_answers_a_text_or_an_action_in_as_many_queries(
    client, lacq, manager, django_assert_num_queries
):
    here = make_action(lacq, title="Loger les apprentis du bassin")
    make_action(make_territory("Vimeu"), title="Résidence pour apprentis")
    client.force_login(manager)
    page = reverse("plans:similar")
    client.get(page)
    with django_assert_num_queries(QUERIES):
        one = client.get(page, {"q": "hébergement des alternants"})
    assert titles(one.context["actions"]) == [
        "Résidence pour apprentis",
        "Loger les apprentis du bassin",
    ]
    for number in range(30):
        make_action(make_territory(f"Ailleurs {number}"), title=f"Logements {number}")
    with django_assert_num_queries(QUERIES):
        assert len(client.get(page, {"q": "loger"}).context["actions"]) == similarity.MOST
    close = client.get(page, {"action": here.pk})
    assert here not in close.context["actions"]
    assert close.context["text"] == here.title
    assert client.get(page, {"action": "x", "q": "pêche"}).context["actions"] == []
