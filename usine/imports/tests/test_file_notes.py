"""The words of a file that no field takes, and the comments hung on its cells: kept as notes."""

import io
from datetime import date

import pytest
import xlsxwriter

from usine.exchanges.models import Note
from usine.exchanges.operations import add_note
from usine.imports import operations, undoing
from usine.imports.details import in_words
from usine.imports.states import RowKind
from usine.people import operations as people
from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.tests.factories import make_action, make_user

from .imports import bring, csv, kinds, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

COMMENTED = [
    ("N°", "Axe", "Action", "Statut"),
    ("A1", "Foncier", "Friche", "En cours"),
    ("A2", "Foncier", "Quai", "En cours"),
]


def commented(**comments: str) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet("Plan")
        for number, row in enumerate(COMMENTED):
            sheet.write_row(number, 0, row)
        for cell, words in comments.items():
            sheet.write_comment(cell, words)
    return file.getvalue()


def coloured() -> bytes:
    """The same, the statuses being colours alone."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as workbook:
        sheet = workbook.add_worksheet("Plan")
        for number, row in enumerate(COMMENTED):
            sheet.write_row(number, 0, row[:3] if number else row)
        for number, colour in ((1, "#00B050"), (2, "#FF0000")):
            sheet.write_blank(number, 3, None, workbook.add_format({"bg_color": colour}))
    return file.getvalue()


def test_a_cell_that_is_only_coloured_is_told_by_its_colour(signed_in, territory):
    preview = send(territory, coloured(), filename="plan.xlsx")
    told = "La cellule est vide, sur fond vert : dites ce que cette couleur veut dire"
    pages = [
        " ".join(text(signed_in.get(at)).split())
        for at in (f"{preview.get_absolute_url()}?lignes=toutes", url("submit", preview))
    ]
    assert [(page.count(told), "« »" in page) for page in pages] == [(1, False)] * 2


def notes() -> list[tuple[str, str]]:
    standing = Note.objects.standing().order_by("pk")
    return list(standing.values_list("subject__title", "text"))


def test_the_comments_of_cells_become_notes(territory, manager):
    done = bring(territory, commented(D2="Relancer l’EPF", D3="Fait"), by=manager)
    assert notes() == [("Friche", "Statut\u00a0: Relancer l’EPF"), ("Quai", "Statut\u00a0: Fait")]
    assert done.counts["details"]["notes"] == 2
    assert {action.comment for action in Action.objects.all()} == {""}
    again = bring(territory, commented(D2="Relancer l’EPF", D3="Fait"), by=manager)
    assert kinds(again) == [RowKind.UNCHANGED] * 2
    more = send(territory, commented(D2="Relancer l’EPF", D3="Fait le 3 mai"), by=manager)
    assert kinds(more) == [RowKind.UNCHANGED, RowKind.CHANGED]
    assert in_words(more.counts["details"]) == (
        "Avec le détail des actions\u00a0: 1\u00a0remarque reprise en note."
    )
    operations.apply(more, by=manager)
    undoing.undo(more, by=manager)
    assert len(notes()) == 2


def test_words_that_a_field_takes_are_no_note(territory, manager):
    header = ("N°", "Axe", "Action", "Commentaires", "Observations")
    bring(territory, csv(("A1", "Foncier", "Friche", "Beau", "Projet"), header=header), by=manager)
    assert notes() == [("Friche", "Beau\nProjet")]


def forgotten(user) -> None:
    people.end_mandate(user.mandates.get(), on=date(2025, 5, 26), by=None)
    people.forget(user, by=None, reason="Demande de la personne.")


def test_the_comment_of_somebody_else_stays_when_a_person_is_forgotten(territory, manager):
    other = make_user(Role.PROJECT_MANAGER, territory=territory)
    action = make_action(territory, reference="A1", title="Friche", axis="foncier")
    add_note(action.subject, text="Avance bien", by=other)
    done = bring(territory, commented(D2="Relancer l’EPF"), by=manager)
    forgotten(manager)
    action.refresh_from_db()
    assert action.comment == "Avance bien"
    row = done.rows.get(action=action)
    assert (row.details, row.filled) == ({}, {})
    forgotten(other)
    action.refresh_from_db()
    assert action.comment == ""


def test_each_committee_keeps_its_day(territory, manager):
    header = ("N°", "Axe", "Action", "COPIL 12/03/2026", "COPIL 15/10/2026")
    content = csv(("A1", "Foncier", "Friche", "RAS", "RAS"), header=header)
    bring(territory, content, by=manager)
    assert notes() == [
        ("Friche", "COPIL 12/03/2026\u00a0: RAS"),
        ("Friche", "COPIL 15/10/2026\u00a0: RAS"),
    ]
    assert Action.objects.get().comment == "COPIL 15/10/2026\u00a0: RAS"
    assert kinds(bring(territory, content, by=manager)) == [RowKind.UNCHANGED]
