"""Reads the official geographic code from the npm package that carries it.

The package is `@etalab/decoupage-administratif`: JSON files made from Insee's official
geographic code, the DGCL's list of groupings and La Poste's postcodes (Licence Ouverte 2.0).
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from usine.geography.models import Grouping
from usine.geography.naming import address, clean, search_key
from usine.values.errors import Refused

# The package's README gives one vintage to each major version.
VINTAGES = {1: 2021, 2: 2022, 3: 2023, 4: 2024, 5: 2025, 6: 2026}
_FILES = ("regions", "departements", "communes", "epci", "ept")
# Grand Lyon has a kind of its own in the code: a métropole that is also a collectivity.
_KINDS = {"MET69": Grouping.Kind.METRO}


@dataclass(frozen=True)
class GeographicCode:
    """The content of the package as fields of our models, by primary key.

    It holds the 18 régions, the 101 départements, their groupings and communes. Overseas
    collectivities, which belong to no région, are left out (`left_out` counts their communes).
    """

    year: int
    source: str
    digest: str
    regions: dict[str, dict[str, Any]]
    departements: dict[str, dict[str, Any]]
    groupings: dict[str, dict[str, Any]]
    communes: dict[str, dict[str, Any]]
    postcodes: set[tuple[str, str]]  # postcode, commune
    memberships: set[tuple[str, str]]  # commune, grouping
    left_out: int


class Package:
    """The package in its folder: cheap to open; the caller reads it when its digest is new."""

    def __init__(self, folder: Path) -> None:
        try:
            version = json.loads((folder / "package.json").read_bytes())["version"]
            self._contents = {
                name: (folder / "data" / f"{name}.json").read_bytes() for name in _FILES
            }
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Refused(
                f"Le code officiel géographique n’a pas pu être lu dans {folder} ({error}). "
                "Il s’installe avec « make install »."
            ) from error
        major = str(version).split(".")[0]
        if not major.isdigit() or int(major) not in VINTAGES:
            raise Refused(
                f"Le millésime de la version {version} du code officiel géographique est inconnu : "
                "complétez la table VINTAGES de usine/geography/code.py."
            )
        self.year = VINTAGES[int(major)]
        self.source = f"@etalab/decoupage-administratif {version}"
        self.digest = hashlib.sha256(
            b"".join([version.encode(), *self._contents.values()])
        ).hexdigest()

    def read(self) -> GeographicCode:
        files = {name: json.loads(content) for name, content in self._contents.items()}
        current = [each for each in files["communes"] if each["type"] == "commune-actuelle"]
        communes = [each for each in current if each["zone"] != "com"]
        groupings = files["epci"] + files["ept"]
        return GeographicCode(
            year=self.year,
            source=self.source,
            digest=self.digest,
            regions={
                each["code"]: _named(each) | {"slug": address(each["nom"])}
                for each in files["regions"]
                if each["zone"] != "com"
            },
            departements={
                each["code"]: _named(each) | {"region_id": each["region"]}
                for each in files["departements"]
                if each["zone"] != "com"
            },
            groupings={
                each["code"]: {
                    **_searched(each),
                    "kind": str(Grouping.Kind(_KINDS.get(each["type"], each["type"]))),
                    "population": each["populationMunicipale"],
                }
                for each in groupings
            },
            communes={
                each["code"]: {
                    **_searched(each),
                    "siren": each.get("siren", ""),
                    "departement_id": each["departement"],
                    "population": each.get("population", 0),
                }
                for each in communes
            },
            postcodes={
                (postcode, each["code"])
                for each in communes
                for postcode in each.get("codesPostaux", ())
            },
            memberships={
                (member["code"], each["code"]) for each in groupings for member in each["membres"]
            },
            left_out=len(current) - len(communes),
        )


def _named(each: dict[str, Any]) -> dict[str, Any]:
    return {"name": clean(each["nom"])}


def _searched(each: dict[str, Any]) -> dict[str, Any]:
    return _named(each) | {"search_name": search_key(each["nom"])}
