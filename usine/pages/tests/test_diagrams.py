from typing import NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from usine.pages.management.commands import diagrams
from usine.values.fields import Field, FieldKind, Fields


class Lamp(models.TextChoices):
    OFF = "off", "Éteinte"
    ON = "on", "Allumée"
    BROKEN = "broken", "Cassée"


class DiagramStep(NamedTuple):
    label: str
    sources: frozenset[Lamp]
    target: Lamp


class Bare(NamedTuple):
    sources: frozenset[Lamp]
    target: Lamp


LAMPS = {
    "light": DiagramStep("Allumer", frozenset({Lamp.OFF}), Lamp.ON),
    "smash": DiagramStep("Briser", frozenset({Lamp.ON, Lamp.OFF}), Lamp.BROKEN),
}

DRAWING = """stateDiagram-v2
    off : Éteinte
    on : Allumée
    broken : Cassée
    off --> on : Allumer
    off --> broken : Briser
    on --> broken : Briser"""

README = f"""# Lampes
<!-- diagram of {__name__}.LAMPS -->
%s<!-- end of diagram -->
Fin.
"""


@pytest.fixture
def readme(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text(README % "")
    monkeypatch.setattr(diagrams, "readmes", lambda: [readme])
    return readme


def test_every_state_and_every_step_is_drawn():
    assert diagrams.diagram(LAMPS) == DRAWING


FIELDS = Fields(
    [
        Field("name", "Nom", FieldKind.TITLE, max_length=80),
        Field("rent", "Loyer", FieldKind.MONEY, private=True),
        Field("notes", "Remarques", FieldKind.LONG_TEXT),
    ]
)


def test_every_field_is_listed():
    assert diagrams.table(FIELDS).splitlines() == [
        "| field | label | kind | who reads it | at most |",
        "|---|---|---|---|---|",
        "| `name` | Nom | title | everyone | 80 characters |",
        "| `rent` | Loyer | money | mandates |  |",
        "| `notes` | Remarques | long text | everyone |  |",
    ]
    place = f"<!-- table of {__name__}.FIELDS -->\n%s<!-- end of table -->\n"
    assert diagrams.drawn(place % "old\n") == place % f"{diagrams.table(FIELDS)}\n"


def test_a_step_without_a_label_shows_its_verb():
    table = {"light": Bare(frozenset({Lamp.OFF}), Lamp.ON)}
    assert diagrams.diagram(table).splitlines()[-1] == "    off --> on : light"


def test_the_readme_gets_its_drawing_and_keeps_the_rest(readme, capsys):
    call_command("diagrams")
    assert readme.read_text() == README % f"```mermaid\n{DRAWING}\n```\n"
    assert capsys.readouterr().out == f"{readme} : redessiné.\n"
    call_command("diagrams", check=True)
    call_command("diagrams")
    assert readme.read_text() == README % f"```mermaid\n{DRAWING}\n```\n"
    assert capsys.readouterr().out == ""


def test_check_refuses_a_drawing_that_is_out_of_date(readme):
    with pytest.raises(CommandError, match="n’est plus à jour"):
        call_command("diagrams", check=True)
    assert readme.read_text() == README % ""


def test_a_readme_without_a_place_is_left_as_it_is():
    assert diagrams.drawn("# Lampes\n") == "# Lampes\n"


def test_the_readmes_are_those_of_the_rooms():
    assert {path.parent.parent.name for path in diagrams.readmes()} <= {"usine"}
