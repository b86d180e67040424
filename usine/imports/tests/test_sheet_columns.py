"""Columns of the action sheet in files: objectives, results, people, sectors, communes, steps."""

import pytest

from usine.geography.models import Commune, Departement
from usine.imports import operations, settling, undoing
from usine.imports.memory import answers_from, remembered_words
from usine.imports.models import WordMeaning
from usine.imports.queries import outcome
from usine.imports.states import RowKind
from usine.imports.tables import table_of
from usine.ledger.verification import verify
from usine.plans import locating
from usine.plans.history import history
from usine.plans.models import Action, Milestone
from usine.territories.models import Member
from usine.territories.sectors import add_sector
from usine.values.errors import Refused

from .imports import bring, csv, kinds, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HEADER = ("N°", "Axe", "Action")
FRICHE = ("A1", "Foncier", "Friche")


def one(header: str, cell: str) -> bytes:
    return csv((*FRICHE, cell), header=(*HEADER, header))


@pytest.mark.parametrize(
    ("header", "cell", "name", "value"),
    [
        ("Objectifs", "Rouvrir le site", "objectives", "Rouvrir le site"),
        ("Résultats attendus", "Un site", "expected_results", "Un site"),
        ("Livrables", "Un plan", "expected_results", "Un plan"),
        ("Indicateurs attendus", "12 visites", "expected_results", "12 visites"),
        ("Chef de file", "EPF", "lead", "EPF"),
        ("Référent", "Chargée de mission", "referent", "Chargée de mission"),
        ("Personne à contacter", "Chargée de mission", "referent", "Chargée de mission"),
        ("Filière", "Bois", "sectors", ["bois"]),
        ("Mots-clés", "friche, bois", "tags", ["friche", "bois"]),
    ],
)
def test_each_column_gives_its_field_and_gives_nothing_again(
    territory, manager, header, cell, name, value
):
    bring(territory, one(header, f'"{cell}"'), by=manager)
    assert getattr(Action.objects.get(), name) == value
    assert kinds(bring(territory, one(header, f'"{cell}"'), by=manager)) == [RowKind.UNCHANGED]


def test_a_sector_is_asked_answered_and_remembered(territory, manager):
    wood = add_sector(label="Menuiserie", by=None)
    content = one("Filières", '"Menuiserie, Machin"')
    preview = send(territory, content, by=manager)
    [asked] = preview.account["questions"]
    assert (asked["field"], asked["word"]) == ("sectors", "Machin")
    assert [wood.code, "Menuiserie"] in asked["options"]
    with pytest.raises(Refused, match="répondez de nouveau"):
        settling.settle(preview, answers={"sectors": {"machin": "rien"}}, by=manager)
    answers = {"sectors": {"machin": "bois"}}
    preview = settling.settle(preview, answers=answers, by=manager)
    operations.apply(preview, by=manager)
    assert Action.objects.get().sectors == [wood.code, "bois"]
    assert remembered_words(territory) == answers
    meaning = WordMeaning.objects.get()
    assert meaning.meaning == "Filières\u00a0: Bois"
    meaning.code = ""
    assert meaning.meaning == "Filières\u00a0: –"
    again = send(territory, content, by=manager)
    assert (kinds(again), again.account["questions"]) == ([RowKind.UNCHANGED], [])


def test_an_answer_that_is_no_sector_is_refused(territory, manager):
    with pytest.raises(Refused, match="sectors ne vaut jamais"):
        answers_from({"words": {"sectors": {"Machin": "machin"}}})
    settled = answers_from({"words": {"sectors": {"Machin": "bois"}}})
    preview = send(territory, one("Filière", "Machin"), by=manager, answers=settled)
    assert preview.rows.get().values["sectors"] == ["bois"]


def test_steps_of_a_column_have_their_dates(territory, manager):
    content = one("Prochaines étapes", '"- Permis : juin 2026\n- Travaux"')
    bring(territory, content, by=manager)
    assert [(each.title, str(each.due)) for each in Milestone.objects.all()] == [
        ("Permis", "juin 2026"),
        ("Travaux", "None"),
    ]
    assert kinds(send(territory, content, by=manager)) == [RowKind.UNCHANGED]


# Communes.


@pytest.fixture
def communes(territory):
    departement = Departement.objects.create(
        code="62", name="Pas-de-Calais", region=territory.lead_region
    )
    named = {"62765": "Saint-Omer", "62040": "Arques", "62001": "Lieu", "62002": "Lieu"}
    for code, name in named.items():
        commune = Commune.objects.create(code=code, name=name, departement=departement)
        Member.objects.create(
            territory=territory,
            kind="commune",
            code=code,
            name=name,
            commune=commune,
            since=territory.labelled_on,
        )


def codes(action: Action) -> list[str]:
    return sorted(each.pk for each in action.communes.all())


def test_communes_of_the_territory_are_known_and_the_others_kept_as_words(
    territory, manager, communes
):
    content = one("Communes", '"St Omer et Arques ; Tartempion, Lieu"')
    preview = send(territory, content, by=manager)
    cells = cells_of(preview)
    assert sorted(cells["communes"].split(", ")) == ["Arques", "Saint-Omer"]
    assert cells["notes"] == "2\u00a0notes"
    done = operations.apply(preview, by=manager)
    action = Action.objects.get()
    assert codes(action) == ["62040", "62765"]
    [fact] = history(action)
    assert ("Communes", "–", "Arques, Saint-Omer") in [
        (line.label, line.old, ", ".join(sorted(line.new.split(", ")))) for line in fact.lines
    ]
    assert done.counts["details"]["communes"] == 1
    assert done.rows.get().filled["notes"] == [
        "Communes\u00a0: Tartempion",
        "Communes\u00a0: Lieu",
    ]
    told = [(each["cell"], each["words"]) for each in outcome(done)["incomplete"]]
    assert told == [("D2", "Tartempion, Lieu")]
    again = send(territory, content, by=manager)
    assert kinds(again) == [RowKind.UNCHANGED]
    assert cells_of(again) == {"communes": "St Omer et Arques, Tartempion, Lieu"}
    assert verify() == []


def cells_of(plan_import) -> dict[str, str]:
    [line] = table_of(plan_import.rows.select_related("action")).lines
    return {
        cell.field.name: cell.new for cell in line.cells if cell.field.name in ("communes", "notes")
    }


def test_undoing_gives_the_communes_back(territory, manager, communes):
    bring(territory, one("Commune", "Arques"), by=manager)
    action = Action.objects.get()
    later = bring(territory, one("Commune", '"62765, Arques"'), by=manager)
    assert codes(action) == ["62040", "62765"]
    undoing.undo(later, by=manager)
    assert codes(action) == ["62040"]
    locating.locate(action, communes=[], by=manager)
    assert kinds(send(territory, one("Commune", "Arques"), by=manager)) == [RowKind.CHANGED]


def test_a_commune_that_is_nowhere_moves_nothing(territory, manager):
    done = bring(territory, one("Commune", "Tartempion"), by=manager)
    assert codes(Action.objects.get()) == []
    assert kinds(bring(territory, one("Commune", "Tartempion"), by=manager)) == [RowKind.UNCHANGED]
    assert done.counts["details"]["notes"] == 1
