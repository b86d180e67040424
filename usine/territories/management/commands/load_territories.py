"""Loads the territories of a period, from a file or from the first available source."""

import os
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError

from usine.pages.commands import Command as BaseCommand
from usine.territories.operations import ListLoad, load_territories
from usine.territories.reading import read
from usine.territories.rules import PERIODS
from usine.territories.sources import load_available, load_demonstration
from usine.values.formats import format_counted

_SHOWN = 10


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"« {text} » n’est pas une date AAAA-MM-JJ") from None


class Command(BaseCommand):
    requires_system_checks = ()  # Started at each `make demo`: nothing to do must cost nothing.
    help = (
        "Charge les territoires d’une période depuis un fichier officiel (GeoJSON ou CSV), ou, "
        "avec --auto, depuis la première source disponible : dossier de référence, adresse "
        "officielle, territoires de démonstration. Recharger la même liste ne change rien."
    )

    def add_arguments(self, parser):
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("file", nargs="?", type=Path, metavar="FICHIER", help="GeoJSON ou CSV")
        source.add_argument("--auto", action="store_true", help="première source disponible")
        source.add_argument(
            "--demonstration", action="store_true", help="183 territoires de démonstration"
        )
        parser.add_argument("--period", choices=PERIODS, help="période du fichier")
        parser.add_argument(
            "--labelled-on",
            type=day,
            metavar="DATE",
            help="date de labellisation des nouveaux territoires (celle de la période sinon)",
        )
        parser.add_argument(
            "--effective-on",
            type=day,
            metavar="DATE",
            help="date d’effet des entrées et sorties de membres (aujourd’hui sinon)",
        )
        parser.add_argument(
            "--ends-on", type=day, metavar="DATE", help="dernier jour de la période, si connu"
        )
        parser.add_argument(
            "--reference",
            type=Path,
            metavar="DOSSIER",
            default=os.environ.get("REFERENCE") or None,
            help="avec --auto : dossier des fichiers de référence (variable REFERENCE sinon)",
        )

    def handle(self, *, file, auto, demonstration, **options):
        if file and not options["period"]:
            raise CommandError("Donnez la période du fichier : --period T1 ou T2.", returncode=2)
        if auto:
            self.load_available(options["reference"])
        elif demonstration:
            self.tell(load_demonstration(by=None, progress=self.step))
        else:
            self.step(f"Lecture de {file.name}")
            dates = {name: options[name] for name in ("labelled_on", "effective_on", "ends_on")}
            loaded = load_territories(
                period=options["period"],
                territories=read(file),
                source=file.name,
                by=None,
                progress=self.step,
                **dates,
            )
            self.tell(loaded)

    def load_available(self, reference: Path | None) -> None:
        choice = load_available(reference=reference, by=None, progress=self.step)
        for reason in choice.passed_over:
            self.stderr.write(f"Source écartée : {reason}.")
        self.stdout.write(f"Source des territoires : {choice.source}.")
        for loaded in choice.loads:
            self.tell(loaded)

    def step(self, text: str) -> None:
        self.stdout.write(f"… {text}")

    def tell(self, loaded: ListLoad) -> None:
        changes = [*_changes(loaded)] or ["rien n’a changé"]
        total = format_counted(loaded.total, "territoire", "territoires")
        self.stdout.write(f"{loaded.period}, {total} dans la liste :")
        for line in changes:
            self.stdout.write(f"  {line}")
        if loaded.absent:
            self.stdout.write(
                f"  absents de la liste, laissés tels quels : {_first(loaded.absent)}"
            )
        for code, how in loaded.deduced.items():
            self.stdout.write(f"  région de {code} déduite {how}")


def _changes(loaded: ListLoad):
    if loaded.created:
        yield format_counted(len(loaded.created), "créé", "créés")
    for code, (old, new) in loaded.renamed.items():
        yield f"{code} renommé : « {old} » → « {new} »"
    created = set(loaded.created)
    for sign, moves in (("+", loaded.members_in), ("−", loaded.members_out)):
        for code, members in moves.items():
            if code not in created:
                yield f"{code}, membres : {sign} {_first(members)}"
    if loaded.outlines:
        words = "contour ou position changé", "contours ou positions changés"
        yield _counted(loaded.outlines, *words)
    if loaded.other:
        yield _counted(loaded.other, "autre changement", "autres changements")
    if loaded.succeeding:
        yield _counted(loaded.succeeding, "prend la suite d’autres", "prennent la suite d’autres")
    if loaded.ends_on:
        yield f"fin de la période : {loaded.ends_on}"


def _counted(codes: list[str], singular: str, plural: str) -> str:
    return f"{format_counted(len(codes), singular, plural)}\u00a0: {_first(codes)}"


def _first(codes: list[str]) -> str:
    first = ", ".join(codes[:_SHOWN])
    if len(codes) > _SHOWN:
        return f"{first} et {format_counted(len(codes) - _SHOWN, 'autre', 'autres')}"
    return first
