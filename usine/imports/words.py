"""The free text that people sign by importing it, and how it is forgotten."""

from django.db.models import Q

from usine.ledger.erasers import without
from usine.people.models import User
from usine.people.naming import is_named
from usine.plans.words import FREE

from .models import ImportRow, PlanImport

REFERENT = "referent"
FILENAME = "fichier effacé"


def forget(user: User) -> None:
    """Empty the free text of a person's files, not of those that another sent and they applied."""
    imports = PlanImport.objects.filter(Q(by=user) | Q(by=None, applied_by=user))
    rows = list(ImportRow.objects.filter(plan_import__in=imports))
    left = without(*FREE)
    for row in rows:
        row.values, row.changes, row.cells = left(row.values), left(row.changes), []
    ImportRow.objects.bulk_update(rows, ["values", "changes", "cells"], batch_size=500)
    imports.update(filename=FILENAME)
    _forget_referent(user)


def _forget_referent(user: User) -> None:
    """Empty the name of a person in the rows of others that give them as a referent."""
    rows = ImportRow.objects.filter(Q(values__has_key=REFERENT) | Q(changes__has_key=REFERENT))
    naming = [row for row in rows if any(is_named(name, user) for name in _referents(row))]
    left = without(REFERENT)
    for row in naming:
        row.values, row.changes, row.cells = left(row.values), left(row.changes), []
    ImportRow.objects.bulk_update(naming, ["values", "changes", "cells"], batch_size=500)


def _referents(row: ImportRow) -> list[str]:
    return [row.values.get(REFERENT, ""), *filter(None, row.changes.get(REFERENT, ()))]
