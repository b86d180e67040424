"""Writes the plan of a territory as a spreadsheet that an import understands."""

from pathlib import Path

from usine.ledger.queries import head
from usine.pages.commands import Command as BaseCommand
from usine.pages.spreadsheets import MARK
from usine.plans import exports
from usine.plans.models import Action
from usine.territories.calendar import axes_of
from usine.territories.queries import territory_named
from usine.values.errors import Refused
from usine.values.formats import format_counted


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Écrit le plan d’action d’un territoire dans un tableur .xlsx ou .csv, budgets et "
        "commentaires compris. Importer ce fichier ne change rien au plan."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--territory",
            required=True,
            metavar="ADRESSE",
            help="le territoire, par l’adresse de sa page (pays-de-saint-omer)",
        )
        parser.add_argument(
            "--output", required=True, type=Path, metavar="FICHIER", help="le tableur à écrire"
        )

    def handle(self, *, territory, output, **options):
        named = territory_named(territory)
        actions = Action.objects.live().filter(territory=named)
        axes = axes_of(named.period_id)
        last = head()
        if output.suffix.lower() == ".csv":
            content = (MARK + "".join(exports.csv_lines(actions, axes=axes, private=True))).encode()
        else:
            content = exports.xlsx(actions, axes=axes, private=True, head=last)
        try:
            output.write_bytes(content)
        except OSError as error:
            raise Refused(f"{output} ne peut pas être écrit : {error.strerror}.") from error
        count = format_counted(actions.count(), "action", "actions")
        self.stdout.write(f"{count} dans {output}.")
        self.stdout.write(f"head: {last}")
