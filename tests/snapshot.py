"""What the tables hold, read once and put back: for tests that commit, whom nothing else undoes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from usine.ledger import accounts, triggers


@dataclass(frozen=True)
class Table:
    name: str
    columns: str
    rows: list[tuple]

    def put_back(self, cursor) -> None:
        values = ", ".join(repeat("%s", len(self.rows[0])))
        insert = f"INSERT INTO {self.name} ({self.columns}) VALUES ({values})"
        cursor.execute(f"DELETE FROM {self.name}")
        cursor.executemany(insert, self.rows)


def take() -> list[Table]:
    """The tables that hold something."""
    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        tables = [_read(model, cursor) for model in models if model._meta.managed]
    return [table for table in tables if table.rows]


def _read(model: type[Model], cursor) -> Table:
    name, columns = connection.ops.quote_name(model._meta.db_table), ", ".join(_columns(model))
    cursor.execute(f"SELECT {columns} FROM {name}")
    return Table(name, columns, cursor.fetchall())


def _columns(model: type[Model]) -> Iterator[str]:
    """Those that are written: a generated one follows the others."""
    for field in model._meta.local_concrete_fields:
        if not field.generated:
            yield connection.ops.quote_name(field.column)


def put_back(tables: list[Table]) -> None:
    """Write in a database that was emptied what these tables held. Nothing guards it meanwhile:
    the ledger refuses rows that it did not number."""
    accounts._cache.clear()
    triggers.remove(connection)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                table.put_back(cursor)
    finally:
        triggers.install(connection)
