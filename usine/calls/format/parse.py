"""Plain JSON to `CallFile`, every fault at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from . import canonical
from .codes import NEEDED_VERBS
from .faults import CallFault, CallRefused, quoted
from .model import CallFile
from .reading import Spot, an_object

_PARTS = ("facts", "parameters", "documents", "asks")

# What applying and deciding here take, which a call that is filed elsewhere has not.
_OF_CANDIDACIES = ("sections", "documents", "asks", "steps", "grid", "ranking", "letters", "reads")

_read = an_object(CallFile)


def parse(document: Mapping[str, Any]) -> CallFile:
    """What a document says. Raises CallRefused with all of its faults."""
    faults: list[CallFault] = []
    at = Spot("", _declared(document), _paths(document), faults)
    call = _read(document, at)
    for check in (_check_keys, _check_mode):
        check(document, at)
    if faults:
        raise CallRefused(sorted(faults))
    return call


def parsed(data: bytes) -> CallFile:
    """What a file says."""
    return parse(canonical.read(data))


def _declared(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The parts that others name, as they are written: nothing is checked yet."""
    parts = {
        part: {item["code"]: item for _, item in _items(document, part, "code")} for part in _PARTS
    }
    return {**parts, "fields": {item["key"]: item for _, item in _fields(document)}}


def _paths(document: Mapping[str, Any]) -> dict[str, str]:
    return {item["key"]: path for path, item in _fields(document)}


def _fields(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path, section in _items(document, "sections", ""):
        for within, item in _items(section, "fields", "key"):
            yield f"{path}.{within}", item


def _items(whole: Mapping[str, Any], part: str, name: str) -> Iterator[tuple[str, Any]]:
    """(path, item) of the objects of a list; those alone that have a name."""
    items = whole.get(part)
    for rank, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict) and (not name or isinstance(item.get(name), str)):
            yield f"{part}[{rank}]", item


def _check_keys(document: Mapping[str, Any], at: Spot) -> None:
    """A key is of one field in the whole form: answers are kept by it."""
    seen: set[str] = set()
    for path, item in _fields(document):
        if (key := item["key"]) in seen:
            at.faults.append(
                CallFault(f"{path}.key", f"{quoted(key)} est déjà une clé du formulaire.")
            )
        seen.add(key)


def _check_mode(document: Mapping[str, Any], at: Spot) -> None:
    header = document.get("call")
    mode = header.get("mode") if isinstance(header, dict) else None
    if mode == "external":
        for part in _OF_CANDIDACIES:
            if part in document:
                at.key(part).fault("Un appel externe ne reçoit pas de candidature ici.")
    if mode == "online":
        _check_decidable(document, at)
        _check_reads(document, at)


def _check_decidable(document: Mapping[str, Any], at: Spot) -> None:
    if not document.get("sections"):
        at.key("sections").fault("Un appel en ligne a un formulaire.")
    verbs = {item["verb"] for _, item in _items(document, "steps", "verb")}
    if missing := [verb for verb in NEEDED_VERBS if verb not in verbs]:
        at.key("steps").fault(f"Il manque des étapes\u00a0: {', '.join(missing)}.")


# What a fact reads of the candidacy, and the answer that says it.
_READ_BY = {
    "candidacy:asked": "asked",
    "candidacy:public_aid": "public_aid",
    "project:commune": "commune",
    "project:region": "commune",
    "project:departement": "commune",
}


def _check_reads(document: Mapping[str, Any], at: Spot) -> None:
    given = document.get("reads")
    reads = given if isinstance(given, dict) else {}
    for path, fact in _items(document, "facts", ""):
        sources = fact.get("from")
        for source in sources if isinstance(sources, list) else ():
            name = _READ_BY.get(source, "") if isinstance(source, str) else ""
            if name and name not in reads:
                at.key(path).fault(
                    f"{quoted(source)} se lit dans une réponse\u00a0: "
                    f"{quoted('reads')} doit dire laquelle, à la clé {quoted(name)}."
                )
