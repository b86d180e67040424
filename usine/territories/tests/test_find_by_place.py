"""A territory is found by its name, and by what its perimeter covers."""

from datetime import date

import pytest

from usine.geography.models import Commune
from usine.territories.models import Territory
from usine.territories.queries import communes_of, find_by_place
from usine.territories.tests.factories import ALBATRE, SAINT_OMER, SOEURS, VIMEU, listed, load


@pytest.fixture(autouse=True)
def _territories(code):
    load(
        listed("ti-1", "Audomarois", SAINT_OMER),
        listed("ti-2", "Littoral picard", SOEURS, "80001"),
        listed("ti-3", "Côte d’Albâtre industrielle", ALBATRE),
    )
    load(listed("ti-9", "Ancien Audomarois", SAINT_OMER), period="T1")


def covering(text: str, **options) -> dict[str, list[str]]:
    places = find_by_place(text, **options).places
    return {place.name: [each.name for each in territories] for place, territories in places}


def named(text: str) -> list[str]:
    return [each.name for each in find_by_place(text).territories]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("picard littoral", ["Littoral picard"]),
        ("littoraux picards", ["Littoral picard"]),
        ("CC du littoral picard", ["Littoral picard"]),
        ("cote industriel", ["Côte d’Albâtre industrielle"]),
        ("albatre", ["Côte d’Albâtre industrielle"]),
        ("icard", []),
        ("audomarois vimeu", []),
    ],
)
def test_a_name_is_found_by_its_words_in_any_order_and_form(typed, names):
    assert named(typed) == names


def test_names_in_which_the_words_follow_each_other_come_first(code):
    load(
        listed("ti-4", "Albert et Picard du littoral", SAINT_OMER),
        listed("ti-2", "Littoral picard", SOEURS, "80001"),
    )
    assert named("littoral picard") == ["Littoral picard", "Albert et Picard du littoral"]


def test_a_commune_through_its_grouping():
    assert covering("saint omer") == {"Saint-Omer": ["Audomarois"], "Saint-Omer-en-Vimeu": []}


def test_a_commune_that_is_itself_a_member():
    assert covering("abbeville") == {"Abbeville": ["Littoral picard"]}


def test_a_postcode():
    assert covering("62500") == {"Saint-Omer": ["Audomarois"], "L’Écluse": ["Audomarois"]}


def test_a_grouping_that_is_a_member():
    assert covering("CA du pays de st omer") == {"CA du Pays de Saint-Omer": ["Audomarois"]}


def test_a_grouping_of_which_one_commune_is_a_member():
    assert covering("cc du vimeu") == {
        "CC du Vimeu": ["Littoral picard"],
        "Saint-Omer-en-Vimeu": [],
    }


def test_a_grouping_that_shares_communes_with_a_member():
    """As the métropole du Grand Paris does with its EPT."""
    assert covering("metropole de dieppe") == {
        "Métropole de Dieppe": ["Côte d’Albâtre industrielle"]
    }


def test_a_word_of_the_name_begins_so():
    load(
        listed("ti-1", "Dinan Agglomération", SAINT_OMER),
        listed("ti-2", "Pays de Saint-Omer", VIMEU),
    )
    assert named("omer") == ["Pays de Saint-Omer"]


def test_a_territory_by_a_part_of_its_name():
    assert named("audomarois") == ["Audomarois"]
    assert named("picard") == ["Littoral picard"]
    assert named("cote d'albatre") == ["Côte d’Albâtre industrielle"]


@pytest.mark.parametrize("text", ["", "é", "nulle part", "99999"])
def test_nothing(text):
    assert (named(text), covering(text)) == ([], {})


def test_a_member_that_left_no_longer_leads_to_the_territory():
    load(listed("ti-2", "Littoral picard", SOEURS), effective_on=date(2024, 1, 1))

    assert covering("abbeville") == {"Abbeville": []}


def proposed(text: str) -> list[str]:
    return [each.name for each in find_by_place(text).proposals]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("audomarrois", ["Audomarois"]),
        ("litoral picar", ["Littoral picard"]),
        ("sant omer", ["Saint-Omer"]),
        ("zzzz", []),
        ("é", []),
        ("saint omer", []),  # found
    ],
)
def test_close_names_are_proposed_when_nothing_is_found(typed, names):
    assert proposed(typed) == names


def test_what_is_proposed_is_found_when_it_is_searched():
    for typed in ("audomarrois", "sant omer", "cc du vimeux"):
        [proposal] = find_by_place(typed).proposals
        result = find_by_place(proposal.typed)
        assert proposal.name in [
            *(each.name for each in result.territories),
            *(place.name for place, _ in result.places),
        ]


def test_no_more_than_asked():
    result = find_by_place("a", limit=1)
    assert len(find_by_place("al", limit=1).territories) == 1
    assert result.territories == []
    assert len(covering("saint omer", limit=1)) == 1


def test_the_number_of_queries_is_fixed(django_assert_num_queries):
    with django_assert_num_queries(6):
        assert len(covering("abbeville")) == 1
    load(listed("ti-4", "Vimeu", VIMEU, "62002", "76001"))
    with django_assert_num_queries(6):
        assert len(covering("saint")) == 3
    with django_assert_num_queries(4):
        covering("62500")
    with django_assert_num_queries(9):
        assert find_by_place("sant omer").proposals
    with django_assert_num_queries(1):
        covering("é")


def test_the_communes_of_a_territory_are_those_of_its_members_today():
    territory = Territory.objects.get(code="ti-2")
    communes = [each.pk for each in communes_of(territory)]
    members = territory.members.filter(until=None)
    within = Commune.objects.filter(groupings__in=members.values("grouping"))
    assert set(communes) == {"80001", *within.values_list("pk", flat=True)}
    assert len(communes) == len(set(communes)) > 1
    members.filter(commune="80001").update(until=date(2024, 1, 1))
    assert set(communes) - {each.pk for each in communes_of(territory)} == {"80001"}
