"""Whether the platform works, for the machines that watch it."""

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def health() -> dict:
    """`status` is "ok" only when the database answers and every migration is applied."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database, migrations = "ok", "applied" if _migrated() else "pending"
    except DatabaseError:
        database, migrations = "unreachable", "unknown"
    return {
        "status": "ok" if (database, migrations) == ("ok", "applied") else "failing",
        "database": database,
        "migrations": migrations,
        "version": settings.VERSION,
    }


def _migrated() -> bool:
    """What is applied stays applied while this process runs: it is looked at until then."""
    if cache.get(key := f"migrated:{settings.VERSION}"):
        return True
    executor = MigrationExecutor(connection)
    applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    if applied:
        cache.set(key, True)
    return applied
