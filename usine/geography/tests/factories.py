"""A package of geographic code in small: what the real one holds, made by hand."""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def a_region(code: str, name: str, zone: str = "metro") -> Json:
    return {"code": code, "nom": name, "zone": zone}


def a_departement(code: str, name: str, region: str, zone: str = "metro") -> Json:
    return {"code": code, "nom": name, "region": region, "zone": zone}


def a_commune(code: str, name: str, departement: str, population: int = 100, **more: Any) -> Json:
    return {
        "code": code,
        "nom": name,
        "departement": departement,
        "zone": "metro",
        "type": "commune-actuelle",
        "siren": f"21{code}0",
        "population": population,
        "codesPostaux": [f"{code[:2]}000"],
        **more,
    }


def a_grouping(siren: str, name: str, communes: list[str], kind: str = "CC") -> Json:
    return {
        "code": siren,
        "nom": name,
        "type": kind,
        "populationMunicipale": 100 * len(communes),
        "membres": [{"code": code} for code in communes],
    }


def small_code() -> dict[str, list[Json]]:
    """Two régions, three départements, seven communes, four EPCI, an EPT, a collectivity."""
    return {
        "regions": [
            a_region("32", "Hauts-de-France"),
            a_region("28", "Normandie"),
            a_region("988", "Nouvelle-Calédonie", "com"),
        ],
        "departements": [
            a_departement("62", "Pas-de-Calais", "32"),
            a_departement("80", "Somme", "32"),
            a_departement("76", "Seine-Maritime", "28"),
            a_departement("988", "Nouvelle-Calédonie", "988", "com"),
        ],
        "communes": [
            a_commune("62765", "Saint-Omer", "62", 15000, codesPostaux=["62500"]),
            a_commune("62001", "L'Écluse", "62", 900, codesPostaux=["62500", "62510"]),
            a_commune("62002", "Sainte-Œuvre", "62", 400),
            a_commune("80001", "Abbeville", "80", 20000),
            a_commune("80002", "Saint-Omer-en-Vimeu", "80", 300),
            a_commune("76001", "Le Tréport", "76", 5000),
            a_commune("76002", "Dieppe", "76", 28000),
            a_commune("76003", "Vieux-Dieppe", "76", type="commune-deleguee"),
            a_commune("98818", "Nouméa", "988", 90000, zone="com"),
        ],
        "epci": [
            a_grouping("200000001", "CA du Pays de Saint-Omer", ["62765", "62001"], "CA"),
            a_grouping("200000002", "CC du Vimeu", ["80001", "80002"]),
            a_grouping("200000003", "CC des Villes Sœurs", ["76001", "62002"]),
            a_grouping("200000004", "Métropole de Dieppe", ["76002"], "MET69"),
        ],
        "ept": [a_grouping("200000005", "Côte d'Albâtre", ["76002"], "EPT")],
    }


def write_package(folder: Path, code: dict[str, list[Json]], version: str = "6.0.0") -> Path:
    """The package in `folder`, as npm installs it."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"version": version}))
    for name, rows in code.items():
        (data / f"{name}.json").write_text(json.dumps(rows))
    return folder


def a_feature(properties: Json, geometry: Json | None) -> Json:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_features(path: Path, features: list[Json]) -> Path:
    """A GeoJSON collection."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def wavy_polygon(west: float, east: float, south: float = 49.0, north: float = 50.0) -> Json:
    """A polygon one degree high whose east and west sides wave as real borders do.

    Two neighbours that share a longitude share the same vertices.
    """

    def side(longitude: float) -> list[list[float]]:
        steps = 200
        return [
            [
                longitude + (0.004 if step % 2 and 0 < step < steps else 0),
                south + (north - south) * step / steps,
            ]
            for step in range(steps + 1)
        ]

    ring = [*side(west), *reversed(side(east))]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
