"""Gives back the file of a call, to the byte."""

import sys
from pathlib import Path

from usine.calls.models import Call, CallVersion
from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Écrit le fichier d’un appel, tel que import_call l’a enregistré."

    def add_arguments(self, parser):
        parser.add_argument("call", metavar="APPEL", help="le code de l’appel")
        parser.add_argument(
            "--number", type=int, metavar="N", help="une version (la dernière publiée sinon)"
        )
        parser.add_argument(
            "--output", type=Path, metavar="FICHIER", help="où l’écrire (sur la sortie sinon)"
        )

    def handle(self, *, call, number, output, **options):
        document = version_of(call, number).document.encode()
        if output is None:
            sys.stdout.buffer.write(document)
            return
        try:
            output.write_bytes(document)
        except OSError as error:
            raise Refused(f"{output} ne s’écrit pas\u00a0: {error.strerror}.") from error


def version_of(code: str, number: int | None) -> CallVersion:
    call = Call.objects.select_related("version").filter(pk=code).first()
    if call is None:
        raise Refused(f"Aucun appel ne porte le code «\u00a0{code}\u00a0».")
    version = call.version if number is None else call.versions.filter(number=number).first()
    if version is None:
        named = "version publiée" if number is None else f"version {number}"
        raise Refused(f"L’appel «\u00a0{code}\u00a0» n’a pas de {named}.")
    return version
