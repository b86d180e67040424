"""Each column of words has a canary in the world of the tests, or is told here to be open."""

import pytest
from django.apps import apps
from django.db import models

from .sides import Side

pytestmark = pytest.mark.django_db

# {model: columns} of what everybody may read.
OPEN = {
    "geography.Commune": "code name search_name siren",
    "geography.Departement": "code name",
    "geography.DepartementOutline": "geometry",
    "geography.Grouping": "siren name search_name",
    "geography.Postcode": "code",
    "geography.Region": "code name slug",
    "geography.RegionOutline": "geometry",
    "geography.Vintage": "source digest outlines_digest",
    "people.Membership": "siret",
    "people.Organisation": "name name_key siren",
    "plans.Party": "name",
    "territories.Axis": "code label short goal",
    "territories.Member": "code name",
    "territories.Period": "code name source",
    "territories.Sector": "code label",
    "territories.Territory": "code name slug search_name",
    "territories.TerritoryOutline": "geometry",
}
# What is no word that somebody typed: codes, digests, addresses, amounts.
CODED = {
    "asks.Ask": "kind matter outcome place_code place_kind role values",
    "calls.AskedCorrection": "fields documents",
    "calls.AskedDocument": "code",
    "calls.Call": "code mode applies_for",
    "calls.Candidacy": "prefilled region round siret",
    "calls.CallVersion": "digest grid_digest",
    "calls.Scheme": "code funder",
    "calls.Submission": "digest",
    "files.Document": "sha256",
    "imports.ColumnMeaning": "field",
    "imports.ImportRow": "missing places close",
    "imports.PlanImport": "sha256 counts",
    "imports.WordMeaning": "field code",
    "jobs.JobKey": "key",
    "jobs.Schedule": "code",
    "ledger.Account": "measure place axis state scheme funder year seal",
    "ledger.Closing": "measure",
    "ledger.Entry": "subject",
    "ledger.Event": "verb subject payloads_digest previous_seal entries_seal seal",
    "ledger.Head": "seal entries_seal",
    "ledger.Payload": "subject digest",
    "notices.Notice": "kind part",
    "notices.Subscription": "kind",
    "pages.Posted": "key location",
    "people.Mandate": "kind code role within",
    "plans.Action": "axis",
    "plans.FundingAmount": "name",
    "plans.ResultValue": "name",
    "subjects.Audience": "token",
    "subjects.Subject": "key kind path place",
}
# What no page shows, or what repeats words that have their canary.
REPEATED = {
    "calls.CallVersion": "changes",
    "imports.ImportRow": "changes doubts problems sheet told",
    "imports.PlanImport": "ignored notice replies",
    "imports.WordMeaning": "written",
    "jobs.Schedule": "outcome",
    "people.User": "first_name password",
}


def columns() -> dict[str, models.Field]:
    """{room.Model.column: column} of those of our rooms that hold texts, choices of codes aside."""
    return {
        f"{model._meta.label}.{column.name}": column
        for model in apps.get_models()
        if model.__module__.startswith("usine.")
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField | models.JSONField)
        if not column.choices
    }


def excused() -> list[str]:
    tables = (OPEN, CODED, REPEATED)
    return [
        f"{model}.{each}" for table in tables for model in table for each in table[model].split()
    ]


def has_canary(column: models.Field, side: Side) -> bool:
    """Whether a value of the column is one of the private words of a side, or holds one."""
    words = [word.casefold() for word in side.secrets.values() if not word.isdigit()]
    values = column.model._base_manager.values_list(column.attname, flat=True)
    return any(word in str(value).casefold() for value in values for word in words)


def test_each_column_of_words_has_a_canary_or_is_told_to_have_none(world):
    without = [
        name
        for name, column in columns().items()
        if not has_canary(column, world.here) or not has_canary(column, world.there)
    ]
    assert sorted(without) == sorted(excused())
