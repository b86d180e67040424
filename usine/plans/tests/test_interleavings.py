"""Two editors of a plan, in place and in bulk, in any order: nothing that one wrote is lost."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import Any

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import given
from hypothesis.strategies import integers

from tests.standing import made_once
from usine.exchanges.models import Note
from usine.exchanges.operations import add_note
from usine.ledger.models import Event, Payload
from usine.ledger.verification import verify
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations, together
from usine.plans.cells import CellFieldForm
from usine.plans.changes import decode
from usine.plans.fields import FIELDS
from usine.plans.forms import sealed
from usine.plans.models import Action
from usine.plans.states import TRANSITIONS, Status
from usine.territories.models import Territory
from usine.values.errors import Refused

from .factories import make_action, make_territory, make_user
from .test_concurrency import at_once

Cell = tuple[int, str]  # of an action, the name of a field
Cells = dict[int, dict[str, Any]]
Made = dict[Cell, tuple[Any, Any]]  # from one value to another

WRITTEN = ("lead", "referent", "planned_budget")
VALUES: dict[str, tuple[Any, ...]] = {
    "lead": ("", "CCI", "Région", "EPCI"),
    "referent": ("", "Ada", "Grace"),
    "planned_budget": (None, 1_00, 2_00, 3_00),
}
# What an editor does at each turn; who reads again sees what the other wrote.
ACTS = ("look", "cell", "cell", "cell", "many", "each", "undo", "undo_bulk", "note", "move")
TURNS, WRITES = 12, 8


@dataclass
class Editor:
    """Somebody before a table: what it showed when they last read it, and what they may undo."""

    user: User
    read: Cells
    # {event: what it did}: of one cell, of several.
    changes: dict[int, Made] = field(default_factory=dict)
    bulks: dict[int, Made] = field(default_factory=dict)


@dataclass
class Played:
    """Two editors of a plan, and what it must hold: what was accepted, in its order."""

    territory: Territory
    cells: Cells
    statuses: dict[int, Status]
    random: Random
    notes: list[str] = field(default_factory=list)
    refused: int = 0

    def turn(self, editor: Editor) -> None:
        getattr(self, self.random.choice(ACTS))(editor)

    def look(self, editor: Editor) -> None:
        editor.read = deepcopy(self.cells)

    def cell(self, editor: Editor) -> None:
        """A cell in place: refused, with both values, when the other wrote it since it was read."""
        pk, name = self._one(), self.random.choice(WRITTEN)
        value, now = self.random.choice(VALUES[name]), self.cells[pk][name]
        form = typed(pk, name, value, editor)
        try:
            form.save()
        except operations.Conflict as conflict:
            assert now not in (value, editor.read[pk][name])
            form.meets(conflict.current)
            [why] = form.errors["value"]
            assert [f"«\u00a0{FIELDS[name].show(each)}\u00a0»" in why for each in (now, value)] == [
                *(True, True)
            ]
            editor.read[pk][name] = now
            self.refused += 1
            return
        assert now in (value, editor.read[pk][name])
        if value != now:
            editor.changes[last_event()] = {(pk, name): (now, value)}
        self._wrote(editor, {(pk, name): value})

    def many(self, editor: Editor) -> None:
        """Selected lines are given a value, whatever they have."""
        name = self.random.choice(("lead", "referent"))
        value, chosen = self.random.choice(VALUES[name]), self._some()
        made: Made = {
            (pk, name): (self.cells[pk][name], value)
            for pk in chosen
            if self.cells[pk][name] != value
        }
        event = together.change_many(
            self.territory, actions=chosen, name=name, value=value, by=editor.user
        )
        assert bool(event) == bool(made)
        if event:
            editor.bulks[event.number] = made
        self._wrote(editor, {cell: new for cell, (_, new) in made.items()})

    def each(self, editor: Editor) -> None:
        """A column is pasted: all of it, or nothing when the other wrote one of its cells."""
        name = self.random.choice(WRITTEN)
        given = {
            pk: (editor.read[pk][name], self.random.choice(VALUES[name])) for pk in self._some()
        }
        made: Made = {(pk, name): each for pk, each in given.items() if each[0] != each[1]}
        if not made:
            return
        stands = all(self.cells[pk][name] == old for (pk, _), (old, _) in made.items())
        values = {pk: each for (pk, _), each in made.items()}
        if self._accepted(
            lambda: together.change_each(self.territory, name=name, values=values, by=editor.user),
            stands,
        ):
            editor.bulks[last_event()] = made
            self._wrote(editor, {cell: new for cell, (_, new) in made.items()})

    def undo(self, editor: Editor) -> None:
        if not editor.changes:
            return
        event = self.random.choice(sorted(editor.changes))
        made = editor.changes[event]
        [(pk, _)] = made
        action = Action.objects.get(pk=pk)
        self._undo(
            editor, made, lambda: operations.undo_change(action, event=event, by=editor.user)
        )

    def undo_bulk(self, editor: Editor) -> None:
        if not editor.bulks:
            return
        event = self.random.choice(sorted(editor.bulks))
        self._undo(
            editor,
            editor.bulks[event],
            lambda: together.undo_change_many(self.territory, event=event, by=editor.user),
        )

    def _undo(self, editor: Editor, made: Made, act: Callable[[], object]) -> None:
        """Refused when one of the cells has another value since."""
        stands = all(self.cells[pk][name] == new for (pk, name), (_, new) in made.items())
        if self._accepted(act, stands):
            self._wrote(editor, {cell: old for cell, (old, _) in made.items()})

    def note(self, editor: Editor) -> None:
        text = f"Note {len(self.notes)}"
        add_note(f"action:{self._one()}", text=text, by=editor.user)
        self.notes.append(text)

    def move(self, editor: Editor) -> None:
        """A card goes to another column, which its status allows or not."""
        pk, verb = self._one(), self.random.choice(sorted(TRANSITIONS))
        action = Action.objects.get(pk=pk)
        stands = self.statuses[pk] in TRANSITIONS[verb].sources
        if self._accepted(lambda: operations.step(action, verb, by=editor.user), stands):
            self.statuses[pk] = TRANSITIONS[verb].target

    def _accepted(self, act: Callable[[], object], stands: bool) -> bool:
        try:
            act()
        except Refused:
            assert not stands
            self.refused += 1
            return False
        assert stands
        return True

    def _one(self) -> int:
        return self.random.choice(sorted(self.cells))

    def _some(self) -> list[int]:
        return self.random.sample(sorted(self.cells), self.random.randint(1, len(self.cells)))

    def _wrote(self, editor: Editor, values: dict[Cell, Any]) -> None:
        for (pk, name), value in values.items():
            self.cells[pk][name] = editor.read[pk][name] = value


def typed(pk: int, name: str, value: Any, editor: Editor) -> CellFieldForm:
    """The form of a cell, as its editor sends it over what they had read."""
    action = Action.objects.get(pk=pk)
    sent = QueryDict(mutable=True)
    text = "" if value is None else str(value // 100) if name == "planned_budget" else value
    sent.update({"value": text, "read": sealed({name: editor.read[pk][name]})})
    form = CellFieldForm(sent, action=action, user=editor.user, name=name)
    assert form.is_valid()
    return form


def last_event() -> int:
    return Event.objects.latest("number").number


def now(territory: Territory) -> Cells:
    """The cells as they are stored."""
    return {
        each["pk"]: {name: each[name] for name in WRITTEN}
        for each in Action.objects.filter(territory=territory).values("pk", *WRITTEN)
    }


def check_nothing_is_lost(first: Cells, last: Cells) -> None:
    """In the ledger, each change of a cell begins at the value where the one before ended: nobody
    wrote over what they had not read, unless by an act that says so."""
    cells = deepcopy(first)
    payloads = Payload.objects.filter(subject__in=[f"action:{pk}" for pk in first])
    for payload in payloads.order_by("event"):
        pk = int(payload.subject.partition(":")[2])
        for name, (old, new) in decode((payload.decoded or {}).get("changes", {})).items():
            if name in WRITTEN:
                assert cells[pk][name] == old
                cells[pk][name] = new
    assert cells == last


@made_once
def edited() -> tuple[Territory, list[User]]:
    return make_edited()


def make_edited() -> tuple[Territory, list[User]]:
    territory = make_territory()
    for number in range(3):
        make_action(territory, title=f"Halle {number}")
    return territory, [make_user(Role.PROJECT_MANAGER, territory=territory) for _ in range(2)]


def beginning(territory: Territory, random: Random) -> Played:
    statuses = Action.objects.filter(territory=territory).values_list("pk", "status")
    return Played(territory, now(territory), {pk: Status(each) for pk, each in statuses}, random)


@pytest.mark.django_db
@given(seed=integers(0, 2**32 - 1))
def test_two_editors_lose_nothing(edited, seed):
    territory, users = edited
    with transaction.atomic():
        played = beginning(territory, Random(seed))
        first = deepcopy(played.cells)
        editors = [Editor(user, deepcopy(first)) for user in users]
        for _ in range(TURNS):
            played.turn(played.random.choice(editors))
        last = now(territory)
        assert last == played.cells
        check_nothing_is_lost(first, last)
        statuses = dict(Action.objects.filter(pk__in=last).values_list("pk", "status"))
        assert statuses == played.statuses
        assert sorted(Note.objects.values_list("text", flat=True)) == sorted(played.notes)
        assert verify() == []
        transaction.set_rollback(True)


def write_once(territory: Territory, user: User, read: Cells, random: Random) -> str:
    """Something that an editor writes over what they read, maybe long ago; the note that was kept,
    if it was one. Raises Refused when the other wrote there since."""
    name, pk = random.choice(WRITTEN), random.choice(sorted(read))
    value, action = random.choice(VALUES[name]), Action.objects.get(pk=pk)
    match random.choice(("cell", "each", "many", "move", "note")):
        case "cell":
            old = read[pk][name]
            operations.change_field(action, name=name, value=value, read=old, by=user)
        case "each":
            values = {key: (each[name], value) for key, each in read.items()}
            moved = {key: each for key, each in values.items() if each[0] != value}
            together.change_each(territory, name=name, values=moved, by=user)
        case "many":
            chosen = sorted(read)
            together.change_many(
                territory, actions=chosen, name="referent", value=str(user), by=user
            )
        case "move":
            operations.step(action, random.choice(sorted(TRANSITIONS)), by=user)
        case _:
            return add_note(action.subject, text=f"Note {random.random()}", by=user).text
    return ""


def write(territory: Territory, user: User, random: Random, kept: list[str]) -> None:
    """Several things, over a table that was read once."""
    read = now(territory)
    for _ in range(WRITES):
        with suppress(Refused):
            kept.append(write_once(territory, user, read, random))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_lose_nothing():
    seed = SystemRandom().getrandbits(32)
    print(f"seed: {seed}")  # told when the test fails
    territory, (one, other) = make_edited()
    first, kept = now(territory), list[str]()
    done = at_once(
        lambda: write(territory, one, Random(seed), kept),
        lambda: write(territory, other, Random(seed + 1), kept),
    )
    assert done == ["", ""]
    check_nothing_is_lost(first, now(territory))
    assert sorted(Note.objects.values_list("text", flat=True)) == sorted(filter(None, kept))
    assert verify() == []
