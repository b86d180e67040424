"""Whether the platform works, for the machines that watch it."""

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from usine.jobs.models import Schedule
from usine.jobs.queue import dead_letters
from usine.jobs.schedules import declared


def health() -> dict:
    """`status` is "ok" only when the database answers and every migration is applied.

    Then come `schedules`, {code: when it last ran, or null}, and the number of `dead_letters`.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database, migrations = "ok", "applied" if _migrated() else "pending"
    except DatabaseError:
        database, migrations = "unreachable", "unknown"
    state = {"database": database, "migrations": migrations, "version": settings.VERSION}
    if (database, migrations) != ("ok", "applied"):
        return {"status": "failing", **state}
    return {"status": "ok", **state, **_work()}


def _work() -> dict:
    """The last runs of schedules, and how many jobs failed for good."""
    ran = dict(Schedule.objects.values_list("code", "ran_at"))
    return {
        "schedules": {code: ran.get(code) for code in sorted(declared())},
        "dead_letters": dead_letters().count(),
    }


def _migrated() -> bool:
    """Whether every migration is applied; asked again until it is, then remembered."""
    if cache.get(key := f"migrated:{settings.VERSION}"):
        return True
    executor = MigrationExecutor(connection)
    applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    if applied:
        cache.set(key, True)
    return applied
