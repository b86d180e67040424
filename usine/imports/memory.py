"""What users settled about files: asked of one import, remembered for its territory."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from usine.plans import vocabulary
from usine.plans.fields import FIELDS, STATUS
from usine.reading import IGNORED, TICKED, Answers, column_key, word_key
from usine.territories.models import Territory
from usine.values.errors import Refused
from usine.values.fields import FieldKind

from .models import ColumnMeaning, PlanImport, WordMeaning

Words = Mapping[str, Mapping[str, str]]
"""{field: {key of a word: code or ""}}"""

_LISTS = (FieldKind.CHOICE, FieldKind.CHOICES)
_OF_WORDS = (*FIELDS.values(), STATUS, vocabulary.BLOCKED_KIND, *vocabulary.SIDES)
CHOICES = {each.name: each for each in _OF_WORDS if each.kind in _LISTS}
"""The fields whose words are remembered: the others are said of one file, or of one cell."""


CELL = re.compile(r"(?:(?P<sheet>.*)!)?[A-Z]{1,3}[1-9][0-9]{0,6}", re.DOTALL)
"""The name of a cell, after that of its sheet when the file has sheets."""

LONGEST_TEXT = 5_000
LONGEST_WORD = 200


def remembered(territory: Territory) -> dict[str, str]:
    """{folded header: field} that users of the territory corrected in applied imports."""
    meanings = ColumnMeaning.objects.filter(territory=territory)
    return dict(meanings.values_list("header", "field"))


def remembered_words(territory: Territory) -> dict[str, dict[str, str]]:
    """{field: {key of a word: code}} that users of the territory said in applied imports."""
    meanings = WordMeaning.objects.filter(territory=territory)
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for name, word, code in meanings.values_list("field", "word", "code"):
        words[name][word] = code
    return dict(words)


def with_keys(words: Words) -> dict[str, dict[str, str]]:
    """Words as people write them, by the keys that compare them. A colour is its own key, and so is
    what is asked of fields without words: a cell, a column."""
    return {
        name: {
            word if name not in CHOICES or word.startswith("#") else word_key(word): code
            for word, code in codes.items()
        }
        for name, codes in words.items()
    }


def answers_from(document: Any) -> Answers:
    """The answers that a file gives: {columns: {header: field}, words: {field: {word: code}},
    cells: {"Feuille!C12": text}}, "" for nothing. The header of a sheet beside the plan comes after
    its name: « Financement!Avis ». Raises Refused, which says what is wrong."""
    wrong = set(document) - {"columns", "words", "cells"} if _is_texts(document, dict) else {""}
    if wrong:
        raise Refused("Les réponses sont un objet JSON\u00a0: columns, words et cells.")
    columns, words, cells = (document.get(name, {}) for name in ("columns", "words", "cells"))
    words_are_texts = isinstance(words, dict) and all(map(_is_texts, words.values()))
    if not (_is_texts(columns) and _is_texts(cells) and words_are_texts):
        raise Refused("Les réponses sont des textes, par colonne, par mot ou par cellule.")
    _check(columns, words, cells)
    keyed = {column_key(column): name for column, name in columns.items()}
    return Answers(keyed, with_keys(words), cells)


def _is_texts(value: Any, kind: type = str) -> bool:
    return isinstance(value, dict) and all(isinstance(each, kind) for each in value.values())


def _check(columns: Mapping[str, str], words: Words, cells: Mapping[str, str]) -> None:
    labels = vocabulary.of_columns().labels
    if unknown := set(columns.values()) - {*labels, IGNORED} or set(words) - {*labels}:
        raise Refused(f"Ce ne sont pas des champs\u00a0: {', '.join(sorted(unknown))}.")
    for name in words.keys() & CHOICES.keys():
        codes = {"", *dict(CHOICES[name].labels), *dict(TICKED)}
        if unknown := set(words[name].values()) - codes:
            raise Refused(f"{name} ne vaut jamais\u00a0: {', '.join(sorted(unknown))}.")
    for cell in cells:
        if not CELL.fullmatch(cell):
            raise Refused(f"«\u00a0{cell}\u00a0» n’est pas le nom d’une cellule.")


def merged(words: Words, later: Words) -> dict[str, dict[str, str]]:
    return {name: {**words.get(name, {}), **later.get(name, {})} for name in {**words, **later}}


def answers_of(plan_import: PlanImport) -> Answers:
    """What overrides the file of an import: what is said of it, then what is remembered."""
    return with_memory(
        plan_import.territory,
        Answers(plan_import.meanings, plan_import.words, plan_import.corrections),
    )


def with_memory(territory: Territory, answers: Answers) -> Answers:
    """These answers, with what the territory remembers where they say nothing."""
    return Answers(
        remembered(territory) | dict(answers.columns),
        merged(remembered_words(territory), answers.words),
        answers.cells,
    )


def written_words(territory: Territory) -> dict[tuple[str, str], str]:
    """{(field, key): word as a file writes it} of the words that the territory remembers."""
    meanings = WordMeaning.objects.filter(territory=territory).exclude(written="")
    return {
        (name, word): text for name, word, text in meanings.values_list("field", "word", "written")
    }


def retain(plan_import: PlanImport) -> None:
    """Remember for the territory what was said of this import, and how its file writes it."""
    if plan_import.meanings:
        _retain_columns(plan_import)
    if plan_import.words:
        _retain_words(plan_import)


def _retain_columns(plan_import: PlanImport) -> None:
    territory = plan_import.territory
    known = ColumnMeaning.objects.filter(territory=territory).exclude(written="")
    written = dict(known.values_list("header", "written"))
    written |= plan_import.written
    ColumnMeaning.objects.bulk_create(
        (
            ColumnMeaning(
                territory=territory,
                header=key,
                field=name,
                written=written.get(key, "")[:LONGEST_WORD],
            )
            for key, name in plan_import.meanings.items()
        ),
        update_conflicts=True,
        unique_fields=["territory", "header"],
        update_fields=["field", "written"],
    )


def _retain_words(plan_import: PlanImport) -> None:
    territory = plan_import.territory
    written = written_words(territory) | {
        (asked["field"], asked["key"]): asked["word"]
        for asked in plan_import.replies.get("questions", ())
    }
    WordMeaning.objects.bulk_create(
        (
            WordMeaning(
                territory=territory,
                field=name,
                word=word,
                code=code,
                written=written.get((name, word), "")[:LONGEST_WORD],
            )
            for name, codes in plan_import.words.items()
            for word, code in codes.items()
            if name in CHOICES and len(word) <= LONGEST_WORD
        ),
        update_conflicts=True,
        unique_fields=["territory", "field", "word"],
        update_fields=["code", "written"],
    )
