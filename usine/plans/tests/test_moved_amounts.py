"""Each amount that moved opens the actions whose amount it is, and these add up to it."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.urls import reverse

from usine.people.roles import Role
from usine.plans import funding, operations
from usine.values import clock
from usine.values.formats import format_cents

from .factories import make_action, make_region, make_territory, make_user

pytestmark = [pytest.mark.django_db]

CODES = {
    "budget": "budget_planned",
    "demande": "funding_asked",
    "accorde": "funding_granted",
    "verse": "funding_paid",
}


def at(month: int, day: int):
    return clock.set_to(datetime(2025, month, day, 10, tzinfo=UTC))


def fund(territory, title: str, **amounts: int):
    action = make_action(territory, title=title)
    funding.add_funding(action, values={"funder": "region", **amounts}, by=None)
    return action


@pytest.fixture
def territory():
    """What was asked, granted and paid differs by action; some of it was there before, or is of
    other plans."""
    with at(3, 1):
        here = make_territory(region=make_region("32", "Hauts-de-France"))
        beside = make_territory(region=here.lead_region)
        elsewhere = make_territory(region=make_region("44", "Grand Est"))
        fund(here, "D’avant", asked=9_00, granted=9_00)
        planned = make_action(here, title="Revue", planned_budget=50_00)
    with at(5, 12):
        fund(here, "Demandée", asked=1_00)
        fund(here, "Accordée", asked=20_00, granted=20_00)
        fund(here, "Versée", granted=300_00, paid=200_00)
        operations.change_field(planned, name="planned_budget", value=40_00, read=50_00, by=None)
        fund(beside, "D’à côté", paid=4_000_00, granted=4_000_00)
        fund(elsewhere, "D’ailleurs", asked=50_000_00)
    return here


PLANS = {
    "territory_moved": (
        Role.PROJECT_MANAGER,
        {
            "budget": (-10_00, ["Revue"]),
            "demande": (21_00, ["Demandée", "Accordée"]),
            "accorde": (320_00, ["Accordée", "Versée"]),
            "verse": (200_00, ["Versée"]),
        },
    ),
    "region_moved": (
        Role.REGIONAL_COORDINATOR,
        {
            "budget": (-10_00, ["Revue"]),
            "demande": (21_00, ["Demandée", "Accordée"]),
            "accorde": (4_320_00, ["Accordée", "Versée", "D’à côté"]),
            "verse": (4_200_00, ["Versée", "D’à côté"]),
        },
    ),
    "national_moved": (
        Role.NATIONAL_TEAM,
        {
            "budget": (-10_00, ["Revue"]),
            "demande": (50_021_00, ["Demandée", "Accordée", "D’ailleurs"]),
            "accorde": (4_320_00, ["Accordée", "Versée", "D’à côté"]),
            "verse": (4_200_00, ["Versée", "D’à côté"]),
        },
    ),
}


@pytest.fixture
def pages(client, territory):
    """Opens a page of what moved in May, or its file, as whoever follows that plan."""

    def get(page: str, query: str, **kwargs: str):
        role, _ = PLANS[page]
        place = {
            "territory_moved": {"territory": territory},
            "region_moved": {"region": territory.lead_region},
        }.get(page, {})
        with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
            client.force_login(make_user(role, **place))
            slugs = [each.slug for each in place.values()]
            name = page + ("_export" if kwargs else "")
            return client.get(reverse(f"plans:{name}", args=[*slugs, *kwargs.values()]) + query)

    return get


@pytest.mark.parametrize("page", PLANS)
def test_each_amount_opens_what_adds_up_to_it(pages, page):
    _, expected = PLANS[page]
    money = [each for each in pages(page, "?du=2025-05-02").context["kinds"] if "label" in each]
    assert len(money) == len(expected)
    for each in money:
        opened = pages(page, each["url"])
        kind = QueryDict(each["url"].removeprefix("?"))["quoi"]
        rows = opened.context["rows"]
        total = sum(moved.amounts[CODES[kind]] for _, moved in rows)
        assert (total, [action.title for action, _ in rows]) == expected[kind]
        assert each["words"].endswith(format_cents(abs(total)))
        current = [each["words"] for each in opened.context["kinds"] if each["is_current"]]
        assert current == [each["words"]]


def test_the_file_of_an_amount_holds_its_actions(pages):
    file = pages("region_moved", "?du=2025-05-02&quoi=verse", kind="csv")
    lines = file.getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(";")[1] for line in lines] == ["Action", "Versée", "D’à côté"]
    assert [line.split(";")[-1] for line in lines] == ["Versé", "200,00", "4000,00"]


def test_the_page_says_which_amount_it_lists(pages):
    text = pages("territory_moved", "?du=2025-05-02&quoi=accorde").content.decode()
    assert "dont les montants accordés ci-dessous" in text
    assert '<option value="accorde" selected>Montants accordés</option>' in text
