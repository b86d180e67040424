"""Blockages, links, places and notes go out with a plan; what was not changed there changes
nothing, and what was is seen or told."""

import csv
import io
from datetime import date, datetime
from typing import NamedTuple

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.standing import made_once
from usine.exchanges.models import Note
from usine.exchanges.operations import add_note
from usine.geography.models import Commune, Departement
from usine.ledger.queries import head
from usine.ledger.verification import verify
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import blocking, exports, links, locating
from usine.plans.fields import STATEMENT_COLUMNS
from usine.plans.models import Action
from usine.plans.tests.conftest import TODAY
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.reading.tests.spreadsheets import ods, ods_row, xlsx
from usine.values import clock

from ..operations import apply
from ..tables import table_of
from ..undoing import undo
from .imports import bring, kinds, send
from .test_round_trip import T2

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

Sheets = dict[str, list[list]]
NOTE = "Réunion\tdu  préfet\u00a0:\n= 2 points ; « suite » e\u0301"


class Standing(NamedTuple):
    """An action with all that people say of it, and its plan as it went out."""

    action: Action
    manager: User
    sheets: Sheets

    def send(self, *edits, on: date = date(2025, 5, 27)):
        """The plan sent back once cells are written in it: (sheet, line, header, value)."""
        for sheet, line, column, value in edits:
            rows = self.sheets[sheet]
            rows[line - 1][rows[0].index(column)] = value
        return send(
            self.action.territory,
            as_xlsx(self.sheets),
            filename="plan.xlsx",
            by=self.manager,
            on=on,
        )


@made_once
def plan() -> Standing:
    with clock.set_to(TODAY):
        territory = make_territory("Pays de Saint-Omer")
        manager = make_user(Role.PROJECT_MANAGER, territory=territory)
        departement = Departement.objects.create(
            code="62", name="Pas-de-Calais", region=territory.lead_region
        )
        for code, name in (("62765", "Saint-Omer"), ("62040", "Arques"), ("01004", "Ambérieu")):
            Commune.objects.create(code=code, name=name, departement=departement)
        action = make_action(
            territory, reference="A1", title="Friche", effective_on=date(2025, 1, 1)
        )
        other = make_action(territory, reference="A2", title="Friche", tags=["pilote"])
        locating.locate(action, communes=["62765", "01004"], point=(2.25, 50.75), by=manager)
        for day, kind in ((date(2025, 2, 1), "land"), (date(2025, 3, 1), "energy")):
            words = f"Pas de {kind}"
            blocking.block(action, kind=kind, words=words, by=manager, effective_on=day)
        blocking.block(other, kind="other", words="Gel", by=manager)
        blocking.lift_block(other, words="Dégel", by=manager)
        for text in (NOTE, "RAS", "Dernière"):
            add_note(action.subject, text=text, by=manager)
        links.add_link(action, kind="depends_on", other=other, by=manager)
        return Standing(action, manager, exported(territory))


def exported(territory) -> Sheets:
    actions = Action.objects.filter(territory=territory).order_by("pk")
    content = exports.xlsx(actions, axes=T2, private=True, head=head())
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {page.title: [[cell.value for cell in row] for row in page] for page in book}


def as_xlsx(sheets: Sheets) -> bytes:
    return xlsx(sheets=sheets)


def as_ods(sheets: Sheets) -> bytes:
    return ods({name: "".join(ods_row(*cells) for cells in rows) for name, rows in sheets.items()})


def told(plan_import) -> list[tuple[str, str, str]]:
    """What is not taken: the cell, its field and why."""
    entries = (each for row in plan_import.rows.order_by("position") for each in row.incomplete)
    return [(f"{each['sheet']}!{each['cell']}", each["field"], each["why"]) for each in entries]


def filled(plan_import) -> list[dict]:
    return [row.filled for row in plan_import.rows.order_by("position") if row.filled]


def test_what_people_say_of_actions_has_sheets_of_its_own(plan):
    sheets = plan.sheets
    day = datetime(2025, 5, 27)
    assert sheets["Blocages"] == [
        ["Ligne du plan", "Porte sur", "Depuis le", "Nature du blocage", "Ce qui bloque"],
        [2, "Friche", day.replace(month=2, day=1), "Foncier", "Pas de land"],
        [2, "Friche", day.replace(month=3, day=1), "Énergie et réseaux", "Pas de energy"],
        [3, "Friche", day, "Levé", "Dégel"],
    ]
    assert sheets["Liens"][1:] == [[2, "Friche", "Dépend de", "A2 – Friche"]]
    assert sheets["Lieux"][1:] == [
        [2, "Friche", "Ambérieu", "01004", None],
        [2, "Friche", "Saint-Omer", "62765", None],
        [2, "Friche", None, None, "50.75, 2.25"],
    ]
    assert [row[3] for row in sheets["Notes"][1:]] == [NOTE, "RAS", "Dernière"]
    assert [row[15] for row in sheets["Plan d’actions"]] == ["Étiquettes", None, "pilote"]


def test_a_link_to_a_restricted_action_of_another_plan_stays_here(plan):
    secret = make_action(make_territory("Ailleurs"), title="Secrète")
    links.add_link(plan.action, kind="same_project", other=secret, by=None)
    assert "Secrète" in str(exported(plan.action.territory)["Liens"])
    Action.objects.filter(pk=secret.pk).update(restricted=True)
    assert len(exported(plan.action.territory)["Liens"]) == 2


@pytest.mark.parametrize(("written", "kind"), [(as_xlsx, "xlsx"), (as_ods, "ods")])
def test_what_people_say_changes_nothing_when_it_comes_back(plan, written, kind):
    content = written(plan.sheets)
    back = send(plan.action.territory, content, filename=f"plan.{kind}", by=plan.manager)
    assert (kinds(back), told(back), filled(back)) == (["unchanged"] * 2, [], [])
    cells = back.account["cells"]
    assert cells["total"] == cells["read"] + cells["structure"] + cells["aside"]
    assert (back.counts["to_check"], back.counts["not_taken"]) == (0, [])


def test_a_csv_holds_them_for_readers_and_comes_back_unchanged(plan):
    actions = Action.objects.filter(territory=plan.action.territory).order_by("pk")
    content = "".join(exports.csv_lines(actions, axes=T2, private=True))
    first, second = csv.DictReader(io.StringIO(content), delimiter=";")
    columns = STATEMENT_COLUMNS.values()
    assert [first[column] for column in columns] == [
        "01/02/2025 ; Foncier ; Pas de land\n01/03/2025 ; Énergie et réseaux ; Pas de energy",
        "Dépend de ; A2 – Friche",
        "Ambérieu ; 01004\nSaint-Omer ; 62765\n50.75, 2.25",
        f"27/05/2025 ; {NOTE}\n27/05/2025 ; RAS\n27/05/2025 ; Dernière",
    ]
    assert [second[column] for column in columns] == ["27/05/2025 ; Levé ; Dégel", "", "", ""]
    for edited in (content, content.replace("Dépend de", "Même projet que")):
        back = send(plan.action.territory, edited.encode(), filename="plan.csv", by=plan.manager)
        assert (kinds(back), told(back), filled(back)) == (["unchanged"] * 2, [], [])
        not_taken = {each["header"] for each in back.columns if not each["field"]}
        assert not_taken >= set(columns)


def test_a_note_that_was_rewritten_is_another_note(plan):
    back = plan.send(("Notes", 3, "Note", "Rien à signaler"))
    assert filled(back) == [{"notes": ["Rien à signaler"]}]
    [_, line] = table_of(back.rows.order_by("-position")).lines
    assert {cell.field.name: cell.new for cell in line.cells}["notes"] == "1 note".replace(
        " ", "\u00a0"
    )
    apply(back, by=plan.manager)
    texts = Note.objects.standing().order_by("pk").values_list("text", flat=True)
    assert list(texts) == [NOTE, "RAS", "Dernière", "Rien à signaler"]
    plan.action.refresh_from_db()
    assert plan.action.comment == "Dernière"


def test_a_note_keeps_its_day(plan):
    back = plan.send(("Notes", 3, "Écrite le", date(2025, 1, 2)))
    why = "Une note garde le jour où elle a été écrite."
    assert (told(back), filled(back)) == ([("Notes!C3", "remarks", why)], [])


def test_a_line_of_note_without_a_note_is_told(plan):
    assert [cell for cell, *_ in told(plan.send(("Notes", 3, "Note", None)))] == ["Notes!C3"]


def test_another_nature_blocks_since_the_day_of_the_file(plan):
    back = plan.send(("Blocages", 3, "Nature du blocage", "Compétences"))
    assert [each["blocked"][1]["kind"] for each in filled(back)] == ["skills"]
    why = "L’action est bloquée depuis le jour du fichier, le 27\u00a0mai 2025."
    assert told(back) == [("Blocages!C3", "blockages", why)]
    assert back.counts["not_taken"] == [["Blocages", "C3"]]
    undo(apply(back, by=plan.manager), by=plan.manager)
    plan.action.refresh_from_db()
    assert (plan.action.blocked, verify()) == ("energy", [])


ON_SHEET = "Cela se dit sur la fiche de l’action\u00a0: cette ligne n’est pas reprise."


@pytest.mark.parametrize(
    "edits",
    [
        {
            ("Blocages", 2, "Nature du blocage", "Autre"): "CDE",  # a past one
            ("Blocages", 3, "Ce qui bloque", "Autrement"): "CDE",  # no other nature
            ("Liens", 2, "Avec", "A3 – Quai"): "CD",
            ("Lieux", 4, "Point", "50.75, 2.26"): "E",
        },
        {
            ("Blocages", 3, "Nature du blocage", None): "CE",
            ("Liens", 2, "Lien", "Même projet que"): "CD",
        },
        {("Blocages", 3, "Nature du blocage", "Levé"): "CDE"},
        {("Blocages", 3, "Depuis le", None): "DE"},
        {("Blocages", 3, "Depuis le", date(2025, 6, 1)): "CDE"},  # after the file
    ],
)
def test_what_the_sheet_of_an_action_alone_says_is_told(plan, edits):
    back = plan.send(*edits)
    fields = {"Blocages": "blockages", "Liens": "links", "Lieux": "places"}
    assert told(back) == [
        (f"{sheet}!{cell}{line}", fields[sheet], ON_SHEET)
        for (sheet, line, *_), cells in edits.items()
        for cell in cells
    ]
    assert (filled(back), kinds(back)) == ([], ["unchanged"] * 2)


def test_a_nature_of_the_day_of_the_file_is_taken_whole(plan):
    back = plan.send(
        ("Blocages", 3, "Depuis le", date(2025, 5, 27)),
        ("Blocages", 3, "Nature du blocage", "Compétences"),
    )
    assert [each["blocked"][1]["kind"] for each in filled(back)] == ["skills"]
    assert told(back) == []


def test_a_blockage_without_its_words_is_told(plan):
    back = plan.send(
        ("Blocages", 3, "Nature du blocage", "Foncier"), ("Blocages", 3, "Ce qui bloque", None)
    )
    assert [cell for cell, *_ in told(back)] == ["Blocages!C3", "Blocages!D3"]


def test_a_nature_is_not_said_before_what_the_plan_dates(plan):
    sheets = plan.sheets
    sheets["Blocages"][2][3:] = ["Foncier", "Autre"]
    sheets["Blocages"][2][2] = date(2025, 2, 10)
    back = plan.send(on=date(2025, 2, 15))
    assert [why for _, name, why in told(back) if name == "blockages"] == [ON_SHEET] * 3


def test_other_communes_are_seen(plan):
    back = plan.send(("Lieux", 3, "Commune", "Arques"), ("Lieux", 3, "Code Insee", "62040"))
    before = {"01004": "Ambérieu", "62765": "Saint-Omer"}
    after = {"01004": "Ambérieu", "62040": "Arques"}
    assert [each["communes"] for each in filled(back)] == [[before, after]]
    done = apply(back, by=plan.manager)
    assert set(plan.action.communes.values_list("pk", flat=True)) == {"01004", "62040"}
    undo(done, by=plan.manager)
    assert set(plan.action.communes.values_list("pk", flat=True)) == {"01004", "62765"}


NO_COMMUNE = "Aucune commune n’a ce code et ce nom\u00a0: le lieu de l’action reste tel quel."


@pytest.mark.parametrize(
    ("column", "value", "cells"),
    [
        ("Code Insee", "62040", "CD"),  # the name of one, the code of another
        ("Code Insee", None, "C"),
        ("Code Insee", 99999, "CD"),
    ],
)
def test_a_commune_whose_code_and_name_differ_is_told(plan, column, value, cells):
    back = plan.send(("Lieux", 3, column, value))
    assert told(back) == [(f"Lieux!{cell}3", "places", NO_COMMUNE) for cell in cells]
    assert filled(back) == []


def test_the_column_of_communes_comes_before_their_sheet(plan):
    sheets = plan.sheets
    for row, value in zip(sheets["Plan d’actions"], ("Communes", "", ""), strict=True):
        row.append(value)
    sheets["Plan d’actions"][1][-1] = "Atlantide"
    sheets["Lieux"][2][2:4] = ["Arques", "62040"]
    back = plan.send()
    assert ("Lieux!C3", "places", NO_COMMUNE) in told(back)
    assert not any("communes" in each for each in filled(back))


def test_what_people_say_comes_into_another_plan(plan):
    other = make_territory("Ailleurs")
    content = as_xlsx(plan.sheets)
    done = bring(other, content, filename="plan.xlsx")
    action = Action.objects.get(territory=other, reference="A1")
    assert (action.blocked, action.comment) == ("energy", "Dernière")
    assert set(action.communes.values_list("pk", flat=True)) == {"01004", "62765"}
    texts = Note.objects.standing().filter(subject=action.subject).order_by("pk")
    assert [each.text for each in texts][1:] == ["RAS", "Dernière"]
    fields = [name for _, name, why in told(done)]
    assert (fields.count("links"), fields.count("places")) == (2, 1)
    # The first blockage, and that which is lifted.
    assert fields.count("blockages") == 6
    since = action.blockages.standing().get().effective_on
    assert since == plan.action.blockages.standing().latest("effective_on").effective_on
    again = bring(other, content, filename="plan.xlsx")
    assert kinds(again) == ["unchanged"] * 2


def test_notes_of_another_day_say_it_in_another_plan(plan):
    sheets = plan.sheets
    sheets["Notes"][2][2] = date(2025, 1, 2)
    other = make_territory("Ailleurs")
    bring(other, as_xlsx(sheets), filename="plan.xlsx")
    text = "Note du 2\u00a0janvier 2025\u00a0: RAS"
    assert Note.objects.filter(text=text).count() == 1
    assert kinds(bring(other, as_xlsx(sheets), filename="plan.xlsx")) == ["unchanged"] * 2


def test_a_line_that_cannot_be_read_is_to_complete_and_no_note(plan):
    back = plan.send(("Blocages", 3, "Nature du blocage", "La lune"))
    why = "Nature du blocage\u00a0: «\u00a0La lune\u00a0» n’est pas dans la liste."
    assert {(name, why) for _, name, why in told(back)} == {("blockages", why)}
    assert filled(back) == []


def test_a_result_that_cannot_be_read_becomes_a_note(territory, manager):
    lines = [("Ligne du plan", "Porte sur", "Résultat", "Visé"), (2, "Friche", "Hectares", 3)]
    plan = [("Axe", "Action"), ("Foncier", "Friche")]
    content = xlsx(sheets={"Plan": plan, "Résultats": lines})
    back = send(territory, content, filename="plan.xlsx", by=manager)
    assert back.rows.get().details["notes"] == ["Résultats\u00a0: Hectares", "Résultats\u00a0: 3"]


def test_queries_do_not_follow_rows(plan, django_assert_num_queries):
    content = as_xlsx(plan.sheets)
    with CaptureQueriesContext(connection) as few:
        send(plan.action.territory, content, filename="plan.xlsx", by=plan.manager)
    for rank in range(3):
        action = make_action(plan.action.territory, reference=f"B{rank}", title=f"Quai {rank}")
        locating.locate(action, communes=["62040"], by=plan.manager)
        add_note(action.subject, text="Une", by=plan.manager)
        links.add_link(action, kind="depends_on", other=plan.action, by=plan.manager)
    content = as_xlsx(exported(plan.action.territory))
    with django_assert_num_queries(len(few)):
        send(plan.action.territory, content, filename="plan.xlsx", by=plan.manager)
