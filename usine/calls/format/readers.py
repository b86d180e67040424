"""The readers of single values."""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

from usine.values.formats import format_counted
from usine.values.siren import is_siren

from .codes import FUNDERS
from .faults import quoted
from .reading import FAULTY, Reader, Spot, listed

LONGEST_CODE = 40
LONGEST_LINE = 300
LONGEST_TEXT = 20_000
LARGEST_AMOUNT = 10**15
"""Cents: ten thousand billion euros."""


def pattern(shape: str, sentence: str, longest: int) -> Reader:
    compiled = re.compile(shape)

    def reader(value: Any, at: Spot) -> Any:
        if isinstance(value, str) and len(value) <= longest and compiled.fullmatch(value):
            return value
        most = format_counted(longest, "caractère", "caractères")
        return at.fault(f"{quoted(value)} {sentence}, {most} au plus.")

    return reader


PUBLIC_CODE = pattern(
    r"[a-z0-9]+(-[a-z0-9]+)*",
    "n’est pas un code\u00a0: minuscules et chiffres, séparés par des tirets",
    24,
)
"""Of a scheme, of a call: addresses and the ledger name them."""

CODE = pattern(
    r"[a-z0-9]+([-_][a-z0-9]+)*",
    "n’est pas un code\u00a0: minuscules et chiffres, séparés par des tirets",
    LONGEST_CODE,
)
"""Of a part of the file."""

KEY = pattern(
    r"[a-z][a-z0-9_]*",
    "n’est pas une clé\u00a0: minuscules, chiffres et tirets bas, une lettre d’abord",
    LONGEST_CODE,
)
"""Of an answer."""

VALUE_CODE = pattern(
    r"[0-9A-Za-z][0-9A-Za-z._-]*",
    "n’est pas un code\u00a0: lettres et chiffres, sans espace",
    LONGEST_CODE,
)
"""Of something that is outside the file: a région, a division of activities, a choice."""


def words(longest: int, *, lines: bool) -> Reader:
    def reader(value: Any, at: Spot) -> Any:
        if not isinstance(value, str):
            return at.fault("Un texte est attendu ici, entre guillemets.")
        if not value.strip():
            return at.fault("Ce texte est vide.")
        if len(value) > longest:
            most = format_counted(longest, "caractère", "caractères")
            return at.fault(f"Ce texte dépasse {most}.")
        if not lines and ("\n" in value or "\t" in value):
            return at.fault("Ce texte tient sur une ligne.")
        return value

    return reader


LINE = words(LONGEST_LINE, lines=False)
TEXT = words(LONGEST_TEXT, lines=True)


def link(value: Any, at: Spot) -> Any:
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"'\\]{3,1000}", value):
        return value
    return at.fault(f"{quoted(value)} n’est pas une adresse qui commence par https://.")


def day(value: Any, at: Spot) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return at.fault(f"{quoted(value)} n’est pas un jour, comme 2025-03-12.")


def instant(value: Any, at: Spot) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9-]{10}T[0-9:]{8}Z", value):
        try:
            return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            pass
    return at.fault(f"{quoted(value)} n’est pas un instant en UTC, comme 2025-03-12T08:00:00Z.")


def whole(first: int, last: int) -> Reader:
    """A whole number between two, both allowed."""

    def reader(value: Any, at: Spot) -> Any:
        if type(value) is int and first <= value <= last:
            return value
        return at.fault(f"{quoted(value)} n’est pas un nombre entier de {first} à {last}.")

    return reader


def yes_no(value: Any, at: Spot) -> Any:
    if value is True or value is False:
        return value
    return at.fault("true ou false est attendu ici.")


def one_of(codes: Collection[str]) -> Reader:
    def reader(value: Any, at: Spot) -> Any:
        if isinstance(value, str) and value in codes:
            return value
        return at.fault(f"{quoted(value)} n’est pas l’un de\u00a0: {listed(codes)}.")

    return reader


def siren(value: Any, at: Spot) -> Any:
    if isinstance(value, str) and is_siren(value):
        return value
    return at.fault(f"{quoted(value)} n’est pas un numéro SIREN.")


def funder(value: Any, at: Spot) -> Any:
    if isinstance(value, str) and (value in FUNDERS or is_siren(value)):
        return value
    return at.fault(f"{quoted(value)} n’est ni un SIREN, ni l’un de\u00a0: {listed(FUNDERS)}.")


# What a reference to each part of the file is called.
_CALLED = {
    "facts": "Le fait",
    "parameters": "Le paramètre",
    "fields": "Le champ",
    "documents": "Le document",
    "asks": "La demande",
}


def declared_in(part: str, at: Spot, code: Any) -> Any:
    """The code of an item that this part of the file declares, or FAULTY."""
    if isinstance(code, str) and code in at.declared[part]:
        return code
    return at.fault(f"{_CALLED[part]} {quoted(code)} n’est pas dans ce fichier.")


def reference(part: str) -> Reader:
    return lambda value, at: declared_in(part, at, value)


def prefixed(parts: Mapping[str, str], codes: Collection[str]) -> Reader:
    """One of the codes, or a prefix and the name of an item of its part: "answer:budget"."""

    def reader(value: Any, at: Spot) -> Any:
        for prefix, part in parts.items():
            if isinstance(value, str) and value.startswith(prefix):
                name = declared_in(part, at, value.removeprefix(prefix))
                return FAULTY if name is FAULTY else value
        return one_of(codes)(value, at)

    return reader
