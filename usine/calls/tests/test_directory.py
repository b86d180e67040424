"""The public list of calls: what each says, its filters, what it costs, who may do what from it."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.urls import reverse

from usine.calls.directory import CallFilter, listed_calls
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.plans.tests.factories import make_territory
from usine.values import clock

from .documents import example
from .factories import make_call, make_draft

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 2, 10, 30, tzinfo=UTC)
URL = "/appels/"
WINDOWS = {
    "ferme": {"closes_at": "2025-03-01T10:00:00Z"},
    "ferme-avant": {"closes_at": "2024-03-01T10:00:00Z"},
    "a-venir": {"opens_at": "2025-09-01T10:00:00Z"},
    "permanent": {},
    "ouvert": {"closes_at": "2025-12-01T10:00:00Z"},
    "bientot-ferme": {"closes_at": "2025-06-12T10:00:00Z"},
}


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(NOW):
        yield


def published(code: str, *, stage: str = "open", benefits=("grant",), **header):
    """A call of this code, whose one window is that of `WINDOWS`, else open for ever."""
    document = example()
    document["scheme"] |= {"code": f"dispositif-{code}"[:24], "benefits": list(benefits)}
    window = {"code": "une", "label": "Une période", **WINDOWS.get(code, {})}
    document["call"] |= {"windows": [window], "title": f"Appel {code}", **header}
    return make_call(document, code=code, stage=stage)


def external(code: str):
    kept = ("format", "scheme", "call", "version", "texts", "parameters")
    document = {key: value for key, value in example().items() if key in kept}
    document["call"] |= {"mode": "external", "url": "https://exemple.fr/appel", "title": "Ailleurs"}
    document["call"]["windows"] = [{"code": "une", "label": "Une période"}]
    return make_call(document, code=code, stage="open")


def codes(query: str = "") -> list[str]:
    return [line.call.pk for line in listed_calls(CallFilter(QueryDict(query)), moment=NOW)]


def test_those_that_close_soon_come_first_and_those_that_closed_last():
    for code in WINDOWS:
        published(code)
    assert codes() == [
        *("bientot-ferme", "ouvert", "permanent", "a-venir"),
        *("ferme", "ferme-avant"),
    ]


@pytest.mark.parametrize("stage", ["", "test", "closed"])
def test_what_is_not_published_is_not_listed_even_to_who_makes_it(client, stage):
    published("autre")
    published("cache", stage=stage)
    client.force_login(make_user(Role.NATIONAL_TEAM))
    page = client.get(URL).context["page"]
    assert [line.call.pk for line in page] == ["autre"]


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("etat=open", ["bientot-ferme", "ouvert"]),
        ("etat=permanent", ["permanent"]),
        ("etat=to_come", ["a-venir"]),
        ("etat=closed", ["ferme", "ferme-avant"]),
        ("etat=open&mot=bientot", ["bientot-ferme"]),
        ("mot=FERMÉ+avant", ["ferme-avant"]),
        ("mot=introuvable", []),
        ("etat=ailleurs&mot=venir", ["a-venir"]),
    ],
)
def test_filters_are_in_the_address(query, listed):
    for code in WINDOWS:
        published(code)
    assert codes(query) == listed


def test_a_benefit_and_what_it_is_for_are_filters():
    published("a", benefits=["grant", "engineering"])
    published("b", benefits=["territory_label"], subject="territory")
    assert codes("benefice=engineering") == ["a"]
    assert codes("benefice=territory_label") == ["b"]
    assert codes("benefice=repayable_advance") == []
    assert codes("pour=territory") == ["b"]


@pytest.mark.parametrize("words", ["dispositif", "ingenierie", "qui", "operateur"])
def test_words_are_looked_for_in_what_a_call_says(words):
    published(
        "a",
        summary="Un dispositif",
        who="Qui veut",
        benefits=["engineering"],
        themes=["operateur"],
    )
    assert codes(f"mot={words}") == ["a"]


def test_the_list_costs_the_same_for_one_call_and_three(client, django_assert_num_queries):
    published("a")
    client.get(URL)
    with django_assert_num_queries(1):
        client.get(URL)
    published("b")
    published("c")
    with django_assert_num_queries(1):
        response = client.get(URL)
    assert [line.call.pk for line in response.context["page"]] == ["a", "b", "c"]


def test_a_line_says_who_may_apply_what_it_gives_and_until_when(client):
    published("bientot-ferme", who="Les lutheries.", benefits=["grant", "engineering"])
    page = client.get(URL).content.decode()
    for told in (
        "Appel bientot-ferme",
        "Jusqu’au 12\u00a0juin 2025 à 12\u00a0h\u00a000 (heure de Paris)\u00a0: il reste 10",
        "Les lutheries.",
        "Subvention, ingénierie",
        "<strong>1\u00a0appel</strong>, dont 1\u00a0ouvert aujourd’hui.",
    ):
        assert told in page


def buttons(client, code: str) -> list[bool]:
    """Whether the list offers to apply, and to simulate."""
    page = client.get(URL).content.decode()
    return [f'href="{reverse(name, args=[code])}"' in page for name in ("calls:start", SIMULATOR)]


SIMULATOR = "calls:simulator"


def test_who_may_apply_does_from_an_open_call_and_everybody_simulates(client):
    published("ouvert")
    published("ferme")
    assert [buttons(client, code) for code in ("ouvert", "ferme")] == [[False, True]] * 2
    client.force_login(make_user(Role.PROJECT_MANAGER, territory=make_territory()))
    assert [buttons(client, code) for code in ("ouvert", "ferme")] == [[True, True], [False, True]]


def test_an_external_call_leads_to_its_operator(client):
    external("ailleurs")
    client.force_login(make_user(Role.NATIONAL_TEAM))
    assert buttons(client, "ailleurs") == [False, False]
    page = client.get(URL).content.decode()
    assert '<a class="fr-btn" href="https://exemple.fr/appel" rel="noopener external">' in page


def test_without_a_call_and_without_an_answer_the_list_says_so(client):
    assert "Aucun appel n’est encore publié." in client.get(URL).content.decode()
    make_draft(published("a"))
    page = client.get(f"{URL}?mot=introuvable").content.decode()
    assert "Aucun appel ne répond à ces filtres." in page
    assert "Effacer les filtres" in page


def test_who_makes_calls_goes_to_them(client):
    assert "Gérer les appels" not in client.get(URL).content.decode()
    client.force_login(make_user(Role.NATIONAL_TEAM))
    assert f'href="{reverse("calls:managed")}"' in client.get(URL).content.decode()
