"""The lines of the sheets of details that a file of ours has no more: the plan keeps them, and
says so."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from usine.plans.details import DetailKind
from usine.plans.fields import DETAIL_SHEETS
from usine.plans.models import Action, Detail
from usine.plans.rewinding import Then
from usine.plans.sheets import KINDS, details_of

from .details import CODES
from .intake import GRIDS
from .models import ImportRow, PlanImport
from .since import Former

Pairs = Sequence[tuple[ImportRow, Action | None]]
_NO_THEN = Then({}, {})


def note_deleted(plan_import: PlanImport, pairs: Pairs, former: Former) -> None:
    """Name on each row the lines of its action that its file has no more, if it had them. Its
    number of queries is fixed."""
    named = plan_import.account.get(GRIDS, ())
    sheets = {code: name for name, code in CODES.items() if DETAIL_SHEETS[name][0] in named}
    if former.at is None or former.is_past or not sheets:
        return
    known = [(row, action) for row, action in pairs if action and action.created_at <= former.at]
    there = details_of({action.pk for _, action in known}, sheets)
    for row, action in known:
        then = former.then.get(action.pk, _NO_THEN)
        row.deleted = [
            f"{DETAIL_SHEETS[name][0]}\u00a0: {action.title}, {detail}"
            for code, name in sheets.items()
            for detail in _deleted(row, name, there[action.pk].get(code, ()), then)
        ]


def _key(kind: DetailKind, values: Mapping[str, Any]) -> Any:
    return kind.key({"label": "", "year": None, **values})


def _deleted(row: ImportRow, name: str, there: Collection[Detail], then: Then) -> Iterator[Detail]:
    kind, sheet = KINDS[CODES[name]], DETAIL_SHEETS[name][0]
    if any(entry["sheet"] == sheet for entry in row.incomplete):
        return  # a line that is not understood may be any of them
    given = {_key(kind, kind.fields.decode_values(part)) for part in row.details.get(name, ())}
    for detail in there:
        was = then.details.get((kind.code, detail.pk), {})
        if was is not None:
            values = kind.fields.values_of(detail) | kind.fields.decode_values(was)
            if _key(kind, values) not in given:
                yield detail
