"""usine leaks: what each role reads that it may not, in a made-up world where it would be seen."""

import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.db import transaction

from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused
from usine.values.formats import format_counted


def _tests(name: str) -> Any:
    """A module of the tests, which make the world; they come with the sources alone."""
    try:
        return import_module(f"tests.{name}")
    except ModuleNotFoundError as missing:
        raise Refused(
            "Cette commande se lance depuis les sources du projet\u00a0: le monde d’essai est "
            "celui des tests."
        ) from missing


class Command(BaseCommand):
    help = (
        "Ouvre toutes les pages, tous les fichiers et tous les exports d’un monde d’essai avec les "
        "droits d’un rôle, et y cherche ce que ce rôle ne doit pas lire : chaque champ réservé y "
        "porte un mot témoin. Le monde est fait dans une base à part, retirée ensuite : la vôtre "
        "n’est ni lue ni modifiée. Affiche 0 et le nombre d’adresses, ou chaque lieu d’une fuite ; "
        "sort alors avec 1."
    )

    def add_arguments(self, parser) -> None:
        roles = sorted(_tests("leaks").ROLES)
        parser.add_argument(
            "--as",
            dest="roles",
            action="append",
            choices=roles,
            metavar="RÔLE",
            help=f"à répéter ; tous sinon : {', '.join(roles)}",
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--at-most", type=int, metavar="N", help="adresses lues par rôle")
        parser.add_argument("--seconds", type=int, metavar="S", help="durée de chaque rôle")

    def handle(self, *, roles, at_most, seconds, **options) -> None:
        leaks = _tests("leaks")
        bounds = {
            "at_most": at_most or leaks.AT_MOST,
            "seconds": seconds or leaks.SECONDS,
        }
        with leaks.generated_database(), transaction.atomic():
            world = _tests("world").make_world()
            # The national team sees most: what a role is not shown is asked for as well.
            known = leaks.shown_to(leaks.ROLES["national_team"], world, **bounds)
            answers = [
                leaks.read_as(leaks.ROLES[role], world, known, **bounds)
                for role in roles or sorted(leaks.ROLES)
            ]
        self._tell(answers, options["format"])
        wrong = sum(len(each.leaks) + len(each.failures) for each in answers)
        if wrong:
            raise Refused(f"{format_counted(wrong, 'fuite ou panne', 'fuites ou pannes')}.")

    def _tell(self, answers: list[Any], how: str) -> None:
        if how == "json":
            told = [each.as_json() for each in answers]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for each in answers:
            self.stdout.write("\n".join(_lines(each)))


def _lines(answers: Any) -> Iterator[str]:
    asked = format_counted(answers.asked, "adresse lue", "adresses lues")
    yield f"{answers.role}\u00a0: {len(answers.leaks)} ({asked})"
    if answers.left_out:
        yield f"- laissées hors des bornes\u00a0: {answers.left_out}"
    for leak in answers.leaks:
        yield f"- {leak.address}\u00a0: {leak.canary} ({leak.side})"
    for address in answers.failures:
        yield f"- {address}\u00a0: en panne"
