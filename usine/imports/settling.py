"""What users say of a file: what its words mean, what its cells should say, what is forgotten."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from usine.ledger.refusals import operation
from usine.plans.gate import check_right
from usine.territories.models import Territory
from usine.values.errors import Refused

from .gate import hold
from .giving import forget_given
from .memory import CELL, LONGEST_TEXT, Words, merged
from .models import ColumnMeaning, PlanImport, WordMeaning
from .operations import read_with_answers
from .queries import file_lines
from .replies import answered_questions, keep_before, keep_questions

NO_WORDS: Words = MappingProxyType({})


@operation
def settle_words(plan_import: PlanImport, *, answers: Words, by) -> PlanImport:
    """Set what words, signs and colours mean, {field: {key: code or ""}}, and read the file again.

    Once the import is applied, those of choices are kept for the next files of the territory.
    Raises Refused on what the file does not ask, or on a code that it does not propose.
    """
    plan_import = hold(plan_import, "settle_words", by=by)
    _keep_words(plan_import, answers)
    return read_with_answers(plan_import, "settle_words")


def _keep_words(plan_import: PlanImport, answers: Words) -> None:
    asked_once = [*plan_import.account["questions"], *answered_questions(plan_import)]
    proposed = {
        (asked["field"], asked["key"]): {"", *(code for code, _ in asked["options"])}
        for asked in asked_once
    }
    for name, codes in answers.items():
        for key, code in codes.items():
            if code not in proposed.get((name, key), ()):
                raise Refused("L’aperçu a changé depuis\u00a0: répondez de nouveau.")
    keep_questions(plan_import, answers)
    plan_import.words = merged(plan_import.words, answers)


@operation
def correct_cells(
    plan_import: PlanImport, *, cells: Mapping[str, str], by, answers: Words = NO_WORDS
) -> PlanImport:
    """Read the file again as if these cells, {"Feuille!C12": text}, said something else, with what
    words mean when that is answered at once.

    Raises Refused on a cell of no sheet of the file, on a text that is too long, and as
    `settle_words` does.
    """
    plan_import = hold(plan_import, "correct_cells", by=by)
    sheets = _sheets_of(plan_import)
    for name, text in cells.items():
        named = CELL.fullmatch(name)
        if not named or (named["sheet"] or "") not in sheets:
            raise Refused(f"«\u00a0{name}\u00a0» n’est pas une cellule du fichier.")
        if len(text) > LONGEST_TEXT:
            raise Refused(f"Le texte de {name} dépasse {LONGEST_TEXT} caractères.")
    _keep_words(plan_import, answers)
    keep_before(plan_import, list(cells))
    plan_import.corrections |= cells
    return read_with_answers(plan_import, "correct_cells")


@operation
def retract(
    plan_import: PlanImport,
    *,
    by,
    columns: Collection[str] = (),
    words: Collection[tuple[str, str]] = (),
    cells: Collection[str] = (),
    given: int | None = None,
    everything: bool = False,
) -> PlanImport:
    """Take back answers given to this import, and read the file again: columns by their folded
    header, words by field and key, cells by name, a value given at once by its rank, or all, with
    what was said of rows that wait."""
    plan_import = hold(plan_import, "retract", by=by)
    if everything:
        plan_import.meanings, plan_import.words, plan_import.corrections = {}, {}, {}
        plan_import.replies = {}
        plan_import.rows.update(is_answered=False, same_as=None, is_confirmed=False)
    if given is not None:
        forget_given(plan_import, given)
    for key in columns:
        plan_import.meanings.pop(key, None)
    for name, key in words:
        plan_import.words.get(name, {}).pop(key, None)
    for name in cells:
        plan_import.corrections.pop(name, None)
    return read_with_answers(plan_import, "retract")


def _sheets_of(plan_import: PlanImport) -> set[str]:
    """The names of the sheets of the file: those of its actions, and those of their details."""
    lines = file_lines(plan_import)
    return {sheet["name"] for sheet in plan_import.sheets} | {line[0] for line in lines}


@operation
def forget_meanings(
    territory: Territory, *, columns: Collection[int], words: Collection[int], by
) -> int:
    """Forget what columns and words meant in the files of a territory; how many are forgotten."""
    check_right(territory, by=by)
    known = ColumnMeaning.objects.filter(territory=territory, pk__in=columns)
    meanings = WordMeaning.objects.filter(territory=territory, pk__in=words)
    return known.delete()[0] + meanings.delete()[0]
