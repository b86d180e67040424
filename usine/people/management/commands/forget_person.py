"""Erases what identifies a person, as the law may ask."""

from usine.pages.commands import Command as BaseCommand
from usine.people.models import User
from usine.people.operations import forget
from usine.values.errors import Refused


class Command(BaseCommand):
    help = (
        "Efface le nom, l’adresse et les textes signés d’une personne, dans son compte et dans le "
        "registre. Ce qu’elle a fait reste, signé «\u00a0Ancien agent\u00a0». Rien ne le défait."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="ADRESSE", help="l’adresse de son compte")
        parser.add_argument(
            "--reason", required=True, metavar="MOTIF", help="gardé pour toujours\u00a0: sans nom"
        )

    def handle(self, *, email, reason, **options):
        person = User.objects.filter(email__iexact=email.strip()).first()
        if person is None:
            raise Refused(f"Aucun compte n’a l’adresse {email}.")
        forget(person, by=None, reason=reason)
        self.stdout.write(f"Le compte {person.pk} est effacé.")
