"""Prints the bilan of the programme at a date."""

import json

from usine.figures.bilans import bilan
from usine.figures.exports import as_csv, as_json, as_text
from usine.figures.moments import Known
from usine.figures.scopes import find_region, find_territory
from usine.pages.commands import Command as BaseCommand
from usine.pages.commands import day, moment
from usine.values import clock


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Affiche le bilan du programme à une date : territoires, actions par statut et par axe, "
        "part réalisée ou en cours, chefs de projet et coordinateurs. Tout vient du registre. "
        "Dans le JSON, les parts vont de 0 à 1 (0.56 pour 56 %)."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--as-of", type=day, metavar="DATE", help="jour du bilan (aujourd’hui sinon)"
        )
        parser.add_argument(
            "--known-at",
            type=moment,
            metavar="INSTANT",
            help="ce que l’on savait à ce moment : date (fin du jour) ou AAAA-MM-JJTHH:MM "
            "(maintenant sinon)",
        )
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--region", metavar="CODE_OU_ADRESSE", help="32 ou hauts-de-france")
        place.add_argument("--territory", metavar="ADRESSE", help="pays-de-saint-omer")
        parser.add_argument(
            "--format", choices=("table", "json", "csv"), default="table", help="table sinon"
        )

    def handle(self, *, as_of, known_at, region, territory, **options):
        computed = bilan(
            as_of or clock.today(),
            Known.by(known_at) if known_at else None,
            region=find_region(region) if region else None,
            territory=find_territory(territory) if territory else None,
            is_complete=True,
        )
        match options["format"]:
            case "json":
                return json.dumps(as_json(computed), ensure_ascii=False, indent=2)
            case "csv":
                self.stdout.write(as_csv([computed]), ending="")
            case "table":
                self.stdout.write(as_text(computed))
        return None
