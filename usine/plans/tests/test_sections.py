"""What the page of an action shows of its details, and to whom."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from usine.people.roles import Role
from usine.plans import funding, links, results, steps
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

KINDS = ["etapes", "financements", "resultats", "indicateurs", "liens"]


@pytest.fixture
def action(territory):
    return make_action(territory, title="Friche", planned_budget=200_000_00)


def sections_of(response) -> dict:
    return {section.journey.slug: section for section in response.context["sections"]}


def fill(action, rank: int = 0) -> None:
    """A detail of each kind, under words of its own."""
    code = ("plants", "jobs_created", "co2")[rank]
    steps.add_step(action, values={"title": f"Étape{rank}"}, by=None)
    funding.add_funding(action, values={"funder": "region", "label": f"Fonds{rank}"}, by=None)
    results.add_result(
        action, values={"code": code, "measured": 7_000, "source": "Enquête"}, by=None
    )
    results.add_indicator(action, values={"name": f"Visites{rank}"}, by=None)
    other = make_action(action.territory, title=f"Voisine{rank}")
    links.add_link(action, kind="same_project", other=other, by=None)


def test_an_action_without_details_offers_them_in_one_line(signed_in, action):
    response = signed_in.get(action.get_absolute_url())
    assert response.context["sections"] == []
    assert [journey.slug for journey in response.context["missing"]] == KINDS
    page = response.content.decode()
    addresses = [reverse("plans:add_detail", args=[action.pk, slug]) for slug in KINDS]
    assert [page.count(f'href="{address}"') for address in addresses] == [1] * 5


def test_a_full_action_has_a_section_for_each_kind(signed_in, action):
    fill(action)
    response = signed_in.get(action.get_absolute_url())
    assert list(sections_of(response)) == KINDS
    page = response.content.decode()
    addresses = [reverse("plans:add_detail", args=[action.pk, slug]) for slug in KINDS]
    assert [page.count(f'href="{address}"') for address in addresses] == [1] * 5


@pytest.mark.parametrize("number", [1, 3])
def test_sections_cost_the_same_whatever_they_hold(
    signed_in, action, number, django_assert_num_queries
):
    for rank in range(number):
        fill(action, rank)
    with django_assert_num_queries(27):
        signed_in.get(action.get_absolute_url())


def test_steps_come_by_due_date_and_late_ones_are_told(signed_in, action):
    may = PartialDate(date(2025, 5, 1), Precision.MONTH)
    planned: dict[str, dict[str, Any]] = {
        "sans date": {},
        "en mai": {"due": may},
        "en avril": {"due": PartialDate(date(2025, 4, 1), Precision.MONTH)},
        "faite": {"due": PartialDate(date(2025, 3, 1)), "done": True, "done_on": may},
        "faite un jour": {"due": PartialDate(date(2025, 3, 2)), "done": True},
    }
    for title, values in planned.items():
        steps.add_step(action, values={"title": title, **values}, by=None)
    rows = sections_of(signed_in.get(action.get_absolute_url()))["etapes"].rows
    assert [(row.name, row.more, row.is_late) for row in rows] == [
        ("faite", "faite, mai 2025", False),
        ("faite un jour", "faite", False),
        ("en avril", "échéance\u00a0: avril 2025", True),
        ("en mai", "échéance\u00a0: mai 2025", False),
        ("sans date", "", False),
    ]


class TestFunding:
    def lines(self, action):
        values = {"funder": "region", "label": "Fonds vert", "year": 2025, "tax": "ht"}
        funding.add_funding(
            action, values=values | {"asked": 90_000_00, "granted": 61_000_00}, by=None
        )
        funding.add_funding(action, values={"funder": "etat", "granted": 0}, by=None)

    def test_lines_are_added_up_beside_the_budget(self, signed_in, action):
        self.lines(action)
        section = sections_of(signed_in.get(action.get_absolute_url()))["financements"]
        assert [
            (row.name, row.more, [cell.text for cell in row.cells]) for row in section.rows
        ] == [
            ("Région", "Fonds vert, 2025, HT", ["90\u00a0000\u00a0€", "61\u00a0000\u00a0€"]),
            ("État", "", ["–", "0\u00a0€"]),
        ]
        assert [(cell.head, cell.text, cell.more) for cell in section.total] == [
            ("Demandé", "90\u00a0000\u00a0€", "45\u00a0% du budget"),
            ("Accordé", "61\u00a0000\u00a0€", "31\u00a0% du budget"),
        ]
        assert section.note == ""

    def test_a_label_that_repeats_its_funder_is_not_told_twice(self, signed_in, action):
        for funder, label in (
            ("etat", "Etat"),
            ("region", "RÉGION"),
            ("region", "Région Est"),
            ("etat", "Etat, DETR"),
        ):
            funding.add_funding(action, values={"funder": funder, "label": label}, by=None)
        section = sections_of(signed_in.get(action.get_absolute_url()))["financements"]
        assert [(row.name, row.more, str(row.detail)) for row in section.rows] == [
            ("État", "", "État"),
            ("Région", "", "Région"),
            ("Région", "Région Est", "Région, Région Est"),
            ("État", "DETR", "État, DETR"),
        ]

    def test_what_is_not_known_is_not_nothing(self, signed_in, action):
        funding.add_funding(action, values={"funder": "etat", "granted": 0, "paid": 0}, by=None)
        funding.add_funding(action, values={"funder": "region", "granted": 0}, by=None)
        section = sections_of(signed_in.get(action.get_absolute_url()))["financements"]
        assert [(cell.head, cell.text, cell.more) for cell in section.total] == [
            ("Accordé", "0\u00a0€", "0\u00a0% du budget"),
            ("Versé", "–", ""),
        ]

    def test_a_budget_that_is_not_known_has_no_share(self, signed_in, territory):
        action = make_action(territory)
        self.lines(action)
        funding.add_funding(action, values={"funder": "europe", "tax": "ttc"}, by=None)
        section = sections_of(signed_in.get(action.get_absolute_url()))["financements"]
        assert [cell.more for cell in section.total] == ["", ""]
        assert section.note == (
            "Montants hors taxes et toutes taxes comprises mêlés\u00a0: le total l’est aussi."
        )


def test_results_have_their_unit_their_day_and_their_source(signed_in, action):
    results.add_result(
        action,
        values={"code": "co2", "target": 1_200_000, "measured": 300_500, "source": "Bilan"},
        effective_on=date(2025, 4, 1),
        by=None,
    )
    [row] = sections_of(signed_in.get(action.get_absolute_url()))["resultats"].rows
    assert row.name == "Tonnes de CO₂ évitées par an"
    assert [(cell.head, cell.text, cell.more) for cell in row.cells] == [
        ("Visé", "1\u00a0200\u00a0t CO₂/an", "au 1er\u00a0avril 2025"),
        ("Constaté", "300,5\u00a0t CO₂/an", "au 1er\u00a0avril 2025"),
        ("Source", "Bilan", ""),
    ]


def test_an_indicator_tells_its_unit_and_its_day(signed_in, action):
    values = {"name": "Visites", "unit": "par mois", "measured": "12"}
    results.add_indicator(
        action, values=values | {"measured_on": PartialDate(date(2025, 4, 1))}, by=None
    )
    results.add_indicator(action, values={"name": "Séances"}, by=None)
    row, announced = sections_of(signed_in.get(action.get_absolute_url()))["indicateurs"].rows
    assert (row.name, row.more) == ("Visites", "par mois")
    assert [(cell.text, cell.more) for cell in row.cells] == [
        ("–", ""),
        ("12", "01/04/2025"),
        ("–", ""),
    ]
    assert [cell.text for cell in announced.cells] == ["–", "à mesurer", "–"]


def test_links_are_told_in_both_directions(signed_in, action, territory):
    awaiting = make_action(territory, title="En attente")
    elsewhere = make_action(make_territory("Ailleurs"), title="Port")
    links.add_link(awaiting, kind="depends_on", other=action, by=None)
    links.add_link(elsewhere, kind="same_project", other=action, by=None)
    links.add_link(action, kind="depends_on", other=elsewhere, by=None)
    response = signed_in.get(action.get_absolute_url())
    assert [
        (row.name, row.other, row.is_theirs) for row in sections_of(response)["liens"].rows
    ] == [
        ("Dépend de", elsewhere, False),
        ("Attendue par", awaiting, True),
        ("Même projet que", elsewhere, True),
    ]
    assert response.content.decode().count("Retirer<span") == 1


def test_the_public_reads_results_alone_and_no_source(client, action):
    fill(action)
    response = client.get(action.get_absolute_url())
    assert list(sections_of(response)) == ["resultats"]
    page = response.content.decode()
    words = ("Étape0", "Fonds0", "Enquête", "Visites0", "Voisine0", "Ajouter", "Modifier")
    assert [word for word in words if word in page] == []
    assert "7\u00a0000" in page


def test_who_only_reads_the_plan_is_offered_nothing(client, action):
    fill(action)
    client.force_login(make_user(Role.READER, territory=action.territory))
    page = client.get(action.get_absolute_url())
    assert list(sections_of(page)) == KINDS
    text = page.content.decode()
    assert [word for word in ("Ajouter", "Modifier", "Faite<", "Retirer") if word in text] == []
