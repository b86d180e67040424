"""The rows of a table as they stood: queries read them in the place of the table itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models.sql.datastructures import BaseTable

Values = Mapping[int, Mapping[str, Any]]
"""{key of a row: {column: value, as JSON has it}}."""

THEN = "_then"
"""An annotation `status_then` takes the place of the column `status`."""


class _Dialect(NamedTuple):
    """How an engine reads the JSON of `Values`: as rows, then the value of a column, where a row
    gives it."""

    rows: str
    value: str


_DIALECTS = {
    "sqlite": _Dialect(
        "SELECT CAST(key AS INTEGER) AS id, value AS v FROM json_each(%s)",
        "CASE WHEN json_type(former.v, '$.{column}') IS NULL THEN now.{column}"
        " ELSE json_extract(former.v, '$.{column}') END",
    ),
    "postgresql": _Dialect(
        "SELECT key::bigint AS id, value AS v FROM jsonb_each(%s::jsonb)",
        "CASE WHEN jsonb_exists(former.v, '{column}') THEN (former.v ->> '{column}')::{kind}"
        " ELSE now.{column} END",
    ),
}


def as_they_stood(rows: models.QuerySet, values: Values) -> models.QuerySet:
    """A queryset that reads the rows of a query, with its annotations of `THEN`, then the values
    given, in the place of their columns."""
    former = rows.model._default_manager.all()
    alias = former.query.get_initial_alias()
    given = {column for each in values.values() for column in each}
    former.query.alias_map[alias] = FormerTable(rows, given, json.dumps(values))
    return former


class FormerTable(BaseTable):
    """What `as_they_stood` reads: the columns `given` are in the JSON of `values`, row by row."""

    def __init__(
        self, rows: models.QuerySet, given: Collection[str], values: str, alias: str = ""
    ) -> None:
        table = rows.model._meta.db_table
        super().__init__(table, alias or table)
        self.rows, self.given, self.values = rows, given, values

    def relabeled_clone(self, change_map: Mapping[str | None, str]) -> FormerTable:
        alias = change_map.get(self.table_alias) or self.table_alias or ""
        return FormerTable(self.rows, self.given, self.values, alias)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        dialect = _DIALECTS[connection.vendor]
        columns = ", ".join(
            f"{self._column(field, connection)} AS {field.column}"
            for field in self.rows.model._meta.concrete_fields
        )
        rows, params = compiler.compile(self.rows.query)
        alias = compiler.quote_name_unless_alias(self.table_alias)
        # Nothing here is typed by anybody: names are those of columns, and values are parameters.
        sql = (
            f"(WITH former AS MATERIALIZED ({dialect.rows}) SELECT {columns}"  # noqa: S608
            f" FROM ({rows}) now LEFT JOIN former ON former.id = now.id) {alias}"
        )
        return sql, [self.values, *params]

    def _column(self, field: models.Field, connection: Any) -> str:
        if field.column in self.given:
            value = _DIALECTS[connection.vendor].value
            return value.format(column=field.column, kind=field.db_type(connection))
        is_then = f"{field.column}{THEN}" in self.rows.query.annotations
        return f"now.{field.column}{THEN if is_then else ''}"
