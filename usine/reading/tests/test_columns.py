"""Where the header is and what columns hold, whatever territories call them."""

import pytest

from usine.reading import IGNORED, header_key
from usine.reading.columns import Headers
from usine.reading.grid import BrokenCell, Grid
from usine.reading.headers import Header, find_header
from usine.reading.naming import SURE
from usine.reading.ticks import tick_of

from .readings import PLAN, read_grids

understand = PLAN.naming.understand
HEADERS = Headers(PLAN, {})


def grid(*rows, first=1) -> Grid:
    return Grid("Plan", {n: tuple(row) for n, row in enumerate(rows, first) if any(row)})


def header_of(*rows, mapping=None) -> Header:
    header = find_header(grid(*rows), Headers(PLAN, mapping or {}))
    assert header is not None
    return header


def fields(header: Header) -> list[str | None]:
    return [column.field for column in header.columns]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *((label, name) for name, label in PLAN.labels.items() if name not in PLAN.counted.units),
        ("N°", "reference"),
        ("Réf.", "reference"),
        ("id", "reference"),
        ("N°action", "reference"),
        ("Fiche action n°", "reference"),
        ("Axe stratégique", "axis"),
        ("AXES", "axis"),
        ("Thématique", "axis"),
        ("Intitulé du projet", "title"),
        ("Intitulé de l’acion", "title"),
        ("Actions", "title"),
        ("TITRE", "title"),
        ("Nom de l'opération", "title"),
        ("descriptif", "description"),
        ("Objectifs", "objectives"),
        ("Maître d'ouvrage", "lead"),
        ("MOA", "lead"),
        ("Pilote de l'action", "lead"),
        ("Porteur(s) de projet", "lead"),
        ("Suivi par", "referent"),
        ("Quand (début) ?", "start"),
        ("Quand (fin) ?", "end"),
        ("Quand (à peu près) ?", "period"),
        ("Où en est-on ?", "status"),
        ("Axe du contrat", "axis"),
        ("2. Axe", "axis"),
        ("3) Intitulé complet", "title"),
        ("Début réel", "start"),
        ("Suivi", "comment"),
        ("Budget x 1 000", "planned_budget"),
        ("Avancement au 30/06", "status"),
        ("Entreprises concernées", "partners"),
        ("Responsable de l’action", "lead"),
        ("Co-porteurs / partenaires", "partners"),
        ("Partnaires", "partners"),
        ("Coût total HT", "planned_budget"),
        ("montant HT", "planned_budget"),
        ("Budjet prévisionel", "planned_budget"),
        ("Coût total prévisionnel de l'opération (en k€ HT)", "planned_budget"),
        ("Montants en kilo-euros", "planned_budget"),
        ("Budget 10³ €", "planned_budget"),
        ("Budget MEUR", "planned_budget"),
        ("Budget 2023-2027", "planned_budget"),
        ("Financement – Coût total", "planned_budget"),
        ("Etat d'avancement", "status"),
        ("Statu", "status"),
        ("Statut au 12/05/2025", "status"),
        ("Avancement (%)", "status"),
        ("Date de démarage", "start"),
        ("Calendrier – début", "start"),
        ("ECHEANCE", "end"),
        ("Date prévisionnelle de fin", "end"),
        ("Calendrier prévisionnel", "period"),
        ("Niveau de priorité", "priority"),
        ("Observations / suivi", "comment"),
        ("Action / projet", "title"),
    ],
)
def test_a_header_is_understood_by_its_synonyms(header, field):
    meaning = understand(header)
    assert meaning is not None
    assert meaning.field == field


@pytest.mark.parametrize(
    "header",
    [
        "Date de mise à jour",
        "Montant de la subvention",
        "Budget consommé",
        "Nombre d’actions",
        "Prochaines actions",
        "Indicateurs de suivi",
        "Statut juridique",
        "E-mail",
        "Propriété",
        "Avancement financier",
        "Budget réel",
    ],
)
def test_a_header_close_to_a_field_is_not_taken_for_it(header):
    meaning = understand(header)
    assert meaning is not None
    assert meaning.field == IGNORED


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Budget 2024",
        "Taille",
        "Total",
        "Plan d’actions",
        "Acte",
        "Portail",
        "Lien",
        "Finalisé",
        "x" * 200,
    ],
)
def test_a_header_like_nothing_is_not_understood(header):
    assert understand(header) is None


def test_a_doubtful_header_is_less_sure():
    headers = ["Statut", "Statut de l’action", "Axe / Orientation", "Intitullé", "État"]
    confidence = [meaning.confidence for meaning in map(understand, headers) if meaning]
    assert confidence == [100, 95, 85, 85, 70]
    assert confidence[1] > SURE > confidence[2]


def test_the_header_lies_under_title_blocks_and_notices():
    header = header_of(
        ["TERRITOIRE D’INDUSTRIE – PLAN D’ACTIONS"],
        ["Porteur du document : la CCI", None, "Version du 12/05/2025"],
        ["Statut : à choisir dans la liste", "Axe"],
        [],
        ["N°", "Axe", "Action", "Statut"],
        ["A1", "TEE", "Réseau", "En cours"],
    )
    assert header.rows == (5,)
    assert fields(header) == ["reference", "axis", "title", "status"]


def test_a_header_may_stand_on_two_rows():
    header = header_of(
        ["PLAN D’ACTIONS"],
        ["Réf.", "Axe", "Action", "Calendrier", None, "Budget (k€)", None, "Statut"],
        [None, None, None, "Début", "Fin", "Total", "Subvention"],
        ["A1", "TEE", "Réseau", "2024", "2025", 350, 100, "En cours"],
    )
    assert header.rows == (2, 3)
    assert fields(header) == [
        *("reference", "axis", "title", "start", "end", "planned_budget", None, "status"),
    ]
    assert [column.header for column in header.columns][3:7] == [
        *("Calendrier › Début", "Calendrier › Fin", "Budget (k€) › Total"),
        "Budget (k€) › Subvention",
    ]
    assert header.columns[5].unit == 1000


def test_groups_above_a_full_header_do_not_hide_it():
    header = header_of(
        ["Identification", None, None, "Calendrier", None, "Finances"],
        ["Réf.", "Axe", "Action", "Début", "Fin", "Coût"],
        ["A1", "TEE", "Réseau", "2024", "2025", 350],
    )
    assert header.rows == (2,)
    assert fields(header) == ["reference", "axis", "title", "start", "end", "planned_budget"]


def test_a_header_names_two_fields_at_least():
    assert find_header(grid(["Action"], ["Réseau"], ["Étude"]), HEADERS) is None
    notice = grid(["Mode d’emploi : ne pas supprimer les colonnes grises"])
    assert find_header(notice, HEADERS) is None
    assert find_header(grid(), HEADERS) is None


def test_a_header_is_looked_for_near_the_top():
    rows = [["Texte libre"]] * 70 + [["Axe", "Action"]]
    assert find_header(grid(*rows), HEADERS) is None


def test_of_two_columns_the_plainest_name_holds_the_field():
    header = header_of(
        ["Action", "Intitulé", "Pilote", "Porteur", "État", "Statut", "Projet"],
        ["A", "Réseau", "CCI", "SEM", "En cours", "En cours", "x"],
    )
    assert fields(header) == [None, "title", None, "lead", None, "status", None]


def test_several_columns_may_feed_a_description():
    header = header_of(
        ["Axe", "Action", "Description", "Contenu", "Partenaires", "Co-porteurs"], ["TEE", "a"]
    )
    assert fields(header)[2:] == ["description", "description", "partners", "partners"]


def test_a_doubtful_column_is_confirmed_by_its_cells():
    names = ["Axe", "Action", "État", "Terme", "Structure", "Chantier"]
    good = ["TEE", "Réseau", "En cours", "2026", "CCI", "Rue"]
    assert fields(header_of(names, good))[2:] == ["status", "end", "lead", None]
    shares = ["TEE", "Réseau", 15.0, "à mi-parcours", 12.0, "Rue"]
    assert fields(header_of(names, shares))[2:] == [None, None, None, None]
    empty = ["TEE", "Réseau", None, BrokenCell("formula")]
    assert fields(header_of(names, empty))[2:] == [None, None, None, None]
    worded = ["TEE", "Réseau", None, "en continu"]
    assert fields(header_of(names, worded))[3] == "end"


def test_a_head_that_says_nothing_is_no_column_of_ticks():
    assert tick_of(("NC",), PLAN) is None


def test_a_start_or_an_end_goes_before_a_period():
    assert "period" not in fields(header_of(["Axe", "Action", "Calendrier", "Fin"]))
    assert "period" not in fields(header_of(["Axe", "Action", "Calendrier", "Début"]))
    assert "period" in fields(header_of(["Axe", "Action", "Calendrier"]))


def test_mappings_of_users_go_first():
    rows = [
        ["Axe", "Quoi faire ?", "Action", "Statut", "Suivi", None],
        ["TEE", "Réseau", "A1", "En cours", "x", "libre"],
    ]
    mapping = {"quoi faire": "title", "action": "reference", "statut": IGNORED, "suivi": "title"}
    header = header_of(*rows, mapping=mapping)
    assert fields(header) == ["axis", "title", "reference", None, None, None]
    assert all(column.confidence == 100 for column in header.columns[:3])


def test_a_column_is_told_by_its_letter_and_its_key():
    column = header_of(["Axe", " Intitulé\nde l’Action "]).columns[1]
    assert column.letter == "B"
    assert column.is_sure
    assert column.as_json() == {
        "letter": "B",
        "header": "Intitulé de l’Action",
        "key": "intitule de l action",
        "field": "title",
        "confidence": 100,
        "is_part": False,
    }
    assert header_key("Coût – " * 100) == ("cout " * 40).strip()
    unknown = header_of(["Axe", "Action", "Lien"]).columns[2]
    assert (unknown.as_json()["field"], unknown.is_sure) == ("", False)


def test_numbers_of_a_status_column_take_its_scale():
    header = header_of(["Axe", "Action", "Avancement (%)"], ["TEE", "a", 50.0], ["TEE", "b"])
    assert header.columns[2].unit == 100


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Points de blocage", "blocked"),
        ("Freins", "blocked"),
        ("Difficultés rencontrées", "blocked"),
        ("Obstacles", "blocked"),
        ("Type de blocage", "blocked_kind"),
        ("Bloqué depuis", "blocked_since"),
        ("Freins et leviers", "comment"),
        ("Points de blocage / commentaires", "comment"),
        ("Freins potentiels", "comment"),
    ],
)
def test_what_holds_actions_back_is_a_blockage_unless_its_header_says_more(header, field):
    heads = Headers(PLAN, {}).named((header,))
    assert [meaning.field for meaning in heads] == [field]


def test_a_code_names_actions_before_the_counter_of_an_export():
    heads = ("id", "Code", "Axe", "Action")
    reading = read_grids(grid(heads, (1.0, "A1", "TEE", "Four"), (2.0, "A2", "Foncier", "Halle")))
    assert [row.values["reference"] for row in reading.rows] == ["A1", "A2"]


def test_a_share_of_the_budget_is_no_status():
    heads = ("N°", "Axe", "Action", "Taux de réalisation budgétaire")
    [row] = read_grids(grid(heads, ("A1", "TEE", "Four", 0.4))).rows
    assert "status" not in row.values
