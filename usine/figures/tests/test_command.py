"""`usine bilan`: a table, JSON or CSV, and its exit codes."""

import json

import pytest
from django.core.management import CommandError, call_command

from usine.figures.management.commands.bilan import Command


def output(capsys, *arguments: str) -> str:
    call_command("bilan", *arguments)
    return capsys.readouterr().out


def test_json_says_what_was_agreed(programme, capsys):
    figures = json.loads(output(capsys, "--as-of", "2025-05-27", "--format", "json"))
    assert figures["as_of"] == "2025-05-27"
    assert figures["known_at"] == "2025-06-30T10:00:00+00:00"
    assert (figures["territories"], figures["territories_relabelled"]) == (3, 0)
    assert figures["actions"] == 5
    assert figures["actions_by_status"] == {
        "to_start": 1,
        "under_review": 0,
        "in_progress": 1,
        "done": 2,
        "abandoned": 0,
        "unknown": 1,
    }
    assert figures["actions_by_axis"] == {
        "transition": 1,
        "innovation": 2,
        "competences": 0,
        "foncier": 2,
    }
    assert figures["actions_by_status_and_axis"]["done"]["foncier"] == 1
    assert figures["share_done_or_in_progress"] == 0.6
    assert (figures["project_managers"], figures["regional_coordinators"]) == (1, 1)
    assert figures["territories_without_project_manager"] == 2
    assert figures["scope"] == {"kind": "nation", "name": "France entière", "slug": ""}


@pytest.mark.parametrize("region", ["32", "region-32", "Région 32"])
def test_a_region_is_named_by_its_code_or_its_address(programme, capsys, region):
    figures = json.loads(output(capsys, "--region", region, "--format", "json"))
    assert (figures["scope"]["name"], figures["actions"]) == ("Hauts-de-France", 4)


def test_a_territory_is_named_by_its_address(programme, capsys):
    figures = json.loads(output(capsys, "--territory", "vosges", "--format", "json"))
    assert (figures["actions"], figures["share_done_or_in_progress"]) == (1, 0.0)


def test_without_action_there_is_no_share(programme, capsys):
    figures = json.loads(output(capsys, "--territory", "vacant", "--format", "json"))
    assert figures["share_done_or_in_progress"] is None


def test_as_known_before_anything_was(programme, capsys):
    asked = ["--as-of", "2025-05-27", "--format", "json", "--known-at"]
    assert json.loads(output(capsys, *asked, "2023-11-08"))["actions"] == 0
    assert json.loads(output(capsys, *asked, "2023-11-09"))["actions"] == 5
    assert json.loads(output(capsys, *asked, "2023-11-09T08:59"))["actions"] == 0


def test_the_table_closes(programme, capsys):
    lines = output(capsys, "--as-of", "2025-05-27").splitlines()
    assert lines[0] == "France entière, bilan au 27\N{NO-BREAK SPACE}mai 2025"
    assert [line.split() for line in lines if line.startswith(("Actions ", "Total"))] == [
        ["Actions", "5"],
        ["Actions", "réalisées", "ou", "en", "cours", "de", "réalisation", "60", "%"],
        ["Actions", "bloquées", "0"],
        ["Actions", "à", "jour", "100", "%"],
        ["Total", "1", "2", "0", "2", "5", "100", "%"],
    ]


def test_the_table_of_nothing(db, capsys):
    lines = output(capsys).splitlines()
    assert [line.split()[-1] for line in lines if "réalisées ou en cours" in line] == ["–"]


def test_csv_holds_one_row_a_figure(programme, capsys):
    rows = output(capsys, "--as-of", "2025-05-27", "--format", "csv").splitlines()
    assert rows[0] == (
        "perimetre;au;connu_le;indicateur;statut;axe;valeur;"
        "indicateur_libelle;statut_libelle;axe_libelle"
    )
    about = "France entière;2025-05-27;2025-06-30T12:00:00+02:00"
    assert rows[1] == f"{about};territoires;;;3;Territoires labellisés;;"
    assert rows[4] == (
        f"{about};realisees-ou-en-cours;;;60,00;Actions réalisées ou en cours de réalisation;;"
    )
    assert f"{about};actions;done;foncier;1;Actions;Réalisée;Foncier industriel" in rows
    assert len(rows) == 1 + 23 + 24


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (
            ["--region", "99"],
            r"Aucune région n’a le code ou l’adresse «.99.»",
        ),
        (
            ["--territory", "nulle-part"],
            r"Aucun territoire n’a l’adresse «.nulle-part.»",
        ),
        (["--as-of", "2030-01-01"], "est dans le futur"),
        (["--known-at", "2030-01-01"], "est dans le futur"),
    ],
)
def test_what_cannot_be_answered_is_refused(programme, arguments, why):
    with pytest.raises(CommandError, match=why):
        call_command("bilan", *arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--as-of", "27/05"],
        ["--known-at", "hier"],
        ["--format", "xml"],
        ["--region", "32", "--territory", "vosges"],
    ],
)
def test_wrong_usage_is_2(arguments, capsys):
    with pytest.raises(SystemExit) as exited:
        Command().run_from_argv(["usine", "bilan", *arguments])
    assert exited.value.code == 2
    assert arguments[0] in capsys.readouterr().err
