"""Builds the demonstration, and says how to enter it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from usine.demo import accounts
from usine.demo.build import build
from usine.figures.demonstration import is_demonstration
from usine.geography.models import Vintage
from usine.notices.letters import is_kept
from usine.pages.commands import Command as BaseCommand
from usine.territories.models import Territory
from usine.territories.sources import LISTED_PERIOD, REFERENCE_FILES


@contextmanager
def statements_not_kept() -> Iterator[None]:
    """Stop Django from keeping each statement, as it does with DEBUG: a third of the time."""
    setattr(connection, "make_debug_cursor", connection.make_cursor)  # noqa: B010
    try:
        yield
    finally:
        del connection.make_debug_cursor


def other_territories_than(reference: Path) -> bool:
    """Whether the folder has real territories and the database has composed ones."""
    file = reference / REFERENCE_FILES[LISTED_PERIOD]
    composed = Territory.objects.current().filter(is_demonstration=True)
    return file.is_file() and composed.exists()


# The folder of reference may hold territories alone.
OUTLINES = ("departements.geojson", "regions.geojson")


class Command(BaseCommand):
    requires_system_checks = ()  # Started at each `make demo`: nothing to do must cost nothing.
    help = (
        "Construit une démonstration complète dans la base donnée (DATABASE_URL), par les mêmes "
        "opérations que les utilisateurs, puis indique les comptes à essayer. Refuse une base qui "
        "contient du travail réel. Interrompue, elle ne laisse rien : relancez-la. Une "
        "démonstration déjà construite n’est pas touchée."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--reference",
            type=Path,
            metavar="DOSSIER",
            default=os.environ.get("REFERENCE") or None,
            help="dossier des fichiers de référence (variable REFERENCE sinon)",
        )
        parser.add_argument(
            "--set-up",
            action="store_true",
            help="prépare d’abord la base : tables, code géographique, contours du dossier",
        )

    def handle(self, *, reference, set_up, **options):
        if set_up:
            self.set_up(reference)
        if is_demonstration():
            self.stdout.write("La démonstration est déjà construite.")
        else:
            self.build(reference)
        self.present()
        if reference is not None and other_territories_than(reference):
            self.stdout.write(
                "À savoir\u00a0: la démonstration de cette base a des territoires composés, et "
                f"ceux du dossier {reference} ne s’y mêlent pas. Pour les montrer, partez d’une "
                f"base neuve\u00a0: supprimez le dossier {settings.VAR_DIR}, ou donnez-en un autre "
                "(VAR_DIR=…), ou une autre base (DATABASE_URL=…)."
            )

    def set_up(self, reference: Path | None) -> None:
        """Prepare the database in this process: starting another costs more than the work."""
        call_command("migrate", verbosity=0)
        has_outlines = reference is not None and all(
            (reference / name).is_file() for name in OUTLINES
        )
        outlines = reference if has_outlines else None
        call_command("load_geography", outlines=outlines, stdout=self.stdout)

    def build(self, reference: Path | None) -> None:
        if not Vintage.objects.exists():
            call_command("load_geography", stdout=self.stdout)
        self.stdout.write("Construction de la démonstration")
        started = time.monotonic()
        with statements_not_kept():
            build(reference=reference, progress=self.step)
        self.stdout.write(f"Démonstration construite en {time.monotonic() - started:.0f} s.")

    def step(self, text: str) -> None:
        self.stdout.write(f"… {text}")
        self.stdout.flush()

    def present(self) -> None:
        secret = accounts.open_or_close()
        if secret is None:
            self.stdout.write(
                "Comptes de démonstration fermés : ils ne s’ouvrent que là où DEBUG est actif."
            )
            return
        self.stdout.write(f"Comptes à essayer, mot de passe : {secret}")
        for login in accounts.logins():
            self.stdout.write(f"  {login.email:<36} {login.mandate}")
        if is_kept():
            folder = settings.EMAIL_FILE_PATH
            self.stdout.write(f"Courriels envoyés, à ouvrir\u00a0: {folder} (un fichier par envoi)")
