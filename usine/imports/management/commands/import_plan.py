"""Brings the spreadsheet of a territory into its plan."""

import json
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from usine.imports.operations import apply, receive
from usine.imports.queries import outcome
from usine.pages.commands import Command as BaseCommand
from usine.plans.states import Status
from usine.territories.calendar import axis_labels
from usine.territories.queries import territory_named
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_cents, format_counted


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"« {text} » n’est pas une date AAAA-MM-JJ") from None


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Importe le tableur d’un territoire (.xlsx, .xls, .ods, .csv) dans son plan d’action. "
        "Les lignes refusées sont signalées et n’empêchent pas les autres d’entrer. "
        "Importer deux fois le même fichier ne change rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FICHIER", help="le tableur")
        parser.add_argument(
            "--territory",
            required=True,
            metavar="ADRESSE",
            help="le territoire, par l’adresse de sa page (pays-de-saint-omer)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="dire ce qui changerait, sans rien écrire"
        )
        parser.add_argument(
            "--on",
            type=day,
            metavar="AAAA-MM-JJ",
            help="la date à laquelle ce fichier était vrai (aujourd’hui sinon)",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, file, territory, dry_run, on, format, **options):
        try:
            content = file.read_bytes()
        except OSError as error:
            raise Refused(f"Le fichier {file} ne peut pas être lu : {error.strerror}.") from error
        with transaction.atomic():
            plan_import = receive(
                territory=territory_named(territory),
                filename=file.name,
                content=content,
                effective_on=on or clock.today(),
                by=None,
                at_once=True,
            )
            if not plan_import.rows.exists():
                raise Refused(plan_import.notice)
            plan_import = plan_import if dry_run else apply(plan_import, by=None)
            counts = outcome(plan_import)
            if dry_run:
                transaction.set_rollback(True)
        if format == "json":
            self.stdout.write(json.dumps(counts, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(lines(counts, dry_run=dry_run)))


def lines(counts: dict[str, Any], *, dry_run: bool) -> Iterator[str]:
    """The outcome as a person reads it in a terminal."""
    yield "Essai\u00a0: rien n’a été écrit." if dry_run else "Import appliqué."
    yield (
        f"{format_counted(counts['actions'], 'action', 'actions')}\u00a0: "
        f"{format_counted(counts['created'], 'nouvelle', 'nouvelles')}, "
        f"{format_counted(counts['updated'], 'modifiée', 'modifiées')}, "
        f"{counts['unchanged']} sans changement."
    )
    for name, labels in (("by_axis", axis_labels()), ("by_status", Status.choices)):
        yield ", ".join(
            f"{label}\u00a0: {counts[name][value]}"
            for value, label in labels
            if value in counts[name]
        )
    yield (
        f"Budget\u00a0: {format_cents(round(counts['budget_total_eur'] * 100))} "
        f"({counts['without_budget']} sans budget)."
    )
    if counts["rejected"]:
        refused = format_counted(counts["rejected_rows"], "ligne refusée", "lignes refusées")
        yield f"{refused}\u00a0:"
    for reason in counts["rejected"]:
        yield f"  {_sheet(reason)}{reason['cell']}\u00a0: {reason['message']}"
    if counts["to_check"]:
        doubts = format_counted(len(counts["to_check"]), "point", "points")
        yield f"{doubts} à vérifier\u00a0:"
    for doubt in counts["to_check"]:
        yield f"  {_sheet(doubt)}ligne {doubt['row']}\u00a0: {doubt['message']}"


def _sheet(place: dict[str, Any]) -> str:
    return f"{place['sheet']}, " if place["sheet"] else ""
