"""usine diagrams: draws the states of each room in its README, from its own table."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.core.management.base import CommandParser
from django.db.models import TextChoices

from usine.kernel.commands import Command as BaseCommand
from usine.kernel.errors import Refused

BEGIN = "<!-- Drawn by `usine diagrams` from states.py: do not edit -->"
END = "<!-- End of the drawing -->"


class Command(BaseCommand):
    help = (
        "Dessine dans le README de chaque domaine le diagramme de ses états, d’après sa table "
        "TRANSITIONS."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="ne rien écrire ; refuser s’il faut redessiner"
        )

    def handle(self, *, check: bool, **options) -> None:
        for readme, transitions in rooms_with_states():
            before = readme.read_text() if readme.exists() else ""
            after = drawn(before, diagram(transitions), place=str(readme))
            if after == before:
                continue
            if check:
                raise Refused(f"{readme} n’est plus à jour : usine diagrams")
            readme.write_text(after)
            self.stdout.write(f"{readme} : redessiné.")


def rooms_with_states() -> Iterator[tuple[Path, Mapping]]:
    """The README of each room whose `states` has TRANSITIONS, and these."""
    for room in apps.get_app_configs():
        if room.name.startswith("usine.") and find_spec(f"{room.name}.states"):
            yield Path(room.path) / "README.md", import_module(f"{room.name}.states").TRANSITIONS


def diagram(transitions: Mapping) -> str:
    """A Mermaid diagram of {verb: (label, sources, target)}, in the order of the states."""
    choices: type[TextChoices] = type(next(iter(transitions.values())).target)
    states = list(choices)
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value} : {state.label}" for state in states]
    for step in transitions.values():
        for source in (state for state in states if state in step.sources):
            lines.append(f"    {source.value} --> {step.target.value} : {step.label}")
    return "\n".join(lines)


def drawn(readme: str, diagram: str, *, place: str) -> str:
    """The text of a README with its drawing replaced."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise Refused(f"{place} ne dit pas où dessiner : il y manque\n{BEGIN}\n{END}")
    return f"{before}{BEGIN}\n```mermaid\n{diagram}\n```\n{END}{after}"
