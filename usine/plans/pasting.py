"""A column pasted from a spreadsheet over the cells of a plan: what each line would write, and why
not, before anything is."""

import copy
import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from usine.values import clock
from usine.values.fields import Fields

from . import rules
from .budgets import day_refusals
from .fields import FIELDS, STATUS
from .funding import budget_refusals
from .funding_dates import since_refusals
from .models import Action
from .states import LEADING_TO, Status
from .writing import step_refusal

PASTED = Fields([*FIELDS.values(), STATUS])
"""What a column may give: a field of actions, or their status, by the step that leads to it."""


def cells_of(text: str) -> list[str]:
    """The cells of a column as a spreadsheet copies it: one a line, quoted when it has several
    lines itself. Of several columns, the first."""
    rows = csv.reader(io.StringIO(text.rstrip("\r\n")), delimiter="\t")
    return [row[0].strip() if row else "" for row in rows]


def has_columns(text: str) -> bool:
    """Whether several columns were copied."""
    return any(len(row) > 1 for row in csv.reader(io.StringIO(text), delimiter="\t"))


@dataclass
class PastedLine:
    """A cell over the action that it falls on: what it would write, or why it would not."""

    action: Action
    name: str
    typed: str
    value: Any = None
    why: str = ""

    @property
    def before(self) -> Any:
        return getattr(self.action, self.name)

    @property
    def is_written(self) -> bool:
        return bool(self.typed) and not self.why and self.value != self.before

    @property
    def old(self) -> str:
        return PASTED[self.name].show(self.before)

    @property
    def new(self) -> str:
        return PASTED[self.name].show(self.value)

    @property
    def outcome(self) -> str:
        """What is told when nothing is written, and nothing is refused."""
        return "déjà ainsi" if self.typed else "cellule vide\u00a0: laissée telle quelle"


def refuse(lines: Sequence[PastedLine]) -> None:
    """Say on the lines that would write why they may not."""
    written = [line for line in lines if line.is_written]
    name = written[0].name if written else ""
    reasons = refusals(name, {line.action: line.value for line in written})
    for line in written:
        line.why = reasons.get(line.action.pk, "")


def refusals(name: str, values: Mapping[Action, Any]) -> dict[int, str]:
    """Why actions of one plan may not have these values of a field, by their keys; a fixed number
    of queries, however many they are."""
    if name == STATUS.name:
        return dict(_out_of_reach(values))
    reasons = dict(_faults(name, values))
    if name == "planned_budget":
        today = clock.today()
        for each in (
            since_refusals(values, today),
            budget_refusals(values),
            day_refusals(list(values), today),
        ):
            reasons |= each
    if name == "reference":
        reasons |= _taken(values)
    return reasons


def _out_of_reach(values: Mapping[Action, Status]) -> Iterator[tuple[int, str]]:
    for action, status in values.items():
        why = rules.target_refusal(status)
        if why := why or step_refusal(action, LEADING_TO[status], clock.today()):
            yield action.pk, why


def _faults(name: str, values: Mapping[Action, Any]) -> Iterator[tuple[int, str]]:
    for action, value in values.items():
        draft = copy.copy(action)
        setattr(draft, name, value)
        if why := " ".join(why for _, why in rules.faults(draft)):
            yield action.pk, why


def _taken(values: Mapping[Action, str]) -> dict[int, str]:
    """The references that several lines give, or that another action of the plan keeps."""
    pks: Collection[int] = [action.pk for action in values]
    territories = {action.territory_id for action in values}
    others = Action.objects.live().filter(territory__in=territories).exclude(pk__in=pks)
    kept = set(others.values_list("reference", flat=True))
    given = Counter(values.values())
    return {
        action.pk: f"Une autre action du plan porte déjà la référence «\u00a0{reference}\u00a0»."
        for action, reference in values.items()
        if reference and (reference in kept or given[reference] > 1)
    }
