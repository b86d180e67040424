"""The console script `usine`: Django's commands, with exit codes that scripts can trust.

0 when done, 1 when refused (the reason is on stderr), 2 for wrong usage, 130 when interrupted.
"""

import os
import sys
from collections.abc import Sequence

import django
from django.core.management import ManagementUtility, get_commands

WRONG_USAGE = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; leaves by SystemExit unless all went well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    arguments = sys.argv[1:] if arguments is None else arguments
    argv = ["usine", *(arguments or ["help"])]
    asked = [word for word in argv[1:] if word != "help"][:1]
    if asked and not asked[0].startswith("-") and asked[0] not in get_commands():
        sys.stderr.write(f"Commande inconnue : {asked[0]}. Liste des commandes : usine help\n")
        sys.exit(WRONG_USAGE)
    try:
        ManagementUtility(argv).execute()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
