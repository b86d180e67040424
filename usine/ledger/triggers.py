"""Append-only, enforced by the database: it refuses to change or delete what was recorded.

A payload may only be emptied (`operations.erase`), never rewritten.
"""

FROZEN = ("ledger_event", "ledger_entry", "ledger_account")
PAYLOAD = "ledger_payload"
REFUSAL = "the ledger is append-only"


def _sqlite_install() -> list[str]:
    def trigger(table: str, verb: str, when: str = "") -> str:
        return (
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} "
            f"BEFORE {verb} ON {table} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )

    statements = [trigger(t, verb) for t in FROZEN for verb in ("UPDATE", "DELETE")]
    statements.append(trigger(PAYLOAD, "DELETE"))
    rewritten = "WHEN NEW.content IS NOT NULL OR NEW.event_id <> OLD.event_id"
    statements.append(trigger(PAYLOAD, "UPDATE", rewritten))
    return statements


def _postgresql_install() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    ]
    for table in (*FROZEN, PAYLOAD):
        verbs = "DELETE" if table == PAYLOAD else "UPDATE OR DELETE"
        statements += [
            f"CREATE OR REPLACE TRIGGER {table}_frozen BEFORE {verbs} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
            f"CREATE OR REPLACE TRIGGER {table}_not_truncated BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
        ]
    statements.append(
        f"CREATE OR REPLACE TRIGGER {PAYLOAD}_only_emptied BEFORE UPDATE ON {PAYLOAD} FOR EACH ROW "
        "WHEN (NEW.content IS NOT NULL OR NEW.event_id <> OLD.event_id) "
        "EXECUTE FUNCTION ledger_refuse()"
    )
    # Vectors of totals do not compress well and are read whole.
    statements.append("ALTER TABLE ledger_closing ALTER COLUMN totals SET STORAGE EXTERNAL")
    return statements


def _sqlite_remove() -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_{verb}"
        for table in (*FROZEN, PAYLOAD)
        for verb in ("update", "delete")
    ]


def _postgresql_remove() -> list[str]:
    return ["DROP FUNCTION IF EXISTS ledger_refuse() CASCADE"]


INSTALL = {"sqlite": _sqlite_install(), "postgresql": _postgresql_install()}
REMOVE = {"sqlite": _sqlite_remove(), "postgresql": _postgresql_remove()}


def install(connection) -> None:
    _run(connection, INSTALL)


def remove(connection) -> None:
    """Only for a migration backwards, and for tests that empty the tables between them."""
    _run(connection, REMOVE)


def _run(connection, statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
