"""Releases the decisions of a call that are approved."""

from usine.calls.decisions.deciding import approver_named, call_named
from usine.calls.decisions.operations import release
from usine.calls.decisions.queries import decisions_of
from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused
from usine.values.formats import format_counted


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Publie les décisions approuvées d’un appel, en un seul événement. Elles sont dites à qui "
        "a déposé, et comptent du jour où elles ont été prises. Cela ne s’annule pas."
    )

    def add_arguments(self, parser):
        parser.add_argument("call", metavar="APPEL", help="le code de l’appel")
        parser.add_argument(
            "--by", required=True, metavar="ADRESSE", help="l’adresse de qui publie"
        )

    def handle(self, *, call, by, **options):
        approver = approver_named(by)
        rows = decisions_of(approver).to_release().filter(candidacy__call=call_named(call))
        decisions = list(rows)
        if not decisions:
            raise Refused("Aucune décision approuvée n’attend d’être publiée dans cet appel.")
        done = len(release(decisions, by=approver))
        return format_counted(done, "décision publiée", "décisions publiées")
