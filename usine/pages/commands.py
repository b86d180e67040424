"""The base of the commands of `usine`: how they refuse."""

import sys
from argparse import ArgumentTypeError
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from usine.values.errors import Refused
from usine.values.moments import parse_moment

# Django's own options still work; `--help` shows those that a user of the platform needs.
_HIDDEN_OPTIONS = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}


def day(text: str) -> date:
    """The type of an argument of a command."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"« {text} » n’est pas une date AAAA-MM-JJ") from None


def moment(text: str) -> datetime:
    """Likewise; a day stands for its end."""
    try:
        return parse_moment(text)
    except ValueError:
        raise ArgumentTypeError(
            f"« {text} » n’est ni une date AAAA-MM-JJ ni un instant AAAA-MM-JJTHH:MM"
        ) from None


class Command(BaseCommand):
    """A command that turns `Refused` into a sentence on stderr and exit code 1.

    Python code that calls the command (`call_command`) gets CommandError, as with Django's own.
    """

    suppressed_base_arguments = _HIDDEN_OPTIONS

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return self._execute(*args, **options)
        except (Refused, CommandError) as refusal:
            code = getattr(refusal, "returncode", 1)
            if not getattr(self, "_called_from_command_line", False) or options["traceback"]:
                raise CommandError(str(refusal), returncode=code) from refusal
            self.stderr.write(str(refusal))
            sys.exit(code)

    def _execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as fault:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise Refused(
                    "La base de données n’est pas à jour\u00a0: "
                    "lancez d’abord «\u00a0usine migrate\u00a0»."
                ) from fault
            raise
