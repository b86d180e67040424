"""`usine approve_decisions` and `usine release_decisions`: what they do, what they refuse."""

import io

import pytest
from django.core.management import CommandError, call_command

from usine.people.roles import Role

from ..candidacies.factories import again, spaced
from .factories import REFUSAL, another, approved, decided_call, made, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver():
    return made(Role.APPROVER)


@pytest.fixture
def approving(tmp_path, approver):
    def run(*lines: str, by: str = "", encoding: str = "utf-8") -> str:
        path = tmp_path / "decisions.csv"
        path.write_text("\n".join(lines), encoding=encoding)
        return ran("approve_decisions", "decide", str(path), "--by", by or approver.email)

    return run


def ran(*words: str) -> str:
    out = io.StringIO()
    try:
        call_command(*words, stdout=out)
    except CommandError as refusal:
        return f"{out.getvalue()}! {spaced(str(refusal))}"
    return out.getvalue().strip()


def test_what_a_file_names_is_approved(approving):
    first = proposed()
    second = proposed(another(first.candidacy), **REFUSAL)
    lines = ["Dossier;Décision;Montant", "DECIDE-0001;retenu;800", "decide-0002;Non retenu;"]
    assert spaced(approving(*lines)) == "2 décisions approuvées"
    assert [again(each.candidacy).state for each in (first, second)] == ["awarded", "refused"]


def test_a_file_that_says_something_else_is_refused_whole(approving):
    decision = proposed()
    other = proposed(another(decision.candidacy))
    lines = [
        "dossier,decision,montant",
        "DECIDE-0001,non retenu,",
        "DECIDE-0002,,700",
        "DECIDE-0002,,",
        ",,",
        "DECIDE-0009,,",
    ]
    assert approving(*lines) == "! " + "\n".join(
        [
            "Ligne 2 : DECIDE-0001, la décision proposée est « retenu ».",
            "Ligne 3 : DECIDE-0002, le montant n’est pas celui qui est proposé.",
            "Ligne 4 : DECIDE-0002 est déjà nommé plus haut.",
            "Ligne 6 : DECIDE-0009 n’attend pas d’approbation dans cet appel.",
        ]
    )
    assert [again(each.candidacy).state for each in (decision, other)] == ["proposed"] * 2


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "La première ligne doit nommer une colonne « dossier »."),
        (["numero", "12"], "La première ligne doit nommer une colonne « dossier »."),
        (["dossier", ""], "Ce fichier ne nomme aucun dossier."),
    ],
)
def test_a_file_that_names_nothing_is_refused(approving, lines, why):
    proposed()
    assert approving(*lines) == f"! {why}"


def test_a_file_of_another_encoding_is_refused(approving):
    decided_call()
    assert approving("dossier;décision", encoding="latin-1") == "! Ce fichier n’est pas en UTF-8."


def test_each_line_that_is_refused_is_told(approving, approver):
    first = proposed()
    second = proposed(another(first.candidacy))
    type(second).objects.filter(pk=second.pk).update(proposed_by=approver)
    told = approving("dossier", "DECIDE-0001", "DECIDE-0002")
    assert spaced(told) == (
        "1 décision approuvée\n! DECIDE-0002 : Vous avez proposé cette décision : "
        "une autre personne l’approuve."
    )


def test_somebody_and_a_call_are_named(approving, tmp_path):
    proposed()
    assert approving("dossier", by="personne@exemple.fr") == (
        "! Aucun compte ouvert n’a l’adresse « personne@exemple.fr »."
    )
    approver = made(Role.APPROVER)
    assert ran("release_decisions", "rien", "--by", approver.email) == (
        "! Aucun appel ne porte le code « rien »."
    )
    assert ran("approve_decisions", "decide", str(tmp_path / "nul"), "--by", approver.email) == (
        f"! {tmp_path / 'nul'} ne se lit pas : No such file or directory."
    )


def test_what_is_approved_in_a_call_is_released(approver):
    decision = approved()
    proposed(another(decision.candidacy))
    assert spaced(ran("release_decisions", "decide", "--by", approver.email)) == (
        "1 décision publiée"
    )
    assert again(decision.candidacy).outcome == "awarded"
    assert ran("release_decisions", "decide", "--by", approver.email) == (
        "! Aucune décision approuvée n’attend d’être publiée dans cet appel."
    )
