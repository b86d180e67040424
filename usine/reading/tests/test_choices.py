"""Statuses, axes and priorities, as people write them."""

import math
from datetime import date

import pytest

from usine.plans.states import Priority, Status
from usine.reading.choices.progress import BLOCKED, POSTPONED, Advancement
from usine.reading.grid import Shown
from usine.reading.refusals import SeveralValues, UnknownWord
from usine.values.dates import PartialDate
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
        ("Travaux en cours, livraison prévue mars 2027", Status.IN_PROGRESS),
        ("AAP déposé, en attente de réponse", Status.UNDER_REVIEW),
        ("À venir", Status.TO_START),
        ("En cours de définition", Status.TO_START),
        ("réflexion en cours", Status.TO_START),
        ("définition en cours", Status.TO_START),
        ("in progress", Status.IN_PROGRESS),
        ("NSP", Status.UNKNOWN),
        ("À terminer", Status.IN_PROGRESS),
        ("réalisé aux 3/4", Status.IN_PROGRESS),
        ("1/3 réalisé", Status.IN_PROGRESS),
        ("Réalisé 50/100", Status.IN_PROGRESS),
        ("Terminé 2/2", Status.DONE),
        ("Réalisé 12/2024", Status.DONE),
        ("Terminé le 5/4/2024", Status.DONE),
        ("Terminé 12/5", Status.DONE),
        ("En cours depuis 2023", Status.IN_PROGRESS),
        ("En cours de déploiement", Status.IN_PROGRESS),
        ("en cours d’achèvement", Status.IN_PROGRESS),
        ("Travaux en cours de réalisation", Status.IN_PROGRESS),
        ("En cours jusqu’en 2027", Status.IN_PROGRESS),
        ("Dossier en cours d’examen", Status.UNDER_REVIEW),
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
        ("à abandonner", "n’est pas un statut compris"),
        ("annuel", "n’est pas un statut compris"),
        ("effet", "n’est pas un statut compris"),
        ("attente retour État", "n’est pas un statut compris"),
        ("oui", "n’est pas un statut compris"),
        ("non", "n’est pas un statut compris"),
        ("à définir", "n’est pas un statut compris"),
        ("sans objet", "n’est pas un statut compris"),
        ("🟢", "n’est pas un statut compris"),
        ("OK", "n’est pas un statut compris"),
        ("x", "n’est pas un statut compris"),
        ("phase 1 terminée", "n’est pas un statut compris"),
        ("Phase 1 : terminée", "n’est pas un statut compris"),
        ("Terminé, reste la pose des arceaux", "n’est pas un statut compris"),
        ("permis en cours", "n’est pas un statut compris"),
        ("Instruction DREAL", "n’est pas un statut compris"),
        ("non abandonné", "n’est pas un statut compris"),
        ("ne sera pas réalisé", "n’est pas un statut compris"),
        ("En cours d’abandon", "n’est pas un statut compris"),
        ("en cours de rédaction", "n’est pas un statut compris"),
        ("En cours d’étude", "n’est pas un statut compris"),
        ("étude en cours", "n’est pas un statut compris"),
        ("en cour de consultation", "n’est pas un statut compris"),
        ("Travaux en cours de chiffrage", "n’est pas un statut compris"),
        ("en cours (à définir)", "n’est pas un statut compris"),
        ("Travaux en cours, projet prévu", "dit deux choses"),
        ("Suspendu / abandonné", "dit deux choses"),
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
        ([0.0, 1.0, "1"], "Statut", 0),  # ticks, or shares?
        ([0.0, 1.0], "Taux de réalisation", 1),
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


@pytest.mark.parametrize(
    ("written", "code", "flag", "cause"),
    [
        ("bloqué", None, BLOCKED, ""),
        ("Bloqué (foncier)", None, BLOCKED, "land"),
        ("à l’arrêt faute de financement", None, BLOCKED, "funding"),
        ("Bloqué par la DREAL", None, BLOCKED, ""),
        ("suspendu", None, BLOCKED, ""),
        ("stand-by", None, BLOCKED, ""),
        ("en attente de financement", None, BLOCKED, "funding"),
        ("en attente du permis de construire", None, BLOCKED, "regulation"),
        ("En attente de l’arbitrage", None, BLOCKED, "governance"),
        ("reporté à 2027", None, POSTPONED, ""),
        ("reporté sine die", None, POSTPONED, ""),
        ("en retard", None, POSTPONED, ""),
        ("livraison retardée", None, POSTPONED, ""),
        ("En cours - retard", Status.IN_PROGRESS, POSTPONED, ""),
        ("Terminé, en retard", Status.DONE, POSTPONED, ""),
        ("Reporté, en attente de financement", None, BLOCKED, "funding"),
        ("En cours, problème de recrutement", Status.IN_PROGRESS, BLOCKED, "skills"),
        ("suspendu, réalisé à 50 %", Status.IN_PROGRESS, BLOCKED, ""),
        ("en attente", Status.TO_START, BLOCKED, ""),
        ("en attente de validation", Status.TO_START, BLOCKED, "governance"),
        ("En cours, en attente", Status.IN_PROGRESS, BLOCKED, ""),
        ("Bloqué (à préciser)", None, BLOCKED, ""),
    ],
)
def test_what_blocks_or_postpones_takes_no_status_back(written, code, flag, cause):
    assert STATUSES.progress(written) == Advancement(code, flag, cause, written)
    assert STATUSES.read(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("arrêtée", Status.ABANDONED),
        ("stoppé", Status.ABANDONED),
        ("refusé", Status.ABANDONED),
        ("pérennisé", Status.IN_PROGRESS),
    ],
)
def test_a_doubtful_status_is_to_verify(written, code):
    assert STATUSES.progress(written) == Advancement(code, is_doubtful=True)


def test_a_status_alone_raises_no_flag():
    assert STATUSES.progress("En cours") == Advancement(Status.IN_PROGRESS)
    assert STATUSES.progress(None) == STATUSES.progress("-") == Advancement()


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
