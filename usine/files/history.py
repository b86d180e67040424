"""How documents are told in the history of a subject."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from usine.ledger.history import NOTHING, ChangedValue, Deed, Presenter


def _names(what: str, names: Iterable[str], *, leaves: bool = False) -> list[Deed]:
    """One value a document that still has a name: a person who is forgotten takes theirs away."""
    values = [(name, NOTHING) if leaves else (NOTHING, name) for name in names if name]
    return [Deed(what, tuple(ChangedValue("Document", old, new) for old, new in values))]


def _attached(recorded: Mapping[str, Any]) -> Iterable[Deed]:
    files = recorded.get("files", [])
    what = "Document ajouté" if len(files) < 2 else "Documents ajoutés"
    return _names(what, [each.get("file", "") for each in files])


def _one(what: str, *, leaves: bool) -> Callable[[Mapping[str, Any]], Iterable[Deed]]:
    return lambda recorded: _names(what, [recorded.get("file", "")], leaves=leaves)


PRESENTERS: dict[str, Presenter] = {
    "files.attach": _attached,
    "files.withdraw": _one("Document retiré", leaves=True),
    "files.put_back": _one("Document remis", leaves=False),
}
