"""Several rows at once: given a value, set aside, taken up again."""

import pytest

from usine.imports import giving, operations, settling
from usine.imports.models import PlanImport
from usine.plans import vocabulary
from usine.reading import Answers
from usine.reading.tests.spreadsheets import xlsx
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, HEADER, csv, kinds, many, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HALLE = ("B1", "", "Halle de marché", "", "", "", "", "")
PER = "PETR"


def values(preview: PlanImport, name: str) -> list:
    return [row.values.get(name) for row in preview.rows.order_by("position")]


def keys(preview: PlanImport) -> list[int]:
    return list(preview.rows.order_by("position").values_list("pk", flat=True))


def give(preview: PlanImport, field: str, words: str, **options):
    rows = options.pop("rows", keys(preview))
    return giving.give_value(preview, rows=rows, field=field, text=words, by=None, **options)


@pytest.mark.parametrize(
    ("field", "words", "written", "value"),
    [
        ("axis", "Foncier", "Foncier", "foncier"),
        ("lead", " PETR du Pays ", "PETR du Pays", "PETR du Pays"),
        ("planned_budget", "350 k€", "350000,00 €", 350_000_00),
        ("planned_budget", "12,5", "12,50 €", 12_50),
        ("start", "01/02/2026", "2026-02-01", ["2026-02-01", "day"]),
        ("end", "T3 2029", "T3 2029", ["2029-07-01", "quarter"]),
    ],
)
def test_rows_are_given_a_value_as_if_their_cells_said_it(territory, field, words, written, value):
    preview = give(send(territory, csv(FRICHE, HALLE)), field, words)
    assert values(preview, field) == [value, value]
    column = "ABCDEFGH"[[each[1] for each in _columns()].index(field)]
    assert preview.corrections == {f"{column}2": written, f"{column}3": written}
    assert preview.replies["given"][0]["lines"] == [["", 2, 1], ["", 3, 1]]


def _columns() -> list[tuple[str, str]]:
    fields = ("reference", "axis", "title", "lead", "planned_budget", "status", "start", "end")
    return list(zip(HEADER, fields, strict=True))


def test_a_status_and_what_columns_count_in(territory):
    header = (*HEADER[:4], "Budget (k€)", *HEADER[5:])
    preview = send(territory, csv((*FRICHE[:4], "350", *FRICHE[5:]), header=header))
    preview = give(preview, "planned_budget", "420 000 €")
    assert values(preview, "planned_budget") == [420_000_00]
    preview = give(preview, "status", "Réalisée")
    assert preview.rows.get().status == "done"


def test_dates_are_the_days_that_users_wrote_where_the_month_comes_first(territory):
    months = [(f"A{n}", "Foncier", f"Halle {n}", f"{n}/25/2025") for n in (1, 2, 3)]
    preview = send(territory, csv(*months, header=("N°", "Axe", "Action", "Début")))
    assert values(preview, "start")[0] == ["2025-01-25", "day"]
    given = give(preview, "start", "03/04/2025", rows=keys(preview)[:1])
    assert values(given, "start")[0] == ["2025-04-03", "day"]


@pytest.mark.parametrize(
    ("field", "words", "why"),
    [
        ("steps", "Étude", "Choisissez la colonne"),
        ("title", "Halle", "Choisissez la colonne"),
        ("status", "Tartempion", "« Tartempion »"),
        ("planned_budget", "beaucoup", "« beaucoup »"),
        ("planned_budget", "NC", "« NC » ne donne aucune valeur"),
        ("lead", " ", "Écrivez la valeur"),
        ("lead", "x" * 5_001, "La valeur dépasse"),
    ],
)
def test_what_gives_no_value_is_refused_with_a_sentence(territory, field, words, why):
    preview = send(territory, csv(FRICHE))
    with pytest.raises(Refused) as refusal:
        give(preview, field, words)
    assert why in str(refusal.value).replace("\u00a0", " ")
    preview.refresh_from_db()
    assert (preview.corrections, preview.replies) == ({}, {})


def test_a_sheet_without_the_column_takes_one(territory):
    sheets = {"Plan": [HEADER, FRICHE], "Suite": [HEADER[:4], ECOLE[:4]]}
    preview = send(territory, xlsx(sheets=sheets), filename="plan.xlsx")
    assert values(give(preview, "lead", PER), "lead") == [PER, PER]
    given = give(preview, "status", "Réalisée")
    assert list(given.rows.values_list("status", flat=True)) == ["done", "done"]
    assert given.corrections["Suite!E1"] == "Statut"


def test_a_field_without_a_column_takes_the_first_free_one(territory):
    preview = send(territory, csv((*FRICHE, "x"), ECOLE, header=HEADER))
    assert values(preview, "priority") == [None, None]
    preview = give(preview, "priority", "haute", rows=keys(preview)[:1])
    assert preview.corrections == {"J1": "Priorité", "J2": "haute"}
    preview = give(preview, "priority", "basse", rows=keys(preview)[1:])
    assert values(preview, "priority") == ["high", "low"]
    # Its header stays as long as a value stands under it.
    preview = settling.retract(preview, given=0, by=None)
    assert preview.corrections == {"J1": "Priorité", "J3": "basse"}
    assert values(preview, "priority") == [None, "low"]
    preview = settling.retract(preview, given=0, by=None)
    assert preview.corrections == {}


def test_a_sheet_that_takes_no_column_is_named(territory):
    header = HEADER[:4]
    right = ("C1", "Compétences", "École de production", "UIMM")
    beside = [(*header, None, *header), (*FRICHE[:4], None, *right)]
    sheets = {"Plan": [HEADER, FRICHE], "Suite": beside}
    preview = send(territory, xlsx(sheets=sheets), filename="plan.xlsx")
    with pytest.raises(Refused, match=r"2.lignes sans cellule pour .*\(Suite ligne 2, Suite"):
        give(preview, "priority", "haute", rows=keys(preview)[1:])
    alone = send(territory, xlsx(sheets={"Suite": beside}), filename="plan.xlsx")
    assert giving.new_fields(alone) == {}


def test_a_column_that_is_not_understood_is_refused(territory):
    answers = Answers(columns={"priorite": ""})
    preview = send(territory, csv(FRICHE), answers=answers)
    with pytest.raises(Refused, match=r"n’a pas de colonne «.Priorité.»"):
        give(preview, "priority", "haute")
    preview.refresh_from_db()
    assert (preview.corrections, preview.state) == ({}, "ready")


def test_two_columns_that_say_one_field_are_corrected_row_by_row(territory):
    header = (*HEADER, "Partenaires", "Autres partenaires")
    preview = send(territory, csv((*FRICHE, "CCI", "EPF"), header=header))
    assert values(preview, "partners") == [["CCI", "EPF"]]
    with pytest.raises(Refused, match="Plusieurs colonnes disent"):
        give(preview, "partners", PER)


def test_columns_of_ticks_are_not_given_a_word(territory):
    header = ("N°", "Axe", "Action", "À initier", "En cours", "Réalisée")
    rows = [(f"A{n}", "Foncier", f"Halle {n}", *("x" * (n == i) for i in range(3))) for n in (0, 1)]
    preview = send(territory, csv(*rows, header=header))
    assert list(preview.rows.values_list("status", flat=True)) == ["to_start", "in_progress"]
    assert giving.given_fields(preview) == {"axis": "Axe"}


def test_an_action_on_several_lines_says_its_value_once(territory):
    header = ("N°", "Axe", "Action", "Budget (€)")
    lines = [("A1", "Foncier", "Halle", 1000), ("", "", "", 2000), (*ECOLE[:3], None)]
    content = xlsx(header, *lines, merges=["A2:A3", "B2:B3", "C2:C3"])
    preview = send(territory, content, filename="plan.xlsx")
    assert values(preview, "planned_budget")[0] == 3_000_00
    given = give(preview, "planned_budget", "5 000", rows=keys(preview)[:1])
    assert values(given, "planned_budget") == [5_000_00, None]
    assert given.corrections == {"Plan!D2": "5000,00 €", "Plan!D3": ""}


def test_what_was_given_is_taken_back_at_once(territory):
    preview = settling.settle(send(territory, csv(FRICHE, HALLE)), cells={"D3": "EPF"}, by=None)
    preview = give(preview, "lead", PER)
    preview = settling.settle(preview, cells={"D2": "CMA"}, by=None)
    assert values(preview, "lead") == ["CMA", PER]
    preview = settling.retract(preview, given=0, by=None)
    assert preview.corrections == {"D2": "CMA", "D3": "EPF"}
    assert preview.replies["given"] == []
    preview = settling.retract(give(preview, "axis", "Foncier"), given=0, by=None)
    assert preview.corrections == {"D2": "CMA", "D3": "EPF"}
    with pytest.raises(Refused, match="répondez de nouveau"):
        settling.retract(preview, given=0, by=None)


def test_what_was_given_is_changed(territory):
    preview = give(send(territory, csv(FRICHE, HALLE)), "lead", PER)
    again = give(preview, "lead", "EPF", rows=giving.rows_given(preview, 0), instead_of=0)
    assert values(again, "lead") == ["EPF", "EPF"]
    assert [each["text"] for each in again.replies["given"]] == ["EPF"]
    assert giving.rows_given(again, 7) == []


def test_the_actions_of_a_table_that_is_turned_are_told_apart(territory):
    turned = [
        ("Intitulé", "Halle", "Friche", "École"),
        ("Axe", "Foncier", "Foncier", "Compétences"),
        ("Porteur", "CCI", "EPF", "UIMM"),
        ("Statut", "En cours", "En cours", "En cours"),
    ]
    preview = send(territory, xlsx(*turned), filename="plan.xlsx")
    assert values(preview, "title") == ["Halle", "Friche", "École"]
    middle = keys(preview)[1:2]
    operations.set_aside(preview, rows=middle, by=None)
    preview = give(preview, "lead", PER, rows=middle)
    assert values(preview, "lead") == ["CCI", PER, "UIMM"]
    assert kinds(preview) == ["new", "aside", "new"]
    assert giving.rows_given(preview, 0) == keys(preview)[1:2]


# Through the pages.


def test_ticked_rows_are_given_a_value_and_one_click_takes_it_back(signed_in, territory):
    preview = send(territory, csv(FRICHE, ECOLE, HALLE))
    at = f"{url('give_value', preview)}?lignes=toutes"
    sent = {"ligne": keys(preview)[:2], "champ": "lead", "valeur": PER}
    page = signed_in.post(at, sent, follow=True)
    assert page.redirect_chain[-1][0].endswith("?lignes=toutes#ligne-0")
    assert "2 lignes disent maintenant « PETR »" in text(page)
    assert 'name="retirer" value="donnee:0"' in text(page)
    preview.refresh_from_db()
    assert values(preview, "lead") == [PER, PER, None]
    undone = signed_in.post(f"{url('retract', preview)}?lignes=toutes", {"retirer": "donnee:0"})
    assert undone.url.endswith("?lignes=toutes#reponses")
    assert values(preview, "lead") == ["CCI", "UIMM", None]


def test_a_refused_value_keeps_what_was_ticked_and_typed(signed_in, territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    first, second = keys(preview)
    sent = {"ligne": [second], "champ": "status", "valeur": "Tartempion"}
    page = signed_in.post(f"{url('give_value', preview)}?lignes=toutes", sent, follow=True)
    assert "« Tartempion »" in text(page)
    assert f'value="{second}" checked' in text(page)
    assert f'value="{first}" checked' not in text(page)
    assert '<option value="status" selected>' in text(page)
    assert 'name="valeur" value="Tartempion"' in text(page)
    nothing = signed_in.post(f"{url('give_value', preview)}?lignes=toutes", {}, follow=True)
    assert "Aucune ligne n’est cochée" in text(nothing)


def test_all_the_rows_of_a_tab_are_given_a_value(signed_in, territory, monkeypatch):
    monkeypatch.setattr("usine.imports.previews.ROWS", 2)
    preview = send(territory, many(5))
    at = f"{preview.get_absolute_url()}?lignes=toutes"
    page = text(signed_in.get(f"{at}&cocher=page"))
    assert page.count(" checked>") == 2
    assert "Les 5 lignes de cet onglet, sur toutes ses pages" in page
    refused = {"onglet": "on", "champ": "status", "valeur": "Tartempion"}
    page = signed_in.post(f"{url('give_value', preview)}?lignes=toutes", refused, follow=True)
    assert 'name="onglet" checked>' in text(page)
    sent = {"onglet": "on", "champ": "lead", "valeur": PER}
    page = signed_in.post(f"{url('give_value', preview)}?lignes=toutes", sent, follow=True)
    assert "5 lignes disent maintenant « PETR »" in text(page)
    assert values(preview, "lead") == [PER] * 5


def test_one_goes_back_to_the_next_row_of_the_tab(signed_in, territory):
    preview = send(territory, many(4))
    at = f"{url('set_aside', preview)}?lignes=nouvelles"
    _, second, _, last = keys(preview)
    assert signed_in.post(at, {"ligne": second}).url.endswith("?lignes=nouvelles#ligne-2")
    assert signed_in.post(at, {"ligne": last}).url.endswith("?lignes=nouvelles#lignes")
    typed = {"cellule:D4": "EPF", "avant:D4": "CCI"}
    at = f"{url('settle', preview)}?lignes=toutes"
    assert signed_in.post(at, {**typed, "retour": "2"}).url.endswith("#ligne-2")
    assert signed_in.post(at, {**typed, "avant:D4": "x"}).url.endswith("#lignes")


def test_what_cannot_be_set_aside_or_taken_up_is_said(signed_in, territory):
    preview = send(territory, csv(FRICHE, ("Z9", "Foncier", "")))
    assert kinds(preview) == ["new", "refused"]
    at = f"{url('set_aside', preview)}?lignes=toutes"
    sound, refused = keys(preview)
    page = signed_in.post(at, {"ligne": refused}, follow=True)
    assert "il n’y a rien à laisser de côté" in text(page)
    page = signed_in.post(at, {"ligne": [sound, refused], "reprendre": ""}, follow=True)
    assert "il n’y a rien à reprendre" in text(page)
    page = signed_in.post(at, {"ligne": [sound, refused]}, follow=True)
    assert "1 ligne mise de côté" in text(page)


def test_the_lists_of_values_are_those_of_the_plan(territory):
    preview = send(territory, csv(FRICHE))
    labels = vocabulary.of_period(territory.period_id).by_name["status"].labels
    assert {label for _, label in labels} <= set(giving.given_texts(preview))
    bare = send(territory, csv(("A1", "Halle"), header=("N°", "Action")))
    assert giving.given_fields(bare) == {}
    assert {"axis", "status", "priority", "lead"} <= giving.new_fields(bare).keys()
    assert give(bare, "axis", "Foncier").rows.get().kind == "new"
