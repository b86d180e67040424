"""usine work: does background jobs, those that a killed worker left included."""

import socket

from django.core.management.base import CommandParser

from usine.jobs import worker
from usine.pages.commands import Command as BaseCommand


class Command(BaseCommand):
    help = (
        "Exécute les travaux d’arrière-plan et ceux à heure fixe, à commencer par ceux qu’un "
        "travailleur de même nom a laissés en plan."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--name",
            default=socket.gethostname()[:64],
            help="nom du travailleur, propre à lui seul et gardé quand il est relancé "
            "(celui de la machine sinon)",
        )

    def handle(self, *, name: str, **options) -> None:
        worker.work(name)
