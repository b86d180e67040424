"""The console script `usine`: Django's commands, with exit codes that scripts can trust.

0 when done, 1 when refused (the reason is on stderr), 2 for wrong usage.
"""

import os
import sys

from django.core.management import ManagementUtility, get_commands

DEFAULT_COMMAND = "help"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    argv = ["usine", *(sys.argv[1:] or [DEFAULT_COMMAND])]
    asked = argv[1]
    if not asked.startswith("-") and asked != "help" and asked not in get_commands():
        sys.stderr.write(f"Commande inconnue : {asked}. Liste des commandes : usine help\n")
        sys.exit(2)
    ManagementUtility(argv).execute()
