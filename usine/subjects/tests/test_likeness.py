"""Subjects whose titles are close to a text, of whatever kind."""

import pytest

from usine.subjects import likeness, operations
from usine.subjects.likeness import Thesaurus, closest
from usine.subjects.models import Subject, TitleStem
from usine.subjects.sources import Listing

pytestmark = pytest.mark.django_db
THESAURUS = Thesaurus.of([["friche", "ancienne usine"], ["loger", "logement"]])


def put(*titles: str, kind: str = "site", **fields) -> None:
    operations.put(
        Listing(f"{kind}:{number}", title, "/", frozenset({"public"}), **fields)
        for number, title in enumerate(titles, start=1)
    )


def close(text: str, most: int = 5, kind: str = "site") -> list[str]:
    subjects = Subject.objects.filter(kind=kind)
    return [subject.title for subject in closest(subjects, text, THESAURUS, most=most)]


def test_words_are_close_by_their_stems_and_by_the_thesaurus():
    put("Friche papetière", "Ancienne gare", "Logements d’apprentis", "Port")
    assert close("friches") == ["Friche papetière"]
    assert close("une ancienne usine") == ["Ancienne gare", "Friche papetière"]
    assert close("loger") == ["Logements d’apprentis"]


def test_a_group_of_words_of_the_thesaurus_is_one_when_all_are_asked():
    assert THESAURUS.shares("gare ancienne") == {"gar": 1, "ancien": 1}
    assert set(THESAURUS.shares("usines anciennes")) == {"usin", "ancien", "frich"}


def test_the_closest_come_first_and_equals_in_the_order_of_titles():
    put("Port de pêche", "Port", "Gare", "Port fluvial", "Port sec")
    assert close("port") == ["Port", "Port de pêche", "Port fluvial", "Port sec"]
    assert close("port", most=2) == ["Port", "Port de pêche"]


def test_a_name_is_close_by_its_own_words_alone():
    """A stem may be that of a name: "santé" and "Santa"."""
    thesaurus = Thesaurus.of([["santé", "médecin"]])
    put(
        "Halle de Santa-Lucia",
        "Eaux de Grand-Santi",
        "Santa-Lucia",
        "Maison de Santé",
        "SANTÉ DES SALARIÉS",
        "Santé au travail",
        "Halle de la santé à Santa-Lucia",
    )
    everything = Subject.objects.all()
    for text in ("médecins", "santé"):
        assert {each.title for each in closest(everything, text, thesaurus, most=9)} == {
            "Maison de Santé",
            "SANTÉ DES SALARIÉS",
            "Santé au travail",
            "Halle de la santé à Santa-Lucia",
        }
    assert close("Santa Lucia") == [
        "Santa-Lucia",
        "Halle de Santa-Lucia",
        "Halle de la santé à Santa-Lucia",
    ]


def test_what_shares_little_is_not_close():
    put(
        *(f"Halle {number}" for number in range(9)), "Verrerie à charbon, halle et quai de la Meuse"
    )
    [title] = close("Verrerie à charbon")
    assert title.startswith("Verrerie")
    assert close("Four électrique de la verrerie du grand quai de la zone de la halle Meuse 4") == [
        "Verrerie à charbon, halle et quai de la Meuse",
        "Halle 4",
    ]


def test_no_word_that_titles_have_is_close_to_nothing():
    put("Port")
    assert close("") == []
    assert close("aéroport") == []


def test_common_words_are_read_no_further_than_is_bounded(monkeypatch):
    monkeypatch.setattr(likeness, "READ_MAX", 3)
    put("Port rouge", "Port bleu", "Port vert", "Port gris")
    assert close("port bleu") == ["Port bleu"]
    assert len(close("port")) == 4


def test_other_kinds_are_not_close_and_what_left_its_list_neither():
    put("Port")
    put("Port", "Port de plaisance", kind="action")
    assert close("port", kind="action") == ["Port", "Port de plaisance"]
    put("Port", is_searched=False)
    assert close("port") == []
    assert TitleStem.objects.filter(subject="site:1").count() == 0


def test_a_title_written_again_is_close_to_its_new_words_alone():
    put("Port")
    put("Gare")
    assert close("port") == []
    assert close("gare") == ["Gare"]
