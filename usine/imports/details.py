"""What a row of a file gives an action besides its fields: financing, steps, blockage, notes.

`details_of` keeps it as JSON on the row (`ImportRow.details`):
- `funding`: lines of `plans.fields.FUNDING`, one by key;
- `shares`: [rank of the line, stage, sheet, row, cell, words] of each of their amounts;
- `steps`, `results`, `indicators`: those of `plans.fields`, one by key;
- `beside`: where a sheet of ours gives them, the cells of each of these four, by column: the name
  of the cell, « Feuille!C12 », and its words;
- `blocked`: {kind, words, cell, field}: the field of the column that says it;
- `statements`: {sheet: [[values, cells]]}, those of `plans.fields.STATEMENT_SHEETS`, each cell as
  [sheet, row, cell, words] by column;
- `status_on`: [the day since when the status is, the field that says it];
- `communes`: their names as the file writes them;
- `notes`: words that no field takes, each after the header of its column; and those of cells that
  are to complete, each after the label of its field.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from usine.ledger.history import ChangedValue
from usine.plans import vocabulary
from usine.plans.codes import PLANNED, RESULT_CODES, STAGES
from usine.plans.details import DetailKind
from usine.plans.fields import DETAIL_SHEETS, FUNDING, STATEMENT_SHEETS, STATUS, STEPS
from usine.plans.funding import LINE
from usine.plans.history import lines_of
from usine.plans.results import INDICATOR, RESULT
from usine.plans.sheets import KINDS
from usine.plans.steps import STEP
from usine.reading import Row
from usine.reading.accounting import NO_VALUE
from usine.reading.cells import TEXTS
from usine.reading.values.marks import is_marked
from usine.reading.values.nothing import says_untold
from usine.values.fields import NOTHING
from usine.values.formats import format_cents, format_counted

CODES = {"funding": "funding", "steps": "step", "results": "result", "indicators": "indicator"}
"""The code of the kind of details (`plans.sheets.KINDS`) that each of these is."""

BESIDE = "beside"
AMOUNTS = [stage for stage, _ in (PLANNED, *STAGES)]
_BESIDE = {name: sheet for name, (sheet, _) in DETAIL_SHEETS.items()}
# The name of a person is no note, which nobody would forget with it; nor is a line of statements.
_NO_NOTE = {"referent", *STATEMENT_SHEETS}
LONGEST_LABEL = FUNDING["label"].max_length or 0
LONGEST_STEP = STEPS["title"].max_length or 0


def field_labels() -> dict[str, str]:
    """{name: label} of what a cell of a file may give."""
    return {**vocabulary.of_columns().labels, **_BESIDE}


def details_of(row: Row) -> dict[str, Any]:
    """What a row says besides the fields of its action, as JSON; empty when it says nothing."""
    funding, ranks = _lines(row.values.get("funding", ()))
    steps, long = _steps(row.values.get("steps", ()))
    details: dict[str, Any] = {
        "funding": [FUNDING.encode_values(line) for line in funding],
        "shares": list(_shares(row, ranks)),
        "steps": [STEPS.encode_values(step) for step in steps],
        "results": _once(RESULT, [*_results(row), *row.values.get("results", ())]),
        "indicators": _once(INDICATOR, row.values.get("indicators", ())),
        "communes": row.values.get("communes", []),
        "statements": {
            name: lines for name in STATEMENT_SHEETS if (lines := _statements(row, name))
        },
        "notes": list(dict.fromkeys([*_notes(row), *long, *_unread(row)])),
    }
    if row.beside:
        details[BESIDE] = {
            name: _places(row, name, details[name])
            for name in CODES
            if any(field == name for field, _ in row.beside)
        }
    if since := row.values.get("status_on"):
        details["status_on"] = [since.first.isoformat(), row.dated_by]
    details["unsaid"] = [list(entry[:-1]) for entry in row.incomplete if entry.if_new]
    if blocked := row.values.get("blocked"):
        words = blocked["reason"]
        cells = (doubt.cell for doubt in row.doubts if doubt.words == words)
        details["blocked"] = {
            "kind": blocked["kind"],
            "words": words,
            "cell": blocked.get("cell") or next(cells, ""),
            "field": blocked.get("field", STATUS.name),
        }
        if since := blocked.get("since"):
            details["blocked"]["since"] = since
    return {name: value for name, value in details.items() if value}


def _results(row: Row) -> Iterator[dict[str, Any]]:
    """The results that columns count."""
    for code, _ in RESULT_CODES:
        if sides := row.values.get(code):
            yield {"code": code, **sides}


def blocked_by(details: Mapping[str, Any]) -> str:
    """The field of the column that says what blocks: at first, that of the status alone did."""
    return details["blocked"].get("field", STATUS.name)


def _lines(lines: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[int]]:
    """One line by who pays and year, the amounts of several being added up; and, for each line
    given, the rank of the one that has it."""
    kept: dict[Any, dict[str, Any]] = {}
    rank_of: dict[Any, int] = {}
    ranks = []
    for given in lines:
        line = {"label": "", "year": None, "tax": ""} | dict(given)
        line["label"] = _cut(line["label"], LONGEST_LABEL)
        key = LINE.key(line)
        ranks.append(rank_of.setdefault(key, len(rank_of)))
        known = kept.setdefault(key, line)
        if known is line:
            continue
        for stage in AMOUNTS:
            if line.get(stage) is not None:
                known[stage] = (known.get(stage) or 0) + line[stage]
        known["tax"] = known["tax"] if known["tax"] == line["tax"] else ""
    return list(kept.values()), ranks


def _shares(row: Row, ranks: Sequence[int]) -> Iterator[list[Any]]:
    """The first cell of each amount of the financing."""
    cells: dict[tuple[int, str], Any] = {}
    for (rank, stage), cell in row.shares.items():
        cells.setdefault((ranks[rank], stage), cell)
    for (rank, stage), cell in cells.items():
        yield [rank, stage, *cell]


def _steps(steps: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """One step by title, the first day of several being kept; and the titles that are cut."""
    kept: dict[Any, dict[str, Any]] = {}
    long = []
    for given in steps:
        step = dict(given) | {"title": _cut(given["title"], LONGEST_STEP)}
        if step["title"] != given["title"]:
            long.append(f"{STEPS['title'].label}\u00a0: {given['title']}")
        known = kept.setdefault(STEP.key(step), step)
        known |= {name: value for name, value in step.items() if not known.get(name)}
    return list(kept.values()), long


def _once(kind: DetailKind, parts: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The first part of each key."""
    kept: dict[Any, Mapping[str, Any]] = {}
    for part in parts:
        kept.setdefault(kind.key(part), part)
    return [kind.fields.encode_values(part) for part in kept.values()]


def _places(row: Row, name: str, parts: Iterable[dict[str, Any]]) -> list[dict[str, list[str]]]:
    """The cells of each part that a row gives; of several of one key, those of the first."""
    kind = KINDS[CODES[name]]
    places: dict[Any, dict[str, list[str]]] = {}
    for rank, given in enumerate(row.values[name]):
        cells = row.beside.get((name, rank), {})
        named = {each: [f"{cell.sheet}!{cell.cell}", cell.words] for each, cell in cells.items()}
        places.setdefault(kind.key({"label": "", "year": None, **given}), named)
    return [places.get(kind.key(kind.fields.decode_values(part)), {}) for part in parts]


def _statements(row: Row, name: str) -> list[list[Any]]:
    """The lines of a sheet of statements, with their cells."""
    fields = STATEMENT_SHEETS[name][1]
    parts = enumerate(row.values.get(name, ()))
    return [
        [
            fields.encode_values(part),
            {each: [*cell] for each, cell in row.beside[name, rank].items()},
        ]
        for rank, part in parts
    ]


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _notes(row: Row) -> Iterator[str]:
    """The words kept with their column, without those that a field takes whole."""
    taken = [" ".join(value.split()) for value in row.values.values() if isinstance(value, str)]
    for note in row.notes:
        words = note.words.strip()
        if words and not any(" ".join(words.split()) in text for text in taken):
            yield f"{note.column}\u00a0: {words}" if note.column else words


def _unread(row: Row) -> Iterator[str]:
    """The words of the cells whose field stays empty: « Fin : rentrée 2027 »; « tbd » alone tells
    nothing to keep of a text."""
    labels, fields = field_labels(), vocabulary.of_columns().by_name
    for entry in row.incomplete:
        words = entry.words
        is_text = entry.field in fields and fields[entry.field].kind in TEXTS
        is_blank = words == NO_VALUE or not any(map(str.isalnum, words)) or is_marked(words)
        is_told = entry.if_new or entry.field in _NO_NOTE
        if not is_told and not (is_text and says_untold(words)) and not is_blank:
            yield f"{labels[entry.field]}\u00a0: {words}"


# As pages and commands tell them.

_COUNTED = {
    "funding": ("ligne de financement", "lignes de financement"),
    "steps": ("étape", "étapes"),
    "results": ("résultat", "résultats"),
    "indicators": ("indicateur", "indicateurs"),
    "blocked": ("action bloquée", "actions bloquées"),
    "communes": ("action située", "actions situées"),
    "notes": ("remarque reprise en note", "remarques reprises en notes"),
}


def in_words(counts: Mapping[str, int]) -> str:
    """How many details an import writes, in a sentence; empty when it writes none."""
    each = [
        format_counted(counts[name], *words) for name, words in _COUNTED.items() if counts.get(name)
    ]
    return f"Avec le détail des actions\u00a0: {', '.join(each)}." if each else ""


class ShownDetail(NamedTuple):
    """Details of one kind, before and after the row, in a few words, then one by one."""

    old: str
    new: str
    lines: Sequence[ChangedValue] = ()


def details_shown(
    details: Mapping[str, Any], filled: Mapping[str, Any]
) -> Iterator[tuple[str, ShownDetail]]:
    """(kind, what a user reads) of the details that a row says, and of those that it gives."""
    sums = filled.get("sums", {})
    for name, code in CODES.items():
        if code in sums:
            told = [line for line in filled["details"] if line["kind"] == code]
            before, after = (_sum(name, *each) for each in sums[code])
            yield name, ShownDetail(before, after, lines_of({"details": told}))
        elif name in details:
            lines = details[name]
            weighed = sum(map(weight, lines)), weighed_by(lines)
            yield name, ShownDetail("", _sum(name, len(lines), *weighed))
    if "blocked" in filled:
        [line] = lines_of({"blocked": filled["blocked"]})
        yield "blocked", ShownDetail(line.old, line.new)
    if "communes" in filled:
        [line] = lines_of({"communes": filled["communes"]})
        yield "communes", ShownDetail(line.old, line.new)
    elif "communes" in details:
        yield "communes", ShownDetail("", ", ".join(details["communes"]))
    if "notes" in filled:
        lines = [ChangedValue("Note", NOTHING, text) for text in filled["notes"]]
        yield "notes", ShownDetail("", format_counted(len(lines), "note", "notes"), lines)


def _sum(name: str, number: int, cents: int, told: str = "") -> str:
    if not number:
        return NOTHING
    if name != "funding":
        return format_counted(number, *_COUNTED[name])
    lines = format_counted(number, "ligne", "lignes")
    of = f" ({told})" if told else ""
    return f"{lines}, {format_cents(cents)}{of}" if cents else lines


_WEIGHED = {"planned": "prévu", "granted": "accordé", "asked": "demandé", "paid": "versé"}


def weight(line: Mapping[str, Any]) -> int:
    """What a line of financing is, in cents: planned, or else granted, asked or paid."""
    return line[stage] if (stage := _weighed(line)) else 0


def weighed_by(lines: Iterable[Mapping[str, Any]]) -> str:
    """Which amounts of lines of financing are summed, in words; planned ones go without saying."""
    stages = {_weighed(line) for line in lines} - {""}
    told = [words for stage, words in _WEIGHED.items() if stage in stages]
    return "" if stages <= {PLANNED[0]} else ", à défaut ".join(told)


def _weighed(line: Mapping[str, Any]) -> str:
    return next((stage for stage in _WEIGHED if line.get(stage) is not None), "")
