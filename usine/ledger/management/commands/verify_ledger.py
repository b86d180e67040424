"""usine verify_ledger: proves the ledger, or says what was altered."""

import re

from usine.ledger.queries import head
from usine.ledger.verification import counted, erased, since, verify
from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused

# The number of characters of a seal in the names of files.
SEAL_MIN = 12


class Command(BaseCommand):
    help = (
        "Prouve le registre : chaîne des événements intacte, clôtures exactes, écritures égales "
        "aux objets. Affiche où il en est (head: NUMÉRO SCEAU) : qui le note peut prouver plus "
        "tard, avec --since, que rien n’a été réécrit ni retiré. Sort avec 1 et dit où, si "
        "quelque chose a été altéré."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--since",
            nargs=2,
            metavar=("NUMÉRO", "SCEAU"),
            help="prouve aussi que le registre tient encore ce qui avait été noté",
        )

    def handle(self, *args, **options) -> None:
        faults = verify()
        if options["since"]:
            number, seal = options["since"]
            if not re.fullmatch("[0-9]{1,18}", number):
                raise Refused(f"« {number} » n’est pas le numéro d’un événement.")
            if len(seal) < SEAL_MIN:
                raise Refused(f"Un sceau se donne avec {SEAL_MIN} caractères au moins.")
            faults += since(int(number), seal)
        if faults:
            raise Refused("Registre altéré.\n" + "\n".join(f"- {fault}" for fault in faults))
        for line in erased():
            self.stdout.write(line)
        self.stdout.write(self.style.SUCCESS(f"Registre intact\u00a0: {counted()}."))
        self.stdout.write(f"head: {head()}")
