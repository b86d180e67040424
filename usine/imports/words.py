"""The free text that people sign by importing it, and how it is forgotten."""

from django.db.models import Q

from usine.ledger.erasers import without
from usine.people.models import User
from usine.plans.words import FREE

from .models import ImportRow, PlanImport

FILENAME = "fichier effacé"


def forget(user: User) -> None:
    """Empty the free text of a person's files, not of those that another sent and they applied."""
    imports = PlanImport.objects.filter(Q(by=user) | Q(by=None, applied_by=user))
    rows = list(ImportRow.objects.filter(plan_import__in=imports))
    left = without(*FREE)
    for row in rows:
        row.values, row.changes, row.cells = left(row.values), left(row.changes), []
        row.told, row.doubts, row.incomplete = [], [], []
    names = ["values", "changes", "cells", "told", "doubts", "incomplete"]
    ImportRow.objects.bulk_update(rows, names, batch_size=500)
    imports.update(filename=FILENAME, account={}, corrections={})
