"""What a file gives besides the fields of its actions: financing, steps, what blocks them."""

from datetime import date

import pytest

from usine.imports import operations, undoing
from usine.imports.models import ImportRow
from usine.imports.queries import outcome
from usine.imports.states import RowKind
from usine.imports.tables import table_of
from usine.ledger.models import Event
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans import blocking, funding, steps
from usine.plans import operations as plans
from usine.plans.history import history
from usine.plans.models import Action, Blockage, FundingLine, Milestone
from usine.plans.states import Status
from usine.plans.tests.factories import make_action
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

from .imports import bring, csv, kinds, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

APRIL, MAY, TODAY = date(2025, 4, 1), date(2025, 5, 1), date(2025, 5, 27)
HEADER = ("N°", "Axe", "Action", "Budget total", "Statut", "Étapes")
SHARES = ("Financement Région", "Financement État")
GIVEN = (*HEADER, *SHARES)
FRICHE = ("A1", "Foncier", "Friche", "100000", "Suspendu (foncier)", "Étude", "60000", "40000")


def given(*rows, header=GIVEN) -> bytes:
    return csv(*rows, header=header)


def friche(**changes: str) -> tuple[str, ...]:
    values = dict(zip(GIVEN, FRICHE, strict=True)) | changes
    return tuple(values[name] for name in GIVEN)


def lines(action: Action) -> list[tuple]:
    standing = action.funding.standing()
    return [(each.funder, each.planned and each.planned // 100) for each in standing]


def blockage(action: Action) -> list[tuple[str, str]]:
    return [(each.kind, each.words) for each in action.blockages.standing()]


def the_action() -> Action:
    return Action.objects.get(reference="A1")


@pytest.fixture
def known(territory) -> Action:
    return make_action(
        territory,
        reference="A1",
        title="Friche",
        axis="foncier",
        planned_budget=100_000_00,
        status=Status.IN_PROGRESS,
    )


def test_a_new_action_has_what_its_row_gives(territory, manager):
    done = bring(territory, given(FRICHE), by=manager)
    action = the_action()
    assert lines(action) == [("region", 60_000), ("etat", 40_000)]
    assert [each.title for each in action.milestones.standing()] == ["Étude"]
    assert blockage(action) == [("land", "Suspendu (foncier)")]
    assert (action.blocked, action.status) == ("land", Status.UNKNOWN)
    assert balance("blocked", as_of=TODAY)[()] == 1
    counted = {name: number for name, number in done.counts["details"].items() if number}
    assert counted == {"funding": 2, "steps": 1, "blocked": 1}
    [fact] = history(action)
    assert [line.new.split(" ; ")[-1] for line in fact.lines][-4:] == [
        "prévu\u00a0: 60\u00a0000\u00a0€",
        "prévu\u00a0: 40\u00a0000\u00a0€",
        "Foncier\u00a0: Suspendu (foncier)",
        "Non renseignée",
    ]
    assert verify() == []


def test_the_same_file_changes_nothing_the_second_time(territory, manager):
    bring(territory, given(FRICHE), by=manager)
    events = Event.objects.count()
    again = bring(territory, given(FRICHE), by=manager)
    assert (kinds(again), again.event) == ([RowKind.UNCHANGED], None)
    assert Event.objects.count() == events


def test_a_row_whose_details_alone_change_is_modified(territory, manager, known):
    bring(territory, given(friche()), by=manager)
    known.refresh_from_db()
    # What blocks it takes no status back.
    assert (known.status, known.blocked) == (Status.IN_PROGRESS, "land")
    later = send(territory, given(friche(**{"Financement Région": "50000"})), by=manager)
    row = later.rows.get()
    assert (row.kind, row.changes) == (RowKind.CHANGED, {})
    operations.apply(later, by=manager)
    assert lines(known) == [("region", 50_000), ("etat", 40_000)]
    [fact, *_] = history(known)
    assert [(line.old[-8:], line.new[-8:]) for line in fact.lines] == [
        ("60\u00a0000\u00a0€", "50\u00a0000\u00a0€")
    ]
    assert verify() == []


def test_two_lines_of_one_funder_are_added_up(territory, manager):
    header = (*HEADER, "Financeur", "Montant")
    row = ("A1", "Foncier", "Friche", "", "", "")
    bring(
        territory,
        csv((*row, "Région", "100000"), ("", "", "", "", "", "", "Région", "50000"), header=header),
        by=manager,
    )
    assert lines(the_action()) == [("region", 150_000)]


def test_what_does_not_fit_is_left_out_and_listed(territory, manager):
    file = given(friche(**{"Financement État": "50000"}))
    done = bring(territory, file, by=manager)
    action = the_action()
    assert lines(action) == [("region", 60_000), ("etat", None)]
    entry, unsaid = outcome(done)["incomplete"]
    assert (unsaid["cell"], unsaid["field"]) == ("E2", "status")
    assert entry == {
        "sheet": "",
        "row": 2,
        "cell": "H2",
        "field": "funding",
        "words": "50000",
        "why": "Les financements dépasseraient le budget de l’action\u00a0: 110\u00a0000\u00a0€ "
        "prévu pour 100\u00a0000\u00a0€ de budget.",
    }
    again = send(territory, file, by=manager)
    assert (kinds(again), outcome(again)["incomplete"]) == ([RowKind.UNCHANGED], [entry, unsaid])


def test_a_budget_below_the_financing_of_the_plan_is_left_out(territory, manager, known):
    funding.add_funding(known, values={"funder": "europe", "granted": 80_000_00}, by=manager)
    row = friche(**{"Budget total": "70000", "Financement Région": "", "Financement État": ""})
    done = bring(territory, given(row), by=manager)
    known.refresh_from_db()
    assert (known.planned_budget, done.counts["budget_total"]) == (100_000_00, 100_000_00)
    [entry] = outcome(done)["incomplete"]
    assert (entry["cell"], entry["field"], entry["words"][:6]) == ("D2", "budget", "70\u00a0000")


def test_a_financing_over_its_budget_takes_nothing_more(territory, manager, known):
    funding.add_funding(known, values={"funder": "europe", "planned": 90_000_00}, by=manager)
    Action.objects.update(planned_budget=50_000_00)
    row = friche(**{"Budget total": "50000", "Statut": "", "Étapes": "", "Financement État": ""})
    done = send(territory, given(row), by=manager)
    assert kinds(done) == [RowKind.UNCHANGED]
    assert [entry["cell"] for entry in outcome(done)["incomplete"]] == ["G2"]


def test_the_blockage_that_the_plan_says_later_is_named(territory, manager, known):
    blocking.block(known, kind="energy", words="À l’arrêt", by=manager, effective_on=MAY)
    done = bring(territory, given(friche(Étapes="")), by=manager, on=APRIL)
    [told] = [each for each in outcome(done)["incomplete"] if each["field"] == "status"]
    named = "bloquée («\u00a0Énergie et réseaux\u00a0») depuis le 1er\u00a0mai 2025."
    assert told["why"] == f"Au plan, l’action est {named}"


def test_what_goes_down_makes_room(territory, manager, known):
    bring(territory, given(friche()), by=manager)
    other = friche(**{"Financement Région": "80000", "Financement État": "20000"})
    bring(territory, given(other), by=manager)
    assert lines(known) == [("region", 80_000), ("etat", 20_000)]


def test_what_the_plan_says_later_is_not_overwritten(territory, manager, known):
    values = {"funder": "region", "label": "Région", "planned": 10_000_00}
    funding.add_funding(known, values=values, by=manager, effective_on=MAY)
    blocking.block(known, kind="other", words="À l’arrêt", by=manager, effective_on=MAY)
    blocking.lift_block(known, words="Reparti", by=manager, effective_on=MAY)
    done = bring(territory, given(friche(Étapes="")), by=manager, on=APRIL)
    assert lines(known) == [("region", 10_000), ("etat", 40_000)]
    known.refresh_from_db()
    assert known.blocked == ""
    assert [(each["cell"], each["field"], each["why"]) for each in outcome(done)["incomplete"]] == [
        ("G2", "funding", "Le plan dit un autre montant depuis le 1er\u00a0mai 2025."),
        ("E2", "status", "Au plan, l’action n’est plus bloquée depuis le 1er\u00a0mai 2025."),
    ]
    # Said again, what the plan says is no difference.
    FundingLine.objects.filter(funder="region").update(planned=60_000_00)
    known.funding.get(funder="region").amounts.update(amount=60_000_00)
    again = send(territory, given(friche()), by=manager, on=APRIL)
    assert [each["cell"] for each in outcome(again)["incomplete"]] == ["E2"]


def test_a_row_is_taken_without_what_the_plan_says_later(territory, manager, known):
    finished = plans.step(known, "complete", by=manager, effective_on=MAY)
    values = {"planned_budget": 90_000_00}
    plans.change(finished, values=values, version=finished.version, by=manager)
    row = friche(Statut="À initier", Étapes="", Axe="Compétences")
    done = bring(territory, given(row), by=manager, on=APRIL)
    known.refresh_from_db()
    assert (known.status, known.planned_budget, known.axis) == ("done", 90_000_00, "competences")
    assert (done.counts["by_status"], done.counts["budget_total"]) == ({"done": 1}, 90_000_00)
    assert [
        (each["cell"], each["field"], each["words"]) for each in outcome(done)["incomplete"]
    ] == [
        ("E2", "status", "À initier"),
        ("D2", "budget", "100000"),
        ("H2", "funding", "40000"),
    ]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Reporté", "other"),
        ("Suspendu", "other"),
        ("Bloqué (foncier)", "land"),
        ("En attente de financement", "funding"),
    ],
)
def test_what_holds_an_action_back_is_kept_with_its_words(territory, manager, known, word, kind):
    row = friche(Statut=word)
    bring(territory, given(row), by=manager)
    known.refresh_from_db()
    assert (known.status, known.blocked) == (Status.IN_PROGRESS, kind)
    assert blockage(known) == [(kind, word)]
    assert kinds(send(territory, given(row), by=manager)) == [RowKind.UNCHANGED]


def test_a_word_without_a_nature_takes_no_nature_back(territory, manager, known):
    blocking.block(known, kind="land", words="Terrain pollué", by=manager)
    bring(territory, given(friche(Statut="Suspendu")), by=manager)
    assert blockage(known) == [("land", "Terrain pollué")]


def test_long_words_are_cut_and_kept_as_notes(territory, manager):
    # Listed beside another.
    long, who = "Étude " + "x" * 300, "Région " + "y" * 300
    header = (*HEADER, "Financeur", "Montant")
    bring(
        territory,
        csv(("A1", "Foncier", "Friche", "", "", f'"{long}\nTravaux"', who, "100"), header=header),
        by=manager,
    )
    step, line = Milestone.objects.earliest("pk"), FundingLine.objects.get()
    assert (len(step.title), step.title[-1], len(line.label)) == (300, "…", 200)
    [row] = ImportRow.objects.all()
    assert row.filled["notes"] == [f"Étape\u00a0: {long}", "Financements\u00a0: 100"]


def test_two_steps_of_one_title_are_one(territory, manager):
    header = ("N°", "Axe", "Action", "Étapes", "Fin")
    rows = [
        ("A1", "Foncier", "Friche", "Étude", ""),
        ("", "", "", "ÉTUDE", "2026"),
        ("", "", "", "Travaux", "2027"),
    ]
    bring(territory, csv(*rows, header=header), by=manager)
    year = PartialDate(date(2026, 1, 1), Precision.YEAR)
    assert [(each.title, each.due) for each in Milestone.objects.all()][:1] == [("Étude", year)]


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_whatever_the_rows(territory, manager, number, django_assert_num_queries):
    bring(territory, given(FRICHE), by=manager)
    rows = [
        (f"B{n}", "Foncier", f"Action {n}", "100000", "Suspendu", "Étude", "60000", "40000")
        for n in range(number)
    ]
    bring(territory, given(*rows), by=manager)
    again = [(*row[:4], "Bloqué (foncier)", "Travaux", "50000", "50000") for row in rows]
    plan_import = send(territory, given(*again), by=manager)
    with django_assert_num_queries(54):
        operations.apply(plan_import, by=manager)


def test_what_moved_since_the_preview_is_shown_again(territory, manager, known):
    preview = send(territory, given(friche()), by=manager)
    funding.add_funding(known, values={"funder": "europe", "planned": 30_000_00}, by=manager)
    with pytest.raises(operations.PlanMoved):
        operations.apply(preview, by=manager)
    [row] = preview.rows.all()
    assert [entry["cell"] for entry in row.incomplete] == ["H2"]
    operations.apply(preview, by=manager)
    assert lines(known) == [("europe", 30_000), ("region", 60_000), ("etat", None)]
    # Said again in the same words, nothing moves.
    preview = send(territory, given(friche(Étapes="Travaux")), by=manager)
    steps.add_step(known, values={"title": "Travaux"}, by=manager)
    with pytest.raises(operations.PlanMoved):
        operations.apply(preview, by=manager)


# Shown.


def cells_of_details(plan_import) -> dict[str, tuple[str, str, list[tuple[str, str]]]]:
    [line] = table_of(plan_import.rows.select_related("action")).lines
    return {
        cell.field.name: (cell.old, cell.new, [(each.old, each.new) for each in cell.lines])
        for cell in line.cells
        if cell.field.name in ("funding", "steps", "blocked", "notes")
    }


def test_the_preview_shows_the_details(territory, manager, known, signed_in):
    first = send(territory, given(friche()), by=manager)
    cells = cells_of_details(first)
    assert cells["funding"][:2] == ("–", "2\u00a0lignes, 100\u00a0000\u00a0€")
    assert cells["steps"] == ("–", "1\u00a0étape", [("–", "Étude")])
    assert cells["blocked"] == ("–", "Foncier\u00a0: Suspendu (foncier)", [])
    page = text(signed_in.get(first.get_absolute_url(), {"lignes": "toutes"}))
    assert '<del>–</del> <span aria-hidden="true">→</span> <ins>1 étape</ins>' in page
    assert "<details><summary>Détail</summary><ul><li>Étude</li></ul></details>" in page
    assert (
        "Avec le détail des actions : 2 lignes de financement, 1 étape, 1 action bloquée." in page
    )
    operations.apply(first, by=manager)
    page = text(signed_in.get(first.get_absolute_url()))
    sentence = "Avec le détail des actions : 2 lignes de financement, 1 étape, 1 action bloquée."
    assert f"<p>{sentence}</p>" in page
    page = text(signed_in.get(url("submit_undo", first)))
    assert "Leurs financements, étapes, blocages, communes et notes aussi." in page
    again = friche(**{"Financement Région": "50000"}, Étapes='"Étude\nTravaux"')
    moved = cells_of_details(send(territory, given(again), by=manager))
    assert moved["funding"][:2] == (
        "2\u00a0lignes, 100\u00a0000\u00a0€",
        "2\u00a0lignes, 90\u00a0000\u00a0€",
    )
    assert moved["steps"] == ("1\u00a0étape", "2\u00a0étapes", [("–", "Travaux")])
    same = cells_of_details(send(territory, given(friche(Statut="")), by=manager))
    assert same == {
        "funding": ("", "2\u00a0lignes, 100\u00a0000\u00a0€", []),
        "steps": ("", "1\u00a0étape", []),
    }


# Undone.


def test_undoing_takes_the_details_back(territory, manager, known):
    funding.add_funding(
        known,
        values={"funder": "region", "label": "Région", "planned": 10_000_00},
        by=manager,
        effective_on=MAY,
    )
    done = bring(territory, given(friche()), by=manager)
    undoing.undo(done, by=manager)
    known.refresh_from_db()
    assert lines(known) == [("region", 10_000)]
    assert (known.blocked, blockage(known)) == ("", [])
    assert not known.milestones.standing().exists()
    assert balance("blocked", as_of=TODAY).get((), 0) == 0
    [fact, *_] = history(known)
    assert fact.what.startswith("Annulation de l’import")
    assert ("Étude", "–") in [(line.old, line.new) for line in fact.lines]
    assert verify() == []
    again = bring(territory, given(friche()), by=manager)
    assert kinds(again) == [RowKind.CHANGED]


def test_undoing_gives_back_what_blocked_it_that_day(territory, manager, known):
    blocking.block(known, kind="skills", words="Recrutement", by=manager, effective_on=APRIL)
    blocking.lift_block(known, words="Embauché", by=manager, effective_on=TODAY)
    undoing.undo(bring(territory, given(friche()), by=manager), by=manager)
    assert [(each.kind, each.effective_on) for each in known.blockages.standing()] == [
        ("skills", APRIL),
        ("", TODAY),
    ]
    blocking.block(known, kind="skills", words="Départ", by=manager, effective_on=TODAY)
    undoing.undo(bring(territory, given(friche()), by=manager), by=manager)
    known.refresh_from_db()
    assert known.blocked == "skills"
    assert blockage(known)[-1] == ("skills", "Départ")
    assert verify() == []


def test_a_new_action_leaves_with_its_details(territory, manager):
    undoing.undo(bring(territory, given(FRICHE), by=manager), by=manager)
    assert balance("blocked", as_of=TODAY).get((), 0) == 0
    assert verify() == []
    assert Blockage.objects.count() == 1


def test_what_changed_since_forbids_to_undo(territory, manager, known):
    done = bring(territory, given(friche()), by=manager)
    steps.add_step(known, values={"title": "Travaux"}, by=manager)
    with pytest.raises(Refused, match="Friche"):
        undoing.undo(done, by=manager)
