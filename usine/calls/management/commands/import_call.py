"""Brings in the file of a call (docs/calls.md)."""

import sys
from pathlib import Path

from usine.calls.format.canonical import LARGEST
from usine.calls.operations import Imported, import_call, step_call
from usine.calls.stages import STEPS
from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Importe le fichier d’un appel\u00a0: l’appel lui-même s’il est nouveau, sinon une "
        "nouvelle version s’il a changé. Importer deux fois le même fichier ne change rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FICHIER", help="le fichier JSON, ou - pour l’entrée")
        parser.add_argument("--open", action="store_true", help="publier aussi l’appel")

    def handle(self, *, file, open, **options):
        imported = import_call(content_of(file), by=None)
        for line in told(imported):
            self.stdout.write(line)
        call = imported.version.call
        if open and call.stage in STEPS["open_call"].sources:
            step_call(call, "open_call", by=None)
            self.stdout.write("L’appel est publié.")


def content_of(file: str) -> bytes:
    """At most one byte more than a call may take."""
    if file == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    try:
        with Path(file).open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise Refused(f"{file} ne se lit pas\u00a0: {error.strerror}.") from error


def told(imported: Imported) -> list[str]:
    """What the file did, a line each."""
    version = imported.version
    name = f"version {version.number} ({version.label})"
    lines = []
    if imported.is_relaid:
        lines.append(
            "Ce fichier a une autre mise en page\u00a0: l’appel est enregistré sous sa forme "
            "canonique (clés triées, deux espaces, saut de ligne final)."
        )
    if imported.is_new:
        lines.append(f"Appel {version.call_id} créé, {name}.")
    elif not imported.changes:
        lines.append(f"Appel {version.call_id}, {name}\u00a0: rien ne change.")
    else:
        lines.append(f"Appel {version.call_id}, {name} publiée\u00a0:")
        lines += [f"  {change}" for change in imported.changes.changes]
    return lines
