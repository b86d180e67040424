"""usine jobs: shows the jobs that wait, the schedules and the failed jobs; retries these."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django_tasks_db.models import DBTaskResult

from usine.jobs.models import Schedule
from usine.jobs.queue import dead_letters, retry
from usine.jobs.schedules import declared
from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused
from usine.values.formats import format_counted, format_moment


class Command(BaseCommand):
    help = (
        "Dit les travaux d’arrière-plan qui attendent, ceux à heure fixe et ceux qui ont échoué "
        "pour de bon ; --retry les fait reprendre."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--retry", metavar="TRAVAIL", help="identifiant d’un travail échoué, ou « all »"
        )

    def handle(self, *, retry: str | None, **options) -> None:
        if retry:
            self._retry(retry)
            return
        waiting = DBTaskResult.objects.ready().count()
        self.stdout.write(format_counted(waiting, "travail attend", "travaux attendent") + ".")
        for schedule in Schedule.objects.filter(code__in=declared()).order_by("code"):
            self.stdout.write(_line(schedule))
        dead = dead_letters()
        self.stdout.write(format_counted(len(dead), "travail échoué", "travaux échoués") + ".")
        for job in dead:
            self.stdout.write(f"{job.pk}  {job.task_path}  {_reason(job)}")

    def _retry(self, asked: str) -> None:
        dead = dead_letters()
        try:
            chosen = list(dead if asked == "all" else dead.filter(pk=asked))
        except ValidationError:
            chosen = []
        if not chosen and asked != "all":
            raise Refused(f"Aucun travail échoué n’a cet identifiant\u00a0: {asked}.")
        for job in chosen:
            retry(job)
        self.stdout.write(format_counted(len(chosen), "travail repris", "travaux repris") + ".")


def _line(schedule: Schedule) -> str:
    last = format_moment(schedule.ran_at) if schedule.ran_at else "jamais"
    line = (
        f"{schedule.code}  dernier\u00a0: {last}  prochain\u00a0: {format_moment(schedule.due_at)}"
    )
    return f"{line}  {schedule.outcome}".rstrip()


def _reason(job: DBTaskResult) -> str:
    return job.traceback.strip().rpartition("\n")[2]
