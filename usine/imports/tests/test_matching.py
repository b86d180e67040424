"""Which action a row is about, and what it would do to it."""

from datetime import date

import pytest

from usine.imports.matching import Effect, Fault, Named, RowClaim, effect, match, same
from usine.imports.states import RowKind, Slip
from usine.plans.likeness import PAIRS_MAX, close_titles
from usine.plans.models import Action
from usine.plans.states import Priority, Status
from usine.values.dates import PartialDate, Precision

TODAY = date(2025, 5, 27)


def plan(*actions: tuple[str, str, str]) -> list[Action]:
    return [
        Action(pk=pk, reference=reference, title=title, axis=axis, status_on=TODAY)
        for pk, (reference, title, axis) in enumerate(actions, 1)
    ]


def claim(reference: str = "", title: str = "", axis: str | None = "foncier", **rest) -> RowClaim:
    values = {"reference": reference, "title": title, "axis": axis}
    return RowClaim({name: value for name, value in values.items() if value}, **rest)


def matched(rows: list[RowClaim], actions: list[Action]) -> list[int | None]:
    return [action and action.pk for action in match(rows, actions)]


F, T = "foncier", "transition"


@pytest.mark.parametrize(
    ("rows", "actions", "expected"),
    [
        pytest.param([claim("A1", "Autre")], [("A1", "Friche", F)], [1], id="by reference"),
        pytest.param([claim("a-1")], [("A 1", "Friche", F)], [1], id="spelt otherwise"),
        pytest.param(
            [claim("a-1"), claim("A 1")],
            [("A 1", "Friche", F), ("a-1", "Pépinière", F)],
            [2, 1],
            id="the exact reference first",
        ),
        pytest.param([claim("§")], [("!", "Friche", F)], [None], id="signs are not nothing"),
        pytest.param(
            [claim("", "REHABILITER la friche !")],
            [("A1", "Réhabiliter la friche", F)],
            [1],
            id="by title, accents and case aside",
        ),
        pytest.param(
            [claim("", "Étude", T), claim("", "Étude", T)],
            [("A1", "Étude", F), ("A2", "Étude", T)],
            [2, None],
            id="a title that others bear says no other axis",
        ),
        pytest.param(
            [claim("B7", "Friche")], [("A1", "Friche", F)], [1], id="a new reference, the old title"
        ),
        pytest.param(
            [claim("", "Étude", T), claim("", "Étude", F)],
            [("A1", "Étude", F), ("A2", "Étude", T)],
            [2, 1],
            id="the same title in two axes",
        ),
        pytest.param(
            [claim("", "Étude", T)], [("A1", "Étude", F)], [1], id="a title alone of its kind"
        ),
        pytest.param(
            [claim("", "Étude", T)],
            [("A1", "Étude", F), ("A2", "Étude", "innovation")],
            [None],
            id="two in the plan, in other axes",
        ),
        pytest.param(
            [claim("", "Étude", T), claim("", "Étude", "innovation")],
            [("A1", "Étude", F)],
            [None, None],
            id="two in the file, in other axes",
        ),
        pytest.param(
            [claim("", "Étude"), claim("", "Étude"), claim("", "Étude")],
            [("", "Étude", F), ("", "Étude", F)],
            [1, 2, None],
            id="as many as there are, in order",
        ),
        pytest.param(
            [claim("", "Friche"), claim("A1", "Friche")],
            [("A1", "Friche", F)],
            [None, 1],
            id="the reference goes before the title",
        ),
        pytest.param(
            [claim("A1", "Friche"), claim("B1", "Nouveau", same_as=1)],
            [("A1", "Friche", F)],
            [None, 1],
            id="what the user says goes first",
        ),
        pytest.param(
            [claim("", "Friche", refused=True), claim("", "Friche")],
            [("A1", "Friche", F)],
            [None, 1],
            id="by title, accepted rows go first",
        ),
        pytest.param(
            [claim("", "Friche", refused=True)],
            [("A1", "Friche", F)],
            [1],
            id="a refused row is about an action too",
        ),
        pytest.param([claim("", "Friche")], [], [None], id="an empty plan"),
        pytest.param(
            [RowClaim({"title": "Friche"})], [("A1", "Friche", F)], [1], id="a row without axis"
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
    # Alike at 88 exactly, then at 87.2.
    close, far = Action(pk=8, title="a" * 22), Action(pk=9, title="Friche du canal nord")
    assert close_titles(["a" * 22 + "b" * 6], [close]) == [[(8, 88)]]
    assert close_titles(["Friche du canal sud"], [far]) == [[]]
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


NOBODY = Named(())


def effect_of(
    row: RowClaim, action: Action | None, on: date, *, live=NOBODY, gone=NOBODY, **options
) -> Effect:
    return effect(row, action, effective_on=on, live=live, gone=gone, **options)


def test_a_new_row_a_changed_one_and_one_that_says_nothing_new():
    new = effect_of(claim("A1", "Friche"), None, TODAY)
    assert (new.kind, new.changes) == (RowKind.NEW, {})

    changed = effect_of(claim("A1", "Friche Nord"), an_action(), TODAY)
    assert changed.kind == RowKind.CHANGED
    assert changed.changes == {"title": ("Friche", "Friche Nord")}

    unchanged = effect_of(claim("A1", " Friche "), an_action(), TODAY)
    assert (unchanged.kind, unchanged.changes) == (RowKind.UNCHANGED, {})


def test_what_the_file_does_not_say_stays():
    row = RowClaim({"reference": "A1"}, status=None)
    done = effect_of(row, an_action(), TODAY)
    assert (done.kind, done.status_before) == (RowKind.UNCHANGED, "")


def test_another_status_holds_from_the_date_of_the_import():
    row = claim("A1", "Friche", status=Status.DONE)
    done = effect_of(row, an_action(), TODAY)
    assert (done.kind, done.status_before) == (RowKind.CHANGED, Status.IN_PROGRESS)
    assert done.status_before_on == date(2025, 1, 10)
    same_day = effect_of(row, an_action(), date(2025, 1, 10))
    assert same_day.kind == RowKind.CHANGED


def test_a_status_that_the_plan_knows_since_is_not_overwritten():
    row = claim("A1", "Friche", status=Status.DONE)
    done = effect_of(row, an_action(), date(2025, 1, 9))
    assert (done.kind, done.status_before, done.status_before_on) == (RowKind.UNCHANGED, "", None)
    assert done.left_out == [
        Fault(
            "status",
            "Le fichier dit «\u00a0Réalisée\u00a0», mais le plan dit "
            "«\u00a0En cours de réalisation\u00a0» "
            "depuis le 10/01/2025, après la date d’effet de l’import.",
        )
    ]
    more = RowClaim({"reference": "A1", "lead": "UIMM"}, status=Status.DONE)
    done = effect_of(more, an_action(), date(2025, 1, 9))
    assert (done.kind, done.changes) == (RowKind.CHANGED, {"lead": ("CCI", "UIMM")})
    again = claim("A1", "Friche", status=Status.IN_PROGRESS)
    assert effect_of(again, an_action(), date(2025, 1, 9)).kind == RowKind.UNCHANGED


def test_a_budget_that_the_plan_knows_since_is_not_overwritten():
    row = RowClaim({"reference": "A1", "planned_budget": 400_000_00}, status=None)
    action, since = an_action(planned_budget=350_000_00), date(2025, 1, 10)
    done = effect_of(row, action, date(2025, 1, 9), budget_on=since)
    assert (done.kind, done.changes) == (RowKind.UNCHANGED, {})
    assert done.left_out == [
        Fault(
            "planned_budget",
            "Le fichier dit «\u00a0400\u00a0000\u00a0€\u00a0», mais le plan dit "
            "«\u00a0350\u00a0000\u00a0€\u00a0» "
            "depuis le 10/01/2025, après la date d’effet de l’import.",
        )
    ]
    assert effect_of(row, action, since, budget_on=since).kind == RowKind.CHANGED
    again = RowClaim({"reference": "A1", "planned_budget": 350_000_00}, status=None)
    assert effect_of(again, action, date(2025, 1, 9), budget_on=since).kind == RowKind.UNCHANGED


def test_rules_hold_of_what_the_plan_says_besides():
    row = RowClaim({"reference": "A1", "end": PartialDate(date(2024, 12, 31))})
    started = an_action(start=PartialDate(date(2025, 1, 1), Precision.MONTH))
    done = effect_of(row, started, TODAY)
    assert (done.kind, done.action) == (RowKind.UNCHANGED, started)
    assert (done.changes, done.left_out) == ({}, [Fault("end", "La fin précède le début.")])
    assert effect_of(row, an_action(), TODAY).kind == RowKind.CHANGED
    row = RowClaim({"reference": "A1", "start": PartialDate(date(2026, 1, 1))})
    done = effect_of(row, an_action(end=PartialDate(date(2025, 1, 1))), TODAY)
    assert done.left_out == [Fault("start", "La fin précède le début.")]


def test_a_new_row_obeys_the_same_rules():
    row = RowClaim({"axis": F, "title": "Friche", "planned_budget": -1})
    done = effect_of(row, None, TODAY)
    assert done.kind == RowKind.REFUSED
    assert [problem.field for problem in done.problems] == ["planned_budget"]


def test_a_new_action_needs_what_one_that_is_known_may_leave_out():
    row = RowClaim({"reference": "A1"}, lacks={"title", "axis"})
    new = effect_of(row, None, TODAY)
    # Why is said by the reader of the file, in its own cells.
    assert (new.kind, new.problems) == (RowKind.REFUSED, [])
    assert effect_of(row, an_action(), TODAY).kind == RowKind.UNCHANGED


def test_a_title_that_becomes_another_altogether_waits():
    [known, other] = plan(("A1", "Friche", F), ("A2", "Pépinière d’entreprises", F))
    live = Named([known, other])

    def doubts(title: str) -> list[str]:
        far = effect_of(claim("A1", title, T), known, TODAY, live=live)
        assert far.kind == (RowKind.ASKED if far.doubts else RowKind.CHANGED)
        done = effect_of(claim("A1", title), known, TODAY, live=live)
        assert (done.kind, done.doubts) == (far.kind, far.doubts)
        return [doubt.message for doubt in done.doubts]

    assert doubts("Friche Nord") == []
    [why] = doubts("Réseau de chaleur")
    assert "l’intitulé est tout autre" in why
    [why] = doubts("pépinière d'entreprises")
    assert "celui d’une autre action du plan, «\u00a0A2 Pépinière d’entreprises\u00a0»" in why
    # Its own title, spelt otherwise.
    assert doubts("FRICHE") == []


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (2_400_000_00, 2_400_000_000_00, "passe de 2\u00a0400\u00a0000\u00a0€ à 2"),
        (320_000_00, 320_00, "à 320\u00a0€, 1\u00a0000 fois moins\u00a0: est-ce la bonne unité"),
        (2_400_000_00, 24_000_000_00, "10 fois plus\u00a0: est-ce la bonne unité"),
        (165_000_00, 1_120_000_00, "6 fois plus"),
        (100_000_00, 499_999_99, None),
        (24_000_00, 2_400_000_00, "est-ce la bonne unité"),
        (2_400_000_00, 24_000_00, "est-ce la bonne unité"),
        (50_00, 60_00, None),
        (0, 1_50, "Un budget de 1,50\u00a0€"),
        (None, 99_99, "Un budget de 99,99\u00a0€"),
        (None, 100_00, None),
        (None, 999_999_999_99, None),
        (None, 1_000_000_000_00, "Un budget de 1\u00a0000\u00a0000\u00a0000\u00a0€"),
        (350_000_00, 0, "à 0\u00a0€\u00a0: est-ce voulu"),
        (None, 0, None),
    ],
)
def test_a_budget_of_another_order_is_doubtful(before, after, why):
    row = RowClaim({"reference": "A1", "planned_budget": after})
    known = effect_of(row, an_action(planned_budget=before), TODAY)
    assert known.kind == RowKind.CHANGED
    assert [why in doubt.message for doubt in known.doubts] == ([True] if why else [])
    if before is None:
        row = RowClaim({"axis": F, "title": "Halle", "planned_budget": after})
        new = effect_of(row, None, TODAY)
        assert [doubt.message for doubt in new.doubts] == [each.message for each in known.doubts]


@pytest.mark.parametrize(
    ("before", "after", "is_doubtful"),
    [
        (2026, 2062, True),
        (2026, 2046, True),
        (2026, 2028, True),
        (2026, 2027, False),
        (2026, 2024, True),
        (None, 2062, True),
        (None, 2044, False),
        (None, 2045, True),
    ],
)
def test_a_far_year_is_doubtful(before, after, is_doubtful):
    def year(number: int | None) -> PartialDate | None:
        return PartialDate(date(number, 1, 1), Precision.YEAR) if number else None

    row = RowClaim({"reference": "A1", "end": year(after)})
    done = effect_of(row, an_action(end=year(before)), TODAY)
    assert [doubt.why for doubt in done.doubts] == ([Slip.YEAR] if is_doubtful else [])


def test_to_open_again_what_was_closed_is_doubtful():
    closed = an_action(status=Status.DONE)
    [doubt] = effect_of(claim("A1", "Friche", status=Status.IN_PROGRESS), closed, TODAY).doubts
    assert doubt.why == Slip.REOPENED
    assert "«\u00a0Réalisée\u00a0» depuis le 10/01/2025" in doubt.message
    assert effect_of(claim("A1", "Friche", status=Status.DONE), closed, TODAY).doubts == []
    [doubt] = effect_of(claim("A1", "Friche", status=Status.ABANDONED), closed, TODAY).doubts
    assert doubt.why == Slip.DROPPED
    assert effect_of(claim("A1", "Friche", status=Status.DONE), an_action(), TODAY).doubts == []


@pytest.mark.parametrize(
    ("row", "comes_back"),
    [
        (claim("D4", "Friche du port"), True),
        (claim("", "FRICHE DU PORT"), True),
        (claim("d4", "La friche du port Nord"), True),
        (claim("D5", "Friche du port"), False),
        (claim("D4", "Réseau de chaleur"), False),
        (claim("D5", "Réseau de chaleur"), False),
        (claim("", "Réseau de chaleur"), False),
    ],
)
def test_what_was_withdrawn_is_not_created_again(row, comes_back):
    [gone] = plan(("D4", "Friche du port", T))
    gone.withdrawn_on, gone.withdrawal_reason = date(2025, 3, 12), "Doublon"
    done = effect_of(row, None, TODAY, gone=Named([gone]))
    assert (done.kind == RowKind.REFUSED, done.action) == (
        (True, gone) if comes_back else (False, None)
    )
    if comes_back:
        [problem] = done.problems
        assert "retirée du plan le 12/03/2025 («\u00a0Doublon\u00a0»)" in problem.message


def test_what_was_withdrawn_without_reference_is_known_by_its_title():
    [gone] = plan(("", "Friche du port", T))
    gone.withdrawn_on, gone.withdrawal_reason = date(2025, 3, 12), "Doublon"
    done = effect_of(claim("D9", "Friche du port"), None, TODAY, gone=Named([gone]))
    assert (done.kind, done.action) == (RowKind.REFUSED, gone)


def test_a_row_that_cannot_be_read_stays_refused():
    done = effect_of(claim("A1", refused=True), an_action(), TODAY)
    assert (done.kind, done.action.pk, done.problems) == (RowKind.REFUSED, 1, [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Friche\r\n Nord", "Friche Nord", True),
        ("Friche", "friche", False),
        ("L’usine", "L'usine", True),
        (["CCI, Région"], ["CCI", "Région"], True),
        (["CCI"], ["CCI", "Région"], False),
        (Priority.HIGH, Priority.HIGH, True),
        (None, 100, False),
    ],
)
def test_same(old, new, expected):
    assert same(old, new) is expected
