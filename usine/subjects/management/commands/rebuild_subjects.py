"""usine rebuild_subjects: makes the rows of subjects again from those of the rooms."""

from usine.pages.commands import Command as BaseCommand
from usine.subjects.operations import rebuild


class Command(BaseCommand):
    help = "Refait la liste de ce dont on parle (actions, territoires…) et de qui peut le voir."

    def handle(self, **options) -> None:
        missing, changed, superfluous = rebuild()
        self.stdout.write(
            f"Absents\u00a0: {missing}. Corrigés\u00a0: {changed}. En trop\u00a0: {superfluous}."
        )
