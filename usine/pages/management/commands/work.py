"""usine work: the background work, jobs that a killed worker left included."""

import socket

from django.core.management import call_command
from django.core.management.base import CommandParser
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from usine.pages.commands import Command as BaseCommand

MOST_ATTEMPTS = 3


class WorkerKilled(Exception):
    """Whoever did this job was killed each time."""


class Command(BaseCommand):
    help = (
        "Exécute les travaux d’arrière-plan, à commencer par ceux qu’un travailleur de même nom a "
        "laissés en plan."
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
        take_back(name)
        call_command("db_worker", queue_name="*", worker_id=name, reload=False)


def take_back(name: str) -> None:
    """Make ready again the jobs that a worker of this name was doing when it was killed.

    Jobs may run twice: they find nothing left to do the second time. One that was under way each
    of three times that its worker was killed is not tried again.
    """
    for job in DBTaskResult.objects.running():
        if job.worker_ids[-1:] != [name]:
            continue
        if len(job.worker_ids) < MOST_ATTEMPTS:
            job.status = TaskResultStatus.READY
            job.save(update_fields=["status"])
        else:
            job.set_failed(WorkerKilled(f"{name}, {len(job.worker_ids)} times"))
