"""Opens the first accounts of a platform: those of the national team, who invite everyone else."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from usine.pages.commands import Command as BaseCommand
from usine.people.emails import choose_password
from usine.people.operations import invite
from usine.people.roles import Role
from usine.values import clock
from usine.values.errors import Refused


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Donne à une personne un mandat de l’équipe nationale, et affiche l’adresse à laquelle "
        "elle choisit son mot de passe. Les autres comptes s’ouvrent ensuite depuis les pages."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="ADRESSE", help="son adresse électronique")
        parser.add_argument("--first-name", required=True, metavar="PRÉNOM", help="son prénom")
        parser.add_argument("--last-name", required=True, metavar="NOM", help="son nom")

    def handle(self, *, email, first_name, last_name, **options):
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refused(f"{email} n’est pas une adresse électronique.") from error
        mandate = invite(
            email=email,
            first_name=first_name,
            last_name=last_name,
            role=Role.NATIONAL_TEAM,
            starts_on=clock.today(),
            by=None,
        )
        self.stdout.write(f"{mandate}.")
        if not mandate.user.has_usable_password():
            self.stdout.write(
                f"Mot de passe à choisir sur le site, à la page {choose_password(mandate.user)}"
            )
