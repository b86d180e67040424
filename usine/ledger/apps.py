from contextlib import suppress
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db import connections
from django.db.models.signals import post_migrate

from . import triggers


class LedgerConfig(AppConfig):
    name = "usine.ledger"

    def ready(self) -> None:
        post_migrate.connect(open_chain, sender=self)


def open_chain(using: str, apps: Any = installed, **signal: Any) -> None:
    """Make the head of the chain before anyone writes: two writers would make two, and fork it."""
    with suppress(LookupError):  # migrated back, the ledger has no head
        apps.get_model("ledger", "Head").objects.using(using).get_or_create()
        # SQLite remakes a table to change it, and drops its triggers in silence.
        triggers.install(connections[using])
