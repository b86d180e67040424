"""Loads the official geographic code, and outlines when a folder has them."""

from pathlib import Path

from django.conf import settings

from usine.geography.operations import GeographyLoad, load_code, load_outlines
from usine.pages.commands import Command as BaseCommand
from usine.values.formats import format_counted

PACKAGE = settings.BASE_DIR / "node_modules" / "@etalab" / "decoupage-administratif"


class Command(BaseCommand):
    requires_system_checks = ()  # Started at each `make demo`: nothing to do must cost nothing.
    help = (
        "Charge le code officiel géographique (régions, départements, communes, groupements) "
        "et, si un dossier est donné, les contours des départements et des régions."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--package",
            type=Path,
            default=PACKAGE,
            metavar="DOSSIER",
            help="dossier du paquet npm @etalab/decoupage-administratif (celui du projet sinon)",
        )
        parser.add_argument(
            "--outlines",
            type=Path,
            metavar="DOSSIER",
            help="dossier de departements.geojson et regions.geojson, contours facultatifs",
        )

    def handle(self, *, package, outlines, **options):
        self.tell("Code officiel géographique", load_code(folder=package, progress=self.step))
        if outlines:
            self.tell("Contours", load_outlines(folder=outlines, progress=self.step))

    def step(self, text: str) -> None:
        self.stdout.write(f"… {text}")

    def tell(self, what: str, loaded: GeographyLoad) -> None:
        if not loaded.changes:
            self.stdout.write(f"{what} {loaded.year} : déjà chargé, rien n’a changé.")
            return
        self.stdout.write(f"{what} {loaded.year} :")
        for change in loaded.changes:
            self.stdout.write(
                f"  {change.label} : {change.total} "
                f"({format_counted(change.created, 'créé', 'créés')}, "
                f"{format_counted(change.changed, 'modifié', 'modifiés')}, "
                f"{format_counted(change.removed, 'retiré', 'retirés')})"
            )
        if loaded.left_out:
            communes = format_counted(
                loaded.left_out,
                "commune des collectivités d’outre-mer, qui n’appartient",
                "communes des collectivités d’outre-mer, qui n’appartiennent",
            )
            self.stdout.write(f"  de côté\u00a0: {communes} à aucune région")
