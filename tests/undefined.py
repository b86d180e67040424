"""A template of ours that shows a variable which nobody gave it fails its test."""

import sys
from pathlib import Path

import pytest
from django.template.base import Node

ROOMS = Path(__file__).resolve().parent.parent / "usine"


class Undefined(str):
    """Django's `string_if_invalid`, asked for "%" with the variable that is missing.

    Templates that come with Django or the design system leave variables out on purpose: they
    get the empty string that they count on.
    """

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, missing: object) -> str:
        template = _template_being_shown()
        if template is None or ROOMS not in template.parents:
            return ""
        pytest.fail(f"{template.relative_to(ROOMS)} shows {missing}, which is not defined.")


def _template_being_shown() -> Path | None:
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if isinstance(node, Node) and origin is not None:
            return Path(origin.name)
        frame = frame.f_back  # type: ignore[assignment]
    return None


UNDEFINED = Undefined()
