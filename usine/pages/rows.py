"""A field of a form that holds rows: a table to type in, which works without script."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from usine.values.formats import format_counted

BLANK = 3
"""How many empty rows follow those that are typed."""

_CLASSES = {forms.Select: "fr-select"}

Row = dict[str, Any]


class RowsInput(forms.Widget):
    """Each cell is an input named "field-2-column"; empty rows are left out."""

    template_name = "pages/forms/rows.html"

    def __init__(self, columns: Mapping[str, forms.Field], *, most: int) -> None:
        super().__init__()
        self.columns, self.most = columns, most
        self.label = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        rows: list[Row] = []
        while len(rows) < self.most and self._is_sent(data, name, len(rows)):
            rows.append(
                {
                    key: field.widget.value_from_datadict(data, files, f"{name}-{len(rows)}-{key}")
                    for key, field in self.columns.items()
                }
            )
        return [row for row in rows if any(row.values())]

    def _is_sent(self, data: Any, name: str, rank: int) -> bool:
        return any(f"{name}-{rank}-{key}" in data for key in self.columns)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not self._is_sent(data, name, 0)

    def id_for_label(self, id_: str) -> str:
        """Of a group of inputs: none of them is the field."""
        return ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        is_read = bool((attrs or {}).get("disabled"))
        blank = max(0, min(BLANK, self.most - len(rows)))
        rows += [{} for _ in range(1 if is_read and not rows else 0 if is_read else blank)]
        context["label"] = self.label
        context["columns"] = [field.label for field in self.columns.values()]
        context["rows"] = [
            list(self._cells(name, rank, row, is_read)) for rank, row in enumerate(rows)
        ]
        return context

    def _cells(self, name: str, rank: int, row: Row, is_read: bool) -> Iterator[tuple[str, str]]:
        """(label, input) of each cell of a row."""
        for key, field in self.columns.items():
            attrs = {
                "class": _CLASSES.get(type(field.widget), "fr-input"),
                "aria-label": f"{field.label}, ligne {rank + 1}",
            }
            if is_read:
                attrs["disabled"] = "disabled"
            value = field.prepare_value(row.get(key))
            yield str(field.label), field.widget.render(f"{name}-{rank}-{key}", value, attrs)


class RowsField(forms.Field):
    """Its value is a list of {column: value}; a row in which nothing is typed is none."""

    widget: RowsInput

    def __init__(
        self, columns: Mapping[str, forms.Field], *, least: int = 0, most: int = 200, **more: Any
    ) -> None:
        self.columns, self.least, self.most = columns, least, most
        super().__init__(widget=RowsInput(columns, most=most), **more)
        self.widget.label = str(self.label or "")

    def clean(self, value: Any) -> list[Row]:
        faults: list[str] = []
        rows = [self._row(rank, row, faults) for rank, row in enumerate(value or [])]
        if faults:
            raise ValidationError(faults)
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        if rows and len(rows) < self.least:
            raise ValidationError(
                f"Il faut {format_counted(self.least, 'ligne', 'lignes')} au moins."
            )
        return rows

    def _row(self, rank: int, row: Row, faults: list[str]) -> Row:
        cleaned = {}
        for key, field in self.columns.items():
            try:
                cleaned[key] = field.clean(row.get(key))
            except ValidationError as error:
                faults += [f"Ligne {rank + 1}, {field.label}\u00a0: {each}" for each in error]
        return cleaned
