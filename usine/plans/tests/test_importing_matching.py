"""Which action a row is about, and what it would do to it."""

from datetime import date

import pytest

from usine.kernel.dates import PartialDate, Precision
from usine.plans.importing.matching import (
    PAIRS_MAX,
    Problem,
    Said,
    close_titles,
    effect,
    match,
    same,
)
from usine.plans.importing.states import Kind
from usine.plans.models import Action
from usine.plans.states import Axis, Priority, Status

TODAY = date(2025, 5, 27)


def plan(*actions: tuple[str, str, Axis]) -> list[Action]:
    return [
        Action(pk=pk, reference=reference, title=title, axis=axis, status_on=TODAY)
        for pk, (reference, title, axis) in enumerate(actions, 1)
    ]


def said(reference: str = "", title: str = "", axis: Axis | None = Axis.FONCIER, **rest) -> Said:
    values = {"reference": reference, "title": title, "axis": axis}
    return Said({name: value for name, value in values.items() if value}, **rest)


def matched(rows: list[Said], actions: list[Action]) -> list[int | None]:
    return [action and action.pk for action in match(rows, actions)]


F, T = Axis.FONCIER, Axis.TRANSITION


@pytest.mark.parametrize(
    ("rows", "actions", "expected"),
    [
        pytest.param([said("A1", "Autre")], [("A1", "Friche", F)], [1], id="by reference"),
        pytest.param([said("a-1")], [("A 1", "Friche", F)], [1], id="spelt otherwise"),
        pytest.param(
            [said("a-1"), said("A 1")],
            [("A 1", "Friche", F), ("a-1", "Pépinière", F)],
            [2, 1],
            id="the exact reference first",
        ),
        pytest.param([said("§")], [("!", "Friche", F)], [None], id="signs are not nothing"),
        pytest.param(
            [said("", "REHABILITER la friche !")],
            [("A1", "Réhabiliter la friche", F)],
            [1],
            id="by title, accents and case aside",
        ),
        pytest.param(
            [said("B7", "Friche")], [("A1", "Friche", F)], [1], id="a new reference, the old title"
        ),
        pytest.param(
            [said("", "Étude", T), said("", "Étude", F)],
            [("A1", "Étude", F), ("A2", "Étude", T)],
            [2, 1],
            id="the same title in two axes",
        ),
        pytest.param(
            [said("", "Étude", T)], [("A1", "Étude", F)], [1], id="a title alone of its kind"
        ),
        pytest.param(
            [said("", "Étude", T)],
            [("A1", "Étude", F), ("A2", "Étude", Axis.INNOVATION)],
            [None],
            id="two in the plan, in other axes",
        ),
        pytest.param(
            [said("", "Étude", T), said("", "Étude", Axis.INNOVATION)],
            [("A1", "Étude", F)],
            [None, None],
            id="two in the file, in other axes",
        ),
        pytest.param(
            [said("", "Étude"), said("", "Étude"), said("", "Étude")],
            [("", "Étude", F), ("", "Étude", F)],
            [1, 2, None],
            id="as many as there are, in order",
        ),
        pytest.param(
            [said("", "Friche"), said("A1", "Friche")],
            [("A1", "Friche", F)],
            [None, 1],
            id="the reference goes before the title",
        ),
        pytest.param(
            [said("A1", "Friche"), said("B1", "Nouveau", same_as=1)],
            [("A1", "Friche", F)],
            [None, 1],
            id="what the user says goes first",
        ),
        pytest.param(
            [said("", "Friche", refused=True), said("", "Friche")],
            [("A1", "Friche", F)],
            [None, 1],
            id="by title, accepted rows go first",
        ),
        pytest.param(
            [said("", "Friche", refused=True)],
            [("A1", "Friche", F)],
            [1],
            id="a refused row is about an action too",
        ),
        pytest.param([said("", "Friche")], [], [None], id="an empty plan"),
        pytest.param(
            [Said({"title": "Friche"})], [("A1", "Friche", F)], [1], id="a row without axis"
        ),
    ],
)
def test_match(rows, actions, expected):
    assert matched(rows, plan(*actions)) == expected


def test_close_titles_come_closest_first_and_three_at_most():
    actions = plan(
        ("", "Réhabilitation de la friche papetière", F),
        ("", "Réhabilitation de la friche papetiere Sud", F),
        ("", "Friche papetière, réhabilitation de la", F),
        ("", "Réhabilitation de la friche papetière 2", F),
        ("", "École de production", F),
    )
    [proposals, none] = close_titles(
        ["Réhabilitation de la friche papetière", "Tout autre chose"], actions
    )
    assert [pk for pk, _ in proposals] == [1, 3, 4]
    assert [likeness for _, likeness in proposals] == [100, 100, 97]
    assert none == []


def test_nothing_is_proposed_without_titles_or_when_there_is_too_much_to_compare():
    [action] = plan(("", "Friche", F))
    assert close_titles([], [action]) == []
    assert close_titles(["Friche"], []) == [[]]
    titles = ["Friche"] * (PAIRS_MAX // 1_000 + 1)
    assert not any(close_titles(titles, [action] * 1_000))


def an_action(**fields) -> Action:
    action = Action(
        pk=1,
        reference="A1",
        title="Friche",
        axis=F,
        lead="CCI",
        status=Status.IN_PROGRESS,
        status_on=date(2025, 1, 10),
    )
    for name, value in fields.items():
        setattr(action, name, value)
    return action


def test_a_new_row_a_changed_one_and_one_that_says_nothing_new():
    new = effect(said("A1", "Friche"), None, effective_on=TODAY)
    assert (new.kind, new.changes) == (Kind.NEW, {})

    changed = effect(said("A1", "Friche Nord"), an_action(), effective_on=TODAY)
    assert changed.kind == Kind.CHANGED
    assert changed.changes == {"title": ("Friche", "Friche Nord")}

    unchanged = effect(said("A1", " Friche "), an_action(), effective_on=TODAY)
    assert (unchanged.kind, unchanged.changes) == (Kind.UNCHANGED, {})


def test_what_the_file_does_not_say_stays():
    row = Said({"reference": "A1"}, status=None)
    done = effect(row, an_action(), effective_on=TODAY)
    assert (done.kind, done.status_before) == (Kind.UNCHANGED, "")


def test_another_status_holds_from_the_date_of_the_import():
    row = said("A1", "Friche", status=Status.DONE)
    done = effect(row, an_action(), effective_on=TODAY)
    assert (done.kind, done.status_before) == (Kind.CHANGED, Status.IN_PROGRESS)
    assert done.status_before_on == date(2025, 1, 10)
    same_day = effect(row, an_action(), effective_on=date(2025, 1, 10))
    assert same_day.kind == Kind.CHANGED


def test_a_status_that_the_plan_knows_since_is_not_overwritten():
    row = said("A1", "Friche", status=Status.DONE)
    done = effect(row, an_action(), effective_on=date(2025, 1, 9))
    assert done.kind == Kind.REFUSED
    assert done.problems == [
        Problem(
            "status",
            "Le fichier dit «\u00a0Réalisée\u00a0», mais le plan dit "
            "«\u00a0En cours de réalisation\u00a0» "
            "depuis le 10/01/2025, après la date d’effet de l’import.",
        )
    ]
    again = said("A1", "Friche", status=Status.IN_PROGRESS)
    assert effect(again, an_action(), effective_on=date(2025, 1, 9)).kind == Kind.UNCHANGED


def test_rules_hold_of_what_the_plan_says_besides():
    row = Said({"reference": "A1", "end": PartialDate(date(2024, 12, 31))})
    started = an_action(start=PartialDate(date(2025, 1, 1), Precision.MONTH))
    done = effect(row, started, effective_on=TODAY)
    assert (done.kind, done.action) == (Kind.REFUSED, started)
    assert done.problems == [Problem("dates", "La fin précède le début.")]
    assert effect(row, an_action(), effective_on=TODAY).kind == Kind.CHANGED


def test_a_new_row_obeys_the_same_rules():
    row = Said({"axis": F, "title": "Friche", "planned_budget": -1})
    done = effect(row, None, effective_on=TODAY)
    assert done.kind == Kind.REFUSED
    assert [problem.field for problem in done.problems] == ["planned_budget"]


def test_a_row_that_cannot_be_read_stays_refused():
    done = effect(said("A1", refused=True), an_action(), effective_on=TODAY)
    assert (done.kind, done.action.pk, done.problems) == (Kind.REFUSED, 1, [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Friche\r\n Nord", "Friche Nord", True),
        ("Friche", "friche", False),
        (["CCI, Région"], ["CCI", "Région"], True),
        (["CCI"], ["CCI", "Région"], False),
        (Priority.HIGH, Priority.HIGH, True),
        (None, 100, False),
    ],
)
def test_same(old, new, expected):
    assert same(old, new) is expected
