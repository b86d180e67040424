from typing import NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from usine.kernel.errors import Refused
from usine.kernel.management.commands import diagrams


class Lamp(models.TextChoices):
    OFF = "off", "Éteinte"
    ON = "on", "Allumée"
    BROKEN = "broken", "Cassée"


class Step(NamedTuple):
    label: str
    sources: frozenset[Lamp]
    target: Lamp


TRANSITIONS = {
    "light": Step("Allumer", frozenset({Lamp.OFF}), Lamp.ON),
    "smash": Step("Briser", frozenset({Lamp.ON, Lamp.OFF}), Lamp.BROKEN),
}

DRAWING = """stateDiagram-v2
    off : Éteinte
    on : Allumée
    broken : Cassée
    off --> on : Allumer
    off --> broken : Briser
    on --> broken : Briser"""


@pytest.fixture
def readme(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text(f"# Lampes\n{diagrams.BEGIN}\n{diagrams.END}\nFin.\n")
    monkeypatch.setattr(diagrams, "rooms_with_states", lambda: [(readme, TRANSITIONS)])
    return readme


def test_every_state_and_every_step_is_drawn():
    assert diagrams.diagram(TRANSITIONS) == DRAWING


def test_the_readme_gets_its_drawing_and_keeps_the_rest(readme, capsys):
    call_command("diagrams")
    expected = f"# Lampes\n{diagrams.BEGIN}\n```mermaid\n{DRAWING}\n```\n{diagrams.END}\nFin.\n"
    assert readme.read_text() == expected
    assert capsys.readouterr().out == f"{readme} : redessiné.\n"
    call_command("diagrams", check=True)
    call_command("diagrams")
    assert readme.read_text() == expected
    assert capsys.readouterr().out == ""


def test_check_refuses_a_drawing_that_is_out_of_date(readme):
    before = readme.read_text()
    with pytest.raises(CommandError, match="n’est plus à jour"):
        call_command("diagrams", check=True)
    assert readme.read_text() == before


def test_a_readme_says_where_to_draw():
    with pytest.raises(Refused, match=r"^plans/README\.md ne dit pas où dessiner"):
        diagrams.drawn(f"# Plans\n{diagrams.BEGIN}", DRAWING, place="plans/README.md")


def test_rooms_are_found_by_their_states():
    assert "plans" in [readme.parent.name for readme, _ in diagrams.rooms_with_states()]
