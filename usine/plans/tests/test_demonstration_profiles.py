"""Actions speak of the communes and members of their territory, the largest first."""

from random import Random

import pytest

from usine.geography.models import Commune, Departement, Grouping
from usine.plans.demonstration.profiles import LARGEST, SMALLEST, profiles
from usine.plans.tests.factories import make_territory
from usine.territories.models import Member, Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def perimeter() -> Territory:
    """An EPCI of two communes, and a commune of its own."""
    territory = make_territory("Pays d’essai")
    departement = Departement.objects.create(
        code="62", name="Pas-de-Calais", region=territory.lead_region
    )
    epci = Grouping.objects.create(siren="200069037", name="CA d’essai", kind=Grouping.Kind.CA)
    communes = [
        Commune.objects.create(code=code, name=name, departement=departement, population=population)
        for code, name, population in (
            ("62001", "Petite", 500),
            ("62002", "Grande", 90_000),
            ("62003", "Seule", 3_000),
        )
    ]
    epci.communes.add(*communes[:2])
    for member in (
        {"kind": Member.Kind.EPCI, "code": epci.siren, "name": epci.name, "grouping": epci},
        {"kind": Member.Kind.COMMUNE, "code": "62003", "name": "Seule", "commune": communes[2]},
        {"kind": Member.Kind.EPCI, "code": "249999999", "name": "CC disparue"},
    ):
        Member.objects.create(territory=territory, since=territory.labelled_on, **member)
    return territory


def test_places_know_their_members_and_their_communes(perimeter, django_assert_num_queries):
    alone = make_territory("Sans périmètre")
    with django_assert_num_queries(4):
        built = profiles(Territory.objects.all(), Random(1))
    assert [profile.territory for profile in built] == [perimeter, alone]
    assert built[0].communes == ["Grande", "Seule", "Petite"]
    assert built[0].members == ["CA d’essai", "Seule", "CC disparue"]
    assert (built[1].communes, built[1].members) == ([alone.name], [alone.name])
    assert all(SMALLEST <= profile.weight <= LARGEST for profile in built)
    assert len(set(built[0].industries)) == 4
