"""The titles of groups of rows: parts, how far actions are, and what the plan does not take."""

import pytest

from usine.reading.reasons import Why

from .readings import grid, left_aside, problems, read_grids, titles

NAMES = ("N°", "Action", "Budget (€)")
FIRST, SECOND, THIRD = (
    ("1", "Four solaire", 10_000.0),
    ("2", "Fabrique", 20_000.0),
    ("3", "Halle", 30_000.0),
)


def values(reading, name):
    return [row.values.get(name) for row in reading.rows]


def test_a_title_that_is_no_part_ends_the_part_above():
    """Its actions are asked for, never given to the part above."""
    rows = (NAMES, ("Axe 3 - Compétences",), FIRST, ("Actions transversales",), SECOND)
    reading = read_grids(grid(*rows))
    assert values(reading, "axis") == ["competences", None]
    assert problems(reading) == [("A4", "axis")]
    assert [each.word for each in reading.questions] == ["Actions transversales"]


@pytest.mark.parametrize(
    "between",
    [
        "Objectif 3.1 : attirer",
        "Page 1/2",
        "NB : montants HT",
        "* hors études",
        "Les montants qui suivent sont donnés sous réserve du vote du budget par le conseil.",
    ],
)
def test_a_goal_a_page_or_a_note_ends_no_part(between):
    rows = (NAMES, ("Axe 3 - Compétences",), FIRST, (between,), SECOND)
    assert values(read_grids(grid(*rows)), "axis") == ["competences"] * 2


@pytest.mark.parametrize("after", [(), [("Total", None, 10_000.0)], [(None,)] * 3])
def test_a_title_over_no_action_ends_no_part(after):
    rows = (NAMES, ("Axe 3 - Compétences",), FIRST, ("Actions transversales",), *after)
    assert problems(read_grids(grid(*rows))) == []


@pytest.mark.parametrize("below", ["Lieux", "Recherche et innovation"])
def test_titles_below_a_part_are_told_by_the_first_that_stands_under_it(below):
    rows = (NAMES, ("Axe 2 - Innovation",), (below,), FIRST, ("Réseaux",), SECOND)
    assert values(read_grids(grid(*rows)), "axis") == ["innovation"] * 2


@pytest.mark.parametrize(("above", "title"), [("INNOVATION", "DIVERS"), ("Innovation", "Divers")])
def test_a_title_in_capitals_among_those_of_actions_heads_a_part_as_the_first(above, title):
    rows = (NAMES, (None, above), FIRST, (None, title), SECOND)
    is_title = title.isupper()
    reading = read_grids(grid(*rows))
    expected = [FIRST[1], SECOND[1]] if is_title else [FIRST[1], title, SECOND[1]]
    assert titles(reading) == expected
    assert values(reading, "axis")[-1] == (None if is_title else "innovation")


@pytest.mark.parametrize("signs", [("A.", "B."), ("I.", "II."), ("a)", "c)")])
def test_parts_are_numbered_by_letters_too(signs):
    first, second = signs
    above, below = f"{first} Transition écologique", f"{second} Innovation"
    rows = (NAMES, (above,), FIRST, (below,), SECOND)
    assert values(read_grids(grid(*rows)), "axis") == ["transition", "innovation"]


def test_a_part_may_stand_above_the_header_and_the_others_under_it():
    rows = (("I. TRANSITION ÉCOLOGIQUE ET ÉNERGÉTIQUE",), NAMES, FIRST, ("II. INNOVATION",), SECOND)
    assert values(read_grids(grid(*rows)), "axis") == ["transition", "innovation"]


def test_the_word_of_the_part_of_a_sheet_is_no_title_in_it():
    rows = (("Axe 2 - Innovation",), NAMES, ("Innovation",), FIRST, ("Foncier",), SECOND)
    reading = read_grids(grid(*rows))
    assert values(reading, "axis") == ["innovation", "foncier"]
    assert left_aside(reading)[1] == (Why.NUMBER_ONLY, 3, 3)


def doubts(reading):
    return [[doubt.cell for doubt in row.doubts] for row in reading.rows]


def told(reading):
    return [remark.replace("\u00a0", " ") for remark in reading.remarks]


HEADS = ("N°", "Axe", "Action")
FOUR, SHED, HALL = ("1", "TEE", "Four"), ("2", "Foncier", "Halle"), ("3", "TEE", "Solaire")


def test_titles_say_how_far_the_actions_below_are():
    rows = (HEADS, ("ACTIONS EN COURS",), FOUR, SHED, ("ACTIONS TERMINÉES",), HALL)
    reading = read_grids(grid(*rows))
    assert values(reading, "status") == ["in_progress", "in_progress", "done"]
    assert reading.cells.aside == 0
    assert told(reading) == [
        "Les statuts sont ceux que disent les titres : « ACTIONS EN COURS », « ACTIONS TERMINÉES »."
    ]
    assert doubts(reading) == [["A2"], [], ["A5"]]


def test_a_title_may_say_how_many_actions_stand_so():
    rows = (HEADS, ("En cours (2)",), FOUR, SHED, ("Terminées (1)",), HALL)
    assert values(read_grids(grid(*rows)), "status") == ["in_progress", "in_progress", "done"]


def test_the_title_above_a_table_says_how_far_its_first_actions_are():
    rows = (("Terminées",), HEADS, FOUR, SHED, ("En cours",), HEADS, HALL)
    assert values(read_grids(grid(*rows)), "status") == ["done", "done", "in_progress"]
    parts = (("Terminées",), NAMES, ("Axe 2 - Innovation",), FIRST, ("En cours",), SECOND)
    assert values(read_grids(grid(*parts)), "status") == ["done", "in_progress"]


def test_the_only_title_of_a_status_is_told_and_not_taken():
    title = "Liste des actions terminées"
    alone = read_grids(grid((title,), HEADS, FOUR))
    assert values(alone, "status") == [None]
    assert told(alone) == [
        f"« {title} » est le titre d’un tableau sans colonne de statut : le statut de ses actions "
        "n’est pas pris."
    ]
    assert doubts(alone) == [["A1"]]
    stated = grid((title,), (*HEADS, "Statut"), (*FOUR, "En cours"))
    assert told(read_grids(stated)) == []


def test_the_titles_of_tables_say_how_far_their_actions_are():
    rows = (
        ("ACTIONS EN COURS", *[None] * 3, "ACTIONS TERMINÉES"),
        *((*HEADS, None, *HEADS), (*FOUR, None, *HALL)),
    )
    reading = read_grids(grid(*rows))
    assert values(reading, "status") == ["in_progress", "done"]
    assert told(reading) == [
        "Les statuts sont ceux que disent les titres : « ACTIONS EN COURS », « ACTIONS TERMINÉES »."
    ]


def test_titles_that_group_actions_are_told_however_long():
    lead = "Pilote : CCI du Grand Littoral"
    rows = (HEADS, (lead,), FOUR, SHED, ("Pilote : Communauté d’agglomération",), HALL)
    assert [why for why, *_ in left_aside(read_grids(grid(*rows)))] == [Why.GROUP] * 2
    once = read_grids(grid(HEADS, FOUR, (lead,), SHED, HALL))
    assert [why for why, *_ in left_aside(once)] == [Why.NOTE]


@pytest.mark.parametrize("title", ["ACTIONS ARCHIVÉES", "TRAVAUX"])
def test_one_title_of_a_status_alone_says_nothing(title):
    """« Travaux » may group actions of one nature."""
    reading = read_grids(grid(HEADS, ("EN COURS",), FOUR, (title,), HALL))
    assert values(reading, "status") == [None, None]
    assert {why for why, *_ in left_aside(reading)} == {Why.NUMBER_ONLY}


def test_a_column_of_statuses_wins_over_titles():
    rows = ((*HEADS, "Statut"), ("EN COURS",), (*FOUR, "Abandonné"), ("TERMINÉ",), (*HALL, None))
    assert values(read_grids(grid(*rows)), "status") == ["abandoned", None]


def test_a_status_holds_in_its_part_when_parts_stand_above_it():
    rows = (
        NAMES,
        *(("Axe 2 - Innovation",), ("En cours",), FIRST, ("Terminé",), SECOND),
        *(("Axe 4 - Foncier",), THIRD),
    )
    assert values(read_grids(grid(*rows)), "status") == ["in_progress", "done", None]
    turned = (NAMES, ("En cours",), ("Axe 2 - Innovation",), FIRST, ("Axe 4 - Foncier",), SECOND)
    reading = read_grids(grid(*turned, ("Terminé",), ("Axe 2 - Innovation",), THIRD))
    assert values(reading, "status") == ["in_progress", "in_progress", "done"]


def test_the_names_of_sheets_say_how_far_their_actions_are():
    sheets = [grid(HEADS, FOUR, name="En cours"), grid(HEADS, HALL, name="Terminées")]
    reading = read_grids(*sheets)
    assert values(reading, "status") == ["in_progress", "done"]
    assert told(reading) == [
        "Les statuts sont ceux que disent les titres : « En cours », « Terminées »."
    ]
    assert doubts(reading) == [["C2"], ["C2"]]
    assert values(read_grids(sheets[0], grid(HEADS, HALL, name="Plan")), "status") == [None] * 2
    stated = grid((*HEADS, "Statut"), (*HALL, "Abandonné"), name="Terminées")
    assert values(read_grids(sheets[0], stated), "status") == [None, "abandoned"]


def test_a_column_that_titles_alone_fill_groups_actions():
    """Arques is no other line of the action above."""
    rows = (
        ("Commune", *HEADS),
        *(("Saint-Omer",), (None, *FOUR), (None, *SHED), ("Arques",), (None, *HALL)),
    )
    reading = read_grids(grid(*rows))
    assert titles(reading) == ["Four", "Halle", "Solaire"]
    assert [row.last - row.number for row in reading.rows] == [0, 0, 0]
    assert left_aside(reading) == [(Why.GROUP, 2, 2), (Why.GROUP, 5, 5)]


def test_a_sheet_of_a_period_before_is_an_archive():
    heads = ("N°", "Axe", "Action")
    before = grid(heads, ("1", "TEE", "Vieux four"), name="Plan 2018-2022")
    plan = grid(heads, ("1", "TEE", "Four"), name="Plan 2023-2027")
    reading = read_grids(before, plan)
    assert titles(reading) == ["Four"]
    assert [(entry.sheet, entry.why) for entry in reading.ignored] == [
        ("Plan 2018-2022", Why.ARCHIVE)
    ]
    same = [grid(heads, (n, "TEE", f"Four {n}"), name=f"Plan 2023-2027 {n}") for n in "12"]
    assert titles(read_grids(*same)) == ["Four 1", "Four 2"]


def test_the_name_of_a_part_alone_over_a_table_is_its_part():
    rows = (
        ("Transition écologique", None, None, None, "Compétences"),
        *((*NAMES, None, *NAMES), (*FIRST, None, *SECOND)),
    )
    assert values(read_grids(grid(*rows)), "axis") == ["transition", "competences"]
    both = (("Innovation", "Foncier"), NAMES, FIRST)
    assert values(read_grids(grid(*both)), "axis") == [None]


def test_a_table_over_another_that_says_more_is_read_too():
    rows = (
        *(("Axe 1 - Transition",), NAMES, FIRST, SECOND, (None,)),
        ("Axe 3 - Compétences",),
        ("N°", "Porteur", "Action", "Statut", "Début", "Budget (k€)"),
        ("3", "CCI", "École", "En cours", "2025", 30.0),
    )
    reading = read_grids(grid(*rows))
    assert titles(reading) == ["Four solaire", "Fabrique", "École"]
    assert values(reading, "axis") == ["transition", "transition", "competences"]
    assert values(reading, "planned_budget") == [10_000_00, 20_000_00, 30_000_00]


def test_groups_by_nature_say_no_status():
    rows = (HEADS, ("TRAVAUX",), FOUR, ("ÉTUDES TERMINÉES",), SHED, ("FORMATION",), HALL)
    assert values(read_grids(grid(*rows)), "status") == [None] * 3


def test_a_list_of_contacts_over_the_plan_is_no_table_of_actions():
    contacts = (
        ("Nom", "Structure", "Téléphone"),
        ("Mme Roux", "CC", "03"),
        ("M. Noir", "CC", "03"),
    )
    rows = (*contacts, (None,), (*HEADS, "Porteur", "Statut"), (*FOUR, "CC", "En cours"))
    reading = read_grids(grid(*rows))
    assert titles(reading) == ["Four"]
    assert reading.refused == []
