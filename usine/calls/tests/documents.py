"""Calls to try: the example of the documentation, and ways to spoil it."""

import re
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from django.conf import settings

from usine.calls.format import canonical
from usine.calls.format.faults import CallFault, CallRefused
from usine.calls.format.parse import parse

PAGE = settings.BASE_DIR / "docs" / "calls.md"
GONE = object()


def example() -> dict[str, Any]:
    """The document of `docs/calls.md`, a copy for who asks."""
    return deepcopy(_example())


@cache
def _example() -> dict[str, Any]:
    [block] = re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)
    return canonical.read(block.encode())


def with_value(path: str, value: Any) -> dict[str, Any]:
    """The example with another value at a path ("call.windows[0].code"), without it when GONE."""
    document = example()
    *before, last = re.findall(r"[^.\[\]]+", path)
    part: Any = document
    for step in before:
        part = part[int(step) if isinstance(part, list) else step]
    if value is GONE:
        del part[last]
    else:
        part[int(last) if isinstance(part, list) else last] = value
    return document


def faults_of(document: dict[str, Any]) -> list[CallFault]:
    with pytest.raises(CallRefused) as refusal:
        parse(document)
    return list(refusal.value.faults)


def faulty_paths(document: dict[str, Any]) -> list[str]:
    return [fault.path for fault in faults_of(document)]
