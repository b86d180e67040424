"""The floors of the house where import-linter sees nothing: templates, and rooms to come."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOMS: Path = settings.BASE_DIR / "usine"
TAKEN = re.compile(r"""\{%\s*(?:extends|include)\s+["']([a-z]+)/""")
LOADED = re.compile(r"\{%\s*load\s+([\w ]+?)(?:\s+from\s+(\w+))?\s*%\}")


def contracts() -> list[dict[str, Any]]:
    pyproject = tomllib.loads((ROOMS.parent / "pyproject.toml").read_text())
    return pyproject["tool"]["importlinter"]["contracts"]


def floors() -> dict[str, int]:
    """{room: number of its floor}, from the ground up, as `pyproject.toml` draws them."""
    [layers] = [each["layers"] for each in contracts() if each["type"] == "layers"]
    return {
        room: floor for floor, layer in enumerate(reversed(layers)) for room in layer.split(" | ")
    }


def libraries() -> dict[str, str]:
    """{library of tags: its room}"""
    return {path.stem: path.parts[-3] for path in ROOMS.glob("*/templatetags/[a-z]*.py")}


def rooms_used(template: str) -> set[str]:
    """Whose templates and tags a template takes."""
    named = chain.from_iterable(
        [library] if library else names.split() for names, library in LOADED.findall(template)
    )
    tags = libraries()
    return {*TAKEN.findall(template), *(tags[name] for name in named if name in tags)}


def test_a_template_takes_only_from_its_room_and_from_floors_below():
    floor = floors()

    def from_above() -> Iterator[tuple[str, str]]:
        for path in ROOMS.glob("*/templates/**/*.html"):
            room = path.relative_to(ROOMS).parts[0]
            for used in rooms_used(path.read_text()) - {room}:
                if floor.get(used, -1) >= floor[room]:  # Django's own are below all
                    yield str(path.relative_to(ROOMS)), used

    assert list(from_above()) == []
    assert (floor["values"], floor["pages"], floor["ledger"]) == (0, 1, 2)


def test_figures_are_forbidden_every_room_above_people():
    """A room that comes posts its measures, and is known of figures by them alone."""
    floor = floors()
    between = {room for room in floor if floor["people"] < floor[room] < floor["figures"]}
    [forbidden] = [
        each["forbidden_modules"]
        for each in contracts()
        if each.get("source_modules") == ["usine.figures"]
    ]
    assert set(forbidden) == {f"usine.{room}" for room in between}
    assert {"plans", "imports"} <= between


@pytest.mark.parametrize(
    ("template", "rooms"),
    [
        ('{% extends "pages/base.html" %}', {"pages"}),
        ("{% include 'plans/row.html' with action=row %}", {"plans"}),
        ("{% load page statuses %}", {"pages", "plans"}),
        ("{% load status_badge from statuses %}", {"plans"}),
        ("{% load static %}<a href=\"{% url 'portal:home' %}\">", set()),
    ],
)
def test_what_a_template_takes_is_seen(template, rooms):
    assert rooms_used(template) == rooms
