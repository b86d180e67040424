"""`python -m bench`: every measure, on SQLite then on PostgreSQL, each on a database of its own.

How spreadsheets are read needs no database: it is measured once.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests import postgres

MEASURES = (
    *("ledger", "imports", "committees", "desks", "eligibility", "reading", "similar", "tables"),
)
WITHOUT_DATABASE = ("reading",)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("measures", nargs="*", help=f"among {', '.join(MEASURES)} (all)")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], help="one engine only")
    parser.add_argument("--here", choices=MEASURES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := set(options.measures) - set(MEASURES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if options.here:
        measure_here(options.here)
        return
    for measure in options.measures or MEASURES:
        if measure in WITHOUT_DATABASE:
            set_up()
            import_module(f"bench.{measure}").run()
            continue
        for engine in [options.engine] if options.engine else ["sqlite", "postgresql"]:
            with tempfile.TemporaryDirectory(prefix="usine-bench-") as folder:
                measure_there(measure, engine, Path(folder))


def measure_there(measure: str, engine: str, folder: Path) -> None:
    """In a process of its own: the database of a process is chosen when it starts."""
    command = [sys.executable, "-m", "bench", "--here", measure]
    environment = {**os.environ, "VAR_DIR": str(folder), "DEBUG": "0"}
    if engine == "sqlite":
        environment["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
        subprocess.run(command, env=environment, check=True)
        return
    with postgres.server() as address:
        subprocess.run(command, env={**environment, "DATABASE_URL": address}, check=True)


def set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def measure_here(measure: str) -> None:
    set_up()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    import_module(f"bench.{measure}").run()


if __name__ == "__main__":
    main()
