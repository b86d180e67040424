"""What a file of ours says of the details of an action, held to what the plan said when it was
downloaded: see `since.py`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from usine.plans.codes import SIDES
from usine.plans.details import DetailKind
from usine.plans.formats import format_result
from usine.plans.models import Action, Detail
from usine.plans.results import RESULT
from usine.plans.rewinding import Then
from usine.plans.sheets import KINDS

from .details import BESIDE, CODES
from .doubts import Doubt
from .matching import same
from .models import ImportRow
from .since import Former, Told, is_typed, of_both
from .states import Slip

Values = Mapping[str, Any]
_NUMBERS = {side for side, _ in SIDES}


def settled(
    row: ImportRow, action: Action | None, former: Former, known: Mapping[str, Collection[Detail]]
) -> tuple[Mapping[str, Any], Told]:
    """The details that a row claims, without what its user left as it was: a part of which the plan
    removed all is None. `known` are those of its action, by the code of their kind."""
    then, told = former.then.get(action.pk) if action else None, Told()
    if then is None or not then.details:
        return row.details, told
    parts = {
        name: list(_Parts(row, name, then, known.get(code, ()), told).settled())
        for name, code in CODES.items()
        if name in row.details
    }
    return {**row.details, **parts}, told


class _Parts:
    """The details of one kind that a row gives, those of its action then and now, by key."""

    def __init__(
        self, row: ImportRow, name: str, then: Then, known: Collection[Detail], told: Told
    ) -> None:
        self.row, self.name, self.told = row, name, told
        self.kind: DetailKind = KINDS[CODES[name]]
        fields = self.kind.fields
        self.now: dict[int, Values] = {each.pk: fields.values_of(each) for each in known}
        self.then = dict(self.now)
        for (code, pk), old in then.details.items():
            if code == self.kind.code and old is None:
                self.then.pop(pk, None)
            elif code == self.kind.code:
                self.then[pk] = {**self.then.get(pk, {}), **fields.decode_values(old or {})}

    def settled(self) -> Iterator[dict[str, Any] | None]:
        parts = self.row.details[self.name]
        places = self.row.details.get(BESIDE, {}).get(self.name) or [{}] * len(parts)
        for part, cells in zip(parts, places, strict=True):
            yield self._settled(part, cells)

    def _settled(
        self, part: dict[str, Any], cells: Mapping[str, Sequence[str]]
    ) -> dict[str, Any] | None:
        values = self.kind.fields.decode_values(part)
        given = {name: values[name] for name in self.kind.fields if _says(values.get(name))}
        was, now = self._of(self.kind.key({"label": "", "year": None, **given}))
        if was is None and now is None:
            return part
        before = was or {}
        typed = {name for name in given if name in cells and is_typed(self.row, cells[name][0])}
        moved = {name for name in given if not same(before.get(name), given[name])} | typed
        if now is None:
            return self._without(part, given, [name for name in given if name in moved], cells)
        kept = {}
        for name, value in given.items():
            if same(now[name], value):
                continue
            if name not in moved:
                kept[name] = now[name]
                self.told.cells.append(self._place(cells, name))
            elif name not in typed and not same(before.get(name), now[name]):
                self._doubt(given, cells, name, before.get(name), now[name])
        return part | self.kind.fields.encode_values(kept)

    def _of(self, key: Any) -> tuple[Values | None, Values | None]:
        """The detail of a key as it was, and as it is, whatever its key is now."""
        pk = next((pk for pk, values in self.then.items() if self.kind.key(values) == key), 0)
        same_key = (values for values in self.now.values() if self.kind.key(values) == key)
        return self.then.get(pk), self.now.get(pk) or next(same_key, None)

    def _without(
        self,
        part: dict[str, Any],
        given: Values,
        moved: Sequence[str],
        cells: Mapping[str, Sequence[str]],
    ) -> dict[str, Any] | None:
        """A part that the plan has no more: one that its user changed is asked about."""
        if not moved:
            self.told.gone.append(self._place(cells, next(iter(given))))
            return None
        why = (
            f"{self._named(given)}\u00a0: cette ligne a été retirée du plan depuis le "
            "téléchargement de ce fichier\u00a0: faut-il l’y remettre\u00a0?"
        )
        self.told.doubts.append(Doubt(Slip.SINCE, why, self.name, *self._cell(cells, moved[0])))
        return part

    def _doubt(
        self,
        given: Values,
        cells: Mapping[str, Sequence[str]],
        name: str,
        was: Any,
        now: Any,
    ) -> None:
        field = self.kind.fields[name]
        about = f"{self._named(given)}, {field.label.lower()}"

        def show(value: Any) -> str:
            is_number = self.kind is RESULT and name in _NUMBERS and value is not None
            return format_result(given["code"], value) if is_number else field.show(value)

        why = of_both(show, was, now, about=about)
        self.told.doubts.append(Doubt(Slip.SINCE, why, self.name, *self._cell(cells, name)))

    def _named(self, values: Values) -> str:
        detail = self.kind.model()
        for name, value in values.items():
            setattr(detail, name, value)
        return str(detail)

    def _cell(self, cells: Mapping[str, Sequence[str]], name: str) -> Sequence[str]:
        """The cell that says a value, and its words."""
        return cells.get(name) or (f"ligne {self.row.number}", "")

    def _place(self, cells: Mapping[str, Sequence[str]], name: str) -> str:
        return self.row.told_name(self._cell(cells, name)[0])


def _says(value: Any) -> bool:
    """Whether a file gives a value: what it leaves empty erases nothing."""
    return value is not None and value != "" and value is not False
