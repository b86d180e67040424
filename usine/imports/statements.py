"""What the sheets of statements of a workbook say, held to what the plan says already.

A line that the plan has changes nothing. Of others, notes, communes and a new nature of blockage
are taken; the rest is told, as only the sheet of an action can say it. A line that the plan had
when the file was downloaded, and has no more, does not come back.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from usine.geography.models import Commune
from usine.geography.naming import search_key
from usine.pages.spreadsheets import CELL_MAX
from usine.plans.blocking import Blocked, says_more
from usine.plans.detail_rules import blockage_day_refusal
from usine.plans.fields import LIFTED, STATEMENT_SHEETS
from usine.plans.models import Action
from usine.plans.rewinding import BLOCKED, COMMUNES, POINT
from usine.plans.statements import STATEMENTS, Statement
from usine.reading.sandbox import clean_text
from usine.values.fields import NOTHING, Fields
from usine.values.formats import format_day
from usine.values.points import read_point, short_point

from .doubts import Doubt
from .models import ImportRow
from .since import Former, Told, of_both
from .states import Slip

ON_SHEET = "Cela se dit sur la fiche de l’action\u00a0: cette ligne n’est pas reprise."
NO_COMMUNE = "Aucune commune n’a ce code et ce nom\u00a0: le lieu de l’action reste tel quel."


class StatementLine(NamedTuple):
    """A line of a sheet; `cells` are [sheet, row, cell, words], by column. One that is not new is
    in the plan, or was when the file was downloaded and `is_gone` since."""

    values: Statement
    cells: Mapping[str, Sequence[Any]]
    is_new: bool
    is_gone: bool = False

    @property
    def place(self) -> str:
        sheet, _, cell, _ = next(iter(self.cells.values()))
        return f"{sheet}!{cell}"


class GivenLines(NamedTuple):
    """The lines of a sheet about the action of a row, what the plan says there of it, and what the
    ledger tells that it said when the file was downloaded, of what changed since."""

    row: ImportRow
    action: Action | None
    known: Sequence[Statement]
    lines: Sequence[StatementLine]
    then: Mapping[str, Any]


@dataclass
class Taken:
    """What an action is given: the nature and the words of what blocks it, its communes before and
    after as {code: name}, notes; `left` are [sheet of statements, cell, why] of what is not taken,
    `since` is what changed since the file was downloaded.
    """

    blocked: Blocked | None = None
    communes: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: list[tuple[str, Sequence[Any], str]] = field(default_factory=list)
    since: Told = field(default_factory=Told)

    def leave(self, name: str, line: StatementLine, why: str, *columns: str) -> None:
        """Tell that these columns of the line, or all of them, are not taken."""
        cells = [line.cells[each] for each in columns or line.cells if each in line.cells]
        self.left += [(name, cell, why) for cell in cells]


class KnownStatements:
    """What the plan says of the actions of rows: a few queries, whatever their number."""

    def __init__(
        self,
        rows: Sequence[ImportRow],
        actions: Sequence[Action | None],
        former: Former,
        *,
        on: date,
        labelled_on: date,
    ) -> None:
        self.on, self.labelled_on, self.former = on, labelled_on, former
        pairs = list(zip(rows, actions, strict=True))
        self.known: dict[tuple[str, int], list[Statement]] = defaultdict(list)
        self.gone: dict[tuple[str, int], list[Statement]] = defaultdict(list)
        for name, lines_of in STATEMENTS.items():
            about = {action.pk for row, action in pairs if action and name in _sheets(row)}
            for pk, statement in lines_of(about):
                self.known[name, pk].append(statement)
            for pk, statement in lines_of(about, former.at) if former.at else ():
                self.gone[name, pk].append(statement)
        for pk, then in former.then.items():
            self.gone["places", pk] += _places_of(then.values)
        lines = (values for row in rows for values, _ in _sheets(row).get("places", ()))
        codes = {values["code"] for values in lines if values.get("code")}
        self.communes = Commune.objects.in_bulk(codes) if codes else {}

    def taken(self, row: ImportRow, action: Action | None) -> Taken:
        taken, pk = Taken(), action.pk if action else 0
        then = self.former.then[pk].values if pk in self.former.then else {}
        for name, read in _SHEETS.items():
            fields, known = STATEMENT_SHEETS[name][1], self.known[name, pk]
            keys = self._keys(fields, known)
            gone = self._keys(fields, self.gone[name, pk]) - keys
            lines = list(_lines(fields, _sheets(row).get(name, ()), keys, gone))
            taken.since.gone += [line.place for line in lines if line.is_gone]
            if lines:
                read(self, taken, GivenLines(row, action, known, lines, then))
        return taken

    def _keys(self, fields: Fields, lines: Sequence[Statement]) -> set[tuple[str, ...]]:
        """What makes lines the same, the actions that they link to named as now, or as then."""
        names = self.former.labels
        then = [each | {"other": names.get(each["other"], "")} for each in lines if "other" in each]
        return {_key(fields, each) for each in [*lines, *then]}

    def _blockages(self, taken: Taken, given: GivenLines) -> None:
        """The last line blocks the action, when it names another nature than the plan, which dates
        nothing later: since its day where the plan may take it, else since the day of the file. A
        column of the table comes first."""
        last = sorted(given.lines, key=lambda line: _day(line.values))[-1]
        days = [_day(each) for each in [*given.known, last.values]]
        blocked = given.action.blocked if given.action else ""
        is_last = max(days) <= self.on and "blocked" not in given.row.details
        for line in (each for each in given.lines if each.is_new):
            kind, words = line.values.get("kind", LIFTED), line.values.get("words", "")
            blocks = kind != LIFTED and words and says_more(blocked, kind)
            if line is not last or not is_last or not blocks:
                taken.leave("blockages", line, ON_SHEET)
                continue
            since = _day(line.values)
            last_on = max(map(_day, given.known), default=None)
            is_dated = not blockage_day_refusal(
                since, labelled_on=self.labelled_on, last_on=last_on, until=self.on
            )
            taken.blocked = Blocked(kind, words, since if is_dated else None)
            if not is_dated and since != self.on:
                why = f"L’action est bloquée depuis le jour du fichier, le {format_day(self.on)}."
                taken.leave("blockages", line, why, "since")
            if BLOCKED in given.then:
                taken.since.doubts.append(_of_blockage(line, given))

    def _links(self, taken: Taken, given: GivenLines) -> None:
        for line in given.lines:
            if line.is_new:
                taken.leave("links", line, ON_SHEET)

    def _places(self, taken: Taken, given: GivenLines) -> None:
        """The communes that the lines name are those of the action, when each is known."""
        wanted: dict[str, str] = {}
        is_sure = "communes" not in given.row.details
        for line in given.lines:
            code = line.values.get("code", "")
            if line.is_new and "point" in line.values:
                taken.leave("places", line, ON_SHEET, "point")
            if not (code or line.values.get("commune")):
                continue
            commune = self._commune(line.values)
            if commune and is_sure:
                wanted[commune.pk] = commune.name
            elif line.is_new:
                taken.leave("places", line, NO_COMMUNE, "commune", "code")
                is_sure = False
        before = {each["code"]: each["commune"] for each in given.known if each["code"]}
        then = given.then.get(COMMUNES, before)
        # Each side adds and removes its own.
        kept = {code: name for code, name in before.items() if code not in then or code in wanted}
        added = {code: name for code, name in wanted.items() if code not in then}
        if is_sure and wanted and (kept | added).keys() != before.keys():
            taken.communes = [before, kept | added]
            if then.keys() != before.keys():
                line = next((each for each in given.lines if each.is_new), given.lines[0])
                taken.since.doubts.append(_of_places(line, then, before))

    def _commune(self, values: Statement) -> Commune | None:
        commune = self.communes.get(values.get("code", ""))
        if commune and search_key(commune.name) == search_key(values.get("commune", "")):
            return commune
        return None

    def _remarks(self, taken: Taken, given: GivenLines) -> None:
        """The notes that the action has not, after the day on which each was written."""
        texts = {_alike(each["text"]) for each in given.known}
        comment = _alike(given.row.values.get("comment", ""))
        for line in (each for each in given.lines if each.is_new):
            text, day = line.values.get("text", ""), line.values.get("written_on")
            if not text or _alike(text) in texts:
                why = "Une note garde le jour où elle a été écrite." if text else ON_SHEET
                taken.leave("remarks", line, why, "written_on")
                continue
            if day and day.first != self.on:
                text = f"Note du {format_day(day.first)}\u00a0: {text}"
            if not {_alike(text), _alike(line.values["text"])} & {comment, *texts}:
                taken.notes.append(text)


_SHEETS: Mapping[str, Callable[..., None]] = {
    "blockages": KnownStatements._blockages,
    "links": KnownStatements._links,
    "places": KnownStatements._places,
    "remarks": KnownStatements._remarks,
}


def _sheets(row: ImportRow) -> Mapping[str, Any]:
    return row.details.get("statements", {})


def _lines(
    fields: Fields, lines: Sequence[Any], known: set[tuple[str, ...]], gone: set[tuple[str, ...]]
) -> Iterator[StatementLine]:
    for encoded, written in lines:
        values = fields.decode_values(encoded)
        # PostgreSQL keeps no order of names.
        cells = {name: written[name] for name in fields if name in written}
        if not cells:  # nothing but the name of the action
            continue
        key = _key(fields, values)
        yield StatementLine(values, cells, key not in known | gone, key in gone)


def _key(fields: Fields, values: Statement) -> tuple[str, ...]:
    """What makes two lines the same one."""
    return tuple(_alike(fields[name].show(values.get(name))) for name in fields)


def _alike(text: str) -> str:
    """A text as a file gives it back: cut as its cells are, cleaned, its spaces counted once."""
    return " ".join(clean_text(text[:CELL_MAX]).split())


def _places_of(then: Mapping[str, Any]) -> Iterator[Statement]:
    """The lines of places that an action had when the file was downloaded."""
    for code, name in then.get(COMMUNES, {}).items():
        yield {"commune": name, "code": code, "point": ""}
    if point := read_point(then.get(POINT)):
        yield {"commune": "", "code": "", "point": short_point(*point)}


def _of_blockage(line: StatementLine, given: GivenLines) -> Doubt:
    """The doubt on what blocks an action, when the plan says it otherwise since."""
    was, now = given.then[BLOCKED] or {}, given.known[-1] if given.known else {}
    then = _in_words(was.get("kind"), was.get("description"))
    why = of_both(str, then, _in_words(now.get("kind"), now.get("words")), about="Blocage")
    return _doubt(line, "words", why)


def _in_words(kind: str | None, words: str | None) -> str:
    what = STATEMENT_SHEETS["blockages"][1]["kind"].show(kind or LIFTED)
    return f"{what}\u00a0: {words}" if words else what


def _of_places(line: StatementLine, then: Mapping[str, str], now: Mapping[str, str]) -> Doubt:
    """The doubt on the communes of an action, when the plan has others since."""
    was, are = (", ".join(each.values()) or NOTHING for each in (then, now))
    why = (
        f"Lieu\u00a0: le plan disait «\u00a0{was}\u00a0» au téléchargement de ce fichier, il dit "
        f"«\u00a0{are}\u00a0» depuis\u00a0: ce qui est ajouté ou retiré de part et d’autre est "
        "pris."
    )
    return _doubt(line, "code", why)


def _doubt(line: StatementLine, column: str, why: str) -> Doubt:
    sheet, _, cell, words = line.cells.get(column) or next(iter(line.cells.values()))
    return Doubt(Slip.SINCE, why, cell=f"{sheet}!{cell}", words=words)


def _day(values: Statement) -> date:
    return values["since"].first if values.get("since") else date.min
