"""What each room keeps for the tests that cross rooms, beside its own: `usine/<room>/tests/`."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps


def rooms() -> list[str]:
    """The packages of the rooms: usine.plans, usine.people…"""
    return [app.name for app in apps.get_app_configs() if app.name.startswith("usine.")]


def beside(name: str) -> list[ModuleType]:
    """The module `usine.<room>.tests.<name>` of every room that has one."""
    names = [f"{room}.tests.{name}" for room in rooms()]
    return [import_module(each) for each in names if find_spec(each)]
