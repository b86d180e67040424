"""usine diagrams: draws the states of a room in its README, from its own table.

A README says which table it draws, and where:

    <!-- diagram of usine.plans.states.TRANSITIONS -->
    <!-- end of diagram -->
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.apps import apps
from django.core.management.base import CommandParser
from django.db.models import TextChoices
from django.utils.module_loading import import_string

from usine.pages.commands import Command as BaseCommand
from usine.values.errors import Refused

PLACE = re.compile(
    r"(?P<begin><!-- diagram of (?P<table>[\w.]+) -->\n).*?(?P<end><!-- end of diagram -->)",
    re.DOTALL,
)


class Command(BaseCommand):
    help = "Dessine, dans le README de chaque domaine, le diagramme de ses états d’après sa table."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="ne rien écrire ; refuser s’il faut redessiner"
        )

    def handle(self, *, check: bool, **options) -> None:
        for readme in readmes():
            before = readme.read_text()
            after = drawn(before)
            if after == before:
                continue
            if check:
                raise Refused(f"{readme} n’est plus à jour : usine diagrams")
            readme.write_text(after)
            self.stdout.write(f"{readme} : redessiné.")


def readmes() -> Iterator[Path]:
    """Those of the rooms."""
    for room in apps.get_app_configs():
        if room.name.startswith("usine."):
            yield from Path(room.path).glob("README.md")


def drawn(readme: str) -> str:
    """The text of a README, its diagrams drawn again."""

    def draw(place: re.Match[str]) -> str:
        table = import_string(place["table"])
        return f"{place['begin']}```mermaid\n{diagram(table)}\n```\n{place['end']}"

    return PLACE.sub(draw, readme)


def diagram(table: Mapping) -> str:
    """A Mermaid diagram of {verb: step}, where a step has `sources`, a `target`, maybe a `label`.

    States come in the order in which their enumeration declares them.
    """
    states: type[TextChoices] = type(next(iter(table.values())).target)
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value} : {state.label}" for state in states]
    for verb, step in table.items():
        said = getattr(step, "label", verb)
        sources = [state for state in states if state in step.sources]
        lines += [f"    {source.value} --> {step.target.value} : {said}" for source in sources]
    return "\n".join(lines)
