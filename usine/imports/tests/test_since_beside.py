"""The sheets beside the plan of a file of ours that comes back after the plan changed: what its
user left as it was changes nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import pytest

from usine.exchanges.models import Note
from usine.exchanges.operations import add_note, undo_note
from usine.geography.models import Commune, Departement
from usine.imports import operations, settling, undoing
from usine.imports.queries import outcome
from usine.ledger.queries import head
from usine.ledger.verification import verify
from usine.plans import blocking, detail_corrections, links, locating, putting_back
from usine.plans import operations as plan_operations
from usine.plans.details import DetailKind
from usine.plans.funding import LINE, add_funding, change_funding, remove_funding
from usine.plans.models import Action, Detail
from usine.plans.results import (
    INDICATOR,
    RESULT,
    add_indicator,
    add_result,
    change_indicator,
    change_result,
    remove_indicator,
    remove_result,
)
from usine.plans.steps import STEP, add_step, change_step, remove_step
from usine.plans.tests.factories import make_action
from usine.values.dates import PartialDate

from .imports import bring, kinds, text, url
from .test_since import edited, exported, plain, sent, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


class Sheet(NamedTuple):
    """A sheet of details: what its line says, in the plan then, in the plan since, in the file; the
    cells of what differs, as the plan and as people show it."""

    kind: DetailKind
    name: str
    acts: tuple[Callable, Callable, Callable]
    first: dict[str, Any]
    since: dict[str, Any]
    cell: tuple[str, str, Any]  # header, letter, value
    written: Any
    shows: tuple[str, str, str, str]  # what it is about, its words in the file, then, since

    @property
    def field(self) -> str:
        [name] = self.since
        return name

    def add(self, action: Action, **values) -> Detail:
        return self.acts[0](action, values=self.first | values, by=None)

    def change(self, detail: Detail, **values) -> None:
        version = type(detail).objects.get(pk=detail.pk).version
        self.acts[1](detail, values=values or self.since, version=version, by=None)

    def remove(self, detail: Detail) -> None:
        self.acts[2](detail, version=detail.version, by=None)

    def of(self, action: Action) -> list[Any]:
        standing = self.kind.model.objects.standing().filter(action=action)
        return [getattr(each, self.field) for each in standing]

    def write(self, content: bytes) -> bytes:
        header, _, value = self.cell
        return edited(content, {(2, header): value}, self.name)


DAY = PartialDate(date(2026, 3, 1))
SHEETS = {
    "step": Sheet(
        STEP,
        "Étapes du plan",
        (add_step, change_step, remove_step),
        {"title": "Étude", "due": DAY},
        {"due": PartialDate(date(2026, 4, 1))},
        ("Échéance", "D", "01/05/2026"),
        PartialDate(date(2026, 5, 1)),
        ("Étude, échéance", "01/05/2026", "01/03/2026", "01/04/2026"),
    ),
    "funding": Sheet(
        LINE,
        "Financements",
        (add_funding, change_funding, remove_funding),
        {"funder": "region", "label": "Fonds", "year": 2026, "asked": 10_000_00},
        {"asked": 11_000_00},
        ("Demandé", "G", 12_000),
        12_000_00,
        ("Région, Fonds, 2026, demandé", "12000", "10 000 €", "11 000 €"),
    ),
    "result": Sheet(
        RESULT,
        "Résultats",
        (add_result, change_result, remove_result),
        {"code": "hectares", "target": 35_000},
        {"target": 40_000},
        ("Visé", "D", 4.5),
        45_000,
        ("Hectares reconvertis, visé", "4.5", "3,5 ha", "4 ha"),
    ),
    "indicator": Sheet(
        INDICATOR,
        "Indicateurs propres",
        (add_indicator, change_indicator, remove_indicator),
        {"name": "Visites", "unit": "par an", "target": "12"},
        {"target": "13"},
        ("Visé", "E", "14"),
        "14",
        ("Visites, visé", "14", "12", "13"),
    ),
}


@pytest.fixture(params=SHEETS)
def sheet(request) -> Sheet:
    return SHEETS[request.param]


@pytest.fixture
def action(territory) -> Action:
    return make_action(territory, reference="A1", title="Friche papetière")


def doubts(preview) -> list[tuple[str, str, str]]:
    rows = preview.rows.order_by("position")
    return [
        (each["why"], each["cell"], plain(each["message"])) for row in rows for each in row.doubts
    ]


def test_a_line_left_as_it_was_keeps_what_the_plan_says(territory, manager, client, action, sheet):
    detail = sheet.add(action)
    content = exported(territory)
    sheet.change(detail)
    preview = sent(territory, content, by=manager)
    assert (kinds(preview), doubts(preview)) == (["unchanged"], [])
    place = f"{sheet.name}!{sheet.cell[1]}2"
    sentence = (
        "1 cellule a changé dans le plan depuis le téléchargement de ce fichier : le plan garde "
        "la sienne "
        f"({place})."
    )
    assert told(preview) == [sentence]
    client.force_login(manager)
    assert plain(text(client.get(url("import", preview)))).count(sentence) == 1
    operations.apply(preview, by=manager)
    assert sheet.of(action) == [*sheet.since.values()]


def test_a_line_changed_in_the_file_alone_is_taken(territory, action, sheet):
    sheet.add(action)
    preview = sent(territory, sheet.write(exported(territory)))
    assert (kinds(preview), doubts(preview), told(preview)) == (["changed"], [], [])
    operations.apply(preview, by=None)
    assert (sheet.of(action), verify()) == ([sheet.written], [])


def test_a_cell_changed_on_both_sides_is_to_check(territory, manager, client, action, sheet):
    detail = sheet.add(action)
    content = sheet.write(exported(territory))
    sheet.change(detail)
    preview = sent(territory, content, by=manager)
    about, words, then, since = sheet.shows
    place = f"{sheet.name}!{sheet.cell[1]}2"
    message = (
        f"{place} : « {words} ». {about} : le plan disait « {then} » au téléchargement de ce "
        f"fichier, il dit « {since} » depuis : lequel garder ?"
    )
    assert doubts(preview) == [("since", place, message)]
    client.force_login(manager)
    page = plain(text(client.get(url("import", preview) + "?lignes=a-verifier")))
    assert page.count(message) == 1
    kept = settling.settle(preview, cells={place: ""}, answers={}, by=manager)
    assert (kinds(kept), doubts(kept)) == (["unchanged"], [])


def test_what_is_typed_again_in_the_preview_is_wanted(territory, action):
    sheet = SHEETS["step"]
    detail = sheet.add(action)
    content = exported(territory)
    sheet.change(detail)
    preview = sent(territory, content)
    typed = settling.settle(preview, cells={"Étapes du plan!D2": "01/03/2026"}, by=None)
    assert (kinds(typed), doubts(typed), told(typed)) == (["changed"], [], [])


def test_a_line_removed_since_does_not_come_back(territory, action, sheet):
    detail = sheet.add(action)
    content = exported(territory)
    sheet.remove(detail)
    preview = sent(territory, content)
    assert (kinds(preview), doubts(preview)) == (["unchanged"], [])
    assert told(preview) == [
        "1 ligne a été retirée du plan depuis le téléchargement de ce fichier : elle n’y revient "
        "pas "
        f"({sheet.name}!C2)."
    ]
    assert outcome(preview)["removed_since"] == [f"{sheet.name}!C2"]


def test_a_line_removed_since_and_changed_in_the_file_is_to_check(territory, action, sheet):
    detail = sheet.add(action)
    content = sheet.write(exported(territory))
    sheet.remove(detail)
    preview = sent(territory, content)
    place = f"{sheet.name}!{sheet.cell[1]}2"
    [(why, cell, message)] = doubts(preview)
    assert (why, cell) == ("since", place)
    assert message.endswith(
        " : cette ligne a été retirée du plan depuis le téléchargement de ce fichier : faut-il l’y "
        "remettre ?"
    )
    kept = settling.settle(preview, cells={place: ""}, answers={}, by=None)
    assert kinds(kept) == ["unchanged"]


def test_a_line_added_since_stays(territory, action, sheet):
    make_action(territory, title="Halle")
    other = sheet.add(Action.objects.get(title="Halle"))
    content = exported(territory)
    sheet.add(action)
    operations.apply(sent(territory, content), by=None)
    assert (len(sheet.of(action)), len(sheet.of(other.action))) == (1, 1)


def test_the_same_line_added_on_both_sides_is_compared(territory, action, sheet):
    other = make_action(territory, title="Halle")
    sheet.add(other)
    content = edited(exported(territory), {(2, "Porte sur"): action.title}, sheet.name)
    sheet.add(action)
    assert (kinds(sent(territory, content)), doubts(sent(territory, content))) == (
        ["unchanged", "unchanged"],
        [],
    )
    sheet.change(sheet.kind.model.objects.standing().get(action=action))
    [(why, cell, message)] = doubts(sent(territory, content))
    assert (why, cell) == ("since", f"{sheet.name}!{sheet.cell[1]}2")
    assert "le plan disait « – »" in message


def test_what_was_put_back_since_is_there(territory, action, sheet):
    detail = sheet.add(action)
    content = exported(territory)
    sheet.remove(detail)
    detail.refresh_from_db()
    putting_back.put_back(detail, by=None)
    preview = sent(territory, content)
    assert (kinds(preview), told(preview)) == (["unchanged"], [])


def test_an_import_since_and_its_undoing(territory, action, sheet):
    sheet.add(action)
    content = exported(territory)
    done = bring(territory, sheet.write(content), filename="plan.xlsx")
    place = f"{sheet.name}!{sheet.cell[1]}2"
    assert outcome(sent(territory, content))["changed_since"] == [place]
    undoing.undo(done, by=None)
    assert outcome(sent(territory, content))["changed_since"] == []
    assert kinds(sent(territory, content)) == ["unchanged"]


def test_a_line_renamed_since_takes_what_the_file_says(territory, action):
    sheet = SHEETS["step"]
    detail = sheet.add(action)
    content = sheet.write(exported(territory))
    sheet.change(detail, title="Étude de sol")
    preview = sent(territory, content)
    assert outcome(preview)["changed_since"] == ["Étapes du plan!C2"]
    operations.apply(preview, by=None)
    [step] = action.milestones.standing()
    assert (step.title, step.due) == ("Étude de sol", sheet.written)


def test_a_line_added_in_the_file_is_taken(territory, action):
    sheet = SHEETS["step"]
    detail = sheet.add(action)
    line = {(3, "Ligne du plan"): 2, (3, "Porte sur"): action.title, (3, "Étape"): "Travaux"}
    content = edited(exported(territory), line, sheet.name)
    sheet.change(detail)
    operations.apply(sent(territory, content), by=None)
    assert sheet.of(action) == [*sheet.since.values(), None]


def test_a_line_without_the_cells_of_a_sheet_is_named_by_its_row(territory, action):
    """A column of the plan says it."""
    sheet = SHEETS["step"]
    detail = sheet.add(action)
    content = edited(exported(territory), {(2, "Confirmée le"): "Étude : 01/03/2026"})
    content = edited(content, {(1, "Confirmée le"): "Étapes"})
    content = edited(content, {(2, "Porte sur"): "Autre"}, sheet.name)
    sheet.change(detail)
    assert outcome(sent(territory, content))["changed_since"] == ["ligne 2"]


def test_a_step_that_is_undone_since_stays_so(territory, action):
    sheet = SHEETS["step"]
    detail = sheet.add(action, done=True)
    content = exported(territory)
    sheet.change(detail, done=False)
    preview = sent(territory, content)
    assert (kinds(preview), outcome(preview)["changed_since"]) == (
        ["unchanged"],
        ["Étapes du plan!E2"],
    )


CORRECTIONS: Mapping[str, Callable[..., Any]] = {
    "funding": detail_corrections.correct_amount,
    "result": detail_corrections.correct_value,
}


@pytest.mark.parametrize(("name", "amount"), [("funding", 9_000_00), ("result", 30_000)])
def test_a_value_corrected_since_is_kept(territory, action, name, amount):
    sheet = SHEETS[name]
    detail = sheet.add(action)
    sheet.change(detail)
    content = exported(territory)
    fact = detail.amounts.standing().get()
    correct = CORRECTIONS[name]
    correct(fact, amount=amount, effective_on=fact.effective_on, reason="Erreur", by=None)
    preview = sent(territory, content)
    assert kinds(preview) == ["unchanged"]
    assert outcome(preview)["changed_since"] == [f"{sheet.name}!{sheet.cell[1]}2"]


def test_a_line_of_funding_removed_since_leaves_the_others_to_their_cells(territory, action):
    sheet = SHEETS["funding"]
    plan_operations.change(action, values={"planned_budget": 20_000_00}, version=1, by=None)
    detail = sheet.add(action)
    sheet.add(action, label="Autre")
    content = edited(exported(territory), {(3, "Demandé"): 30_000}, sheet.name)
    sheet.remove(detail)
    preview = sent(territory, content)
    assert outcome(preview)["removed_since"] == ["Financements!C2"]
    [entry] = preview.rows.get().incomplete
    assert (entry["cell"], entry["words"]) == ("G3", "30000")


# What people say of an action besides.


@pytest.fixture
def communes(territory) -> None:
    departement = Departement.objects.create(
        code="62", name="Pas-de-Calais", region=territory.lead_region
    )
    for code, name in (("62765", "Saint-Omer"), ("62040", "Arques"), ("62001", "Ablain")):
        Commune.objects.create(code=code, name=name, departement=departement)


def locate(action: Action, *codes: str, point=None) -> None:
    locating.locate(action, communes=codes, point=point, by=None)


def places(action: Action) -> list[str]:
    return sorted(action.communes.values_list("pk", flat=True))


def test_places_left_as_they_were_stay_where_the_plan_says(territory, action, communes):
    locate(action, "62765", "62040", point=(2.25, 50.75))
    content = exported(territory)
    locate(action, "62765", "62001", point=(2.5, 50.5))
    preview = sent(territory, content)
    assert (kinds(preview), doubts(preview)) == (["unchanged"], [])
    assert preview.rows.get().incomplete == []
    assert outcome(preview)["removed_since"] == ["Lieux!C2", "Lieux!E4"]


def test_places_written_on_both_sides_are_put_together_and_to_check(
    territory, manager, client, action, communes
):
    locate(action, "62765")
    content = edited(
        exported(territory), {(2, "Commune"): "Arques", (2, "Code Insee"): "62040"}, "Lieux"
    )
    locate(action, "62765", "62001")
    preview = sent(territory, content, by=manager)
    message = (
        "Lieux!D2 : « 62040 ». Lieu : le plan disait « Saint-Omer » au téléchargement de ce "
        "fichier, il dit « Ablain, Saint-Omer » depuis : ce qui est ajouté ou retiré de part et "
        "d’autre est pris."
    )
    assert doubts(preview) == [("since", "Lieux!D2", message)]
    client.force_login(manager)
    page = plain(text(client.get(url("import", preview) + "?lignes=a-verifier")))
    assert page.count(message) == 1
    operations.apply(preview, by=manager)
    assert (places(action), verify()) == (["62001", "62040"], [])


def test_places_written_in_the_file_alone_are_taken(territory, action, communes):
    locate(action, "62765")
    content = edited(
        exported(territory), {(2, "Commune"): "Arques", (2, "Code Insee"): "62040"}, "Lieux"
    )
    operations.apply(sent(territory, content), by=None)
    assert places(action) == ["62040"]


def test_a_place_that_the_file_has_no_more_is_to_check(territory, action, communes):
    locate(action, "62765", "62040")
    content = edited(
        exported(territory), dict.fromkeys([(2, "Commune"), (2, "Code Insee")]), "Lieux"
    )
    locate(action)
    preview = sent(territory, content)
    assert (kinds(preview), outcome(preview)["removed_since"]) == (["unchanged"], ["Lieux!C3"])
    locate(action, "62001")
    assert kinds(sent(territory, content)) == ["unchanged"]
    locate(action, "62001", "62765")
    assert kinds(sent(territory, content)) == ["unchanged"]
    locate(action, "62001", "62040")
    [(_, cell, _)] = doubts(sent(territory, content))
    assert cell == "Lieux!D3"


def test_a_blockage_replaced_since_does_not_come_back(territory, manager, client, action):
    blocking.block(action, kind="land", words="Pas de terrain", by=None)
    content = exported(territory)
    blocking.lift_block(action, words="Acheté", by=None)  # the same day: it replaces it
    preview = sent(territory, content, by=manager)
    assert (kinds(preview), doubts(preview)) == (["unchanged"], [])
    sentence = (
        "1 ligne a été retirée du plan depuis le téléchargement de ce fichier : elle n’y "
        "revient pas (Blocages!C2)."
    )
    assert told(preview) == [sentence]
    client.force_login(manager)
    assert plain(text(client.get(url("import", preview)))).count(sentence) == 1


@pytest.mark.parametrize(
    ("since", "told_since"), [("lifted", "Levé : Acheté"), ("again", "Compétences : Personne")]
)
def test_a_blockage_written_on_both_sides_is_to_check(territory, action, since, told_since):
    blocking.block(action, kind="land", words="Pas de terrain", by=None)
    content = edited(
        exported(territory),
        {(2, "Nature du blocage"): "Énergie et réseaux", (2, "Ce qui bloque"): "Pas de réseau"},
        "Blocages",
    )
    if since == "lifted":
        blocking.lift_block(action, words="Acheté", by=None)
    else:
        blocking.block(action, kind="skills", words="Personne", by=None)
    preview = sent(territory, content)
    assert doubts(preview) == [
        (
            "since",
            "Blocages!E2",
            "Blocages!E2 : « Pas de réseau ». Blocage : le plan disait « Foncier : Pas de "
            f"terrain » au téléchargement de ce fichier, il dit « {told_since} » depuis : lequel "
            "garder ?",
        )
    ]
    kept = settling.settle(preview, cells={"Blocages!E2": ""}, by=None)
    assert (kinds(kept), doubts(kept)) == (["unchanged"], [])


def test_a_first_blockage_on_both_sides_is_to_check(territory, action):
    other = make_action(territory, title="Halle")
    blocking.block(other, kind="land", words="Pas de terrain", by=None)
    content = edited(exported(territory), {(2, "Porte sur"): action.title}, "Blocages")
    blocking.block(action, kind="skills", words="Personne", by=None)
    [(_, _, message)] = doubts(sent(territory, content))
    assert "le plan disait « Levé » au" in message


def test_a_blockage_changed_in_the_file_alone_is_taken(territory, action):
    blocking.block(action, kind="land", words="Pas de terrain", by=None)
    content = edited(exported(territory), {(2, "Nature du blocage"): "Compétences"}, "Blocages")
    preview = sent(territory, content)
    assert (kinds(preview), doubts(preview)) == (["changed"], [])


def test_notes_and_links_taken_back_since_do_not_come_back(territory, manager, client, action):
    other = make_action(territory, title="Halle")
    link = links.add_link(action, kind="depends_on", other=other, by=manager)
    add_note(action.subject, text="Réunion", by=manager)
    number = head().number
    content = exported(territory)
    undo_note(action.subject, event=number, by=manager)
    links.remove_link(link, version=1, by=manager)
    preview = sent(territory, content, by=manager)
    assert (kinds(preview), doubts(preview)) == (["unchanged"] * 2, [])
    assert [row.incomplete for row in preview.rows.all()] == [[], []]
    sentence = (
        "2 lignes ont été retirées du plan depuis le téléchargement de ce fichier : elles n’y "
        "reviennent pas (Liens!C2, Notes!C2)."
    )
    # The note was the comment.
    assert (told(preview)[1], outcome(preview)["changed_since"]) == (sentence, ["Q2"])
    client.force_login(manager)
    assert plain(text(client.get(url("import", preview)))).count(sentence) == 1


def test_a_link_to_an_action_that_was_renamed_since_is_known(territory, action):
    other = make_action(territory, reference="A2", title="Halle")
    links.add_link(action, kind="depends_on", other=other, by=None)
    content = exported(territory)
    plan_operations.change(other, values={"title": "Grande halle"}, version=1, by=None)
    preview = sent(territory, content)
    assert (kinds(preview), [row.incomplete for row in preview.rows.all()]) == (
        ["unchanged"] * 2,
        [[], []],
    )
    named_otherwise = edited(content, {(2, "Avec"): "A2 – Autre halle"}, "Liens")
    preview = sent(territory, named_otherwise)
    assert len(preview.rows.get(values__reference="A1").incomplete) == 2


def test_a_note_written_in_the_file_alone_is_taken(territory, manager, action):
    add_note(action.subject, text="Réunion", by=manager)
    content = edited(exported(territory), {(2, "Note"): "Autre réunion"}, "Notes")
    add_note(action.subject, text="Visite", by=manager)
    operations.apply(sent(territory, content, by=manager), by=manager)
    texts = Note.objects.standing().order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["Réunion", "Visite", "Autre réunion"]


def test_the_number_of_queries_is_fixed(territory, action, communes, django_assert_num_queries):
    def fill(actions) -> None:
        for each in actions:
            for sheet in SHEETS.values():
                sheet.change(sheet.add(each))
            locate(each, "62765")
            blocking.block(each, kind="land", words="Pas de terrain", by=None)
            add_note(each.subject, text="Réunion", by=None)

    fill([action])
    content = exported(territory)
    SHEETS["step"].change(action.milestones.get(), due=None)
    with django_assert_num_queries(44):
        sent(territory, content)
    fill([make_action(territory, title=f"Halle {n}") for n in range(3)])
    content = exported(territory)
    for step in STEP.model.objects.all():
        SHEETS["step"].change(step, due=DAY)
    with django_assert_num_queries(44):
        sent(territory, content)
