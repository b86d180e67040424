"""What rows would give to the details of their actions, as far as the plan can take it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import ascii_uppercase
from typing import Any

from usine.geography.models import Commune
from usine.geography.naming import search_key
from usine.plans.blocking import Blocked, latest_blockages, says_more
from usine.plans.detail_rules import LeftOut, blockage_day_refusal, fitting, funding_refusal
from usine.plans.details import latest_amounts
from usine.plans.fields import FIELDS, FUNDING
from usine.plans.formats import format_result
from usine.plans.funding import LINE
from usine.plans.locating import places_of
from usine.plans.models import Action, Blockage
from usine.plans.notes import noted
from usine.plans.sheets import KINDS, WAS, ActionSheet, details_of, foreseen
from usine.plans.states import CLOSED
from usine.plans.vocabulary import BLOCKED, BLOCKED_SINCE, COMMUNES
from usine.territories.queries import communes_of
from usine.values.formats import format_day

from .details import AMOUNTS, CODES, blocked_by, weighed_by, weight
from .models import ImportRow, PlanImport
from .parts import settled
from .renaming import renamed
from .since import Former, Told
from .statements import KnownStatements

NO_ACTION = Action()
NOT_HERE = (
    "Aucune commune du territoire ne porte ce nom\u00a0: il est gardé dans une note de l’action."
)
NONE_HERE = (
    "Aucune commune du territoire ne porte ces noms\u00a0: ils sont gardés dans des notes de "
    "l’action."
)
_AND = re.compile(r"\s+et\s+|\s*[/&+]\s*|\s-\s")
OF_PLAN = "of_plan"
"""What marks an entry of `ImportRow.incomplete` that depends on the plan, not on the file alone."""
CENTS = "cents"
"""What such an entry says of an amount that the plan does not take: how much it is."""


@dataclass
class Filling:
    """What a row gives besides fields: `told` is what an event would record of it (see
    `sheets.foreseen`) with the `notes` and the `sums` of lines before and after; `left_out` is what
    the plan does not take, as `ImportRow.incomplete` lists it. `keeps_budget`: the budget of the
    row would not hold the financing of the plan; `since` is what changed since a file of ours was
    downloaded."""

    told: dict[str, Any] = field(default_factory=dict)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    keeps_budget: bool = False
    since: Told = field(default_factory=Told)


class KnownDetails:
    """What actions have besides their fields: a few queries, whatever their number."""

    def __init__(
        self,
        plan_import: PlanImport,
        rows: Sequence[ImportRow],
        actions: Sequence[Action | None],
        former: Former,
    ) -> None:
        self.on, self.former = plan_import.effective_on, former
        self.labelled_on = plan_import.territory.labelled_on
        pairs = [(row, action) for row, action in zip(rows, actions, strict=True) if action]

        def those_given(*names: str) -> list[Action]:
            return [a for row, a in pairs if any(name in row.details for name in names)]

        priced = [
            action
            for row, action in pairs
            if row.values.get("planned_budget") not in (None, action.planned_budget)
        ]
        asked = {code: those_given(name) for name, code in CODES.items()}
        asked["funding"] += priced
        self.details: dict[int, dict[str, list[Any]]] = defaultdict(dict)
        for code, actions_asked in asked.items():
            for pk, known in details_of({action.pk for action in actions_asked}, [code]).items():
                self.details[pk] |= known
        self.amounts = latest_amounts(self._of("funding"))
        self.values = latest_amounts(self._of("result"))
        blocked = those_given("blocked")
        self.blockages = latest_blockages(blocked) if blocked else {}
        self.notes = noted(those_given("notes", "communes"))
        self.statements = KnownStatements(
            rows, actions, former, on=self.on, labelled_on=self.labelled_on
        )
        self.places = places_of(those_given("communes"))
        self.communes: dict[str, list[Commune]] = {}
        if any("communes" in row.details for row in rows):
            for commune in communes_of(plan_import.territory):
                for key in (search_key(commune.name), commune.code):
                    self.communes.setdefault(key, []).append(commune)

    def _of(self, code: str) -> list[Any]:
        return [each for there in self.details.values() for each in there.get(code, ())]

    def filling(self, row: ImportRow, action: Action | None, budget: int | None) -> Filling:
        """What the row would give to the action, or to a new one, of which it says the budget."""
        filling = Filling()
        pk = action.pk if action else 0
        there = self.details.get(pk, {})
        if not row.details and not there:
            return filling
        kept: list[str] = []
        claimed, filling.since = settled(row, action, self.former, there)
        given = self.statements.taken(row, action)
        filling.since.add(given.since)
        for name, (sheet_name, number, cell, words), why in given.left:
            entry = entry_of_plan(sheet_name, number, cell, name, words, why)
            filling.left_out.append(entry)
        parts = {
            name: list(map(KINDS[code].fields.decode_values, filter(None, claimed.get(name, ()))))
            for name, code in CODES.items()
        }
        sheet = ActionSheet(
            parts["steps"],
            _Financing(self, row, action, budget, filling, claimed.get("funding", ())).lines(),
            [self._result(row, values, there, filling) for values in parts["results"]],
            parts["indicators"],
            blocked=given.blocked or self._blocked(row, action, filling, kept),
        )
        filling.told = foreseen(action or NO_ACTION, sheet, there)
        if sums := _sums(filling.told, there):
            filling.told["sums"] = sums
        if given.communes:
            filling.told["communes"] = given.communes
        elsewhere = self._locate(row, action, filling)
        known = self.notes.get(action.subject, set()) if action else set()
        words = [*row.details.get("notes", ()), *elsewhere, *kept]
        if notes := [text for text in words if text not in known] + given.notes:
            filling.told["notes"] = notes
        return filling

    def _result(
        self,
        row: ImportRow,
        values: dict[str, Any],
        there: Mapping[str, Sequence[Any]],
        filling: Filling,
    ) -> dict[str, Any]:
        """The result without the values that the plan says otherwise since a later day."""
        for each in there.get("result", ()):
            for side in each.dated if each.code == values["code"] else ():
                last = self.values.get((each.pk, side))
                if side in values and last and last.effective_on > self.on:
                    value = values.pop(side)
                    if value != last.amount:
                        why = f"Le plan dit autre chose depuis le {format_day(last.effective_on)}."
                        words = f"{each}\u00a0: {format_result(each.code, value)}"
                        cell = row.cell_of(each.code)
                        entry = entry_of_plan(row.sheet, row.number, cell, "results", words, why)
                        filling.left_out.append(entry)
        return values

    def _locate(self, row: ImportRow, action: Action | None, filling: Filling) -> list[str]:
        """Tell the communes of the territory that the row names; returns the other words, as
        notes."""
        wanted: dict[str, str] = {}
        others = []
        for name in row.details.get("communes", ()):
            communes = self._communes(name)
            wanted |= {commune.code: commune.name for commune in communes}
            others += [] if communes else [name]
        before = self.places.get(action.pk, {}) if action else {}
        if wanted and wanted.keys() != before.keys():
            filling.told["communes"] = [before, wanted]
        if others:
            cell, words = row.cell_of("communes"), ", ".join(others)
            why = NONE_HERE if len(others) > 1 else NOT_HERE
            entry = entry_of_plan(row.sheet, row.number, cell, "communes", words, why)
            filling.left_out.append(entry)
        return [f"{COMMUNES.label}\u00a0: {name}" for name in others]

    def _communes(self, name: str) -> list[Commune]:
        """The communes that a name, or several in one, are of; none when one is not known."""
        every = [self.communes.get(search_key(part), []) for part in (name, *_AND.split(name))]
        whole, *parts = every
        if len(whole) == 1:
            return whole
        return [each[0] for each in parts] if all(len(each) == 1 for each in parts) else []

    def _blocked(
        self, row: ImportRow, action: Action | None, filling: Filling, kept: list[str]
    ) -> Blocked | None:
        """What blocks the action more than the plan says; words that the plan does not take are
        `kept`, those of a status aside."""
        blockage = row.details.get("blocked")
        if not blockage:
            return None
        last = self.blockages.get(action.pk) if action else None
        name, words, since = blocked_by(row.details), blockage["words"], _Since(row, filling)
        why = ""
        is_reopened = bool(row.status) and row.is_confirmed
        if action and action.status in CLOSED and not is_reopened:
            why = f"L’action est «\u00a0{action.get_status_display()}\u00a0» au plan."
        elif action and not says_more(action.blocked, blockage["kind"]):
            since.compare(last)
            if name == BLOCKED.name and last and words != last.words:
                kept.append(f"{BLOCKED.label}\u00a0: {words}")
            return None
        elif last and last.effective_on > self.on:
            told = "n’est plus bloquée"
            if last.kind:
                told = f"est bloquée («\u00a0{last.get_kind_display()}\u00a0»)"
            why = f"Au plan, l’action {told} depuis le {format_day(last.effective_on)}."
        if why:
            place = row.sheet, row.number, blockage["cell"]
            filling.left_out.append(entry_of_plan(*place, name, words, why))
            if name == BLOCKED.name:
                kept.append(f"{BLOCKED.label}\u00a0: {since.beside(words)}")
            return None
        refusal = blockage_day_refusal(
            since.day or self.on,
            labelled_on=self.labelled_on,
            last_on=last.effective_on if last else None,
            until=self.on,
        )
        if since.day and refusal:
            since.leave(f"{refusal} Le blocage compte depuis le {format_day(self.on)}.")
            return Blocked(blockage["kind"], since.beside(words))
        return Blocked(blockage["kind"], words, since.day)


class _Since:
    """Since when a row says its action blocked: a day, its cell and its words; or nothing."""

    def __init__(self, row: ImportRow, filling: Filling) -> None:
        self.row, self.filling = row, filling
        day, self.cell, self.words = row.details["blocked"].get("since", ("", "", ""))
        self.day = date.fromisoformat(day) if day else None

    def beside(self, words: str) -> str:
        """Words which keep the day that the plan does not take."""
        return f"{words}\n{BLOCKED_SINCE.label}\u00a0: {self.words}" if self.day else words

    def leave(self, why: str) -> None:
        place = self.row.sheet, self.row.number, self.cell, BLOCKED_SINCE.name
        self.filling.left_out.append(entry_of_plan(*place, self.words, why))

    def compare(self, last: Blockage | None) -> None:
        """Tell the day when it is not that of the plan."""
        if self.day and last and self.day != last.effective_on:
            since = f"Au plan, ce blocage est dit depuis le {format_day(last.effective_on)}"
            self.leave(f"{since}\u00a0: corrigez-le sur la fiche.")


class _Financing:
    """The lines of the financing of one action, once the row has given its own."""

    def __init__(
        self,
        known: KnownDetails,
        row: ImportRow,
        action: Action | None,
        budget: int | None,
        filling: Filling,
        claimed: Sequence[Mapping[str, Any] | None],
    ) -> None:
        self.known, self.row, self.action, self.filling = known, row, action, filling
        self.budget = budget
        there = known.details.get(action.pk, {}).get("funding", []) if action else []
        self.details = {LINE.key(FUNDING.values_of(each)): each for each in there}
        self.before = [FUNDING.values_of(each) for each in self.details.values()]
        given = [(rank, FUNDING.decode_values(line)) for rank, line in enumerate(claimed) if line]
        lines = {LINE.key(line): line for _, line in given}
        self.cells = {(rank, stage): cell for rank, stage, *cell in row.details.get("shares", ())}
        was, unsure = renamed(lines, self.details)
        names = {key: was.get(key, key) for key in lines}
        self.ranks = {names[LINE.key(line)]: rank for rank, line in given}
        self.given = {names[key]: line for key, line in lines.items() if key not in unsure}
        for key, why in unsure.items():
            for stage in AMOUNTS:
                if lines[key].get(stage) is not None:
                    self._leave(key, LeftOut(0, stage, lines[key][stage], why))

    def lines(self) -> list[dict[str, Any]]:
        """The lines to write, without the amounts that do not hold."""
        if not self.given and not self.before:
            return []
        keys = [*self.details, *(key for key in self.given if key not in self.details)]
        wanted = [self._wanted(key) for key in keys]
        fitted, left_out = fitting(wanted, self.budget, self.before)
        why = funding_refusal(fitted, self.budget)
        if why and self.action and self.budget != self.action.planned_budget:
            self._keep_budget(why)
            fitted, left_out = fitting(wanted, self.action.planned_budget, self.before)
            why = funding_refusal(fitted, self.action.planned_budget)
        for each in left_out:
            self._leave(keys[each.line], each)
        if why:  # nothing is added to a financing that the plan itself holds over its budget
            for each in self._moves(wanted, left_out, why):
                self._leave(keys[each.line], each)
            return []
        given = [(key, fitted[place]) for place, key in enumerate(keys) if key in self.given]
        return [line | ({} if LINE.key(line) == key else {WAS: key}) for key, line in given]

    def _moves(
        self, wanted: Sequence[dict[str, Any]], left_out: Sequence[LeftOut], why: str
    ) -> Iterator[LeftOut]:
        """The other amounts that the row would move."""
        told = {(each.line, each.stage) for each in left_out}
        for place, line in enumerate(wanted):
            was = self.before[place] if place < len(self.before) else {}
            for stage in AMOUNTS:
                if line[stage] not in (None, was.get(stage)) and (place, stage) not in told:
                    yield LeftOut(place, stage, line[stage], why)

    def _keep_budget(self, why: str) -> None:
        """The financing of the plan does not hold in the budget of the file, which stays out."""
        self.filling.keeps_budget = True
        cell, words = self.row.cell_of("planned_budget"), FIELDS["planned_budget"].show(self.budget)
        entry = entry_of_plan(self.row.sheet, self.row.number, cell, "planned_budget", words, why)
        self.filling.left_out.append(entry | {CENTS: self.budget})

    def _wanted(self, key: Any) -> dict[str, Any]:
        """A line as the file would have it; what the plan says since a later day stays."""
        given = {name: v for name, v in self.given.get(key, {}).items() if v not in (None, "")}
        if not (detail := self.details.get(key)):
            return dict.fromkeys(FUNDING) | {"label": "", "tax": ""} | given
        for stage in AMOUNTS:
            last = self.known.amounts.get((detail.pk, stage))
            if stage in given and last and last.effective_on > self.known.on:
                amount = given.pop(stage)
                if amount != last.amount:
                    why = f"Le plan dit un autre montant depuis le {format_day(last.effective_on)}."
                    self._leave(key, LeftOut(0, stage, amount, why))
        return FUNDING.values_of(detail) | given

    def _leave(self, key: Any, left: LeftOut) -> None:
        sheet, number, cell, words = self.cells[self.ranks[key], left.stage]
        entry = entry_of_plan(sheet, number, cell, "funding", words, left.why)
        self.filling.left_out.append(entry | {CENTS: left.amount})


def entry_of_plan(
    sheet: str, row: int, cell: str, name: str, words: str, why: str
) -> dict[str, Any]:
    """An entry of `ImportRow.incomplete` that depends on the plan; `row` when no cell has its own,
    as the cells of a sheet per action do."""
    line = int(cell.lstrip(ascii_uppercase)) if cell.isalnum() else row
    named = {"sheet": sheet, "row": line, "cell": cell, "field": name}
    return named | {"words": words, "why": why, OF_PLAN: True}


def _sums(
    told: Mapping[str, Any], there: Mapping[str, Sequence[Any]]
) -> dict[str, list[list[Any]]]:
    """How many lines of each kind that moves there are, what they weigh and by which amounts,
    before and after."""
    sums: dict[str, list[list[Any]]] = {}
    for code in dict.fromkeys(line["kind"] for line in told.get("details", ())):
        fields = KINDS[code].fields
        before = {
            each.pk: fields.encode_values(fields.values_of(each)) for each in there.get(code, ())
        }
        moved = [line for line in told["details"] if line["kind"] == code]
        after = [*(before | {line["pk"]: line["new"] for line in moved if line["pk"]}).values()]
        after += [line["new"] for line in moved if not line["pk"]]
        sums[code] = [
            [len(lines), sum(map(weight, lines)), weighed_by(lines)]
            for lines in ([*before.values()], after)
        ]
    return sums


def to_write(row: ImportRow) -> ActionSheet:
    """What the preview of a row shows of details, as it is written."""
    given: dict[str, list[dict[str, Any]]] = {code: [] for code in KINDS}
    for line in row.filled.get("details", ()):
        kind = KINDS[line["kind"]]
        values = kind.fields.decode_values(line["new"])
        was = kind.key(kind.fields.decode_values(line["old"])) if line["old"] else None
        given[line["kind"]].append(values | ({WAS: was} if was else {}))
    _, blocked = row.filled.get("blocked", (None, None))
    since = blocked and blocked.get("since")
    return ActionSheet(
        given["step"],
        given["funding"],
        given["result"],
        given["indicator"],
        blocked=Blocked(
            blocked["kind"], blocked["description"], date.fromisoformat(since) if since else None
        )
        if blocked
        else None,
    )
