"""What users say of a file: what its words mean, what its cells should say, what is forgotten."""

from collections.abc import Collection, Mapping

from usine.ledger.refusals import operation
from usine.plans.gate import check_right
from usine.territories.models import Territory

from .gate import hold
from .giving import forget_given
from .memory import Words
from .models import ColumnMeaning, PlanImport, WordMeaning
from .operations import read_with_answers
from .replies import NOTHING, keep_typed


@operation
def settle(
    plan_import: PlanImport, *, by, cells: Mapping[str, str] = NOTHING, answers: Words = NOTHING
) -> PlanImport:
    """Read the file again as if these cells, {"Feuille!C12": text}, said something else, and words,
    signs and colours meant this, {field: {key: code or ""}}.

    Once the import is applied, the words of choices are kept for the next files of the territory.
    Raises Refused as `keep_typed` does.
    """
    plan_import = hold(plan_import, "settle", by=by)
    keep_typed(plan_import, cells, answers)
    return read_with_answers(plan_import, "settle")


@operation
def retract(
    plan_import: PlanImport,
    *,
    by,
    columns: Collection[str] = (),
    words: Collection[tuple[str, str]] = (),
    corrected: Collection[str] = (),
    given: int | None = None,
    everything: bool = False,
    cells: Mapping[str, str] = NOTHING,
    answers: Words = NOTHING,
) -> PlanImport:
    """Take back answers given to this import, and read the file again: columns by their folded
    header, words by field and key, cells that were `corrected` by name, a value given at once by
    its rank, or all, with what was said of rows that wait. Other `cells` and `answers` are kept
    before. Raises Refused as `keep_typed` does."""
    plan_import = hold(plan_import, "retract", by=by)
    keep_typed(plan_import, cells, answers)
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
    for name in corrected:
        plan_import.corrections.pop(name, None)
    return read_with_answers(plan_import, "retract")


@operation
def forget_meanings(
    territory: Territory, *, columns: Collection[int], words: Collection[int], by
) -> int:
    """Forget what columns and words meant in the files of a territory; how many are forgotten."""
    check_right(territory, by=by)
    known = ColumnMeaning.objects.filter(territory=territory, pk__in=columns)
    meanings = WordMeaning.objects.filter(territory=territory, pk__in=words)
    return known.delete()[0] + meanings.delete()[0]
