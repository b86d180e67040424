"""Statuses, as people write them."""

import math
from datetime import date

import pytest

from usine.plans.states import Status
from usine.reading.choices.progress import BLOCKED, POSTPONED, Advancement
from usine.reading.refusals import UnknownWord
from usine.values.dates import PartialDate
from usine.values.errors import Refused

from .readings import PLAN, read, read_rows
from .spreadsheets import xlsx

STATUSES = PLAN.choices["status"]

DAY = PartialDate(date(2025, 3, 28))
TODAY = date(2026, 11, 28)


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


@pytest.mark.parametrize(
    "written",
    [
        "mise en service 2026",
        "Mise en service en 2026",
        "mise en service prévue 2027",
        "Mise en service courant 2026",
        "mise en service d’ici fin 2027",
        "Mise en service en septembre",
        "livraison prévue 2027",
        "ouverture en 2028",
        "Livré en 2027",
        "terminé fin 2026",
        "Réalisé 12/2026",
        "Réalisé 12/26",
        "Terminé le 29/11/26",
        "réalisé 2023-2027",
        "réalisé 2023-27",
        "100 % en 2027",
        "projet terminé dans deux ans",
        "terminé pour 2027",
        "Terminé en 2027, en retard",
        "Démarré en 2027",
        "travaux en janvier 2027",
        "Dossier déposé en 2027",
        "abandonné en 2027",
    ],
)
def test_what_is_to_come_is_no_status_yet(written):
    with pytest.raises(UnknownWord):
        STATUSES.on(TODAY, written)


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("mise en service 2025", Status.DONE),
        ("Terminé le 28/11/2026", Status.DONE),
        ("Terminé en octobre 2026", Status.DONE),
        ("réalisé 2023-2025", Status.DONE),
        ("Réalisé avec France 2030", Status.DONE),
        ("Terminé 31/13/2027", Status.DONE),
        ("Démarré en 2026", Status.IN_PROGRESS),
        ("En cours jusqu’en 2027", Status.IN_PROGRESS),
        ("En cours, livraison prévue 2027", Status.IN_PROGRESS),
        ("à terminer en 2027", Status.IN_PROGRESS),
        ("Prévue en 2027", Status.TO_START),
        ("En cours", Status.IN_PROGRESS),
        (0.5, Status.IN_PROGRESS),
        (None, None),
    ],
)
def test_what_is_past_or_goes_on_keeps_its_status(written, status):
    assert STATUSES.on(TODAY, written).code == status


def test_without_a_day_no_date_takes_a_status_back():
    assert STATUSES.on(None, "Livré en 2027").code == Status.DONE
    with pytest.raises(UnknownWord, match="date à venir ou mal connue"):
        STATUSES.on(None, "livré dans 6 mois")


def test_a_status_that_is_to_come_is_asked_with_its_words():
    head = ("Axe", "Intitulé", "Statut")
    lines = [
        ("Foncier", "Gare", "mise en service 2026"),
        ("Foncier", "Pont", "mise en service 2025"),
    ]
    after, before = (
        read(xlsx(head, *lines), "plan.xlsx", day=day) for day in (TODAY, date(2027, 1, 1))
    )
    assert [row.values.get("status") for row in after.rows] == [None, Status.DONE]
    assert [(q.field, q.word) for q in after.questions] == [("status", "mise en service 2026")]
    assert [(e.cell, e.words) for e in after.incomplete] == [("C2", "mise en service 2026")]
    assert [row.values["status"] for row in before.rows] == [Status.DONE] * 2


def test_a_cross_under_a_status_of_a_year_is_no_status():
    reading = read_rows(
        ("Axe", "Intitulé", "Mise en service 2027", "En cours"),
        ("Foncier", "Gare", "x", None),
        ("Foncier", "Pont", None, "x"),
    )
    assert [row.values.get("status") for row in reading.rows] == [None, Status.IN_PROGRESS]
    assert [entry.range for entry in reading.aside] == ["C2"]


@pytest.mark.parametrize("text", ["Réalisé(e)", "Réalisé(e)s", "Terminé·e", "Terminé·es"])
def test_a_status_may_be_of_both_genders(text):
    assert PLAN.choices["status"].read(text) == "done"
