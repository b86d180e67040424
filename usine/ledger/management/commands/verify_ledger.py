"""usine verify_ledger: proves the ledger, or says where it fails."""

from usine.ledger.verification import count, verify
from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused


class Command(BaseCommand):
    help = (
        "Prouve le registre : chaîne des événements intacte, clôtures exactes, écritures égales "
        "aux objets. Sort avec 1 et dit où, si quelque chose a été altéré."
    )

    def handle(self, *args, **options) -> None:
        faults = verify()
        if faults:
            raise Refused("Registre altéré.\n" + "\n".join(f"- {fault}" for fault in faults))
        counted = ", ".join(f"{total} {name}" for name, total in count().items())
        self.stdout.write(self.style.SUCCESS(f"Registre intact : {counted}."))
