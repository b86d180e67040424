"""What users answered to an import, in one place: `PlanImport.replies` and how it is told.

They are {questions, given, before}: the questions that were answered, as the file asked them; the
values given to several rows at once, [{field, text, lines, cells: {name: [text, text before]}}];
and what the file says in each cell that was written again, {name: words}.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.http import QueryDict

from usine.plans import vocabulary
from usine.reading.grid import cell_name
from usine.values.errors import Refused
from usine.values.formats import format_counted

from .forms import LEFT_OUT, WordsForm
from .intake import named
from .memory import CELL, CHOICES, LONGEST_TEXT, Words, merged, remembered_words, written_words
from .models import PlanImport
from .previews import DECIDED, FILTERS, GIVEN_TEXT
from .queries import file_lines
from .reckoning import AskedWord, asks
from .states import Decision
from .tables import Box

NOTHING: Mapping[str, Any] = MappingProxyType({})

RETRACTED = "retirer"
"""What the buttons that take back an answer send."""


@dataclass(frozen=True)
class ColumnReply:
    """A column whose meaning users gave; `anchor` is where they change it."""

    key: str
    header: str
    meaning: str
    anchor: str


@dataclass(frozen=True)
class CellReply:
    """A cell that users wrote again, and what the file says there."""

    box: Box
    before: str


@dataclass(frozen=True)
class GivenValue:
    """A value given to several rows at once, by its rank among these."""

    rank: int
    label: str
    text: str
    lines: str
    is_typed: bool


@dataclass(frozen=True)
class DecidedRows:
    """Rows that waited, and were answered alike."""

    decision: Decision
    keys: str
    lines: str

    @property
    def asked_again(self) -> str:
        """What the button sends that makes them wait again."""
        return f"{Decision.AGAIN}:{self.keys}"


@dataclass(frozen=True)
class Replies:
    decisions: list[DecidedRows]
    columns: list[ColumnReply]
    words: list[AskedWord]
    remembered: list[AskedWord]
    given: list[GivenValue]
    cells: list[CellReply]

    @property
    def count(self) -> int:
        every = (
            self.decisions,
            self.columns,
            self.words,
            self.remembered,
            self.given,
            self.cells,
        )
        return sum(len(each) for each in every)

    @property
    def is_typed(self) -> bool:
        """Whether something is typed there and not sent yet."""
        return any(each.is_typed for each in self.given)

    @property
    def may_be_taken_back(self) -> bool:
        """Whether some of it was said of this import, not of another before."""
        return self.count > len(self.remembered)


def replies_to(plan_import: PlanImport, typed: Mapping[str, str] = NOTHING) -> Replies:
    """What was answered to an import; of the values given to several rows, what is `typed` and not
    sent yet comes first."""
    form = WordsForm(questions=list(answered_questions(plan_import)))
    ours = {f"{name}:{key}" for name, codes in plan_import.words.items() for key in codes}
    words = list(asks(form))
    return Replies(
        list(_decisions(plan_import)),
        list(_columns(plan_import)),
        [word for word in words if word.field.name in ours],
        [word for word in words if word.field.name not in ours],
        list(_given(plan_import, typed)),
        list(_cells(plan_import)),
    )


def answered_questions(plan_import: PlanImport) -> Iterator[dict[str, Any]]:
    """The questions that were answered here, or by words remembered from other imports, with
    their answers as what is proposed."""
    known = {
        (each["field"], each["key"]): each for each in plan_import.replies.get("questions", ())
    }
    asked = {(each["field"], each["key"]) for each in plan_import.account.get("questions", ())}
    answers = {
        (name, key): code
        for name, codes in plan_import.words.items()
        for key, code in codes.items()
    }
    used = plan_import.account.get("used", ())
    from_memory = remembered_words(plan_import.territory) if used else {}
    written = written_words(plan_import.territory) if used else {}
    for name, key in used:
        if key in from_memory.get(name, ()):
            answers.setdefault((name, key), from_memory[name][key])
    ranks = {place: rank for rank, place in enumerate(known)}
    for name, key in sorted(answers, key=lambda place: (ranks.get(place, len(ranks)), place)):
        code = answers[name, key]
        if (name, key) not in asked:
            word = written.get((name, key), key)
            question = known.get((name, key)) or _question_of(name, key, word, code)
            answer = code or LEFT_OUT
            yield question | {"proposed": answer, "answer": answer}


def questions_of(plan_import: PlanImport) -> list[dict[str, Any]]:
    """The questions of the file, then those that were answered."""
    return [*plan_import.account.get("questions", ()), *answered_questions(plan_import)]


def _question_of(name: str, key: str, word: str, code: str) -> dict[str, Any]:
    """A question whose answer came before it was asked."""
    labels = dict(CHOICES[name].labels) if name in CHOICES else {}
    options = labels if code in labels or not code else {**labels, code: code}
    kind = "colour" if key.startswith("#") else "word"
    asked = {"kind": kind, "field": name, "key": key, "word": word, "count": 0, "cells": []}
    return asked | {"options": [list(option) for option in options.items()]}


def _decisions(plan_import: PlanImport) -> Iterator[DecidedRows]:
    decided = plan_import.rows.filter(FILTERS[DECIDED]).order_by("position")
    rows = list(decided.only("plan_import", "is_answered", "same_as", "is_confirmed"))
    for decision in Decision:
        if keys := [str(row.pk) for row in rows if row.decision == decision]:
            lines = format_counted(len(keys), "ligne", "lignes")
            yield DecidedRows(decision, ",".join(keys), lines)


def _columns(plan_import: PlanImport) -> Iterator[ColumnReply]:
    labels = vocabulary.of_columns().labels
    headers = plan_import.written
    ranks = {key: rank for rank, key in enumerate(plan_import.headers)}
    for key, name in sorted(plan_import.meanings.items()):
        anchor = f"id_colonne-{ranks[key]}" if key in ranks else ""
        yield ColumnReply(key, headers.get(key, key), labels.get(name, "non reprise"), anchor)


def _given(plan_import: PlanImport, typed: Mapping[str, str]) -> Iterator[GivenValue]:
    labels = vocabulary.of_columns().labels
    for rank, given in enumerate(plan_import.replies.get("given", ())):
        lines = format_counted(len(given["lines"]), "ligne", "lignes")
        text = typed.get(f"{GIVEN_TEXT}{rank}", given["text"])
        yield GivenValue(rank, labels[given["field"]], text, lines, text != given["text"])


def _cells(plan_import: PlanImport) -> Iterator[CellReply]:
    """The cells written one by one."""
    given = {
        (name, text)
        for each in plan_import.replies.get("given", ())
        for name, (text, _) in each["cells"].items()
    }
    before = plan_import.replies.get("before", {})
    for name in sorted(plan_import.corrections, key=_in_order):
        text = plan_import.corrections[name]
        if (name, text) not in given:
            yield CellReply(Box(name, text, name), before.get(name, ""))


def retracted(sent: QueryDict) -> dict[str, Any]:
    """What buttons ask to take back, as `settling.retract` takes it; empty when they ask
    nothing."""
    asked: dict[str, Any] = {}
    for each in sent.getlist(RETRACTED):
        kind, _, what = each.partition(":")
        name, _, key = what.partition(":")
        match kind:
            case "tout":
                asked["everything"] = True
            case "colonne":
                asked.setdefault("columns", []).append(what)
            case "mot":
                asked.setdefault("words", []).append((name, key))
            case "cellule":
                asked.setdefault("corrected", []).append(what)
            case "donnee" if what.isdecimal():
                asked["given"] = int(what[:6])
    return asked


def _in_order(name: str) -> tuple[str, int, str]:
    """What orders the names of cells: by sheet, then by row."""
    sheet, _, place = name.rpartition("!")
    letters = place.rstrip("0123456789")
    return sheet, int(place[len(letters) :]), letters


# What is kept as it is said.


def keep_typed(plan_import: PlanImport, cells: Mapping[str, str], words: Words) -> None:
    """Keep what cells should say and what words mean, for the next reading.

    Raises Refused on a cell of no sheet of the file, on a text that is too long, on what the file
    does not ask, or on a code that it does not propose.
    """
    _check_cells(plan_import, cells)
    _check_words(plan_import, words)
    _keep_questions(plan_import, words)
    plan_import.words = merged(plan_import.words, words)
    keep_before(plan_import, list(cells))
    plan_import.corrections |= cells


def _check_cells(plan_import: PlanImport, cells: Mapping[str, str]) -> None:
    sheets = _sheets_of(plan_import) if cells else set()
    for name, text in cells.items():
        named_cell = CELL.fullmatch(name)
        if not named_cell or (named_cell["sheet"] or "") not in sheets:
            raise Refused(f"«\u00a0{name}\u00a0» n’est pas une cellule du fichier.")
        if len(text) > LONGEST_TEXT:
            raise Refused(f"Le texte de {name} dépasse {LONGEST_TEXT} caractères.")


def _sheets_of(plan_import: PlanImport) -> set[str]:
    """The names of the sheets of the file: those of its actions, and those of their details."""
    lines = file_lines(plan_import)
    return {sheet["name"] for sheet in plan_import.sheets} | {line[0] for line in lines}


def _check_words(plan_import: PlanImport, words: Words) -> None:
    proposed = {
        (asked["field"], asked["key"]): {"", *(code for code, _ in asked["options"])}
        for asked in questions_of(plan_import)
    }
    for name, codes in words.items():
        for key, code in codes.items():
            if code not in proposed.get((name, key), ()):
                raise Refused("L’aperçu a changé depuis\u00a0: répondez de nouveau.")


def _keep_questions(plan_import: PlanImport, words: Words) -> None:
    """Keep the questions that these words answer, so that they can be answered otherwise."""
    kept = plan_import.replies.get("questions", [])
    known = {(each["field"], each["key"]) for each in kept}
    asked = plan_import.account.get("questions", ())
    plan_import.replies["questions"] = kept + [
        each
        for each in asked
        if each["key"] in words.get(each["field"], ()) and (each["field"], each["key"]) not in known
    ]


def keep_before(plan_import: PlanImport, names: Sequence[str]) -> None:
    """Keep what the file says in cells that are about to be written again."""
    before = plan_import.replies.setdefault("before", {})
    if unknown := [name for name in names if name not in before]:
        texts = _texts(plan_import)
        before |= {name: texts.get(name, "") for name in unknown}


def _texts(plan_import: PlanImport) -> dict[str, str]:
    """{name of a cell: what it shows}, of the whole file."""
    return {
        named(sheet, cell_name(row, column)): text
        for sheet, row, texts, _ in file_lines(plan_import)
        for column, text in enumerate(texts)
        if text
    }
