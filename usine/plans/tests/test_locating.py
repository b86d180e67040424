"""Where an action takes place: communes and a point."""

import pytest

from usine.geography.models import Commune, Departement
from usine.ledger.verification import verify
from usine.plans import locating
from usine.plans.detail_rules import point_refusal
from usine.plans.history import history
from usine.values.errors import Refused

from .factories import make_action

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def action(territory):
    departement = Departement.objects.create(
        code="62", name="Pas-de-Calais", region=territory.lead_region
    )
    for code, name in (("62765", "Saint-Omer"), ("62040", "Arques")):
        Commune.objects.create(code=code, name=name, departement=departement)
    return make_action(territory)


def test_communes_and_a_point_are_kept_and_told(action, manager):
    locating.locate(action, communes=["62765", "62040"], point=(2.25, 50.75), by=manager)
    located = locating.locate(action, communes=["62765"], by=manager)
    assert [each.name for each in located.communes.all()] == ["Saint-Omer"]
    assert (located.longitude, located.latitude) == (None, None)
    second, first, _ = history(action)
    assert [second.what, first.what] == ["Lieu modifié", "Lieu précisé"]
    assert [line[:] for line in first.lines] == [
        ("Communes", "–", "Arques, Saint-Omer"),
        ("Point", "–", "50.750000, 2.250000"),
    ]
    assert [line[:] for line in second.lines] == [
        ("Communes", "Arques, Saint-Omer", "Saint-Omer"),
        ("Point", "50.750000, 2.250000", "–"),
    ]
    assert verify() == []


def test_nothing_is_recorded_when_nothing_moves(action, manager):
    locating.locate(action, communes=[], by=manager)
    assert len(history(action)) == 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"communes": ["62765", "99999"]}, "le code 99999"),
        ({"communes": [], "point": (200.0, 50.0)}, "hors de France\u00a0: vérifiez"),
        ({"communes": [], "point": (50.75, 2.25)}, "la latitude s’écrit d’abord"),
        ({"communes": [], "point": (2.0, None)}, "une longitude et une latitude"),
    ],
)
def test_a_place_that_is_none_is_refused(action, manager, given, why):
    with pytest.raises(Refused, match=why):
        locating.locate(action, by=manager, **given)


def test_every_region_is_in_france():
    for point in ((9.45, 42.7), (-61.73, 16.0), (-61.07, 14.6), (-52.33, 4.94), (55.45, -20.9)):
        assert point_refusal(*point) is None
    assert point_refusal(45.22, -12.78) is None


def test_who_read_another_place_does_not_overwrite_it(action, manager):
    read = locating.place_of(action)
    locating.locate(action, communes=["62040"], by=manager, read=read)
    with pytest.raises(locating.PlaceChanged, match="entre-temps\u00a0: Arques"):
        locating.locate(action, communes=["62765"], by=manager, read=read)
    read = locating.place_of(action)
    locating.locate(action, communes=[], point=(2.25, 50.75), by=manager, read=read)
    with pytest.raises(locating.PlaceChanged, match="aucune commune"):
        locating.locate(action, communes=[], by=manager, read=read)
