"""Statuses, axes, priorities and texts, as people write them."""

import math
from datetime import date

import pytest

from usine.plans.states import Priority, Status
from usine.reading.grid import BrokenCell
from usine.reading.memory import LONGEST
from usine.reading.values.nothing import says_nothing
from usine.reading.values.texts import (
    line_of,
    names_of,
    paragraph_of,
    text_of,
    title_and_rest,
)
from usine.reading.wording import in_french, quoted
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

from .readings import AXES as AXIS_WORDS
from .readings import PLAN

AXES, STATUSES, PRIORITIES = (PLAN.choices[name] for name in ("axis", "status", "priority"))

DAY = PartialDate(date(2025, 3, 28))


@pytest.mark.parametrize(
    ("written", "status"),
    [
        (None, None),
        ("", None),
        ("?", None),
        ("-", None),
        ("NC", None),
        ("à définir", None),
        ("terminé", Status.DONE),
        ("Terminer", Status.DONE),
        ("termniée", Status.DONE),
        ("fait", Status.DONE),
        ("réalisée", Status.DONE),
        ("REALISEE", Status.DONE),
        ("Action réalisée ", Status.DONE),
        ("L’action a été réalisée", Status.DONE),
        ("Terminé le 12/03/2024", Status.DONE),
        ("Réalisé (2024)", Status.DONE),
        ("mise en service", Status.DONE),
        ("100%", Status.DONE),
        ("Réalisé à 100 %", Status.DONE),
        (1.0, Status.DONE),
        ("1", Status.DONE),
        ("EN COURS", Status.IN_PROGRESS),
        ("en  cours ", Status.IN_PROGRESS),
        ("en cour", Status.IN_PROGRESS),
        ("3. En cours", Status.IN_PROGRESS),
        ("En cours - retard", Status.IN_PROGRESS),
        ("En cours depuis 2023", Status.IN_PROGRESS),
        ("En cours de déploiement", Status.IN_PROGRESS),
        ("Phase 2 : en cours", Status.IN_PROGRESS),
        ("en réalisation", Status.IN_PROGRESS),
        ("démarrée", Status.IN_PROGRESS),
        ("En cours (30 %)", Status.IN_PROGRESS),
        ("réalisé à 50 %", Status.IN_PROGRESS),
        ("Réalisée en partie", Status.IN_PROGRESS),
        ("12,5 %", Status.IN_PROGRESS),
        ("n’est pas terminé", Status.IN_PROGRESS),
        ("inachevé", Status.IN_PROGRESS),
        (0.4, Status.IN_PROGRESS),
        ("0,4", Status.IN_PROGRESS),
        ("dossier déposé", Status.UNDER_REVIEW),
        ("Dossier déposé (25 %)", Status.UNDER_REVIEW),
        ("instruction", Status.UNDER_REVIEW),
        ("à l’instruction", Status.UNDER_REVIEW),
        ("En cours d'instruction", Status.UNDER_REVIEW),
        ("En cours d’instruction par l’ADEME", Status.UNDER_REVIEW),
        ("à lancer", Status.TO_START),
        ("1 - À initier", Status.TO_START),
        ("A initier", Status.TO_START),
        ("prévu", Status.TO_START),
        ("Prévue en 2026", Status.TO_START),
        ("pas commencé", Status.TO_START),
        ("Non démarré", Status.TO_START),
        ("pas encore réalisé", Status.TO_START),
        ("n'a pas démarré", Status.TO_START),
        ("jamais lancé", Status.TO_START),
        ("dossier non déposé", Status.TO_START),
        ("Pas demarée", Status.TO_START),
        ("en attente", Status.TO_START),
        ("En attente (action à initier)", Status.TO_START),
        ("en cours de montage", Status.TO_START),
        ("0 %", Status.TO_START),
        (0.0, Status.TO_START),
        (0, Status.TO_START),
        ("ABANDONNE", Status.ABANDONED),
        ("annulé", Status.ABANDONED),
        ("sans suite", Status.ABANDONED),
        ("non retenu", Status.ABANDONED),
        ("Abandonnée (50 %)", Status.ABANDONED),
    ],
)
def test_a_status_is_understood(written, status):
    assert STATUSES.read(written) == status


@pytest.mark.parametrize("status", [each for each in Status if each != Status.UNKNOWN])
def test_a_status_is_understood_as_the_product_itself_writes_it(status):
    assert STATUSES.read(str(status.label)) == status


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("youpi", "n’est pas un statut compris"),
        ("oui", "n’est pas un statut compris"),
        ("non", "n’est pas un statut compris"),
        ("en retard", "n’est pas un statut compris"),
        ("non abandonné", "n’est pas un statut compris"),
        ("ne sera pas réalisé", "n’est pas un statut compris"),
        ("En cours d’abandon", "n’est pas un statut compris"),
        ("150 %", "n’est pas un statut compris"),
        ("youpi 50 %", "n’est pas un statut compris"),
        ("mot " * 60, "n’est pas un statut compris"),
        ("Réalisée / En cours", "dit deux choses"),
        ("En cours, dossier déposé", "dit deux choses"),
        ("En cours 100 %", "dit deux choses"),
        (2.0, "Le nombre 2 n’est pas un statut"),
        ("3", "Le nombre 3 n’est pas un statut"),
        (-1.0, "n’est pas un statut"),
        (math.nan, "n’est pas un statut"),
        (True, "ne contient pas un statut"),
        (DAY, "ne contient pas un statut"),
    ],
)
def test_a_status_that_is_none_or_two_is_refused(written, why):
    with pytest.raises(Refused, match=why):
        STATUSES.read(written)


@pytest.mark.parametrize(
    ("cells", "header", "scale"),
    [
        ([0.0, 0.5, 1.0, "en cours", None], "Statut", 1),
        ([], "Statut", 1),
        ([0.0, 50.0, "100"], "Statut", 100),
        ([0.0, 1.0, 5.0], "Taux d’avancement", 100),
        ([1.0, 5.0], "Avancement (%)", 100),
        ([1.0, 2.0, 3.0], "Statut", 0),
    ],
)
def test_plain_numbers_are_shares_of_one_or_of_a_hundred_or_mere_codes(cells, header, scale):
    assert STATUSES.scale(cells, header) == scale


def test_numbers_count_in_the_scale_of_their_column():
    assert STATUSES.read(50.0, 100) == STATUSES.read(1.0, 100) == Status.IN_PROGRESS
    assert STATUSES.read(100.0, 100) == Status.DONE
    with pytest.raises(Refused, match="Le nombre 1 n’est pas un statut"):
        STATUSES.read(1.0, 0)


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
        ("Axe 1 – Transition et innovation", "transition"),
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
        ("Axes 1 et 2", "n’est pas un axe du programme"),
        ("1.2", "n’est pas un axe du programme"),
        ("Innovation et transition écologique", "désigne plusieurs axes"),
        ("Transition numérique", "désigne plusieurs axes"),
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
        *((str(priority.label), priority) for priority in Priority),
    ],
)
def test_a_priority_is_understood(written, priority):
    assert PRIORITIES.read(written) == priority


@pytest.mark.parametrize("written", ["bof", "priorité 7", DAY])
def test_an_unknown_priority_is_refused(written):
    with pytest.raises(Refused, match="n’est pas une priorité comprise"):
        PRIORITIES.read(written)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (BrokenCell("error", "#REF!"), ""),
        ("  a   b \n\n c\u00a0d ", "a b\n\nc d"),
        (12.0, "12"),
        (1.5, "1.5"),
        (True, "VRAI"),
        (False, "FAUX"),
        (DAY, "28/03/2025"),
        (PartialDate(date(2025, 3, 1), Precision.MONTH), "03/2025"),
    ],
)
def test_a_cell_is_read_as_it_shows(cell, text):
    assert text_of(cell) == text


def test_a_text_that_says_nothing_is_nothing():
    assert line_of("  CCI\nGrand Est ") == "CCI Grand Est"
    assert line_of("NC") == paragraph_of("à définir") == ""
    assert paragraph_of("a\nb") == "a\nb"
    long = "non renseigné " * 40
    assert len(long) > LONGEST
    assert paragraph_of(long) == long.strip()
    assert not says_nothing(long)


def test_the_first_line_is_the_title_and_the_rest_the_description():
    assert title_and_rest("\n Titre  court \nObjectif\n\nPhasage ") == (
        "Titre court",
        "Objectif\n\nPhasage",
    )
    assert title_and_rest(2025.0) == ("2025", "")
    assert title_and_rest("…\nObjectif") == ("", "Objectif")


def test_names_are_parted_by_semicolons_commas_and_lines():
    assert names_of("Bpifrance, CCI ; UIMM\nRégion") == ("Bpifrance", "CCI", "UIMM", "Région")
    assert names_of("- CCI (Lille, Arras)\n- Région [Hauts, Bas];cci (lille, arras)") == (
        "CCI (Lille, Arras)",
        "Région [Hauts, Bas]",
    )
    assert names_of("CCI (Lille\nRégion, EPF)") == ("CCI (Lille", "Région", "EPF)")
    assert names_of("NC, -; ") == names_of(None) == ()


def test_sentences_are_set_as_french_sets_them():
    assert (
        in_french("« a » : 12 % ou 3 € ?") == "«\u00a0a\u00a0»\u00a0: 12\u00a0% ou 3\u00a0€\u00a0?"
    )
    assert quoted("un\ndeux") == "« un deux »"
    assert quoted("mot " * 30) == "« " + ("mot " * 10)[:39].rstrip() + "… »"
