"""What holds of an ask, at the bounds of what is allowed."""

from datetime import date, timedelta

import pytest

from usine.asks import rules

TODAY = date(2030, 3, 4)
LONG, TOO_LONG = "x" * 6_000, "x" * 6_001


@pytest.mark.parametrize(
    ("text", "days", "why"),
    [
        ("Où en est la friche ?", 0, None),
        (LONG, 730, None),
        (" \n", 3, "Dites ce que vous demandez."),
        (TOO_LONG, 3, "Ce message est trop long\u00a0: joignez plutôt un document au sujet."),
        ("Où ?", -1, "La date attendue est passée."),
        ("Où ?", 731, "La date attendue est à plus de deux ans."),
    ],
)
def test_what_may_be_asked(text, days, why):
    assert rules.ask_refusal(text, TODAY + timedelta(days=days), TODAY) == why


@pytest.mark.parametrize(
    ("count", "why"),
    [
        (0, "Choisissez de quoi vous parlez."),
        (1, None),
        (100, None),
        (101, "Demandez sur 100 lignes au plus à la fois."),
    ],
)
def test_about_how_many_subjects_at_once(count, why):
    assert rules.count_refusal(count) == why


@pytest.mark.parametrize(
    ("words", "needed", "why"),
    [
        ("", False, None),
        (LONG, True, None),
        (" ", True, "Écrivez quelques mots\u00a0: qui a demandé les lira."),
        (TOO_LONG, False, "Ce texte est trop long\u00a0: joignez plutôt un document au sujet."),
    ],
)
def test_the_words_of_an_answer(words, needed, why):
    assert rules.words_refusal(words, needed=needed) == why


@pytest.mark.parametrize(("days", "lapsed"), [(0, False), (90, False), (91, True)])
def test_an_ask_lapses_the_day_after_its_last(days, lapsed):
    assert rules.is_lapsed(TODAY, 90, TODAY + timedelta(days=days)) == lapsed
