"""Where a project takes place: its communes, their département and their région."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from usine.calls.eligibility.facts import Given
from usine.geography.models import Commune
from usine.plans.bulk import batches

Facts = dict[str, Given]


class Ground(NamedTuple):
    """The codes of the places on which something stands."""

    communes: frozenset[str] = frozenset()
    departements: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()


def grounds_of(communes: Collection[str]) -> dict[str, Ground]:
    """The ground of each commune, by its code; those that no commune has are left out."""
    grounds = {}
    for batch in batches(sorted(set(communes))):
        rows = Commune.objects.filter(pk__in=batch).order_by()
        for code, departement, region in rows.values_list(
            "pk", "departement", "departement__region"
        ):
            grounds[code] = Ground(frozenset({code}), frozenset({departement}), frozenset({region}))
    return grounds


def together(grounds: Collection[Ground]) -> Ground:
    return Ground(*(frozenset().union(*parts) for parts in zip(*grounds, strict=True)))


def project_facts(ground: Ground, source: str, names: Mapping[str, str]) -> Facts:
    """Each place that is one alone. `names` are those of communes."""
    return {
        "project:commune": _alone(ground.communes, source, "plusieurs communes", names),
        "project:departement": _alone(ground.departements, source, "plusieurs départements"),
        "project:region": _alone(ground.regions, source, "plusieurs régions"),
    }


def _alone(
    codes: frozenset[str], source: str, several: str, names: Mapping[str, str] | None = None
) -> Given:
    if len(codes) > 1:
        return Given(why=f"{source}\u00a0: {several}")
    return next((Given(code, source, words=(names or {}).get(code, "")) for code in codes), Given())
