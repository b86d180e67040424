"""Merges the changes of two people to one action: both versions, field by field."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.http import QueryDict

from .fields import TYPED_AGAIN
from .forms import as_typed, unsealed

# The prefix of the fields that the page of a conflict adds to the form of a change.
MERGING = "merging"
CHOICE = "keep-"
YOURS, THEIRS = "yours", "theirs"


class Difference(NamedTuple):
    """A field on which the two versions differ; `suggested` is empty when both changed it."""

    name: str
    label: str
    original: str
    yours: str
    theirs: str
    suggested: str

    @property
    def choice(self) -> str:
        return f"{CHOICE}{self.name}"


def differences(
    original: Mapping[str, Any], yours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[Difference]:
    """The fields to choose between `yours` and `theirs`, both typed over `original`."""
    differing = []
    for name, field in TYPED_AGAIN.items():
        read, mine, saved = original.get(name), yours[name], theirs[name]
        if mine == saved:
            continue
        suggested = YOURS if saved == read else THEIRS if mine == read else ""
        differing.append(
            Difference(
                name,
                field.label,
                original=field.show(read),
                yours=field.show(mine),
                theirs=field.show(saved),
                suggested=suggested,
            )
        )
    return differing


def resolved(data: QueryDict) -> QueryDict:
    """The data posted from the page of a conflict, as if typed over their version.

    A field is theirs unless the user chose otherwise: nothing is overwritten by default.
    """
    if MERGING not in data:
        return data
    try:
        theirs = unsealed(data.get("read", ""))
    except ValidationError:
        return data
    data = data.copy()
    for name in TYPED_AGAIN:
        if data.get(f"{CHOICE}{name}") != YOURS:
            data.pop(name, None)
            if typed := as_typed(name, theirs[name]):
                data.setlist(name, typed)
    return data
