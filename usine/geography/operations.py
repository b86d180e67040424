"""Writes of the geographic code: a whole release at once replaces the previous one."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from django.db import connection, models, transaction
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from usine.geography import outlines
from usine.geography.code import GeographicCode, Package
from usine.geography.models import (
    Commune,
    Departement,
    DepartementOutline,
    Grouping,
    Outline,
    Postcode,
    Region,
    RegionOutline,
    Vintage,
)
from usine.values.errors import Refused

_BATCH = 2000
Progress = Callable[[str], None]
Rows = Mapping[str, dict[str, Any]]
# The layers of outlines, the finest first: models, field of the code, what users call it.
_LAYERS: dict[str, tuple[type[models.Model], type[Outline], str, str]] = {
    "departements": (Departement, DepartementOutline, "insee_dep", "départements"),
    "regions": (Region, RegionOutline, "insee_reg", "régions"),
}


@dataclass(frozen=True)
class Change:
    """How many rows of one kind a load left, created, changed and removed."""

    label: str
    total: int
    created: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True)
class GeographyLoad:
    """What a load of the code or of outlines did: no change when the input was loaded before."""

    year: int
    changes: list[Change] = field(default_factory=list)
    left_out: int = 0


def load_code(*, folder: Path, progress: Progress = lambda step: None) -> GeographyLoad:
    """Make the database agree with the package in `folder`; Refused when it is unreadable.

    A package that was loaded before is not read again. Rows that the new release no longer has are
    removed. The ledger records nothing: Insee decides, no user does.
    """
    package = Package(folder)
    if Vintage.objects.filter(year=package.year, digest=package.digest).exists():
        return GeographyLoad(package.year)
    progress("Lecture du code officiel géographique")
    code = package.read()
    with transaction.atomic():
        return GeographyLoad(code.year, _write(code, progress), code.left_out)


def _write(code: GeographicCode, progress: Progress) -> list[Change]:
    tables: list[tuple[type[models.Model], Rows, str]] = [
        (Region, code.regions, "régions"),
        (Departement, code.departements, "départements"),
        (Grouping, code.groupings, "groupements de communes"),
        (Commune, code.communes, "communes"),
    ]
    changes, stale = [], []
    for model, rows, label in tables:
        progress(f"Écriture : {label}")
        change, gone = _merge(model, rows, label)
        changes.append(change)
        stale.append((model, gone))
    for model, gone in reversed(stale):  # The rows that depend on others go first.
        model._default_manager.filter(pk__in=gone).delete()
    progress("Écriture : codes postaux et membres des groupements")
    through = Commune.groupings.through
    changes += [
        _merge_pairs(Postcode, ("code", "commune_id"), code.postcodes, "codes postaux"),
        _merge_pairs(through, ("commune_id", "grouping_id"), code.memberships, "appartenances"),
    ]
    _keep_vintage(code)
    # The planner of queries knows nothing of rows written in bulk, and plans badly without this.
    with connection.cursor() as cursor:
        for written in (Region, Departement, Grouping, Commune, Postcode, through):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(written._meta.db_table)}")
    return changes


def _merge(model: type[models.Model], rows: Rows, label: str) -> tuple[Change, list[str]]:
    """Create and change the rows that differ; return the keys of rows that must be removed."""
    fields = list(next(iter(rows.values()), {}))
    there = {
        pk: dict(zip(fields, values, strict=True))
        for pk, *values in model._default_manager.values_list("pk", *fields)
    }
    new = [pk for pk in rows if pk not in there]
    other = [pk for pk, row in rows.items() if there.get(pk, row) != row]
    model._default_manager.bulk_create(
        (model(pk=pk, **rows[pk]) for pk in new + other),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=fields,
    )
    gone = [pk for pk in there if pk not in rows]
    return Change(label, len(rows), len(new), len(other), len(gone)), gone


def _merge_pairs(
    model: type[models.Model], fields: tuple[str, str], pairs: set[tuple[str, str]], label: str
) -> Change:
    there = {
        (first, second): pk
        for pk, first, second in model._default_manager.values_list("pk", *fields)
    }
    new = sorted(pairs - there.keys())
    gone = [pk for pair, pk in there.items() if pair not in pairs]
    model._default_manager.bulk_create(
        (model(**dict(zip(fields, pair, strict=True))) for pair in new), batch_size=_BATCH
    )
    model._default_manager.filter(pk__in=gone).delete()
    return Change(label, len(pairs), created=len(new), removed=len(gone))


def _keep_vintage(code: GeographicCode) -> None:
    """Replace the vintage; the places keep the outlines of the previous one."""
    before = Vintage.objects.values_list("outlines_digest", flat=True).first()
    Vintage.objects.all().delete()
    Vintage.objects.create(
        year=code.year,
        source=code.source,
        digest=code.digest,
        outlines_digest=before or "",
        loaded_at=timezone.now(),
    )


def load_outlines(*, folder: Path, progress: Progress = lambda step: None) -> GeographyLoad:
    """Simplify and store the outlines of `departements.geojson`, or else of `regions.geojson`.

    The outline of a région is the union of its départements, so that both layers share their
    borders; the file of régions only serves without that of départements. Refused, and nothing is
    written, when both files are missing, or when one is unreadable or has an unknown code.
    """
    vintage = Vintage.objects.first()
    if vintage is None:
        raise Refused("Chargez d’abord le code officiel géographique : usine load_geography.")
    path = next(
        (p for name in _LAYERS if (p := folder / f"{name}.geojson").is_file()),
        None,
    )
    if path is None:
        raise Refused(f"{folder} ne contient ni departements.geojson ni regions.geojson.")
    digest = hashlib.sha256(f"{outlines.TOLERANCE}".encode() + path.read_bytes()).hexdigest()
    if vintage.outlines_digest == digest:
        return GeographyLoad(vintage.year)
    progress(f"Simplification des contours de {path.name}")
    model, outline, code_field, label = _LAYERS[path.stem]
    simplified = outlines.simplify(_read_layer(path, model, code_field))
    with transaction.atomic():
        changes = [_keep_layer(outline, simplified, label)]
        if model is Departement:
            changes.append(_keep_layer(RegionOutline, _union_by_region(simplified), "régions"))
        vintage.outlines_digest = digest
        vintage.save(update_fields=["outlines_digest"])
    return GeographyLoad(vintage.year, changes)


def _read_layer(path: Path, model: type[models.Model], code_field: str) -> dict[str, BaseGeometry]:
    known = set(model._default_manager.values_list("pk", flat=True))
    features = outlines.read_features(path.read_bytes(), path.name)
    layer: dict[str, BaseGeometry] = {}
    for rank, (properties, geometry) in enumerate(features, 1):
        where = f"{path.name}, objet {rank}, champ"
        code = str(properties.get(code_field))
        if code not in known:
            raise Refused(f"{where} « {code_field} » : « {code} » n’est pas un code connu.")
        surface = outlines.polygonal(geometry)
        if surface is None:
            raise Refused(f"{where} « geometry » : le contour de {code} n’a pas de surface.")
        layer[code] = surface
    return layer


def _union_by_region(departements: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    parts: dict[str, list[BaseGeometry]] = {}
    region_of = dict(Departement.objects.values_list("code", "region"))
    for departement, outline in departements.items():
        parts.setdefault(region_of[departement], []).append(outline)
    return {region: shapely.coverage_union_all(each) for region, each in parts.items()}


def _keep_layer(outline: type[Outline], layer: Mapping[str, BaseGeometry], label: str) -> Change:
    wanted = {code: shapely.to_geojson(surface) for code, surface in layer.items()}
    return Change(f"contours de {label}", len(layer), changed=len(keep_outlines(outline, wanted)))


def keep_outlines(outline: Any, wanted: Mapping[Any, str | None]) -> list[Any]:
    """Give places these outlines (GeoJSON by primary key of the place; None: not known).

    `outline` is one of the concrete Outline models, each with its own `place`. Returns the keys
    of the places whose outline changed.
    """
    rows = outline.objects.filter(place__in=wanted)
    there = dict(rows.values_list("place", "geometry"))
    changed = {pk: geometry for pk, geometry in wanted.items() if there.get(pk) != geometry}
    rows.filter(place__in=[pk for pk, geometry in changed.items() if geometry is None]).delete()
    outline.objects.bulk_create(
        (outline(place_id=pk, geometry=geometry) for pk, geometry in changed.items() if geometry),
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=["geometry"],
    )
    return list(changed)
