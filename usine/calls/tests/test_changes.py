"""What changes from a version to the next, as people are told."""

from dataclasses import fields

import pytest

from usine.calls import changes as changes_module
from usine.calls.changes import changes
from usine.calls.format.conditions import EligibilityRule, FactSpec, Parameter
from usine.calls.format.form import DocumentSpec, FormField, FormSection
from usine.calls.format.header import CallHeader, CallTexts, SchemeHeader, VersionHeader
from usine.calls.format.model import AnswersRead
from usine.calls.format.parse import parse
from usine.calls.format.procedure import AskSpec, CallStep, LetterSpec

from .documents import GONE, example, with_value

FIELD = "sections[1].fields[0]"


def told_changes(path, value):
    """The sentences, with plain spaces."""
    result = changes(parse(example()), parse(with_value(path, value)))
    return [str(change).replace("\u00a0", " ") for change in result.changes], result.answers


def test_the_same_file_changes_nothing():
    result = changes(parse(example()), parse(example()))
    assert not result
    assert result.answers == ()


@pytest.mark.parametrize(
    ("path", "value", "sentences", "answers"),
    [
        ("call.summary", "Autre.", ["Appel : modifié (résumé)."], ()),
        ("texts.after", GONE, ["Textes : modifiés (suites)."], ()),
        ("reads.investment", "aide", ["Réponses lues : modifiées (coût total)."], ()),
        (
            "call.windows[0].closes_at",
            "2025-05-31T21:59:59Z",
            [
                "Période « Printemps » : du 3 mars 2025 à 9 h 00 au 31 mai 2025 à 23 h 59 "
                "(auparavant du 3 mars 2025 à 9 h 00 au 30 avril 2025 à 23 h 59)."
            ],
            (),
        ),
        (
            "call.windows",
            [{"code": "toujours", "label": "Toute l’année"}],
            [
                "Période « Toute l’année » : ajoutée, en permanence.",
                "Période « Printemps » : retirée.",
                "Période « Automne » : retirée.",
            ],
            (),
        ),
        (
            "parameters[1].values",
            [{"from": "2025-03-12", "value": 1250, "text": "12,5 %", "source": "Avenant"}],
            ["Paramètre « Taux d’aide le plus haut » : 12,5 % depuis le 12 mars 2025."],
            (),
        ),
        (
            "parameters[0].values[0].value",
            40_000_000,
            [
                "Paramètre « Coût le plus bas » : 400 000 € du 3 mars 2025 au 31 août 2025.",
            ],
            (),
        ),
        (
            "parameters[0].values",
            [],
            [
                "Paramètre « Coût le plus bas » : valeur retirée : 2 000 € du 3 "
                "mars 2025 au 31 août 2025.",
                "Paramètre « Coût le plus bas » : valeur retirée : 1 500 € "
                "depuis le 1er septembre 2025.",
            ],
            (),
        ),
        (
            "rules[0].sentence",
            "Le projet coûte {threshold} au moins.",
            ["Règle « cout » : modifiée (énoncé)."],
            (),
        ),
        (
            "documents",
            [{"code": "plan", "title": "Plan"}],
            [
                "Document « Plan » : ajouté.",
                "Document « Devis » : retiré.",
                "Document « Avis de sécurité » : retiré.",
            ],
            (),
        ),
        (
            f"{FIELD}.label",
            "Coût",
            ["Section « Coût et financement » : champ « Coût » modifié (intitulé)."],
            ("cout",),
        ),
        (
            f"{FIELD}.private",
            GONE,
            [
                "Section « Coût et financement » : champ « Coût du projet » "
                "modifié (confidentialité).",
            ],
            ("cout",),
        ),
        (
            "sections[1].title",
            "Argent",
            ["Section « Argent » : modifiée (titre)."],
            (),
        ),
        ("ranking", GONE, ["Classement : retiré."], ()),
        ("grid.pass", GONE, ["Grille : modifiée."], ()),
    ],
)
def test_a_change_is_told(path, value, sentences, answers):
    assert told_changes(path, value) == (sentences, answers)


def told_between(before, after):
    result = changes(parse(before), parse(after))
    return [str(change).replace("\u00a0", " ") for change in result.changes], result.answers


def test_fields_come_go_move_and_change_places():
    after = example()
    project, money = after["sections"]
    money["fields"].append(project["fields"].pop(0))
    project["fields"][0], project["fields"][1] = project["fields"][1], project["fields"][0]
    project["fields"].append({"key": "surface", "kind": "integer", "label": "Surface"})
    money["fields"].pop(2)
    assert told_between(example(), after) == (
        [
            "Section « Projet » : champ « Surface » ajouté.",
            "Section « Projet » : champs dans un autre ordre.",
            "Section « Coût et financement » : champ « Titre du projet » venu de "
            "la section « Projet ».",
            "Section « Coût et financement » : champ « Plan de financement » retiré.",
        ],
        ("plan", "surface"),
    )


def test_a_section_comes_and_goes_with_its_fields():
    after = example()
    after["sections"].append(
        {
            "code": "suite",
            "title": "Suite",
            "fields": [{"key": "mot", "kind": "text", "label": "Mot"}],
        }
    )
    added, answers = told_between(example(), after)
    assert added == ["Section « Suite » : ajoutée.", "Section « Suite » : champ « Mot » ajouté."]
    removed, _ = told_between(after, example())
    assert removed == ["Section « Suite » : retirée.", "Section « Suite » : champ « Mot » retiré."]
    assert answers == ("mot",)


def test_a_grid_and_a_ranking_are_added():
    before = with_value("ranking", GONE)
    assert told_between(before, example())[0] == ["Classement : ajouté."]
    del before["grid"]
    assert "Grille : ajoutée." in told_between(before, example())[0]


def test_each_attribute_that_may_change_has_a_name():
    classes = (
        SchemeHeader,
        CallHeader,
        VersionHeader,
        CallTexts,
        AnswersRead,
        Parameter,
        FactSpec,
        EligibilityRule,
        FormSection,
        FormField,
        DocumentSpec,
        AskSpec,
        CallStep,
        LetterSpec,
    )
    names = {each.name for cls in classes for each in fields(cls)}
    assert names - {"windows", "values", "fields"} == set(changes_module._WORDS)
