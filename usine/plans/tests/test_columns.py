"""The columns of a plan: those that the address names, in its order, and their menu."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest

from usine.values.dates import PartialDate

from .factories import make_action
from .pages import plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_the_columns_are_those_that_the_address_names(signed_in, territory):
    make_action(territory, referent="Une agente", start=PartialDate(date(2025, 3, 1)))
    page = signed_in.get(plan_url(territory, "?colonnes=action,referent,rien,debut,note,priorite"))
    columns = page.context["listing"].columns
    assert [each.label for each in columns] == [
        "Intitulé",
        "Référent",
        "Début",
        "Dernière note",
        "Priorité",
    ]
    assert "Une agente" in page.content.decode()
    # As its own form asks: the title is always there, filters and groups stay.
    page = signed_in.get(plan_url(territory, "?colonnes=axe&colonnes=statut&grouper=statut"))
    assert page.context["listing"].column_names == "action,axe,statut"
    assert '<input type="hidden" name="grouper" value="statut">' in page.content.decode()


def test_a_column_is_moved_a_place_earlier(signed_in, territory):
    make_action(territory)
    asked = "?axe=foncier&colonnes=reference&colonnes=action&colonnes=porteur&colonnes=statut"
    for key, columns in (
        ("statut", "reference,action,statut,porteur"),
        ("action", "action,reference,porteur,statut"),
        # The first one, and what is no column of the table, stay where they are.
        ("reference", "reference,action,porteur,statut"),
        ("budget", "reference,action,porteur,statut"),
    ):
        moved = signed_in.get(plan_url(territory, f"{asked}&avant={key}"))
        query = urlencode({"axe": "foncier", "colonnes": columns})
        assert moved.url == plan_url(territory, f"?{query}")
        assert signed_in.get(moved.url).context["listing"].column_names == columns


def test_the_menu_of_columns_keeps_their_order(signed_in, territory):
    make_action(territory)
    page = signed_in.get(plan_url(territory))
    columns = page.context["listing"].column_names.split(",")
    offered = page.context["listing"].offered
    assert [column.key for column, is_there in offered if is_there] == columns
    menu = page.content.decode().partition('id="colonnes"')[2].partition("</form>")[0]
    sent = re.findall(r'name="colonnes" value="(\w+)"(?: checked)?>', menu)
    assert sent[: len(columns)] == columns
