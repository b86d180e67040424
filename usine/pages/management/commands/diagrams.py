"""usine diagrams: draws the states of a room in its README, and lists its fields, from its code.

Comments in a README say what is drawn, and where:

    <!-- diagram of usine.plans.states.TRANSITIONS -->
    <!-- end of diagram -->
    <!-- table of usine.plans.fields.FIELDS -->
    <!-- end of table -->
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
from usine.values.fields import Fields

PLACE = re.compile(
    r"(?P<begin><!-- (?P<kind>diagram|table) of (?P<code>[\w.]+) -->\n).*?"
    r"(?P<end><!-- end of (?P=kind) -->)",
    re.DOTALL,
)


class Command(BaseCommand):
    help = "Dessine, dans le README de chaque domaine, ses états et ses champs d’après son code."
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
    """The READMEs of the rooms."""
    for room in apps.get_app_configs():
        if room.name.startswith("usine."):
            yield from Path(room.path).glob("README.md")


def drawn(readme: str) -> str:
    """The text of a README with its diagrams and tables drawn again."""

    def draw(place: re.Match[str]) -> str:
        code = import_string(place["code"])
        if place["kind"] == "table":
            return f"{place['begin']}{table(code)}\n{place['end']}"
        return f"{place['begin']}```mermaid\n{diagram(code)}\n```\n{place['end']}"

    return PLACE.sub(draw, readme)


def diagram(table: Mapping) -> str:
    """A Mermaid diagram of {verb: step}, where a step has `sources`, a `target`, maybe a `label`,
    maybe other targets (`also`).

    States come in the order of their enumeration.
    """
    states: type[TextChoices] = type(next(iter(table.values())).target)
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.value} : {state.label}" for state in states]
    for verb, step in table.items():
        label = getattr(step, "label", "") or verb
        sources = [state for state in states if state in step.sources]
        also = getattr(step, "also", ())
        targets = [step.target, *(state for state in states if state in also)]
        lines += [
            f"    {source.value} --> {target.value} : {label}"
            for target in targets
            for source in sources
        ]
    return "\n".join(lines)


def table(fields: Fields) -> str:
    """A Markdown table of declared fields."""
    lines = ["| field | label | kind | who reads it | at most |", "|---|---|---|---|---|"]
    for field in fields.values():
        readers = "mandates" if field.private else "everyone"
        most = f"{field.max_length} characters" if field.max_length else ""
        kind = field.kind.replace("_", " ")
        lines.append(f"| `{field.name}` | {field.label} | {kind} | {readers} | {most} |")
    return "\n".join(lines)
