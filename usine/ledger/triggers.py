"""Append-only, enforced by the database: it refuses to change or delete what was recorded.

The content of a payload may change only while its erasure is recorded (`operations.erase`).
"""

from collections.abc import Iterable, Mapping

FROZEN = ("ledger_event", "ledger_entry", "ledger_account", "ledger_payload")
PAYLOAD = "ledger_payload"
REFUSAL = "the ledger is append-only"

# The last event is an erasure that has a payload about the same subject.
ERASED = (
    "EXISTS (SELECT 1 FROM ledger_head JOIN ledger_event ON ledger_event.number = "
    "ledger_head.number JOIN ledger_payload AS told ON told.event_id = ledger_event.number "
    "WHERE ledger_event.verb = 'ledger.erase' AND told.subject = OLD.subject "
    "AND told.event_id <> OLD.event_id)"
)
# No column of a payload changes, except its content.
SAME = " AND ".join(f"NEW.{name} = OLD.{name}" for name in ("id", "event_id", "subject", "digest"))

# INSERT OR REPLACE of SQLite deletes a row without running the trigger against deletion, so a
# trigger refuses a row that has the key of another. Entries have no such trigger, which would slow
# their insertion by a sixth: `verify` finds a replaced entry.
KEYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "ledger_event": (("number",), ("seal",)),
    "ledger_account": (("id",), ("measure", "rank")),
    "ledger_payload": (("id",), ("event_id", "subject")),
}


def _sqlite() -> dict[str, str]:
    """The statement that creates each trigger, by name."""
    statements = {}
    for table in FROZEN:
        unless = f"WHEN NOT ({SAME} AND {ERASED})" if table == PAYLOAD else ""
        whens = {"UPDATE": unless, "DELETE": ""}
        if keys := KEYS.get(table):
            whens["INSERT"] = "WHEN " + " OR ".join(_taken(table, key) for key in keys)
        for verb, when in whens.items():
            name = f"{table}_no_{verb.lower()}"
            statements[name] = (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    return statements


def _taken(table: str, key: tuple[str, ...]) -> str:
    same = " AND ".join(f"{name} = NEW.{name}" for name in key)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - names of ours


def _postgresql_functions() -> dict[str, str]:
    """The body of each function that the triggers call, by name."""
    refuse = f"RAISE EXCEPTION '{REFUSAL}';"
    return {
        "ledger_refuse": f"BEGIN {refuse} END",
        "ledger_only_erase": (
            f"BEGIN IF NOT ({SAME} AND {ERASED}) THEN {refuse} END IF; RETURN NEW; END"
        ),
    }


def _postgresql() -> dict[str, str]:
    statements = {}
    for table in FROZEN:
        verbs = "DELETE" if table == PAYLOAD else "UPDATE OR DELETE"
        statements[f"{table}_frozen"] = (
            f"BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        )
        statements[f"{table}_not_truncated"] = (
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )
    statements[f"{PAYLOAD}_only_erased"] = (
        f"BEFORE UPDATE ON {PAYLOAD} FOR EACH ROW EXECUTE FUNCTION ledger_only_erase()"
    )
    return {name: f"CREATE OR REPLACE TRIGGER {name} {rest}" for name, rest in statements.items()}


def install(connection) -> None:
    """Replace the triggers by those that must be there; a second call changes nothing."""
    if connection.vendor == "postgresql":
        functions = (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            for name, body in _postgresql_functions().items()
        )
        _run(connection, functions)
        _run(connection, _postgresql().values())
        # `moves` is already packed and always read whole: compression would only cost time.
        _run(connection, ["ALTER TABLE ledger_closing ALTER COLUMN moves SET STORAGE EXTERNAL"])
    else:
        remove(connection)
        _run(connection, _sqlite().values())


def remove(connection) -> None:
    """Drop the triggers: only for tests that empty the tables, and for the demonstration."""
    if connection.vendor == "postgresql":
        names = ", ".join(f"{name}()" for name in _postgresql_functions())
        _run(connection, [f"DROP FUNCTION IF EXISTS {names} CASCADE"])
    else:
        _run(connection, (f"DROP TRIGGER IF EXISTS {name}" for name in _sqlite()))


def missing(connection) -> list[str]:
    """The names of the triggers that are missing or altered."""
    postgresql = connection.vendor == "postgresql"
    expected = _postgresql() if postgresql else _sqlite()
    with connection.cursor() as cursor:
        there = _there_on_postgresql(cursor) if postgresql else _there_on_sqlite(cursor)
    return [name for name, statement in expected.items() if there.get(name) != statement]


def _there_on_sqlite(cursor) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return dict(cursor.fetchall())


def _there_on_postgresql(cursor) -> dict[str, str]:
    """The statement of each trigger that is enabled and calls the function that it must."""
    functions = _postgresql_functions()
    cursor.execute(
        "SELECT tgname, pg_get_triggerdef(pg_trigger.oid), proname, prosrc FROM pg_trigger "
        "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgenabled <> 'D' AND NOT tgisinternal"
    )
    return {
        name: _as_created(statement)
        for name, statement, function, body in cursor.fetchall()
        if functions.get(function) == body
    }


def _as_created(statement: str) -> str:
    """The statement that PostgreSQL gives for a trigger, in the words of ours."""
    created = statement.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER").replace(
        " public.", " "
    )
    return created.replace("DELETE OR UPDATE", "UPDATE OR DELETE")


def _run(connection, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
