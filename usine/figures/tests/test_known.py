"""A bilan as it was known: the moment is told, kept, and what has moved since is said."""

import re
from datetime import UTC, date, datetime

import pytest
from django.utils.html import escape

from usine.figures.moments import write_for_calendar
from usine.figures.pages import Cell
from usine.ledger.queries import head_number, recorded_at
from usine.pages.returning import leading_back
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.states import Status
from usine.values import clock
from usine.values.formats import format_moment

from .conftest import plan
from .test_pages import BILAN, MAY, text_of


def test_what_was_corrected_since_is_told(client, programme):
    action = Action.objects.get(title="Halle de prototypage")
    with clock.set_to(datetime(2025, 6, 2, 9, tzinfo=UTC)):
        operations.step(action, "complete", by=None, effective_on=date(2025, 5, 20))
    response = client.get(BILAN, {**MAY, "connu_le": "2025-05-27"})
    moved = response.context["page"].corrections
    assert [
        (each.series.key, each.axis.code, each.known.number, each.today.number, each.difference)
        for each in moved
    ] == [("done", "innovation", 1, 2, "+1"), ("in_progress", "innovation", 1, 0, "−1")]
    assert "tel qu’on le connaissait le 27 mai 2025" in text_of(response)
    assert moved[1].today == Cell(0)
    assert client.get(moved[0].today.url).context["page"].paginator.count == 2
    # Whoever opens a corrected number comes back among them.
    here = f"{response.wsgi_request.get_full_path()}#corrections"
    opened = leading_back(moved[0].today.url, here)
    assert f'href="{escape(opened)}"' in response.content.decode()
    assert f'href="{escape(here)}"' in client.get(opened).content.decode()
    response = client.get(BILAN, {**MAY, "connu_le": "2025-06-03"})
    assert "Aucun nombre d’actions de ce jour n’a changé" in text_of(response)
    elsewhere = client.get("/regions/region-44/bilan/", {**MAY, "connu_le": "2025-05-27"})
    assert elsewhere.context["page"].corrections == []
    assert client.get(BILAN, MAY).context["page"].corrections == []


def test_what_was_known_before_the_day_is_no_correction(client, programme):
    response = client.get(BILAN, {**MAY, "connu_le": "2023-11-10"})
    page = text_of(response)
    assert "avant ce jour : ce qui s’est passé entre les deux n’y est pas" in page
    assert "Ce qui a été corrigé depuis" not in page
    action = Action.objects.get(title="Halle de prototypage")
    operations.step(action, "complete", by=None, effective_on=date(2025, 5, 20))
    page = text_of(client.get(BILAN, {**MAY, "connu_le": "2023-11-10"}))
    assert "ce jour n’était pas encore venu" in page
    assert "Ce que l’on a appris depuis" in page


def test_the_permanent_link_gives_the_same_figures_later(client, programme):
    response = client.get(BILAN, MAY)
    permanent = response.context["permanent_url"]
    with clock.set_to(datetime(2025, 6, 30, 11, tzinfo=UTC)):
        plan(programme.vosges, (Status.DONE, "foncier", "Connue plus tard"))
        assert client.get(BILAN, MAY).context["page"].bilan.actions == 6
        assert client.get(permanent).context["page"].bilan.actions == 5


def connu_le(response) -> str:
    [field] = re.findall(r'<input [^>]*name="connu_le"[^>]*>', response.content.decode())
    return field


def test_the_permanent_link_can_be_asked_at_another_day(client, programme):
    link, head = client.get(BILAN, MAY).context["permanent_url"], head_number()
    assert link == f"/bilan/?au=2025-05-27&jusqua={head}"
    with clock.set_to(datetime(2025, 6, 30, 11, tzinfo=UTC)):
        plan(programme.vosges, (Status.DONE, "foncier", "Connue plus tard"))
        response = client.get(link)
        known = recorded_at(head)
        sentence = f"tel qu’on le connaissait le {format_moment(known)}".replace("\u00a0", " ")
        assert sentence in text_of(response)
        assert sentence in text_of(client.get(response.context["page"].cards[1].url))
        field = connu_le(response)
        assert 'type="datetime-local"' in field
        [value] = re.findall(r'value="([^"]*)"', field)
        assert value == write_for_calendar(known)
        again = client.get(BILAN, {"au": "2025-06-01", "connu_le": value})
        assert again.context["page"].bilan.actions == 5


@pytest.mark.parametrize(
    ("asked", "type_", "value"),
    [
        ({}, "date", ""),
        ({"connu_le": ""}, "date", ""),
        ({"connu_le": "2025-05-27"}, "date", "2025-05-27"),
        ({"connu_le": "27/05/2025"}, "date", "2025-05-27"),
        ({"connu_le": "2025-05-27T10:30"}, "datetime-local", "2025-05-27T10:30:00.000"),
        ({"connu_le": "bientôt"}, "date", "bientôt"),
    ],
)
def test_the_moment_is_in_its_field_to_be_sent_again(client, programme, asked, type_, value):
    field = connu_le(client.get(BILAN, asked))
    assert f'type="{type_}"' in field
    assert "".join(re.findall(r'value="([^"]*)"', field)) == value


def test_the_number_of_an_event_goes_with_the_day_and_not_with_another_moment(client, programme):
    head = head_number()
    with clock.set_to(datetime(2025, 7, 1, 11, tzinfo=UTC)):
        plan(programme.vosges, (Status.DONE, "foncier", "Connue plus tard"))
        asked = {"au": "2025-06-30", "jusqua": head}
        page = client.get(BILAN, asked).context["page"]
        assert (page.bilan.actions, page.bilan.known.number) == (5, head)
        assert f"jusqua={head}" in page.cards[1].url
        # What is typed in the form goes before what the address had.
        page = client.get(BILAN, {**asked, "connu_le": "2025-07-01"}).context["page"]
        assert (page.bilan.actions, page.bilan.known.number) == (6, head + 1)


def test_a_moment_gives_a_permanent_link_by_its_event(client, programme):
    asked = {**MAY, "connu_le": "2025-06-30"}
    assert client.get(BILAN, asked).context["permanent_url"] == (
        f"/bilan/?au=2025-05-27&jusqua={head_number()}"
    )


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "-1", "douze", "1.5"])
def test_an_event_that_is_not_there_is_told(client, programme, number):
    response = client.get(BILAN, {**MAY, "jusqua": number})
    assert f"n’a pas d’événement « {number} »" in text_of(response)
    assert response.context["page"].question.known is None
    evidence = client.get("/bilan/preuves/", {**MAY, "jusqua": number})
    assert f"n’a pas d’événement « {number} »" in text_of(evidence)
    export = client.get("/bilan/export.csv", {**MAY, "jusqua": number})
    assert (export.status_code, "(jusqua)" in export.content.decode()) == (400, True)
