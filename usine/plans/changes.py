"""Values of an action compared, encoded for events and shown, by its fields (`FIELDS`)."""

from typing import Any

from usine.values.fields import Changes

from .fields import FIELDS

__all__ = [
    "LABELS",
    "Changes",
    "decode",
    "decode_values",
    "difference",
    "encode",
    "encode_values",
    "is_still_so",
    "text_of",
]

LABELS = {name: field.label for name, field in FIELDS.items()}

difference = FIELDS.difference
encode, decode = FIELDS.encode, FIELDS.decode
encode_values, decode_values = FIELDS.encode_values, FIELDS.decode_values


def text_of(name: str, value: Any) -> str:
    return FIELDS[name].show(value)


def is_still_so(changed: Any, changes: Changes) -> bool:
    """Whether an action has the new values of these changes."""
    return all(getattr(changed, name) == new for name, (_, new) in changes.items())
