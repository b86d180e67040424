"""Brings the spreadsheet of a territory into its plan."""

import json
from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from usine.imports import details
from usine.imports.differences import differences
from usine.imports.memory import answers_from
from usine.imports.operations import NO_ANSWER, apply, receive
from usine.imports.previews import kept_in_words
from usine.imports.queries import outcome
from usine.imports.reckoning import asked_word
from usine.imports.whose import doubts_of_plan
from usine.pages.commands import Command as BaseCommand
from usine.plans.states import Status
from usine.reading import Answers
from usine.territories.calendar import axis_labels
from usine.territories.queries import territory_named
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_cents, format_counted

OPEN = "Il reste une question ou un écart"
OTHER_PLAN = "Le fichier semble être le plan d’un autre territoire"


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
        parser.add_argument(
            "--answers",
            type=Path,
            metavar="FICHIER.json",
            help="ce que le fichier laisse à dire\u00a0: columns {en-tête, ou "
            "Feuille!En-tête à côté du plan: champ}, words {champ: {mot: valeur}}, "
            "cells {Feuille!C12: texte}",
        )
        parser.add_argument(
            "--strict",
            action="store_true",
            help="n’écrire rien, et finir par 1, s’il reste une question ou un écart, ou si le "
            "fichier semble être le plan d’un autre territoire",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *, file, territory, dry_run, on, answers, strict, format, **options):
        content = content_of(file)
        settled = answers_in(answers) if answers else NO_ANSWER
        with transaction.atomic():
            plan_import = receive(
                territory=territory_named(territory),
                filename=file.name,
                content=content,
                effective_on=on or clock.today(),
                by=None,
                at_once=True,
                answers=settled,
            )
            if not plan_import.rows.exists():
                raise Refused(plan_import.notice)
            account = plan_import.account
            waits = plan_import.counts["to_decide"]
            asked = [each for each in account["questions"] if each["kind"] != "end"]
            doubts = doubts_of_plan(plan_import)
            is_open = strict and bool(asked or differences(plan_import) or waits or doubts)
            is_trial = dry_run or is_open
            plan_import = plan_import if is_trial else apply(plan_import, by=None)
            counts = outcome(plan_import)
            if is_trial:
                transaction.set_rollback(True)
        if format == "json":
            self.stdout.write(json.dumps(counts, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(lines(counts, dry_run=is_trial)))
        if is_open:
            why = OTHER_PLAN if doubts else OPEN
            raise Refused(f"{why}\u00a0: rien n’a été écrit.")


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"Le fichier {file} ne peut pas être lu : {error.strerror}.") from error


def answers_in(file: Path) -> Answers:
    try:
        return answers_from(json.loads(content_of(file)))
    except ValueError as error:
        raise Refused(f"Le fichier {file} n’est pas du JSON : {error}.") from error


def lines(counts: dict[str, Any], *, dry_run: bool) -> Iterator[str]:
    """The outcome as a person reads it in a terminal."""
    yield "Essai\u00a0: rien n’a été écrit." if dry_run else "Import appliqué."
    if counts["another_plan"]:
        yield "Est-ce bien le plan d’action de ce territoire\u00a0?"
        yield from (f"  {sentence}" for sentence in counts["another_plan"])
    cells = counts["cells"]
    yield (
        f"{format_counted(cells['total'], 'cellule', 'cellules')}\u00a0: "
        f"{format_counted(cells['read'], 'prise', 'prises')}, {cells['structure']} de structure, "
        f"{format_counted(cells['aside'], 'laissée', 'laissées')} de côté."
    )
    yield (
        f"{format_counted(counts['actions'], 'action', 'actions')}\u00a0: "
        f"{format_counted(counts['created'], 'nouvelle', 'nouvelles')}, "
        f"{format_counted(counts['updated'], 'modifiée', 'modifiées')}, "
        f"{counts['unchanged']} sans changement."
    )
    if sentence := details.in_words(counts["details"]):
        yield sentence
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
    for question in counts["questions"]:
        word = f"«\u00a0{asked_word(question)}\u00a0» ({question['field']})"
        yield f"À dire\u00a0: {word}, {format_counted(question['count'], 'ligne', 'lignes')}"
    for entry in counts["incomplete"]:
        words = f"«\u00a0{entry['words']}\u00a0»" if entry["words"] else entry["why"]
        yield f"À compléter\u00a0: {_sheet(entry)}{entry['cell']}, {words} ({entry['field']})"
    for each in counts["differences"]:
        yield each["message"]
    if counts["to_decide"]:
        those = format_counted(counts["to_decide"], "ligne attend", "lignes attendent")
        yield f"{those} une réponse dans l’aperçu\u00a0: rien n’en est écrit, ou pas son statut."
    if counts["kept_cells"]:
        yield kept_in_words(counts["kept_cells"])
    if counts["to_check"]:
        doubts = format_counted(len(counts["to_check"]), "point", "points")
        yield f"{doubts} à vérifier\u00a0:"
    for doubt in counts["to_check"]:
        yield f"  {_sheet(doubt)}ligne {doubt['row']}\u00a0: {doubt['message']}"


def _sheet(place: dict[str, Any]) -> str:
    return f"{place['sheet']}, " if place["sheet"] else ""
