"""What the plan takes of the figures that a file announces: the rest is a difference to answer."""

import json
from datetime import date

import pytest
from django.core.management import CommandError

from usine.imports import operations
from usine.imports.differences import compared, differences, in_words
from usine.imports.taken import TakenShare, taken_of, weighed
from usine.plans.models import Action
from usine.plans.operations import withdraw
from usine.reading.tests.spreadsheets import xlsx
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, bring, csv, send, text, url
from .test_plan_commands import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

REFUSED = ("X1", "Tourisme", "Pôle nature", "OT", "beaucoup", "En cours", "", "")
BEFORE = date(2025, 1, 10)
PLAN = [
    ("N°", "Axe", "Action", "Coût total"),
    ("1-1", "Foncier", "Méthaniseur", "500 k€"),
    ("1-2", "Foncier", "Géothermie", "250 k€"),
    ("TOTAL", None, None, "750 k€"),
]
PAID = [
    ("N° fiche", "Financeur", "Année", "Demandé (k€)", "Accordé (k€)", "Versé (k€)"),
    ("1-1", "ADEME", 2026, 300, 200, 250),
    ("1-1", "Région", 2026, 400, 400, 0),
    ("1-2", "Région", 2026, 100, 50, 50),
    ("TOTAL", None, None, 800, 650, 300),
]


@pytest.fixture
def preview(territory):
    content = xlsx(sheets={"Suivi": PLAN, "Financement": PAID})
    return send(territory, content, filename="plan.xlsx")


def plain(sentence: str) -> str:
    return " ".join(sentence.split())


def told(preview) -> list[str]:
    return [plain(each.text) for each in differences(preview)]


def of_plan(announced: str, taken: str, reasons: str, where: str) -> str:
    outcome = "toutes lues" if "action" in announced else "lus en entier"
    return (
        f"Le fichier annonce {announced}, {outcome}, dont {taken} pour le plan : "
        f"{reasons} ({where})."
    )


ONE = "1 montant est à compléter"
LEFT = [
    of_plan("800 000 €", "400 000 €", ONE, "« Demandé (k€) », Financement!D5"),
    of_plan("650 000 €", "250 000 €", ONE, "« Accordé (k€) », Financement!E5"),
    of_plan("300 000 €", "50 000 €", ONE, "« Versé (k€) », Financement!F5"),
]


def test_amounts_that_the_plan_does_not_take_are_to_answer(preview):
    assert told(preview) == LEFT
    assert [(each["cell"], each["summed"]) for each in compared(preview)[1]] == [("D4", "D2:D3")]
    with pytest.raises(Refused, match="écart"):
        operations.submit(preview, by=None)
    seen = [each.name for each in differences(preview)]
    operations.submit(preview, by=None, seen=seen)
    amounts = Action.objects.get(reference="1-1").funding.values_list("asked", "granted", "paid")
    assert sorted(map(str, amounts)) == ["(30000000, 20000000, None)", "(None, None, 0)"]


def test_a_row_set_aside_takes_its_amounts_out_too(preview):
    row = preview.rows.get(values__reference="1-2")
    before = [each.name for each in differences(preview)]
    preview = operations.set_aside(preview, rows=[row.pk], by=None)
    reasons = "1 ligne est de côté, 1 montant est à compléter"
    assert told(preview)[0] == of_plan(
        "800 000 €", "300 000 €", reasons, "« Demandé (k€) », Financement!D5"
    )
    # Whoever saw the former figures has not seen these.
    assert not {*before} & {each.name for each in differences(preview)}


def test_a_sum_that_the_rows_do_not_make_is_taken_in_part(preview):
    entry = {**compared(preview)[0][0].entry, "read": 1}
    rows = list(weighed(preview))
    taken = taken_of(entry, rows)
    assert taken == TakenShare(None, 0, 0, 1)
    assert "dont une partie pour le plan : 1 montant est à compléter" in plain(
        in_words(entry, taken)
    )
    # A total of cells that nobody knows proves nothing where a cell of its column is left.
    proof = {**entry, "summed": "", "announced": 1}
    count = {**proof, "what": "actions"}
    preview.account = {"differences": [], "proofs": [proof, count]}
    assert compared(preview) == ([], [count])


def test_the_page_that_applies_lists_what_is_to_complete(signed_in, preview):
    page = plain(text(signed_in.get(url("submit", preview))))
    assert '<h2 class="fr-h6 fr-mb-1w">À compléter</h2>' in page
    assert "Financement F2 : « 250 ». Le montant versé (250 000 €) dépasse" in page
    assert page.count("J’ai vu cet écart") == len(LEFT)


def test_the_command_is_strict_about_them(territory, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(xlsx(sheets={"Suivi": PLAN, "Financement": PAID}))
    sent = ("import_plan", path, "--territory", territory.slug)
    with pytest.raises(CommandError, match="un écart"):
        run(*sent, "--strict")
    assert not Action.objects.exists()
    assert LEFT[0] in plain(run(*sent, "--dry-run"))
    printed = json.loads(run(*sent, "--format", "json"))
    assert [(each["read"], each["taken"]) for each in printed["differences"]] == [
        (800_000_00, 400_000_00),
        (650_000_00, 250_000_00),
        (300_000_00, 50_000_00),
    ]


def test_a_budget_that_the_plan_says_otherwise_since_is_not_taken(territory):
    bring(territory, csv(FRICHE))
    total = ("", "", "TOTAL", "", "400000", "", "", "")
    lines = ("Budget total : 400 000 €", *[""] * 7), total
    preview = send(territory, csv((*FRICHE[:4], "400000", *FRICHE[5:]), *lines), on=BEFORE)
    assert told(preview) == [
        of_plan("400 000 €", "0 €", ONE, "« Budget (€) », E4"),
        of_plan("400 000 €", "0 €", ONE, "« Budget prévisionnel », A3"),
    ]


def test_a_row_that_the_plan_refuses_is_in_no_total(territory):
    bring(territory, csv(FRICHE))
    withdraw(Action.objects.get(), reason="Doublon", by=None)
    preview = send(territory, csv(FRICHE, ECOLE, REFUSED, ("2 actions", *[""] * 7)))
    assert told(preview) == [of_plan("2 actions", "1 action", "1 ligne est refusée", "A5")]


def test_a_financing_over_its_budget_takes_nothing_and_says_so(territory):
    bring(territory, xlsx(sheets={"Suivi": PLAN, "Financement": [PAID[0], PAID[3]]}))
    Action.objects.filter(reference="1-2").update(planned_budget=60_000_00)
    heads = ("N°", "Axe", "Action")
    sheets = {
        "Suivi": [heads, ("1-2", "Foncier", "Géothermie")],
        "Financement": [
            PAID[0],
            ("1-2", "Europe", 2027, None, 5, None),
            ("1-2", "Région", 2026, 100, 50, 40),
        ],
    }
    preview = send(territory, xlsx(sheets=sheets), filename="plan.xlsx")
    [row] = preview.rows.all()
    assert [(each["cell"], each["cents"]) for each in row.incomplete] == [
        ("F3", 40_000_00),
        ("E2", 5_000_00),
    ]
    assert (row.kind, preview.counts["unwritten"]) == ("unchanged", 2)


def test_a_summary_by_status_that_is_read_otherwise_is_to_answer(territory):
    plan = [("N°", "Axe", "Action", "Statut"), ("A1", "Foncier", "Friche", "En cours")]
    plan += [("A2", "Foncier", "Halle", "Lancé"), ("A3", "Foncier", "Dock", "En cours")]
    plan += [("A4", "Foncier", "Quai", "Terminé")]
    counts = [("Statut", "Nombre"), ("En cours", 2), ("Terminé", 2)]
    content = xlsx(sheets={"Plan": plan, "Synthèse": counts})
    preview = send(territory, content, filename="plan.xlsx")
    where = "(« En cours de réalisation », Synthèse!B2)"
    assert told(preview) == [
        f"Le fichier annonce 2 actions, nous lisons 3 actions {where}.",
        "Le fichier annonce 2 actions, nous lisons 1 action (« Réalisée », Synthèse!B3).",
    ]
    row = preview.rows.get(values__reference="A2")
    preview = operations.set_aside(preview, rows=[row.pk], by=None)
    assert told(preview)[0] == (
        "Le fichier annonce 2 actions, nous lisons 3 actions, dont 2 actions pour le plan : "
        f"1 ligne est de côté {where}."
    )
    assert preview.account["aside"][-1]["message"] == "synthèse, comparée à ce qui est lu"
