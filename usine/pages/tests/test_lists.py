import pytest
from django.test import RequestFactory

from usine.pages.lists import Sort, missed, page_asked


def asked(query: str):
    return RequestFactory().get(f"/liste/?{query}")


@pytest.mark.parametrize(
    ("query", "sort"),
    [
        ("", Sort("date", descending=True)),
        ("tri=nom", Sort("nom")),
        ("tri=-nom", Sort("nom", descending=True)),
        ("tri=mot_de_passe", Sort("date", descending=True)),
    ],
)
def test_the_address_orders_by_the_columns_that_there_are(query, sort):
    assert Sort.asked(asked(query), {"nom", "date"}, "-date") == sort


def test_a_second_click_turns_the_order_round():
    assert str(Sort("nom").next_for("nom")) == "-nom"
    assert str(Sort("nom", descending=True).next_for("nom")) == "nom"
    assert str(Sort("nom", descending=True).next_for("date")) == "date"
    assert str(Sort("nom").next_for("budget", is_number=True)) == "-budget"
    assert str(Sort("budget", descending=True).next_for("budget", is_number=True)) == "budget"


@pytest.mark.parametrize(
    ("query", "number", "sentence"),
    [
        ("", 1, ""),
        ("page=", 1, ""),
        ("page=2", 2, ""),
        ("page=99", 3, "voici la dernière, la page 3."),
        ("page=-1", 1, "voici la première."),
        ("page=0", 1, "voici la première."),
        ("page=٣", 3, ""),
        ("page=x", 1, "voici la première."),
    ],
)
def test_a_page_that_there_is_not_gives_the_nearest_and_says_so(query, number, sentence):
    request = asked(query)
    page = page_asked(request, range(25), size=10)
    assert (page.number, missed(request, page).partition(": ")[2]) == (number, sentence)
