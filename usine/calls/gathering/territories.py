"""What is known of territories: their label, their régions and départements."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Model

from usine.calls.eligibility.facts import Given, Spell
from usine.territories.models import Territory

from .places import Ground, project_facts
from .rewinding import territories_as_known
from .vantage import Vantage

Facts = dict[str, Given]


def territory_facts(territories: Collection[Territory], vantage: Vantage) -> dict[int, Facts]:
    """The facts of each territory, by its key."""
    known = territories_as_known(territories, vantage.known_at)
    departements = _codes(Territory.departements.through, "departement", territories)
    regions = _codes(Territory.regions.through, "region", territories)
    return {
        each.pk: {
            **_label(each, known[each.pk]),
            **_ground(each, Ground(frozenset(), departements[each.pk], regions[each.pk])),
        }
        for each in territories
    }


def _label(territory: Territory, known: dict[str, Any]) -> Facts:
    """Nothing of a territory that was not known yet."""
    if not known:
        return {}
    spell = Spell(known["labelled_on"], known["unlabelled_on"])
    source = f"territoire «\u00a0{territory.name}\u00a0»"
    return {
        "territory:place": Given(territory.place, source, words=territory.name),
        "territory:region": Given(known["lead_region"], f"région chef de file, {source}"),
        "territory:labelled_on": Given((spell,), f"label, {source}"),
    }


def _ground(territory: Territory, ground: Ground) -> Facts:
    """What is not located takes place in the territory: that tells its région when there is one."""
    source = f"périmètre du territoire «\u00a0{territory.name}\u00a0»"
    departements = Given(tuple(sorted(ground.departements)), source)
    return project_facts(ground, source, {}) | {"territory:departements": departements}


def _codes(
    through: type[Model], place: str, territories: Collection[Territory]
) -> dict[int, frozenset[str]]:
    rows = through._default_manager.filter(territory__in=[each.pk for each in territories])
    codes: dict[int, set[str]] = defaultdict(set)
    for pk, code in rows.values_list("territory", place):
        codes[pk].add(code)
    return {each.pk: frozenset(codes[each.pk]) for each in territories}
