"""Columns that say what blocks actions: their words, its kind, since when."""

import pytest

from usine.reading import Answers

from .readings import grid, lacks, read_grids

NAMES = ("N°", "Axe", "Action", "Statut")
WORDS, KIND, SINCE = "Points de blocage", "Type de blocage", "Bloqué depuis"


def read_one(heads, *cells, status="En cours", **options):
    """The reading of one action, and what blocks it."""
    row = ("A1", "TEE", "Réseau de chaleur", status, *cells)
    reading = read_grids(grid((*NAMES, *heads), row), **options)
    tally = reading.cells
    assert tally.total == tally.read + tally.structure + tally.aside
    return reading, reading.rows[0].values.get("blocked")


def told(reading):
    return [(doubt.cell, doubt.message.replace("\u00a0", " ")) for doubt in reading.rows[0].doubts]


def notes(reading):
    return [note.words for note in reading.rows[0].notes]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Le permis tarde", "regulation"),
        ("Terrain à acquérir", "land"),
        ("Recrutement d’un soudeur", "skills"),
        ("Subvention refusée", "funding"),
        ("Raccordement Enedis en 2030", "energy"),
        ("Arbitrage attendu", "governance"),
        ("Le fournisseur a fait faillite", "supplier"),
    ],
)
def test_words_that_name_one_kind_give_it_and_it_is_told(words, kind):
    reading, blocked = read_one([WORDS], words)
    expected = {"kind": kind, "reason": words, "flag": "blocked", "cell": "E2", "field": "blocked"}
    assert blocked == expected
    [(cell, message)] = told(reading)
    assert cell == "E2"
    assert message.endswith("est-ce la bonne ?")
    assert notes(reading) == []
    assert reading.aside == ()


@pytest.mark.parametrize("words", ["Le maire hésite", "Terrain, permis", "x"])
def test_words_that_name_no_kind_or_several_give_another_which_is_told(words):
    reading, blocked = read_one([WORDS], words)
    assert blocked["kind"] == "other"
    assert blocked["reason"] == (f"{WORDS}\u00a0: x" if words == "x" else words)
    message = "Ces mots sont lus comme un blocage dont la nature n’est pas dite : « Autre »."
    assert told(reading) == [("E2", message)]


@pytest.mark.parametrize(
    "words",
    [
        *("-", "non", "RAS", "Néant", "aucun", "Aucun frein identifié à ce jour", "Pas de blocage"),
        *("rien à signaler", "Sans objet", "N", False, None),
    ],
)
def test_words_that_say_that_nothing_blocks_are_no_blockage(words):
    reading, blocked = read_one([WORDS], words)
    assert (blocked, told(reading), notes(reading), reading.aside) == (None, [], [], ())


@pytest.mark.parametrize(
    ("words", "is_blocked"),
    [
        ("Foncier résolu", False),
        ("Moyenne", False),
        ("Foncier non résolu", True),
        ("Pas de financement", True),
    ],
)
def test_words_that_block_no_more_are_kept_beside_and_told(words, is_blocked):
    reading, blocked = read_one([WORDS], words)
    assert (blocked is not None) == is_blocked
    assert notes(reading) == ([] if is_blocked else [words])
    assert len(told(reading)) == 1


@pytest.mark.parametrize("status", ["Réalisé", "Abandonné"])
def test_an_action_that_is_closed_is_never_blocked_in_silence(status):
    reading, blocked = read_one([WORDS, KIND], "Terrain pollué", "Foncier", status=status)
    assert blocked is None
    assert notes(reading) == ["Terrain pollué", "Foncier"]
    message = "L’action est close : ces mots sont gardés en note, aucun blocage n’est noté."
    assert told(reading) == [("E2", message)]


def test_a_kind_and_its_words_go_together():
    reading, blocked = read_one([WORDS, KIND, SINCE], "Terrain pollué", "Financier", "mars 2025")
    assert (blocked["kind"], blocked["cell"]) == ("funding", "E2")
    assert blocked["reason"] == "Terrain pollué"
    assert blocked["since"] == ["2025-03-01", "G2", "mars 2025"]
    message = "Le jour n’est pas dit : le blocage compte depuis le 01/03/2025."
    assert told(reading) == [("G2", message)]


def test_a_tick_beside_words_adds_none():
    _, blocked = read_one(["Blocage (oui/non)", WORDS], "oui", "Terrain pollué")
    assert (blocked["kind"], blocked["reason"]) == ("land", "Terrain pollué")


@pytest.mark.parametrize("denial", ["RAS", "aucun", "non", False])
def test_a_kind_beside_words_that_deny_it_is_told_and_kept(denial):
    reading, blocked = read_one([WORDS, KIND], denial, "Foncier")
    assert (blocked, notes(reading)) == (None, ["Foncier"])
    message = (
        "Une colonne dit que rien ne bloque, une autre ce qui bloque : aucun blocage n’est noté."
    )
    assert told(reading) == [("F2", message)]


@pytest.mark.parametrize("words", ["-", "NC", "à préciser"])
def test_a_kind_stands_beside_words_that_say_nothing(words):
    assert read_one([WORDS, KIND], words, "Foncier")[1]["kind"] == "land"


@pytest.mark.parametrize(
    ("heads", "cells", "kind", "reason"),
    [
        ([KIND], ["Énergie"], "energy", "Type de blocage : Énergie"),
        ([KIND], ["Autre"], "other", "Type de blocage : Autre"),
        ([KIND], ["oui"], "other", "Type de blocage : oui"),
        ([SINCE], ["2024"], "other", "Bloqué depuis : 2024"),
        ([WORDS, "Freins"], ["Le maire hésite", "Le permis tarde"], "regulation", None),
    ],
)
def test_each_column_blocks_alone(heads, cells, kind, reason):
    _, blocked = read_one(heads, *cells)
    assert blocked["kind"] == kind
    assert blocked["reason"].replace("\u00a0", " ") == (reason or "\n".join(cells))


@pytest.mark.parametrize("nothing", ["non", "RAS", "-", "aucun"])
def test_a_kind_may_say_that_nothing_blocks(nothing):
    reading, blocked = read_one([KIND], nothing)
    assert (blocked, told(reading), reading.questions) == (None, [], ())


def test_a_kind_that_is_not_known_is_asked_once_and_answered():
    reading, blocked = read_one([KIND], "Météo")
    assert blocked is None
    assert lacks(reading) == [("E2", "blocked_kind")]
    [question] = reading.questions
    assert (question.field, question.word) == ("blocked_kind", "Météo")
    answers = Answers(words={"blocked_kind": {"meteo": "supplier"}})
    reading, blocked = read_one([KIND], "Météo", answers=answers)
    assert (blocked["kind"], reading.questions) == ("supplier", ())


def test_what_a_status_says_too_is_kept_with_the_words_of_the_column():
    reading, blocked = read_one([WORDS], "Permis contesté", status="Bloqué - financement")
    assert (blocked["kind"], blocked["field"]) == ("regulation", "status")
    assert blocked["reason"] == "Permis contesté\nBloqué - financement"
    assert [cell for cell, _ in told(reading)] == ["D2", "E2", "E2"]
    _, blocked = read_one([WORDS], "Le maire hésite", status="Bloqué - financement")
    assert blocked["kind"] == "funding"


def test_a_column_that_users_say_blocks_does():
    answers = Answers(columns={"ou en est on": "blocked"})
    _, blocked = read_one(["Où en est-on"], "Le permis tarde", answers=answers)
    assert blocked["kind"] == "regulation"


def test_a_cell_without_a_value_is_told():
    reading, blocked = read_one([WORDS], "?")
    assert (blocked, lacks(reading)) == (None, [("E2", "blocked")])


@pytest.mark.parametrize(
    ("words", "kind"), [("Arrêté préfectoral", "regulation"), ("manque de candidats", "skills")]
)
def test_what_territories_wait_for_names_its_kind(words, kind):
    assert read_one([WORDS], words)[1]["kind"] == kind
