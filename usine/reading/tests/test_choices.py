"""Axes and priorities, as people write them."""

from datetime import date

import pytest

from usine.plans.states import Priority
from usine.reading.grid import Shown
from usine.reading.refusals import SeveralValues, UnknownWord
from usine.values.dates import PartialDate
from usine.values.errors import Refused

from .readings import AXES as AXIS_WORDS
from .readings import PLAN

AXES, STATUSES, PRIORITIES = (PLAN.choices[name] for name in ("axis", "status", "priority"))

DAY = PartialDate(date(2025, 3, 28))


@pytest.mark.parametrize(
    ("written", "axis"),
    [
        (None, None),
        ("", None),
        ("NC", None),
        ("Axe 1", "transition"),
        ("1", "transition"),
        ("I", "transition"),
        ("Axe n°2", "innovation"),
        ("axe3", "competences"),
        ("Axe stratégique 3", "competences"),
        ("IV", "foncier"),
        ("Axe IV : foncier", "foncier"),
        (1.0, "transition"),
        (4, "foncier"),
        ("TEE", "transition"),
        ("Énergie", "transition"),
        ("transitions", "transition"),
        ("inovation", "innovation"),
        ("Innovation numérique", "innovation"),
        ("competances", "competences"),
        ("Axe 3 – attractivité des métiers", "competences"),
        ("recruter", "competences"),
        ("Foncier et immobilier", "foncier"),
        ("Axe 1 : Transition numérique", "transition"),
        ("Axe 3 : Compétences\n2 actions", "competences"),
        ("Axe 1\nTransition écologique et énergétique", "transition"),
        ("Axe 1 – Foncier", "foncier"),
        ("Axe 5 – Innovation", "innovation"),
        ("Axe 1 – Accélérer la transition écologique et énergétique", "transition"),
        ("Axe 3 – Lever les freins au recrutement / développer les compétences", "competences"),
        *((axis.goal, axis.code) for axis in AXIS_WORDS),
        *((axis.label, axis.code) for axis in AXIS_WORDS),
    ],
)
def test_an_axis_is_understood_by_number_keyword_or_wording(written, axis):
    assert AXES.read(written) == axis


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("Tourisme", "n’est pas un axe du programme"),
        ("Axe 5", "n’est pas un axe du programme"),
        ("V", "n’est pas un axe du programme"),
        ("Axe 1 – Attirer", "n’est pas un axe du programme"),
        ("1.2", "n’est pas un axe du programme"),
        ("Innovation et transition écologique", "désigne plusieurs axes"),
        ("Transition numérique", "désigne plusieurs axes"),
        ("Axes 1 et 2", "désigne plusieurs axes"),
        ("Axe 1 / Axe 3", "désigne plusieurs axes"),
        ("1/3", "désigne plusieurs axes"),
        ("Transition / Innovation", "désigne plusieurs axes"),
        ("Transition – Foncier", "désigne plusieurs axes"),
        ("Innovation et formation", "désigne plusieurs axes"),
        ("Axe 1 – Transition et innovation", "désigne plusieurs axes"),
        ("Axe 3 – Métiers, innovation", "désigne plusieurs axes"),
        ("Axe 2 : Innovation\nAxe 4 : Foncier", "désigne plusieurs axes"),
        ("1. Énergie\n2. Recherche", "désigne plusieurs axes"),
        ("Innovation ou transition", "désigne plusieurs axes"),
        ("Foncier → Transition", "désigne plusieurs axes"),
        ("Recherche·Friches", "désigne plusieurs axes"),
        ("Axe 2 - Emploi", "ne désignent pas le même axe"),
        ("mot " * 100, "ne contient pas un axe"),
        (5.0, "ne contient pas un axe"),
        (True, "ne contient pas un axe"),
        (DAY, "ne contient pas un axe"),
    ],
)
def test_an_axis_that_is_none_of_the_four_is_refused(written, why):
    with pytest.raises(Refused, match=why):
        AXES.read(written)


@pytest.mark.parametrize(
    ("written", "is_renumbered"),
    [
        ("Axe 1 – Innovation", True),
        ("Axe 2 – Innovation", False),
        ("Axe 1 : Transition numérique", False),
        ("Innovation", False),
        ("Axe 5 – Innovation", False),
    ],
)
def test_a_part_is_renumbered_when_its_words_decide_against_its_number(written, is_renumbered):
    assert AXES.is_renumbered(written) == is_renumbered


@pytest.mark.parametrize(
    ("name", "axis"),
    [
        ("Axe 1 - TEE", "transition"),
        ("Axe 4", "foncier"),
        ("2", "innovation"),
        ("Foncier", "foncier"),
        ("Plan innovation", "innovation"),
        ("Feuil1", None),
        ("Sheet 2", None),
        ("2025", None),
        ("Formation", None),
        ("Axe 5 - Tourisme", None),
        ("", None),
    ],
)
def test_the_name_of_a_sheet_may_give_its_axis(name, axis):
    assert AXES.of_sheet(name) == axis


@pytest.mark.parametrize(
    ("text", "heading", "keyword"),
    [
        ("Axe 2 – Innovation", True, True),
        ("Axe 5 – Tourisme", True, False),
        ("Axe recrutement", True, True),
        ("Mobiliser un foncier industriel adapté", True, False),
        ("1. Accélérer la transition écologique", True, False),
        ("2. Innovation", False, True),
        ("Étude foncière", False, False),
        ("Axes de travail", False, False),
        ("Axel Dupont", False, False),
        ("TERRITOIRE D’INDUSTRIE – PLAN D’ACTIONS", False, False),
        ("NB : montants HT", False, False),
    ],
)
def test_what_announces_an_axis_is_told_from_a_title(text, heading, keyword):
    assert (AXES.is_heading(text), AXES.is_keyword(text)) == (heading, keyword)


@pytest.mark.parametrize(
    ("written", "priority"),
    [
        (None, None),
        ("-", None),
        ("Haute", Priority.HIGH),
        ("1", Priority.HIGH),
        (1.0, Priority.HIGH),
        ("P1", Priority.HIGH),
        ("1 - forte", Priority.HIGH),
        ("+++", Priority.HIGH),
        ("prioritaires", Priority.HIGH),
        ("Priorité moyenne", Priority.NORMAL),
        ("**", Priority.NORMAL),
        ("faible", Priority.LOW),
        (True, Priority.HIGH),
        ("x", Priority.HIGH),
        ("✔", Priority.HIGH),
        (False, Priority.NORMAL),
        ("non", Priority.NORMAL),
        (Shown(1, "1.00"), Priority.HIGH),
        *((str(priority.label), priority) for priority in Priority),
    ],
)
def test_a_priority_is_understood(written, priority):
    assert PRIORITIES.read(written) == priority


@pytest.mark.parametrize("written", ["bof", "priorité 7", DAY])
def test_an_unknown_priority_is_refused(written):
    with pytest.raises(Refused, match="n’est pas une priorité comprise"):
        PRIORITIES.read(written)


def test_what_no_choice_knows_is_told_from_what_names_two():
    for choice, unknown, several in (
        (STATUSES, "youpi", "Réalisée / En cours"),
        (AXES, "Tourisme", "Transition / Innovation"),
    ):
        with pytest.raises(UnknownWord):
            choice.read(unknown)
        with pytest.raises(SeveralValues):
            choice.read(several)
    with pytest.raises(UnknownWord):
        PRIORITIES.read("bof")
