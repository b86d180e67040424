"""What changed in the plan since a file of ours was downloaded: its sheet « Registre » tells the
event after which it was written, and the past day that it tells, if any.

A cell that its user left as it was changes nothing; one that changed on both sides is to check; a
line of a sheet beside the plan that was removed since does not come back. `parts.py` does so for
the details of actions.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from usine.ledger.queries import position_at
from usine.plans.as_of import as_of
from usine.plans.fields import FIELDS, STATUS
from usine.plans.models import Action
from usine.plans.rewinding import Then, actions_at
from usine.values.formats import format_counted, format_day

from .doubts import Doubt
from .intake import REGISTER
from .matching import RowClaim, match, same
from .models import ImportRow, PlanImport
from .states import Slip

# How many cells a sentence names.
NAMED = 12


@dataclass(frozen=True)
class Former:
    """What the file may have been written from, by action, where the plan says otherwise since:
    `fields` of actions, {name: values}, the likeliest last, and `then` all that the ledger tells;
    `at` is when its plan was last written, `is_past` whether the file tells an earlier day,
    `labels` how it names actions, by their labels now."""

    fields: Mapping[int, Mapping[str, Sequence[Any]]] = field(default_factory=dict)
    then: Mapping[int, Then] = field(default_factory=dict)
    at: datetime | None = None
    is_past: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)


class Download(NamedTuple):
    """The event after which a file was written, and the past day that it tells, if any."""

    event: int
    at: datetime | None
    day: date | None = None


def download_of(plan_import: PlanImport) -> Download | None:
    """None for a file that is not ours, or not of this ledger."""
    match plan_import.account.get(REGISTER):
        case [number, seal, *told] if number.isdecimal() and len(number) < 16:
            position = position_at(int(number))
            if position is not None and position.seal == seal:
                day = next(map(date.fromisoformat, filter(None, told)), None)
                return Download(position.number, position.recorded_at, day)
    return None


def former_of(plan_import: PlanImport, actions: Sequence[Action]) -> Former:
    """What the file was written from, where the plan says otherwise since. Its number of queries is
    fixed."""
    download = download_of(plan_import)
    if download is None:
        return Former()
    live = Action.objects.live().filter(territory=plan_import.territory_id)
    then = actions_at(live, {each.pk: each for each in actions}, download.event)
    fields = {pk: {name: [value] for name, value in of.values.items()} for pk, of in then.items()}
    for each in as_of(live, download.day) if download.day else ():
        of_action = fields.setdefault(each.pk, {})
        for name in (*FIELDS, STATUS.name):
            of_action.setdefault(name, []).append(getattr(each, name))
    former = Former(fields, then, download.at, download.day is not None)
    known = zip(actions, _as_known(actions, former), strict=True)
    return replace(former, labels={now.label: then.label for now, then in known})


def matches(
    claims: Sequence[RowClaim], actions: Sequence[Action], former: Former
) -> list[Action | None]:
    """The action of each row, by the references, titles and axes that the file knows."""
    by_pk = {each.pk: each for each in actions}
    matched = match(claims, list(_as_known(actions, former)))
    return [each and by_pk[each.pk] for each in matched]


def _as_known(actions: Iterable[Action], former: Former) -> Iterator[Action]:
    for action in actions:
        known = copy.copy(action)
        for name in ("reference", "title", "axis"):
            if values := former.fields.get(action.pk, {}).get(name):
                setattr(known, name, values[-1])
        yield known


@dataclass
class Told:
    """What a row tells of what changed since: `cells` of which the plan keeps its own, those of
    lines that are `gone` from it, and doubts."""

    cells: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def add(self, other: Told) -> None:
        self.cells += other.cells
        self.gone += other.gone
        self.doubts += other.doubts


def settle(
    row: ImportRow, claim: RowClaim, action: Action, former: Mapping[str, Sequence[Any]]
) -> Told:
    """Take from what a row claims of its action the cells that its user left as they were. A cell
    written again in the preview is what its user wants."""
    told = Told()
    for name in (each for each in (*FIELDS, STATUS.name) if each in former):
        values = former[name]
        given, now = _given(claim, name), getattr(action, name)
        cell = row.cell_of(name)
        if given is None or same(now, given) or is_typed(row, cell):
            continue
        if any(same(each, given) for each in values):
            _leave(claim, name)
            told.cells.append(row.told_name(cell))
        elif not same(values[-1], now):
            show = (STATUS if name == STATUS.name else FIELDS[name]).show
            told.doubts.append(Doubt(Slip.SINCE, of_both(show, values[-1], now), name))
    return told


def _given(claim: RowClaim, name: str) -> Any:
    return claim.status if name == STATUS.name else claim.values.get(name)


def is_typed(row: ImportRow, cell: str) -> bool:
    return row.full_name(cell) in row.plan_import.corrections


def _leave(claim: RowClaim, name: str) -> None:
    if name == STATUS.name:
        claim.status = claim.status_on = None
    claim.values = {key: value for key, value in claim.values.items() if key != name}


def of_both(show: Callable[[Any], str], then: Any, now: Any, *, about: str = "") -> str:
    """The question about what changed on both sides; `about` names it where its cell does not."""
    told = f"{about}\u00a0: le plan" if about else "Le plan"
    return (
        f"{told} disait «\u00a0{show(then)}\u00a0» au téléchargement de ce fichier, il dit "
        f"«\u00a0{show(now)}\u00a0» depuis\u00a0: lequel garder\u00a0?"
    )


def in_sentences(plan_import: PlanImport) -> Iterator[str]:
    """What the plan keeps of what changed since the file was downloaded, and the day it tells."""
    day = plan_import.account.get(REGISTER, ())[2:]
    if any(day):
        yield (
            f"Ce fichier dit le plan tel qu’il était le {format_day(date.fromisoformat(day[0]))}"
            "\u00a0: seules les cellules que vous y avez changées sont reprises."
        )
    if cells := plan_import.counts.get("since", ()):
        changed = format_counted(len(cells), "cellule a changé", "cellules ont changé")
        those = "la sienne" if len(cells) == 1 else "les siennes"
        yield (
            f"{changed} dans le plan depuis le téléchargement de ce fichier\u00a0: le plan garde "
            f"{those} ({_listed(cells)})."
        )
    if gone := plan_import.counts.get("gone", ()):
        those = format_counted(len(gone), "ligne a été retirée", "lignes ont été retirées")
        back = "elle n’y revient pas" if len(gone) == 1 else "elles n’y reviennent pas"
        yield (
            f"{those} du plan depuis le téléchargement de ce fichier\u00a0: {back} "
            f"({_listed(gone)})."
        )
    if deleted := plan_import.counts.get("deleted", ()):
        words = "ligne du plan n’est plus", "lignes du plan ne sont plus"
        those = format_counted(len(deleted), *words)
        them = "la" if len(deleted) == 1 else "les"
        yield (
            f"{those} dans les feuilles de ce fichier\u00a0: le plan {them} garde "
            f"({_listed(deleted)}). Une ligne se retire sur la fiche de son action."
        )


def _listed(cells: Sequence[str]) -> str:
    more = len(cells) - NAMED
    listed = ", ".join(cells[:NAMED])
    return f"{listed} et {format_counted(more, 'autre', 'autres')}" if more > 0 else listed
