"""PostgreSQL's index of words inside texts; SQLite reads the whole column."""

import logging
from typing import Any

from django.db import DatabaseError, transaction

logger = logging.getLogger(__name__)

STATEMENTS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS subject_by_words ON subjects_subject USING gin "
    "(words gin_trgm_ops)",
)


def install(connection: Any) -> None:
    """Make the index where the server has the extension; answers are the same without the index."""
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in STATEMENTS:
                cursor.execute(statement)
    except DatabaseError as fault:
        logger.warning("Words are searched without an index: %s", fault)
