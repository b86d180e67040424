"""The faults that `make mutants` puts in: what they are, and that they are put in one at a time."""

import ast

import pytest

from .faults import Mutator, draw, mutants_of
from .mutants import FAULTLESS, files

SOURCE = """
def late(day, last=5):
    '''Not a fault.'''
    if day > last and not day == 3:
        tell(day, by=by)
    return {1, day}
"""
FAULTS = [
    (4, "day > last  →  day >= last"),
    (4, "3  →  4"),
    (4, "day == 3  →  day != 3"),
    (4, "not day == 3  →  day == 3"),
    (4, "day > last and (not day == 3)  →  day > last or not day == 3"),
    (5, "by=by  →  by=None"),
    (5, "tell(day, by=by)  →  pass"),
    (6, "1  →  2"),
    (6, "{1, day}  →  {day}"),
    (6, "{1, day}  →  {1}"),
]

HARMLESS = """
BATCH = 500
class Pair:
    on = models.DateField(null=True)
pairs = zip(one, other, strict=True)
"""


def test_every_fault_is_told_by_the_line_of_its_statement():
    mutator = Mutator(-1)
    assert ast.unparse(mutator.visit(ast.parse(SOURCE))) == ast.unparse(ast.parse(SOURCE))
    assert [(lines.start, told) for lines, told in mutator.faults] == FAULTS


def test_what_changes_no_result_is_no_fault():
    mutator = Mutator(-1)
    mutator.visit(ast.parse(HARMLESS))
    assert mutator.faults == []


@pytest.mark.parametrize("number", range(len(FAULTS)))
def test_a_fault_is_put_in_alone(number):
    sound = ast.unparse(ast.parse(SOURCE)).splitlines()
    faulty = ast.unparse(Mutator(number).visit(ast.parse(SOURCE))).splitlines()
    changed = [one != other for one, other in zip(sound, faulty, strict=True)]
    assert changed.count(True) == 1


@pytest.mark.parametrize("pattern", [each for patterns in FAULTLESS.values() for each in patterns])
def test_what_is_tried_is_there(pattern):
    assert files([pattern], []) != []


def test_the_same_seed_draws_the_same_faults():
    path = files(["plans/rules.py"], [])[0]
    assert draw(path, 3, 1) == draw(path, 3, 1)
    assert len(draw(path, 3, 1)) == 3
    assert draw(path, 0, 1) == mutants_of(path)
