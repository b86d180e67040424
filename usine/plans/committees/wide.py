"""What the file of several territories tells of so many actions: how many each place has, the worst
of each list, and where the others are."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from usine.pages.links import whole
from usine.pages.papers import PaperCell, PaperColumn, PaperTable
from usine.values.dates import PartialDate, Precision
from usine.values.formats import format_count, format_counted
from usine.values.text import fold

from ..models import Action
from ..moved import KINDS, Movement, counts
from ..states import CLOSED, Status
from .plan_then import PlanThen

GOING = (Status.DONE, Status.IN_PROGRESS)
# How many rows a list has, and how many of them tell each way of moving.
MOST, MOST_MOVED = 15, 3
_OVER, _LATER, _UNDATED = "Dépassée", "Ensuite", "Sans date"
_QUARTERS = 4


@dataclass(frozen=True)
class Worst:
    """Which actions of a list are told first (`order` in words), and the filters under which the
    plan lists the others."""

    order: str
    key: Callable[[Action], Any]
    asked: Mapping[str, str]


def places(then: PlanThen, actions: Collection[Action]) -> PaperTable:
    """How each territory of a region stands, or each region of the nation."""
    rows: dict[str, list[Action]] = defaultdict(list)
    for action in actions:
        rows[then.names[action.territory.place]].append(action)
    return _by_place(
        "Où en est chaque territoire" if then.plan.region else "Où en est chaque région",
        ("Actions", "Réalisées ou en cours", "En retard", "Bloquées", "Ont bougé"),
        {name: list(_counts(then, those)) for name, those in rows.items()},
    )


def _counts(then: PlanThen, actions: list[Action]) -> Iterator[int]:
    yield len(actions)
    yield sum(action.status in GOING for action in actions)
    yield sum(action.pk in then.late for action in actions)
    yield sum(action.is_blocked for action in actions)
    yield sum(action.pk in then.moving for action in actions)


def moved_by_place(then: PlanThen, caption: str) -> PaperTable:
    """In which ways the actions of each place moved."""
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for movement in then.moved:
        tallies[then.names[movement.place]].update(movement.kinds)
    kinds = list(counts(then.moved))
    labels = [KINDS[kind][1].capitalize() for kind in kinds]
    return _by_place(caption, labels, {name: _of(each, kinds) for name, each in tallies.items()})


def most_moved(then: PlanThen) -> list[Movement]:
    """A few of those that moved in each way: those of the largest amounts."""
    budgets = {action.pk: action.planned_budget or 0 for action in then.actions}
    weights = {
        each.action: max(budgets.get(each.action, 0), *map(abs, each.amounts.values()), 0)
        for each in then.moved
    }
    told: dict[int, Movement] = {}
    for kind in KINDS:
        new = [each for each in then.moved if each.is_of(kind) and each.action not in told]
        new.sort(key=lambda each: -weights[each.action])
        told |= {each.action: each for each in new[:MOST_MOVED]}
    return list(told.values())


def ends_by_place(then: PlanThen) -> PaperTable:
    """When the open actions of each place are to end."""
    quarters = list(_quarters(then.day))
    labels = [_OVER, *map(str, quarters), _LATER, _UNDATED]
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for action in then.actions:
        if action.status not in CLOSED:
            tallies[then.names[action.territory.place]][_ends_in(action, quarters, then)] += 1
    rows = {name: _of(each, labels) for name, each in tallies.items()}
    return _by_place("Quand finissent les actions ouvertes", labels, rows)


def _quarters(day: date) -> Iterator[PartialDate]:
    """The quarter of a day, and the next ones."""
    first = day.year * 4 + (day.month - 1) // 3
    for rank in range(first, first + _QUARTERS):
        yield PartialDate(date(rank // 4, rank % 4 * 3 + 1, 1), Precision.QUARTER)


def _ends_in(action: Action, quarters: Sequence[PartialDate], then: PlanThen) -> str:
    if action.pk in then.late:
        return _OVER
    if action.end is None:
        return _UNDATED
    last = action.end.last
    return next((str(each) for each in quarters if last <= each.last), _LATER)


def _of(tally: Counter[str], names: Sequence[str]) -> list[int]:
    return [tally[name] for name in names]


def _by_place(caption: str, labels: Sequence[str], rows: Mapping[str, Sequence[int]]) -> PaperTable:
    """A row of counts for each place, then their sums."""
    told = [
        *sorted(rows.items(), key=lambda pair: fold(pair[0])),
        ("Total", [sum(column) for column in zip(*rows.values(), strict=True)]),
    ]
    return PaperTable(
        caption,
        [PaperColumn("Nom", 3), *(PaperColumn(label, 1, is_number=True) for label in labels)],
        [
            [PaperCell(name), *(PaperCell(format_count(each)) for each in tally)]
            for name, tally in (told if rows else ())
        ],
        "Aucune action.",
        is_summed=True,
    )


def listed(
    then: PlanThen,
    caption: str,
    columns: Sequence[PaperColumn],
    actions: Sequence[Action],
    row: Callable[[Action], list[PaperCell]],
    *,
    worst: Worst,
    empty: str,
) -> PaperTable:
    """Actions, a row each; of several territories, the worst ones."""
    if not then.is_wide:
        return PaperTable(caption, columns, [row(action) for action in actions], empty)
    told = sorted(actions, key=worst.key)[:MOST]
    others = len(actions) - len(told)
    cut = f"{MOST} sur {format_count(len(actions))}, " if others else ""
    return PaperTable(
        f"{caption} ({cut}{worst.order})" if actions else caption,
        columns,
        [*map(row, told), *the_others(others, then.plan.narrowed(worst.asked), len(columns))],
        empty,
    )


def the_others(count: int, path: str, columns: int) -> Iterator[list[PaperCell]]:
    """The row that says how many are not told, and where they are."""
    if count:
        first = PaperCell(format_counted(count, "autre", "autres"), f"voir {whole(path)}")
        yield [first, *([PaperCell("")] * (columns - 1))]
