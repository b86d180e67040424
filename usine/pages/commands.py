"""What the commands of `usine` share: how they say no."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from usine.values.errors import Refused

# Django's own options still work; `--help` shows those that a user of the platform needs.
_SEEN_BY_NOBODY = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}


class Command(BaseCommand):
    """A command whose `Refused` becomes a sentence on stderr and exit code 1.

    Called from Python (`call_command`), it raises CommandError as any command of Django does.
    """

    suppressed_base_arguments = _SEEN_BY_NOBODY

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
