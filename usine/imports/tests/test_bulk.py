"""Rows written in one statement are those that were given, on both engines."""

from datetime import date

import pytest

from usine.imports.models import ImportRow
from usine.imports.states import RowKind
from usine.plans import bulk

from .imports import FRICHE, csv, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SAID = {"title": "Halle\tau \\ bord\nde l’eau", "partners": ["A, B", "«\u00a0C\u00a0»"]}


def test_what_is_inserted_is_read_back(territory):
    preview = send(territory, csv(FRICHE))
    preview.rows.all().delete()
    bulk.insert(
        [
            ImportRow(
                plan_import=preview,
                position=position,
                sheet="Feuille \\N",
                number=position + 2,
                values=SAID,
                kind=RowKind.NEW,
                cells=[None, 1.5, True, ""],
                status_before_on=date(2025, 1, 10) if position else None,
            )
            for position in range(2)
        ]
    )
    first, second = preview.rows.order_by("position")
    assert (first.values, first.sheet, first.cells) == (SAID, "Feuille \\N", [None, 1.5, True, ""])
    assert (first.status_before_on, first.action, first.is_sound) == (None, None, True)
    assert (second.number, second.status_before_on) == (3, date(2025, 1, 10))


def test_what_is_updated_is_read_back(territory):
    preview = send(territory, csv(FRICHE))
    row = preview.rows.get()
    row.kind, row.values, row.sheet = RowKind.REFUSED, SAID, "laissé"
    bulk.update([row], ["kind", "values"])
    again = preview.rows.get()
    assert (again.kind, again.values, again.sheet) == ("refused", SAID, "")


def test_nothing_is_written_of_no_row(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert([])
        bulk.update([], ["kind"])
