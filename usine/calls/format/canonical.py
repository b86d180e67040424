"""Bytes to plain JSON and back, one form for one content.

Sorted keys, two spaces, accents as they are, a final newline: the digest of a call depends on what
it says, not on who laid it out.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, NoReturn

from .faults import CallFault, CallRefused, below, quoted

LARGEST = 1_000_000
"""Bytes, both as sent and in canonical form."""

DEEPEST = 30

_LAST = 2**63 - 1


class _Wrong(str):
    """A number that no call may hold, as it is written; the walk tells its path."""


class _Pairs(dict[str, Any]):
    """An object, with the keys that it writes twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.twice = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]


def read(data: bytes) -> dict[str, Any]:
    """The object that these bytes hold.

    Raises CallRefused, with each fault: too large, too deep, not UTF-8, not JSON, a key twice, a
    number that is not whole or beyond 64 bits, a character that no text holds.
    """
    if len(data) > LARGEST:
        _refuse("Le fichier dépasse un mégaoctet.")
    value = _loaded(_decoded(data))
    if faults := list(_faults(value, "", 0)):
        raise CallRefused(faults)
    if not isinstance(value, dict):
        _refuse("Le fichier doit contenir un objet JSON, entre accolades.")
    return _plain(value)


def write(value: dict[str, Any]) -> bytes:
    """The canonical form. Raises CallRefused when it is too large."""
    text = json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    data = f"{text}\n".encode()
    if len(data) > LARGEST:
        _refuse("Écrit sous sa forme canonique, le fichier dépasse un mégaoctet.")
    return data


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _refuse(sentence: str) -> NoReturn:
    raise CallRefused([CallFault("", sentence)])


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(f"Le fichier n’est pas en UTF-8 (octet {error.start}).")


def _loaded(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_Pairs,
            parse_float=_Wrong,
            parse_constant=_Wrong,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        _refuse(f"Le fichier n’est pas du JSON\u00a0: ligne {error.lineno}, colonne {error.colno}.")
    except RecursionError:
        _refuse(_TOO_DEEP)


_TOO_DEEP = f"Le fichier emboîte plus de {DEEPEST} niveaux."


def _integer(digits: str) -> int | _Wrong:
    # Beyond twenty characters it cannot fit, and thousands of digits take long to read.
    if len(digits) > 20 or not -_LAST - 1 <= int(digits) <= _LAST:
        return _Wrong(digits)
    return int(digits)


def _faults(value: Any, path: str, depth: int) -> Iterator[CallFault]:
    if depth > DEEPEST:
        yield CallFault(path, _TOO_DEEP)
    elif isinstance(value, _Pairs):
        yield from _faults_of_keys(value, path)
        for key, part in value.items():
            yield from _faults(part, below(path, key), depth + 1)
    elif isinstance(value, list):
        for rank, part in enumerate(value):
            yield from _faults(part, f"{path}[{rank}]", depth + 1)
    elif isinstance(value, _Wrong):
        yield CallFault(path, f"{quoted(value)} n’est pas un nombre entier de 64 bits.")
    elif isinstance(value, str) and not _is_plain(value):
        yield CallFault(path, "Ce texte contient un caractère qui ne s’écrit pas.")


def _faults_of_keys(value: _Pairs, path: str) -> Iterator[CallFault]:
    for key in value.twice:
        yield CallFault(path, f"La clé {quoted(key)} est écrite deux fois.")
    if not all(map(_is_plain, value)):
        yield CallFault(path, "Une clé contient un caractère qui ne s’écrit pas.")


def _is_plain(text: str) -> bool:
    """Without lone surrogate, nor control character but the newline and the tab."""
    return all((c >= " " and not "\ud800" <= c <= "\udfff") or c in "\n\t" for c in text)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list) else value
