"""The territories of a commune on a day, and what they say of it."""

from collections.abc import Iterable

from django.db.models import Q

from usine.calls.eligibility.facts import Given
from usine.geography.models import Commune
from usine.territories.models import Member, Territory
from usine.values.errors import Refused

from .places import grounds_of, project_facts
from .territories import Facts, territory_facts
from .vantage import Vantage


def commune_facts(code: str, vantage: Vantage) -> Facts:
    """Where a commune is, and the territories whose perimeter holds it. Raises Refused when there
    is no such commune."""
    commune = Commune.objects.filter(pk=code).first()
    if commune is None:
        raise Refused(f"Aucune commune n’a le code {code}.")
    source = f"commune {commune.name}"
    facts = project_facts(grounds_of([code])[code], source, {code: commune.name})
    return _labels(covering(commune, vantage), vantage, source) | facts


def covering(commune: Commune, vantage: Vantage) -> list[Territory]:
    """The territories whose perimeter holds a commune on the day, the latest label first."""
    codes = [commune.pk, commune.siren, *commune.groupings.values_list("pk", flat=True)]
    still = Q(until=None) | Q(until__gte=vantage.at)
    members = Member.objects.filter(still, code__in=filter(None, codes), since__lte=vantage.at)
    territories = Territory.objects.filter(pk__in=members.values("territory"))
    return list(territories.order_by("-labelled_on", "pk"))


def place_facts(place: str, vantage: Vantage) -> Facts:
    """What is known of a territory. Raises Refused when there is none."""
    territory = Territory.objects.filter(place=place).first()
    if territory is None:
        raise Refused(f"Aucun territoire n’a le code {place}.")
    return territory_facts([territory], vantage)[territory.pk]


def _labels(territories: list[Territory], vantage: Vantage, source: str) -> Facts:
    """The facts of the last to be labelled, with the labels of all."""
    if not territories:
        return {"territory:labelled_on": Given(False, f"{source}, hors des territoires")}
    facts = territory_facts(territories, vantage)
    last = facts[territories[0].pk]
    return last | {"territory:labelled_on": _every(facts[each.pk] for each in territories)}


def _every(facts: Iterable[Facts]) -> Given:
    labels = [each["territory:labelled_on"] for each in facts if "territory:labelled_on" in each]
    spells = tuple(spell for each in labels for spell in each.value)
    return Given(spells, labels[0].source) if labels else Given()
