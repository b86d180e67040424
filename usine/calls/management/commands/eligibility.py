"""Says whether an action, a territory or typed answers meet the rules of a call, and why."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management import CommandError

from usine.calls.eligibility.facts import Book, Books, FactBook
from usine.calls.format.canonical import read
from usine.calls.gathering.actions import action_books
from usine.calls.gathering.covering import place_facts
from usine.calls.gathering.naming import action_named
from usine.calls.gathering.typed import typed_book
from usine.calls.gathering.vantage import Vantage
from usine.calls.judging import Inquiry
from usine.calls.models import Call
from usine.pages.commands import Command as BaseCommand
from usine.pages.commands import day, moment
from usine.territories.queries import territory_named
from usine.values import clock
from usine.values.dates import paris_day
from usine.values.errors import Refused

WRONG_USAGE = 2


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Dit si une action, un territoire ou des réponses remplissent les règles d’un appel : "
        "pour chaque règle, ce qui est vu et d’où, le seuil et son texte, ce qui manque. Aux mêmes "
        "deux dates, la réponse reste la même."
    )

    def add_arguments(self, parser):
        parser.add_argument("call", metavar="APPEL", help="le code de l’appel")
        parser.add_argument("--territory", metavar="ADRESSE", help="pays-de-saint-omer")
        parser.add_argument("--action", metavar="REFERENCE", help="une action de ce territoire")
        parser.add_argument(
            "--answers",
            type=Path,
            metavar="FICHIER",
            help="des réponses en JSON (docs/calls.md), ou - pour l’entrée ; elles passent devant",
        )
        parser.add_argument("--at", type=day, metavar="DATE", help="le jour (celui de --known-at)")
        parser.add_argument(
            "--known-at",
            type=moment,
            metavar="INSTANT",
            help="ce que l’on savait à ce moment : date (fin du jour) ou AAAA-MM-JJTHH:MM "
            "(maintenant sinon)",
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, call, at, known_at, **options):
        asked = Call.objects.select_related("version").filter(pk=call).first()
        if asked is None:
            raise Refused(f"Aucun appel ne porte le code «\u00a0{call}\u00a0».")
        vantage = Vantage(at or paris_day(known_at or clock.now()), known_at)
        inquiry = Inquiry.of(asked, vantage)
        verdict = inquiry.judge(_book(inquiry, **options))
        if options["format"] == "json":
            return json.dumps(inquiry.as_json(verdict), ensure_ascii=False, indent=2)
        return inquiry.as_text(verdict)


def _book(inquiry: Inquiry, *, territory, action, answers, **options: Any) -> FactBook:
    """Answers first, then what the platform knows."""
    if not (territory or answers) or (action and not territory):
        raise CommandError(
            "Donnez --territory, --action avec son --territory, ou --answers.",
            returncode=WRONG_USAGE,
        )
    books: list[FactBook] = []
    if answers:
        typed = read(_content(answers))
        books.append(typed_book(inquiry.version.file, typed, inquiry.vantage))
    if territory:
        books.append(_known(territory, action, inquiry.vantage))
    return Books(tuple(books))


def _known(slug: str, reference: str | None, vantage: Vantage) -> FactBook:
    territory = territory_named(slug)
    if reference is None:
        return Book(place_facts(territory.place, vantage))
    action = action_named(reference, territory, vantage)
    return action_books([action], vantage)[action.pk]


def _content(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} ne se lit pas\u00a0: {error.strerror}.") from error
