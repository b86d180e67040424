"""The free text that people sign by importing it, and how it is forgotten."""

from collections.abc import Iterable

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
    rows = ImportRow.objects.filter(plan_import__in=imports)
    _empty(rows, *FREE)
    rows.update(details={})
    imports.update(filename=FILENAME, account={}, corrections={}, replies={})
    _forget_referent(user)


def _forget_referent(user: User) -> None:
    """Empty the name of a person in the rows of others that give them as a referent."""
    rows = ImportRow.objects.filter(Q(values__has_key=REFERENT) | Q(changes__has_key=REFERENT))
    _empty([row for row in rows if any(is_named(each, user) for each in _referents(row))], REFERENT)


def _empty(rows: Iterable[ImportRow], *names: str) -> None:
    """Empty these fields of the rows, and all that quotes their cells; steps and amounts stay."""
    rows, left, given = list(rows), without(*names), without("notes", "unsaid", *names)
    for row in rows:
        row.values, row.changes, row.cells = left(row.values), left(row.changes), []
        row.told, row.doubts, row.incomplete, row.places = [], [], [], []
        row.details, row.filled = given(row.details), given(row.filled)
    quoting = ["values", "changes", "cells", "told", "doubts", "incomplete", "places"]
    quoting += ["details", "filled"]
    ImportRow.objects.bulk_update(rows, quoting, batch_size=500)


def _referents(row: ImportRow) -> list[str]:
    return [row.values.get(REFERENT, ""), *filter(None, row.changes.get(REFERENT, ()))]
