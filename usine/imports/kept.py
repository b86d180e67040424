"""What the plan keeps where a row of a file gives no value, and the words that give none."""

from collections.abc import Iterator
from typing import Any

from usine.plans import vocabulary
from usine.plans.fields import FIELDS, STATUS
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.vocabulary import STATUS_ON
from usine.reading.values.nothing import says_nothing, says_untold
from usine.values.fields import Field
from usine.values.formats import format_day

from .cells import cells_of
from .filling import entry_of_plan
from .models import ImportRow

NO_VALUE = "Ce mot ne donne pas de valeur\u00a0: le plan garde «\u00a0{}\u00a0»."


def kept_of(row: ImportRow) -> dict[str, str]:
    """What the plan knows, as users read it, of the fields that have a column and to which the row
    gives nothing. One end of a period stands for both."""
    if row.action is None:
        return {}
    given = {*row.values, *(entry["field"] for entry in row.incomplete)}
    fields = row.plan_import.fields_of.get(row.sheet, set()) - given
    for span, ends in vocabulary.of_columns().spans.items():
        if span in fields and given.isdisjoint(ends):
            fields.add(ends[0])
    known = {name: FIELDS[name] for name in FIELDS if name in fields}
    kept = {
        name: field.show(getattr(row.action, name))
        for name, field in known.items()
        if _is_known(row.action, field)
    }
    if STATUS.name in fields and not row.status and row.action.status != Status.UNKNOWN:
        kept[STATUS.name] = STATUS.show(row.action.status)
    return kept


def untold(row: ImportRow) -> Iterator[dict[str, Any]]:
    """The cells of a row whose words, « inconnu », « NC », give no value where the plan has one, as
    `ImportRow.incomplete` lists them; a blank cell, or a dash, says nothing."""
    kept = kept_of(row)
    if row.action and "status_on" not in row.details:
        kept[STATUS_ON.name] = format_day(row.action.status_on)
    names = {column: name for name in kept for column in vocabulary.of_columns().columns_of(name)}
    unread = [(entry["sheet"], entry["cell"]) for entry in row.incomplete]
    for cell in cells_of(row) if kept else ():
        sheet, _, place = cell.name.rpartition("!")
        if cell.field in names and _gives_none(cell.words) and (sheet, place) not in unread:
            name = names[cell.field]
            why = NO_VALUE.format(kept[name])
            yield entry_of_plan(sheet, row.number, place, name, cell.words, why)


def _gives_none(words: str) -> bool:
    """Whether somebody wrote that there is no value, or none yet, and did not only leave a blank
    or a dash."""
    is_written = "?" in words or any(map(str.isalnum, words))
    return is_written and (says_nothing(words) or says_untold(words))


def _is_known(action: Action, field: Field) -> bool:
    return getattr(action, field.name) not in (None, "", [], False, field.initial)
