"""Names that differ by case or accents alone are one for the database too."""

from importlib import import_module

import pytest
from django.apps import apps

from usine.ledger.refusals import BrokenConstraint, operation
from usine.plans.models import FundingLine, Milestone, OwnIndicator
from usine.plans.reviews import fill_in_many
from usine.plans.sheets import ActionSheet
from usine.values.errors import Refused

from .factories import make_action
from .test_concurrency import ADDED, look_away

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def unheld(monkeypatch):
    look_away(monkeypatch)


@pytest.mark.parametrize(("add", "first", "twin", "why"), ADDED)
def test_the_form_that_looks_away_is_told_by_the_constraint(
    territory, unheld, add, first, twin, why
):
    action = make_action(territory)
    add(action, values=first, by=None)
    with pytest.raises(Refused, match=why):
        add(action, values=twin, by=None)
    other = {name: "Autre" if isinstance(value, str) else value for name, value in twin.items()}
    add(make_action(territory), values=twin, by=None)
    add(action, values=other | ({"funder": "region"} if "funder" in twin else {}), by=None)


@pytest.mark.parametrize("model", [Milestone, FundingLine, OwnIndicator])
def test_the_database_itself_refuses(territory, model):
    action = make_action(territory)
    named = {"action": action} | ({"funder": "etat"} if model is FundingLine else {})
    model.objects.create(**named, **{model.named_by: "Étude"})

    @operation
    def write() -> None:
        model.objects.create(**named, **{model.named_by: "etude"})

    with pytest.raises(BrokenConstraint, match="La fiche a déjà"):
        write()
    model.objects.update(removed_at=action.created_at)
    write()
    # Names without a letter or a digit are told apart by their signs alone.
    for signs in ("!", "?"):
        model.objects.create(**named, **{model.named_by: signs})


def test_what_a_file_brings_is_folded_too(territory):
    action = make_action(territory)
    sheet = ActionSheet(
        steps=[{"title": "Étude"}],
        funding=[{"funder": "etat", "label": "Fonds Vert"}],
        indicators=[{"name": "Élèves"}],
    )
    fill_in_many(territory, sheets={action.pk: sheet}, by=None)
    names = [model.objects.get().folded for model in (Milestone, FundingLine, OwnIndicator)]
    assert names == ["etude", "fonds vert", "eleves"]


def test_the_migration_folds_all_but_the_second_of_two_twins(territory):
    action = make_action(territory)
    for name in ("Étude", "Travaux", "Études"):
        Milestone.objects.create(action=action, title=name)
    Milestone.objects.update(folded="")
    Milestone.objects.filter(title="Études").update(title="ETUDE")
    gone = Milestone.objects.create(action=action, title="Étude", removed_at=action.created_at)
    Milestone.objects.filter(pk=gone.pk).update(folded="")
    line = FundingLine.objects.create(action=action, funder="etat", label="Prêt")
    FundingLine.objects.update(folded="")
    migration = import_module("usine.plans.migrations.0005_folded_names")
    migration.fold_names(apps, None)
    folded = Milestone.objects.order_by("pk").values_list("folded", flat=True)
    assert list(folded) == ["etude", "travaux", "", "etude"]
    line.refresh_from_db()
    assert line.folded == "pret"
