"""Reads the official lists of territories: GeoJSON of both periods, CSV of the open dataset."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from usine.geography.naming import clean
from usine.geography.outlines import MAX_BYTES, read_features
from usine.values.errors import Refused

# The field of a fact has a different name in each file.
_CODE = ("id_territoire", "id_ti")
_NAME = ("lib_territoire", "lib_ti")
_LISTED = "liste_geo"  # "Name (SIREN); Name (SIREN)"
_SIRENS = "siren_groupement"
_NAMES = "lib_groupement"
_NATURES = "nature_juridique"

_MEMBER_CODE = re.compile(r"\d{9}|(?:\d\d|2[AB])\d{3}")  # a SIREN, or a commune's Insee code
# A name may hold parentheses itself: "CA Montargoise et Rives du Loing (AME) (244500203)".
_LISTED_MEMBER = re.compile(rf"\s*([^;]*?)\s*\(({_MEMBER_CODE.pattern})\)\s*(?:[;,]|$)")


@dataclass(frozen=True)
class ListedMember:
    code: str
    name: str  # empty when the list does not say
    nature: str = ""  # "CA", "EPT", "Commune"… as the list says


@dataclass(frozen=True)
class ListedTerritory:
    code: str
    name: str
    members: tuple[ListedMember, ...]
    geometry: BaseGeometry | None = None


def read(path: Path) -> list[ListedTerritory]:
    """The territories of a GeoJSON or CSV file; Refused names the file, the row and the field."""
    if not path.is_file():
        raise Refused(f"{path} : ce fichier n’existe pas.")
    if path.stat().st_size > MAX_BYTES:
        raise Refused(f"{path.name} : le fichier dépasse {MAX_BYTES // 1024**2} Mo.")
    content = path.read_bytes()
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _read_geojson(content, path.name)
    return read_csv(content, path.name)


def _read_geojson(content: bytes, name: str) -> list[ListedTerritory]:
    territories: dict[str, ListedTerritory] = {}
    for rank, (properties, geometry) in enumerate(read_features(content, name), 1):
        where = f"{name}, objet {rank}"
        territory = replace(_territory(properties, where), geometry=geometry)
        if territory.code in territories:
            raise Refused(f"{where} : le code {territory.code} est déjà celui d’un autre objet.")
        territories[territory.code] = territory
    return _complete(territories, name)


def read_csv(content: bytes, name: str) -> list[ListedTerritory]:
    """The territories of the official CSV: one row a member, or several joined in a cell.

    UTF-8 with or without BOM, else Windows's encoding; `;`, `,` or tabulation.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    territories: dict[str, ListedTerritory] = {}
    for line, row in _rows(text, name):
        territory = _territory(row, f"{name}, ligne {line}")
        if known := territories.get(territory.code):
            territory = replace(known, members=known.members + territory.members)
        territories[territory.code] = territory
    return _complete(territories, name)


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    lines = text.splitlines()
    for delimiter in ";,\t":
        reader = csv.reader(lines, delimiter=delimiter)
        header = [cell.strip().lower() for cell in next(reader, [])]
        if _SIRENS in header:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, dict(zip(header, cells, strict=False))
            return
    raise Refused(
        f"{name}, ligne 1 : ce n’est ni un GeoJSON ni un CSV avec une colonne « {_SIRENS} »."
    )


def _complete(territories: Mapping[str, ListedTerritory], name: str) -> list[ListedTerritory]:
    """The territories, each with each member once; Refused when there is none."""
    if not territories:
        raise Refused(f"{name} : le fichier ne contient aucun territoire.")
    return [
        replace(each, members=tuple({member.code: member for member in each.members}.values()))
        for each in territories.values()
    ]


def _territory(properties: Mapping[str, Any], where: str) -> ListedTerritory:
    return ListedTerritory(
        code=_required(properties, _CODE, where).lower(),
        name=_required(properties, _NAME, where),
        members=tuple(_members(properties, where)),
    )


def _required(properties: Mapping[str, Any], fields: tuple[str, ...], where: str) -> str:
    for field in fields:
        if field in properties:
            if value := clean(str(properties[field] or "")):
                return value
            raise Refused(f"{where}, champ « {field} » : la valeur manque.")
    raise Refused(f"{where}, champ « {' » ou « '.join(fields)} » : le champ manque.")


def _members(properties: Mapping[str, Any], where: str) -> Iterator[ListedMember]:
    if _LISTED in properties:
        yield from _listed(_required(properties, (_LISTED,), where), where)
        return
    cell = _required(properties, (_SIRENS,), where)
    codes = [re.sub(r"\s|\.0$", "", code) for code in re.split("[;,]", cell)]
    names = _split(properties.get(_NAMES), len(codes))
    natures = _split(properties.get(_NATURES), len(codes))
    for code, name, nature in zip(codes, names, natures, strict=True):
        if not _MEMBER_CODE.fullmatch(code):
            raise Refused(
                f"{where}, champ « {_SIRENS} » : « {code} » n’est ni un SIREN ni un code Insee."
            )
        yield ListedMember(code, name, nature)


def _listed(cell: str, where: str) -> Iterator[ListedMember]:
    position = 0
    while position < len(cell):
        match = _LISTED_MEMBER.match(cell, position)
        if match is None:
            raise Refused(
                f"{where}, champ « {_LISTED} » : « {cell[position:][:60].strip()} » "
                "n’est pas de la forme « Nom (SIREN) »."
            )
        yield ListedMember(match[2], match[1])
        position = match.end()


def _split(cell: Any, count: int) -> list[str]:
    """The `count` values joined in a cell; blanks when commas inside names make them ambiguous."""
    text = clean(str(cell or ""))
    for separator in (" ; ", ";", ", ", ","):
        values = [value.strip() for value in text.split(separator)]
        if len(values) == count:
            return values
    return [""] * count
