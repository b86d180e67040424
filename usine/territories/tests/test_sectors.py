"""The list of sectors of industry, which the national team keeps."""

from collections import Counter
from importlib import import_module

import pytest

from usine.ledger.models import Event
from usine.territories import sectors
from usine.territories.calendar import offered_sectors, sector_labels
from usine.territories.models import Sector
from usine.values.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def watches() -> Sector:
    return sectors.add_sector(label=" Horlogerie  et  bijoux ", by=None)


def test_a_sector_is_added_renamed_and_removed(watches):
    assert (watches.code, str(watches)) == ("horlogerie_et_bijoux", "Horlogerie et bijoux")
    assert sectors.change_sector(watches, label="Horlogerie et bijoux", by=None) == watches
    sectors.change_sector(watches, label="Montres", by=None)
    assert ("horlogerie_et_bijoux", "Montres") in sector_labels()
    sectors.remove_sector(watches, by=None)
    assert "Montres" not in dict(sector_labels()).values()
    recorded = Event.objects.filter(subject="sector:horlogerie_et_bijoux")
    assert [(event.verb, event.payload) for event in recorded] == [
        ("territories.add_sector", {"label": "Horlogerie et bijoux"}),
        ("territories.change_sector", {"label": ["Horlogerie et bijoux", "Montres"]}),
        ("territories.remove_sector", {"label": "Montres"}),
    ]


def test_two_sectors_have_neither_one_name_nor_one_code(watches):
    for label, why in (("horlogerie et BIJOUX", "porte déjà ce nom"), (" - ", "intitulé")):
        with pytest.raises(Refused, match=why):
            sectors.add_sector(label=label, by=None)
    sectors.change_sector(watches, label="Montres", by=None)
    again = sectors.add_sector(label="Horlogerie et bijoux", by=None)
    assert again.code == "horlogerie_et_bijoux_2"
    with pytest.raises(Refused, match="porte déjà ce nom"):
        sectors.change_sector(again, label="montres", by=None)


def test_a_sector_that_something_bears_is_retired_and_kept(watches, monkeypatch):
    monkeypatch.setattr(sectors, "_uses", [lambda: Counter({watches.code: 2})])
    retired = sectors.remove_sector(watches, by=None)
    assert retired.retired_at
    assert (watches.code, watches.label) in sector_labels()
    assert watches.code not in offered_sectors()
    with pytest.raises(Refused, match="est déjà retirée"):
        sectors.remove_sector(watches, by=None)
    with pytest.raises(Refused, match="reprenez-la depuis la liste"):
        sectors.add_sector(label="horlogerie et bijoux", by=None)
    sectors.restore_sector(watches, by=None)
    sectors.restore_sector(watches, by=None)
    assert watches.code in offered_sectors()
    recorded = Event.objects.filter(subject=sectors.subject(watches)).order_by("number")
    assert [event.verb for event in recorded] == [
        "territories.add_sector",
        "territories.remove_sector",
        "territories.restore_sector",
    ]
    assert sectors.subjects() == [sectors.subject(watches)]


def test_a_sector_that_nothing_bears_is_no_more(watches):
    sectors.remove_sector(watches, by=None)
    with pytest.raises(Refused, match="retirée entre-temps"):
        sectors.change_sector(watches, label="Montres", by=None)


def test_the_first_list_is_the_one_of_the_migration():
    migration = import_module("usine.territories.migrations.0002_sector")
    assert migration.FIRST == sectors.FIRST
    assert max(len(code) for code, _ in sectors.FIRST) <= sectors.LONGEST
