"""Whether columns hold values as the platform writes them, and not another writing of the same.

PostgreSQL has types. SQLite keeps any value in any column, and compares days and moments as text:
another writing of a moment reads the same and seals the same, but changes the answer of a query.
"""

from collections.abc import Iterator

from django.db import connection, models

from .models import Account, Closing, Entry, Event, Head, Payload

DAY = "-".join(("[0-9]" * 4, "[0-9]" * 2, "[0-9]" * 2))
SECOND = f"{DAY} " + ":".join(("[0-9]" * 2,) * 3)
MICROSECOND = f"{SECOND}.{'[0-9]' * 6}"


def faults() -> Iterator[str]:
    """In French, each column that holds another writing of a value."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for model in (Event, Payload, Account, Entry, Closing, Head):
            for field in model._meta.local_concrete_fields:
                count = _count(cursor, model._meta.db_table, field)
                if count:
                    yield (
                        f"Table {model._meta.db_table}, colonne {field.column} : "
                        f"{count} valeur(s) écrite(s) autrement que la plateforme ne les écrit."
                    )


def _count(cursor, table: str, field: models.Field) -> int:
    quote = connection.ops.quote_name
    column = quote(str(field.column))
    # The names come from our models, the patterns from the constants above.
    cursor.execute(
        f"SELECT count(*) FROM {quote(table)} "  # noqa: S608
        f"WHERE {column} IS NOT NULL AND NOT ({_as_written(field, column)})"
    )
    return cursor.fetchone()[0]


def _as_written(field: models.Field, column: str) -> str:
    """The SQL condition that the platform wrote a value of the field."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    match target:
        case models.DateTimeField():
            return (
                f"typeof({column}) = 'text' AND ({column} GLOB '{SECOND}' OR "
                f"{column} GLOB '{MICROSECOND}' AND {column} NOT GLOB '*.000000')"
            )
        case models.DateField():
            return f"typeof({column}) = 'text' AND {column} GLOB '{DAY}'"
        case models.IntegerField() | models.AutoField():
            return f"typeof({column}) = 'integer'"
        case models.BinaryField():
            return f"typeof({column}) = 'blob'"
    return f"typeof({column}) = 'text'"
