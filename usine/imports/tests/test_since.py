"""A file of ours that comes back after the plan changed: what its user left as it was changes
nothing."""

import io
import random
from datetime import UTC, date, datetime

import openpyxl
import pytest

from usine.exchanges.operations import add_note, undo_note
from usine.imports import operations, settling, undoing
from usine.imports.previews import in_words
from usine.imports.queries import outcome
from usine.imports.tables import table_of
from usine.ledger.models import Event
from usine.ledger.queries import head
from usine.ledger.verification import verify
from usine.plans import corrections, exports
from usine.plans import operations as plan_operations
from usine.plans.as_of import as_of
from usine.plans.models import Action
from usine.plans.notes import keep_comments
from usine.plans.states import Status
from usine.plans.tests.factories import make_action
from usine.values import clock

from .imports import bring, kinds, send, text, url
from .test_round_trip import T2, unregistered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BUDGET, STATUS, LEAD = "Budget prévisionnel (€)", "Statut", "Porteur"


@pytest.fixture
def action(territory) -> Action:
    return make_action(
        territory, reference="A1", title="Friche papetière", lead="CCI", planned_budget=45_000_00
    )


def exported(territory, actions=None, **options) -> bytes:
    plan = Action.objects.filter(territory=territory) if actions is None else actions
    return exports.xlsx(plan.order_by("pk"), axes=T2, private=True, head=head(), **options)


def edited(content: bytes, cells: dict[tuple[int, str], object], sheet=None) -> bytes:
    """The file with these cells, {(row, header): value}, written again."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book[sheet or "Plan d’actions"]
    places = {cell.value: cell.column for cell in page[1]}
    for (row, header), value in cells.items():
        page.cell(row, places[header]).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(action: Action, **values) -> None:
    version = Action.objects.get(pk=action.pk).version
    plan_operations.change(action, values=values, version=version, by=None)


def sent(territory, content: bytes, **options):
    return send(territory, content, filename="plan.xlsx", **options)


def plain(text: str) -> str:
    return " ".join(text.split())


def told(preview) -> list[str]:
    return [plain(each) for each in in_words(preview) if "plan" in each]


def modifications(preview) -> list[list[tuple[str, str, str]]]:
    """What each row changes."""
    rows = preview.rows.order_by("position")
    return [[tuple(map(plain, each)) for each in row.modifications] for row in rows]


def test_a_file_left_as_it_was_changes_nothing(territory, action):
    content = exported(territory)
    changed(action, planned_budget=46_000_00, lead="UIMM", title="Friche du papetier")
    plan_operations.step(action, "start", by=None)
    preview = sent(territory, content)
    assert kinds(preview) == ["unchanged"]
    assert told(preview) == [
        "4 cellules ont changé dans le plan depuis le téléchargement de ce fichier : le plan garde "
        "les siennes (C2, G2, J2, K2)."
    ]
    assert outcome(preview)["changed_since"] == ["C2", "G2", "J2", "K2"]
    operations.apply(preview, by=None)
    action.refresh_from_db()
    assert (action.planned_budget, action.lead) == (46_000_00, "UIMM")
    assert (action.title, action.status) == ("Friche du papetier", Status.IN_PROGRESS)


def test_what_its_user_wrote_is_taken_and_the_rest_shows_what_the_plan_keeps(territory, action):
    content = edited(exported(territory), {(2, LEAD): "UIMM"})
    changed(action, planned_budget=46_000_00)
    preview = sent(territory, content)
    assert modifications(preview) == [[("Porteur", "CCI", "UIMM")]]
    [line] = table_of(preview.rows.select_related("action")).lines
    assert [(cell.field.name, cell.new) for cell in line.cells] == [("lead", "UIMM")]


def test_a_cell_that_changed_on_both_sides_is_to_check(territory, action):
    content = edited(exported(territory), {(2, BUDGET): 47_000, (2, STATUS): "Réalisée"})
    changed(action, planned_budget=46_000_00)
    plan_operations.step(action, "start", by=None)
    preview = sent(territory, content)
    doubts = preview.rows.get().doubts
    assert [(each["why"], each["cell"]) for each in doubts] == [("since", "J2"), ("since", "K2")]
    assert plain(doubts[0]["message"]) == (
        "J2 : « 47000 ». Le plan disait « 45 000 € » au téléchargement de ce fichier, il dit "
        "« 46 000 € » depuis : lequel garder ?"
    )
    assert told(preview) == []
    kept = settling.settle(
        preview,
        cells={"Plan d’actions!J2": "", "Plan d’actions!K2": ""},
        answers={},
        by=None,
    )
    assert kinds(kept) == ["unchanged"]


def test_the_unit_of_an_amount_that_we_wrote_is_known(territory):
    for n, euros in enumerate((100, 15_000, 15_000, 16_000, None)):
        cents = None if euros is None else euros * 100
        make_action(territory, reference=f"A{n}", title=f"Friche {n}", planned_budget=cents)
    content = exported(territory)
    preview = sent(territory, content)
    assert (kinds(preview), preview.account["questions"]) == (["unchanged"] * 5, [])
    assert [row.incomplete for row in preview.rows.all() if row.incomplete] == []
    suspect = (
        "Ce montant est mille fois plus, ou moins, que les autres montants de la colonne : "
        "vérifiez l’unité."
    )
    # What the platform wrote is sure, whatever its row changes; what was typed by hand is to check.
    added = {(7, "Axe"): T2.label(T2.codes[0]), (7, "Intitulé"): "Halle", (7, BUDGET): 102}
    edits = {(2, LEAD): "CCI", (6, BUDGET): 101, **added}
    rows = sent(territory, edited(content, edits)).rows.order_by("position")
    assert [[plain(each["message"]) for each in row.doubts] for row in rows] == [
        *[[]] * 4,
        [f"J6 : « 101 ». {suspect}"],
        [f"J7 : « 102 ». {suspect}"],
    ]
    book = unregistered(edited(content, edits))
    assert len(sent(territory, book).account["questions"]) == 3


def test_the_same_change_on_both_sides_is_none(territory, action):
    content = edited(exported(territory), {(2, BUDGET): 46_000})
    changed(action, planned_budget=46_000_00)
    preview = sent(territory, content)
    assert (kinds(preview), told(preview)) == (["unchanged"], [])


def test_what_is_typed_in_the_preview_is_wanted(territory, action):
    content = exported(territory)
    changed(action, lead="UIMM")
    preview = sent(territory, content)
    typed = settling.settle(preview, cells={"Plan d’actions!G2": "CCI"}, answers={}, by=None)
    assert modifications(typed) == [[("Porteur", "UIMM", "CCI")]]


def test_a_change_that_comes_after_the_preview_is_kept_too(territory, action):
    content = edited(exported(territory), {(2, LEAD): "UIMM"})
    preview = sent(territory, content)
    changed(action, planned_budget=46_000_00)
    operations.apply(preview, by=None)
    action.refresh_from_db()
    assert (action.planned_budget, action.lead) == (46_000_00, "UIMM")


def test_a_title_that_changed_since_finds_its_action_without_a_reference(territory):
    action = make_action(territory, title="Friche papetière")
    content = exported(territory)
    changed(action, title="Tout autre chose")
    preview = sent(territory, content)
    assert kinds(preview) == ["unchanged"]


def test_a_note_written_since_is_the_comment(territory, manager):
    action = make_action(territory, title="Friche", comment="Réunion")
    keep_comments([action], event=Event.objects.get(pk=head().number), by=manager)
    content = exported(territory)
    add_note(action.subject, text="Visite", by=manager)
    preview = sent(territory, content)
    assert (kinds(preview), outcome(preview)["changed_since"]) == (["unchanged"], ["Q2"])
    both = sent(territory, edited(content, {(2, "Commentaires"): "Autre"}))
    [doubt] = both.rows.get().doubts
    assert "disait «\u00a0Réunion\u00a0» au" in doubt["message"]
    undo_note(action.subject, event=head().number, by=manager)
    preview = sent(territory, content)
    assert (kinds(preview), outcome(preview)["changed_since"]) == (["unchanged"], [])


def test_the_comment_of_a_note_taken_back_since_does_not_come_back(territory, manager, action):
    add_note(action.subject, text="Visite", by=manager)
    number, content = head().number, exported(territory)
    undo_note(action.subject, event=number, by=manager)
    preview = sent(territory, content)
    assert kinds(preview) == ["unchanged"]
    add_note(action.subject, text="Réunion", by=manager)
    assert kinds(sent(territory, content)) == ["unchanged"]


def test_what_was_undone_or_corrected_since(territory, action):
    content = exported(territory)
    changed(action, lead="UIMM")
    plan_operations.undo_change(action, event=head().number, by=None)
    budget = action.planned_budgets.get()
    corrections.correct_budget(
        budget, amount=44_000_00, effective_on=budget.effective_on, reason="Erreur", by=None
    )
    changed(action, planned_budget=46_000_00)
    preview = sent(territory, content)
    assert (kinds(preview), outcome(preview)["changed_since"]) == (["unchanged"], ["J2"])


def test_a_correction_of_a_former_status_is_none_of_the_present_one(territory, action):
    first = action.status_changes.get()
    plan_operations.step(action, "start", by=None)
    content = edited(exported(territory), {(2, STATUS): "Réalisée"})
    corrections.correct_status(
        first,
        status=Status.UNDER_REVIEW,
        effective_on=first.effective_on,
        reason="Erreur",
        by=None,
    )
    preview = sent(territory, content)
    assert modifications(preview) == [[("Statut", "En cours de réalisation", "Réalisée")]]
    assert preview.rows.get().doubts == []


def test_an_import_and_its_undoing_since(territory, action):
    content = exported(territory)
    done = bring(territory, edited(content, {(2, BUDGET): 46_000, (2, STATUS): "En cours"}))
    assert outcome(sent(territory, content))["changed_since"] == ["J2", "K2"]
    undoing.undo(done, by=None)
    assert outcome(sent(territory, content))["changed_since"] == []


def test_an_action_created_since_is_compared_as_it_is(territory, action):
    content = edited(exported(territory), {(3, "Intitulé"): "Halle", (3, "Axe"): "Foncier"})
    other = make_action(territory, title="Halle", lead="CCI")
    changed(other, lead="UIMM")
    preview = sent(territory, edited(content, {(3, LEAD): "CCI"}))
    assert modifications(preview) == [[], [("Porteur", "UIMM", "CCI")]]


@pytest.mark.parametrize(
    "register",
    [
        {(2, "Événement"): 99_999},
        {(2, "Événement"): "x"},
        {(2, "Sceau"): "0" * 64},
        {(2, "Événement"): None, (2, "Sceau"): None},
    ],
)
def test_a_file_of_another_register_is_compared_as_any_other(territory, action, register):
    content = edited(exported(territory), register, "Registre")
    changed(action, planned_budget=46_000_00)
    assert kinds(sent(territory, content)) == ["changed"]


def test_a_file_of_a_past_day_rewrites_nothing(territory):
    with clock.set_to(datetime(2025, 5, 1, 10, tzinfo=UTC)):
        action = make_action(territory, title="Friche", lead="CCI", planned_budget=45_000_00)
    changed(action, planned_budget=46_000_00, title="Halle")
    plan_operations.step(action, "start", by=None)
    day = date(2025, 5, 10)
    past = as_of(Action.objects.filter(territory=territory), day)
    content = exported(territory, past, day=day)
    preview = sent(territory, content)
    assert kinds(preview) == ["unchanged"]
    assert told(preview) == [
        "Ce fichier dit le plan tel qu’il était le 10 mai 2025 : seules les cellules que vous y "
        "avez changées sont reprises.",
        "3 cellules ont changé dans le plan depuis le téléchargement de ce fichier : le plan garde "
        "les siennes (C2, J2, K2).",
    ]
    preview = sent(territory, edited(content, {(2, BUDGET): 47_000, (2, LEAD): "UIMM"}))
    assert [each["cell"] for each in preview.rows.get().doubts] == ["J2"]


def test_a_cell_to_complete_says_why_and_a_formula_without_value_leaves_its_box_empty(
    territory, manager, client, action
):
    content = edited(exported(territory), {(2, BUDGET): "=J3*2", (2, "Fin"): "fin juin"})
    preview = sent(territory, content, by=manager)
    client.force_login(manager)
    page = plain(text(client.get(url("import", preview))))
    assert page.count("« fin juin » n’est pas une date comprise : écrivez par exemple") == 1
    assert page.count("La cellule J2 contient une formule sans valeur") == 1
    assert 'name="cellule:Plan d’actions!J2" value=""' in page


def test_many_cells_are_named_in_part(territory):
    actions = [make_action(territory, reference=f"A{n}", lead="CCI") for n in range(13)]
    content = exported(territory)
    for action in actions:
        changed(action, lead="UIMM")
    assert told(sent(territory, content))[0].endswith("G12, G13 et 1 autre).")


def test_the_number_of_queries_is_fixed(territory, action, django_assert_num_queries):
    content = exported(territory)
    changed(action, lead="UIMM")
    with django_assert_num_queries(27):
        sent(territory, content)
    others = [make_action(territory, lead="CCI") for _ in range(3)]
    content = exported(territory)
    for each in others:
        changed(each, lead="UIMM")
    with django_assert_num_queries(27):
        sent(territory, content)


VALUES = {
    "lead": (LEAD, ["CCI", "UIMM", "Région", "Ville"]),
    "planned_budget": (BUDGET, [n * 1_000_00 for n in range(40, 44)]),
    "description": ("Description", ["Un sol", "Un toit", "Un mur", "Une cour"]),
    "status": (STATUS, [Status.UNDER_REVIEW, Status.IN_PROGRESS]),
}


@pytest.mark.parametrize("seed", range(5))
def test_what_changes_here_and_there_is_all_there(territory, seed):
    chance = random.Random(seed)
    actions = [
        make_action(
            territory,
            reference=f"A{n}",
            lead="CCI",
            planned_budget=40_000_00,
            description="Un sol",
            status=Status.UNDER_REVIEW,
        )
        for n in range(8)
    ]
    content = exported(territory)
    wanted = {(n, name): VALUES[name][1][0] for n in range(8) for name in VALUES}
    cells = chance.sample(sorted(wanted), 20)
    in_file = {}
    for rank, (n, name) in enumerate(cells):
        header, values = VALUES[name]
        value = wanted[n, name] = chance.choice(values[1:])
        if rank % 2:
            in_file[n + 2, header] = _in_file(name, value)
        elif name == "status":
            plan_operations.step(actions[n], "start", by=None)
        else:
            changed(actions[n], **{name: value})
    operations.apply(sent(territory, edited(content, in_file)), by=None)
    known = list(Action.objects.filter(territory=territory).order_by("pk"))
    assert {(n, name): getattr(known[n], name) for n, name in wanted} == wanted
    assert verify() == []


def _in_file(name, value):
    if name == "status":
        return Status(value).label
    return value // 100 if name == "planned_budget" else value
