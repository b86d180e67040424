"""Approves the decisions that a file names."""

from pathlib import Path

from usine.calls.decisions.deciding import approver_named, call_named
from usine.calls.decisions.lists import decisions_listed
from usine.calls.decisions.operations import approve_many
from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused
from usine.values.formats import format_counted


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Approuve les décisions proposées que nomme un fichier CSV : une colonne « dossier », et "
        "au choix « decision » et « montant », comparés à ce qui est proposé. Chaque ligne est "
        "approuvée pour elle-même ; rien n’est publié."
    )

    def add_arguments(self, parser):
        parser.add_argument("call", metavar="APPEL", help="le code de l’appel")
        parser.add_argument("file", type=Path, metavar="FICHIER", help="le fichier CSV, en UTF-8")
        parser.add_argument(
            "--by", required=True, metavar="ADRESSE", help="l’adresse de qui approuve"
        )

    def handle(self, *, call, file, by, **options):
        approver = approver_named(by)
        try:
            content = file.read_bytes()
        except OSError as error:
            raise Refused(f"{file} ne se lit pas\u00a0: {error.strerror}.") from error
        decisions = decisions_listed(call_named(call), content)
        refused = approve_many(decisions, by=approver)
        done = len(decisions) - len(refused)
        self.stdout.write(format_counted(done, "décision approuvée", "décisions approuvées"))
        if refused:
            references = {each.pk: each.candidacy.reference for each in decisions}
            raise Refused("\n".join(f"{references[pk]} : {why}" for pk, why in refused.items()))
