"""How the codes of facts read: places, axes, and the choices of a form."""

from collections.abc import Mapping
from functools import cached_property

from usine.calls.format.model import CallFile
from usine.geography.models import Departement, Region
from usine.territories.calendar import axis_labels
from usine.territories.measures import place_names

# The sources whose codes are those of a kind.
_KINDS = {
    "territory:region": "regions",
    "project:region": "regions",
    "territory:departements": "departements",
    "project:departement": "departements",
    "territory:place": "territories",
    "action:axis": "axes",
}


class CodeNames:
    """The names of codes, each kind read once."""

    @cached_property
    def regions(self) -> Mapping[str, str]:
        return dict(Region.objects.values_list("pk", "name"))

    @cached_property
    def departements(self) -> Mapping[str, str]:
        return dict(Departement.objects.values_list("pk", "name"))

    @cached_property
    def territories(self) -> Mapping[str, str]:
        return place_names()

    @cached_property
    def axes(self) -> Mapping[str, str]:
        return dict(axis_labels())

    def __call__(self, source: str, code: str) -> str:
        kind = _KINDS.get(source)
        return getattr(self, kind).get(code, code) if kind else code


class NamesOfCall:
    """The same, and the choices of the form of a call."""

    def __init__(self, call: CallFile, names: CodeNames) -> None:
        self.names = names
        self.choices = {
            (f"answer:{field.key}", choice.code): choice.label
            for field in call.fields
            for choice in field.choices
        }

    def __call__(self, source: str, code: str) -> str:
        return self.choices.get((source, code)) or self.names(source, code)
