"""What columns mean: said by users, kept once applied, forgotten when asked."""

import pytest

from usine.imports import operations
from usine.imports.models import ColumnMeaning
from usine.imports.queries import remembered_in
from usine.imports.states import State
from usine.plans.tests.factories import make_action, make_territory
from usine.reading.tests.spreadsheets import xlsx

from .imports import csv, kinds, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

OWN_HEADER = ("Ref", "Axe", "Quoi donc", "Action", "Qui paie")


def test_what_a_column_means_is_said_once_for_the_territory(territory, manager):
    row = ("A1", "Foncier", "Friche papetière", "Dépolluer", "EPF")
    preview = send(territory, csv(row, header=OWN_HEADER))
    assert preview.rows.get().title == "Dépolluer"

    meanings = {"quoi donc": "title", "action": "description", "qui paie": ""}
    read_again = operations.understand(preview, meanings=meanings, by=manager)
    assert read_again.state == State.READY
    assert read_again.rows.get().values == {
        "reference": "A1",
        "axis": "foncier",
        "title": "Friche papetière",
        "description": "Dépolluer",
    }
    assert not ColumnMeaning.objects.exists()  # not before it is applied
    operations.apply(read_again, by=manager)
    assert ColumnMeaning.objects.count() == 3
    assert str(ColumnMeaning.objects.get(header="qui paie")) == "qui paie : ignorée"

    next_time = send(territory, csv(row, header=OWN_HEADER))
    assert next_time.rows.get().title == "Friche papetière"
    elsewhere = send(make_territory(), csv(row, header=OWN_HEADER))
    assert elsewhere.rows.get().title == "Dépolluer"


def test_a_file_whose_titles_are_not_found_asks_for_its_columns(territory):
    header = ("Ref", "Axe", "Quoi donc", "Porteur")
    preview = send(territory, csv(("A1", "Foncier", "Friche", "CCI"), header=header))
    assert (preview.state, preview.rows.count()) == (State.READY, 0)
    assert "intitulé" in preview.notice

    preview = operations.understand(preview, meanings={"quoi donc": "title"}, by=None)
    assert (kinds(preview), preview.notice) == (["new"], "")


def test_answers_survive_a_new_reading(territory):
    action = make_action(territory, title="Réhabilitation de la friche papetière")
    row = ("", "Foncier", "Réhabilitation de la friche papetière Nord", "CCI", "", "", "", "")
    preview = send(territory, csv(row))
    operations.answer(preview, answers={preview.rows.get().pk: action.pk}, by=None)
    preview = operations.understand(preview, meanings={"porteur": ""}, by=None)
    read_again = preview.rows.get()
    assert (read_again.is_answered, read_again.action) == (True, action)


def test_what_was_said_twice_is_kept_as_said_last(territory):
    row = ("A1", "Foncier", "Friche papetière", "Dépolluer", "EPF")
    for meaning in ("title", "comment"):
        preview = send(territory, csv(row, header=OWN_HEADER))
        meanings = {"quoi donc": meaning, "action": "description" if meaning == "title" else ""}
        preview = operations.understand(preview, meanings={**meanings, "axe": "axis"}, by=None)
        if preview.counts["actions"]:
            operations.apply(preview, by=None)
    assert dict(ColumnMeaning.objects.values_list("header", "field")) == {
        "quoi donc": "title",
        "action": "description",
        "axe": "axis",
    }


def test_what_an_import_before_had_is_told_and_may_be_forgotten(territory, manager):
    header = ("Ref", "Axe", "Action", "Porteur")
    row = ("A1", "Foncier", "Friche papetière", "CCI")
    first = send(territory, csv(row, header=("Ref", "Axe", "Quoi", "Action")))
    operations.apply(
        operations.understand(first, meanings={"quoi": "title", "action": ""}, by=manager),
        by=manager,
    )
    unreadable = send(territory, csv(row, header=header))
    assert (unreadable.is_empty, unreadable.situation) == (True, "Colonnes à corriger")
    assert remembered_in(unreadable) == {"action": ""}

    forgotten = operations.forget_columns(unreadable, by=manager)
    assert (kinds(forgotten), forgotten.is_empty) == (["changed"], False)
    assert remembered_in(forgotten) == {}
    # What says other columns is not of this file, and stays.
    assert ColumnMeaning.objects.get().header == "quoi"


def test_what_is_said_of_a_file_itself_is_forgotten_too(territory):
    row = ("A1", "Foncier", "Friche papetière", "Dépolluer", "EPF")
    preview = send(territory, csv(row, header=OWN_HEADER))
    understood = operations.understand(preview, meanings={"action": ""}, by=None)
    assert understood.is_empty
    assert operations.forget_columns(understood, by=None).rows.get().title == "Dépolluer"


def test_a_file_is_read_with_the_axes_of_the_period():
    former = make_territory(period="T1")
    content = xlsx(["Intitulé", "Axe"], ["Un", "Axe 3"], ["Deux", "Simplifier"], ["Trois", "TEE"])
    rows = send(former, content, filename="plan.xlsx").rows.order_by("position")
    assert [row.values.get("axis") for row in rows] == ["attirer", "simplifier", None]
