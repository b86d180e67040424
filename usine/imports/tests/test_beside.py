"""The file shown beside its preview, with what became of each of its cells."""

import pytest

from usine.imports import beside as module
from usine.imports import operations
from usine.imports.models import ImportFile
from usine.reading.tests.spreadsheets import xlsx

from .imports import FRICHE, HEADER, csv, many, send, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

SHEETS = {
    "Plan": [(*HEADER, "Météo"), (*FRICHE[:6], "bientôt", None, "beau"), ("TOTAL",)],
    "Contacts": [("Nom", "Rôle"), ("UIMM", "partenaire")],
}


@pytest.fixture
def preview(territory):
    return send(territory, xlsx(sheets=SHEETS), filename="plan.xlsx")


def test_each_cell_is_kept_with_what_it_became(preview):
    assert [[*line[:2], line[3]] for line in ImportFile.objects.get().lines] == [
        ["Plan", 1, "sssssssss"],
        ["Plan", 2, "rrrrrra a"],
        ["Plan", 3, "s"],
        ["Contacts", 1, "aa"],
        ["Contacts", 2, "aa"],
    ]


def test_the_file_is_shown_when_it_is_asked(signed_in, preview):
    at = preview.get_absolute_url()
    assert 'fichier=0#fichier">Voir le fichier à côté</a>' in text(signed_in.get(at))
    for asked in ("", "x"):
        assert signed_in.get(at, {"fichier": asked}).context["beside"] is None
    page = signed_in.get(at, {"fichier": "0"})
    assert "Fermer le fichier" in text(page)
    assert page.context["beside"].sheets == [(0, "Plan"), (1, "Contacts")]
    assert page.context["beside"].letters == list("ABCDEFGHI")
    [weather] = [cell for cell in dict(page.context["beside"].lines)[2] if cell.text == "beau"]
    assert weather.why == "son contenu ne ressemble pas à ce que dit son en-tête"
    assert f"beau <em>{weather.why}</em>" in text(page)
    assert '<span class="fr-sr-only"> (prise)</span>' in text(page)
    lines = dict(page.context["beside"].lines)
    assert lines[3] == [("TOTAL", "titre ou total", "structure", ""), *[("", "", "", "")] * 8]
    last = signed_in.get(at, {"fichier": "99"})
    assert last.context["beside"].sheet == 1


def test_a_long_file_is_shown_page_by_page(signed_in, territory, monkeypatch):
    monkeypatch.setattr(module, "LINES", 2)
    at = send(territory, many(4)).get_absolute_url()
    first = text(signed_in.get(at, {"fichier": "0", "part": "x"}))
    assert ("Lignes suivantes" in first, "Lignes précédentes" in first) == (True, False)
    last = text(signed_in.get(at, {"fichier": "0", "part": "3"}))
    assert ("Lignes suivantes" in last, "Lignes précédentes" in last) == (False, True)
    assert "page 3 sur 3" in last


def test_a_file_that_was_not_understood_has_no_grid(signed_in, territory):
    sent = send(territory, csv(("A1", "x"), header=("Réf", "Porteur")))
    assert signed_in.get(sent.get_absolute_url(), {"fichier": "0"}).context["beside"] is None


def test_the_file_goes_once_applied(signed_in, preview):
    operations.apply(preview, by=None)
    page = signed_in.get(preview.get_absolute_url(), {"fichier": "0"})
    assert page.context["beside"] is None


def test_cells_of_a_refused_row_say_why_and_long_texts_say_that_they_go_on(signed_in, territory):
    refused = ("X1", "Tourisme", "L" * 80, *FRICHE[3:])
    sent = send(territory, csv(FRICHE, refused), by=None)
    page = signed_in.get(sent.get_absolute_url(), {"fichier": "0"})
    cells = dict(page.context["beside"].lines)[3]
    assert cells[2].text == f"{'L' * 60}…"
    # Once for the cells that follow each other.
    assert [cell.why == cells[0].why for cell in cells[:4]] == [True, False, True, False]
    assert [cell.fate for cell in cells[:4]] == ["de côté"] * 4
    assert cells[0].why.startswith("ligne refusée\u00a0: «\u00a0Tourisme\u00a0»")
    reasons = page.context["beside"].reasons
    assert [reasons.of(*cell, "a") for cell in ((99, 0), (3, 99))] == [("other", "")] * 2
    assert reasons.of(3, 0, "r") == ("", "")


def shown(client, preview, motive: str, sheet: int = 0):
    sent = {"fichier": sheet, "motif": motive}
    page = client.get(preview.get_absolute_url(), sent).context["beside"]
    return page.sheet, [number for number, _ in page.lines], page.only


def test_the_sentence_of_accounting_leads_to_the_cells_that_it_counts(signed_in, territory):
    refused = ("X1", "Tourisme", "Pôle", *FRICHE[3:])
    halle = ("A2", "Foncier", "Halle", *FRICHE[3:])
    rows = [(*HEADER, "Météo"), (*FRICHE[:6], "bientôt", None, "beau"), refused, halle]
    sheets = {"Plan": rows, "Contacts": SHEETS["Contacts"]}
    preview = send(territory, xlsx(sheets=sheets), filename="plan.xlsx")
    last = [preview.rows.latest("position").pk]
    preview = operations.set_aside(preview, rows=last, by=None)
    page = signed_in.get(preview.get_absolute_url())
    for kind in page.context["reckoning"].kinds:
        assert f'href="{kind.address.replace("&", "&amp;")}"' in page.content.decode()
    assert shown(signed_in, preview, "refusees") == (0, [1, 3], "dans des lignes refusées")
    assert shown(signed_in, preview, "a-completer") == (0, [1, 2, 3], "à compléter")
    assert shown(signed_in, preview, "colonnes") == (0, [1, 2], "dans des colonnes non reprises")
    assert shown(signed_in, preview, "laissees") == (0, [1, 4], "dans des lignes mises de côté")
    assert shown(signed_in, preview, "feuilles") == (1, [1, 2], "dans d’autres feuilles")
    # What is no kind of reason, or has no cell, leaves the whole sheet.
    assert shown(signed_in, preview, "couleurs", 1) == (1, [1, 2], "")
    assert shown(signed_in, preview, "x") == (0, [1, 2, 3, 4], "")


def test_the_lines_of_one_kind_are_left_from_where_they_are(signed_in, preview, monkeypatch):
    monkeypatch.setattr(module, "LINES", 1)
    at = preview.get_absolute_url()
    page = text(signed_in.get(at, {"fichier": "0", "motif": "feuilles"}))
    assert "de côté, <strong>dans d’autres feuilles</strong>" in page
    assert 'fichier=1#fichier">Voir tout le fichier</a>' in page
    assert 'fichier=1&amp;motif=feuilles&amp;part=2#fichier">Lignes suivantes</a>' in page


def test_a_high_group_of_cells_is_told_like_the_others(signed_in, territory, monkeypatch):
    monkeypatch.setattr(module, "HIGH", 1)
    rows = [
        (f"A{number}", "Foncier", f"Halle {number}", *FRICHE[3:], "beau") for number in range(3)
    ]
    preview = send(territory, csv(*rows, header=(*HEADER, "Météo")))
    assert shown(signed_in, preview, "colonnes") == (
        *(0, [1, 2, 3, 4]),
        "dans des colonnes non reprises",
    )
