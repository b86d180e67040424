"""What is read and the plan does not take: amounts, words that block; and counts by axis."""

from datetime import date

import pytest

from usine.imports import operations
from usine.imports.comparison import count
from usine.imports.differences import differences
from usine.imports.queries import outcome
from usine.imports.reckoning import reckoning
from usine.imports.tallies import file_cells
from usine.reading.tests.spreadsheets import xlsx

from .imports import ECOLE, FRICHE, bring, csv, kinds, send, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HEADER = ("N°", "Action", "Axe", "Budget total", "Région obtenue", "Région versée")
PAID = ("1", "Usine-école", "Compétences", 1_200_000, 150_000, 180_000)
TOTAL = ("TOTAL", None, None, 1_200_000, 150_000, 180_000)
SUMMARY = [("Axe", "Nombre d'actions"), ("Compétences", 1), ("Foncier", 2)]


@pytest.fixture
def preview(territory):
    content = xlsx(sheets={"Plan": [HEADER, PAID, TOTAL], "Synthèse": SUMMARY})
    return send(territory, content, filename="plan.xlsx")


def with_status(words: str) -> tuple[str, ...]:
    return (*FRICHE[:5], words, *FRICHE[6:])


def plain(told: str) -> str:
    return " ".join(told.split())


def test_an_amount_that_is_not_taken_makes_its_total_a_difference(preview):
    accounts = reckoning(preview)
    assert accounts is not None
    assert [plain(each) for each in accounts.proofs] == [
        "Le total de « Budget total », 1 200 000 €, est retrouvé (Plan!D3)",
        "2 autres totaux sont retrouvés",
    ]
    assert plain(accounts.differences[-1].text) == (
        "Le fichier annonce 180 000 €, lus en entier, dont 0 € pour le plan : "
        "1 montant est à compléter (« Région versée », Plan!F3)."
    )
    assert (plain(accounts.taken), plain(str(accounts.aside))) == (
        "5 cellules sur 22 sont prises",
        "7 sont laissées de côté",
    )


def test_the_command_counts_it_set_aside_as_the_page_does(preview):
    told, cells = outcome(preview), file_cells(preview)
    counted = {"total": cells.total, "read": 5, "structure": cells.structure, "aside": cells.aside}
    assert told["cells"] == counted
    assert ("incomplete", "Plan", "F2", 1) in [
        (each["category"], each["sheet"], each["range"], each["count"]) for each in told["aside"]
    ]


def test_it_is_shown_set_aside_with_the_reason(signed_in, preview):
    at = preview.get_absolute_url()
    page = signed_in.get(at, {"fichier": "0", "lignes": "toutes"})
    assert "F2, à compléter : Le montant versé (180 000 €) dépasse" in plain(text(page))
    cells = dict(page.context["beside"].lines)[2]
    assert [cell.fate for cell in cells][-2:] == ["prise", "de côté"]
    other = dict(signed_in.get(at, {"fichier": "1"}).context["beside"].lines)
    assert {cell.fate for cell in other[2]} == {"de côté"}


def test_actions_counted_by_axis_are_no_euros(preview):
    accounts = reckoning(preview)
    assert accounts is not None
    assert [plain(gap.text) for gap in accounts.differences][:1] == [
        "Le fichier annonce 2 actions, nous lisons 0 action (« Foncier industriel », Synthèse!B3)."
    ]


def test_totals_of_lines_are_told_as_what_they_are(territory):
    header = ("N°", "Action", "Axe", "Budget 2025", "Budget 2026", "Budget total")
    rows = [("1", "Usine-école", "Compétences", 50_000, 70_000, 120_000)]
    rows += [("2", "Halle", "Foncier", 10_000, 20_000, 30_000)]
    preview = send(territory, xlsx(header, *rows), filename="plan.xlsx")
    accounts = reckoning(preview)
    assert accounts is not None
    assert [plain(each) for each in accounts.proofs] == [
        "La somme de la colonne des totaux de lignes, 150 000 €, est retrouvée (Plan!F2:F3)"
    ]


def test_the_words_that_a_closed_action_leaves_are_set_aside_and_told(signed_in, territory):
    bring(territory, csv(with_status("Réalisée"), ECOLE))
    preview = send(territory, csv(with_status("gelé"), ECOLE))
    assert (kinds(preview), preview.not_taken) == (["unchanged", "unchanged"], [["", "F2"]])
    cells, accounts = file_cells(preview), reckoning(preview)
    assert accounts is not None
    assert [plain(kind.text) for kind in accounts.kinds] == ["1 à compléter"]
    assert outcome(preview)["cells"]["aside"] == cells.aside == 1
    page = text(signed_in.get(preview.get_absolute_url(), {"lignes": "toutes"}))
    assert page.count("Le plan dit déjà la même chose.") == 1
    assert page.count("Rien à écrire : ce qui est à compléter reste de côté.") == 1
    assert page.count("Si l’action est encore bloquée, rouvrez-la sur sa page") == 1


def test_words_that_a_blockage_takes_are_not_set_aside(territory):
    bring(territory, csv(FRICHE))
    assert send(territory, csv(with_status("gelé"))).not_taken == []


def test_a_status_cell_is_set_aside_once(territory):
    bring(territory, csv(with_status("Réalisée")), on=date(2025, 5, 1))
    preview = send(territory, csv(with_status("reporté")), on=date(2025, 4, 1))
    assert preview.not_taken == [["", "F2"]]


def test_rows_that_wait_are_said_to_be_in_the_cells_taken(signed_in, territory):
    bring(territory, csv(FRICHE))
    preview = send(territory, csv(("A1", "Foncier", "Accueil des stagiaires", *FRICHE[3:])))
    told = "1 ligne à trancher y compte : rien n’en est écrit sans votre réponse."
    accounts = reckoning(preview)
    assert accounts is not None
    assert plain(accounts.asked) == told
    assert told in plain(text(signed_in.get(preview.get_absolute_url())))


LINES = [
    ("N°", "Action", "Axe", "Budget", "Emplois créés (réalisé)"),
    ("1", "Usine-école", "Compétences", "50 à 80 k€", "beaucoup"),
    ("2", "Friche du port", "Foncier", 150_000, 4),
    ("3", "Four", "Foncier", "à préciser", 2),
    ("TOTAL", None, None, 300_000, 9),
]
BY_AXIS = [("Axe", "Nombre d'actions", "Budget (€)"), ("Foncier", 2, 190_000), ("Innovation", 0, 9)]


def told(territory, **sheets) -> list[str]:
    preview = send(territory, xlsx(sheets=sheets), filename="plan.xlsx")
    return [plain(each.text) for each in differences(preview)]


def test_a_difference_tells_the_amounts_to_complete_that_it_lacks(territory):
    assert told(territory, Plan=LINES, Synthèse=BY_AXIS) == [
        "Le fichier annonce 300 000 €, nous lisons 150 000 € : "
        "2 montants sont à compléter (« Budget », Plan!D5).",
        "Le fichier annonce 9, nous lisons 6 (« Emplois créés (réalisé) », Plan!E5).",
        "Le fichier annonce 190 000 €, nous lisons 150 000 € : "
        "1 montant est à compléter (« Foncier industriel », Synthèse!C2).",
        "Le fichier annonce 9 €, nous lisons 0 € (« Innovation », Synthèse!C3).",
    ]


def test_a_row_set_aside_says_nothing_of_the_results_that_a_difference_lacks(territory):
    preview = send(territory, xlsx(sheets={"Plan": LINES}), filename="plan.xlsx")
    row = preview.rows.get(values__reference="2")
    told = differences(operations.set_aside(preview, rows=[row.pk], by=None))
    assert [plain(each.text) for each in told] == [
        "Le fichier annonce 300 000 €, nous lisons 150 000 € : 2 montants sont à compléter, "
        "dont 0 € pour le plan : 1 ligne est de côté (« Budget », Plan!D5).",
        "Le fichier annonce 9, nous lisons 6 (« Emplois créés (réalisé) », Plan!E5).",
    ]


def test_parts_that_do_not_make_their_whole_are_told_as_such(territory):
    heads = ("N°", "Action", "Axe", "État", "Région")
    first = ("1", "Usine-école", "Compétences", 40_000, 60_000)
    second = ("2", "Friche du port", "Foncier", 10_000, 10_000)
    totals = [(*heads, "Total"), (*first, 100_000), (*second, 50_000)]
    assert told(territory, Plan=totals) == [
        "Le total de « Friche du port » est de 50 000 €, ses parts font 20 000 € (Plan!F3)."
    ]
    costs = [(*heads, "Coût total"), (*first, 150_000), (*second, 50_000)]
    assert told(territory, Plan=costs) == [
        "Les totaux des lignes font 200 000 €, leurs parts 120 000 € (Plan!F2:F3)."
    ]
    steps = [
        ("N°", "Action", "Axe", "Budget"),
        ("1", "Usine-école", "Compétences", 600_000),
        (None, "  Étude", None, 80_000),
        (None, "  Travaux", None, 120_000),
    ]
    assert told(territory, Plan=steps) == [
        "Les sous-actions de « Usine-école » font 200 000 €, l’action dit 600 000 € (Plan!D2)."
    ]


def test_a_cell_that_the_reading_sets_aside_or_that_is_none_is_not_counted_again(territory):
    bring(territory, csv(with_status("Réalisée")))
    row = send(territory, csv(with_status("gelé"))).rows.get()
    [entry] = row.incomplete
    assert count([row])["not_taken"] == [["", "F2"]]
    row.incomplete = [entry, {name: entry[name] for name in ("sheet", "cell", "field")}]
    assert count([row])["not_taken"] == []
    row.incomplete = [entry | {"cell": "ligne 2"}]
    assert count([row])["not_taken"] == []
