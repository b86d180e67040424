"""Rows of subjects follow what rooms say; audiences open them, words find them."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from usine.subjects import audiences, operations, sources, words
from usine.subjects.models import Audience, Subject
from usine.subjects.operations import Differences
from usine.subjects.sources import Listing

pytestmark = pytest.mark.django_db

FRICHE = Listing(
    "action:1", "Friche papetière", "/actions/1/", frozenset({"public"}), "T2-1", "EPF"
)
SECRET = Listing(
    "action:2",
    "Usine de batteries",
    "/actions/2/",
    frozenset({"region:32", "territory:T2-1"}),
    "T2-1",
)
PLACE = Listing("territory:1", "Audomarois", "/territoires/audomarois/", frozenset({"public"}))


def bearer(*tokens: str) -> SimpleNamespace:
    return SimpleNamespace(tokens=frozenset({audiences.PUBLIC, *tokens}))


def keys(rows) -> list[str]:
    return [row.pk for row in rows.order_by("pk")]


@pytest.fixture
def registered(monkeypatch):
    """Two kinds whose listings a test may change."""
    listings = {"action": [FRICHE, SECRET], "territory": [PLACE]}

    def of(kind):
        return lambda places: [
            listing for listing in listings[kind] if places is None or listing.place in places
        ]

    monkeypatch.setattr(sources, "_sources", {kind: of(kind) for kind in listings})
    return listings


def test_a_subject_is_seen_by_whoever_bears_one_of_its_tokens():
    operations.put([FRICHE, SECRET])
    assert keys(Subject.objects.visible_to(AnonymousUser())) == ["action:1"]
    assert keys(Subject.objects.visible_to(bearer("region:44"))) == ["action:1"]
    assert keys(Subject.objects.visible_to(bearer("region:32"))) == ["action:1", "action:2"]
    both = bearer("region:32", "territory:T2-1")
    assert keys(Subject.objects.visible_to(both)) == ["action:1", "action:2"]


def test_what_is_put_again_replaces_what_was_there():
    operations.put([SECRET])
    operations.put(
        [Listing("action:2", "Usine", "/a/", frozenset({"public", "region:32"}), "T2-9")]
    )
    [row] = Subject.objects.all()
    assert (row.title, row.path, row.place, row.words) == ("Usine", "/a/", "T2-9", " usine usin")
    tokens = Audience.objects.order_by("token").values_list("token", flat=True)
    assert list(tokens) == ["public", "region:32"]


def test_many_subjects_are_put_in_few_statements(django_assert_max_num_queries):
    many = [Listing(f"action:{n}", f"Action {n}", "/", frozenset({"public"})) for n in range(300)]
    with django_assert_max_num_queries(12):
        operations.put(many)
    assert Audience.objects.count() == 300


def test_a_subject_leaves_with_its_audience():
    operations.put([FRICHE, SECRET])
    operations.remove(["action:2"])
    assert keys(Subject.objects.all()) == ["action:1"]
    assert Audience.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ["friche", "FRICHES", "papetier", "papetières", "la friche", "friche papet", "Épf"],
)
def test_words_are_found_by_stem_by_beginning_and_without_accent(text):
    operations.put([FRICHE, SECRET])
    assert keys(Subject.objects.matching(text)) == ["action:1"]


@pytest.mark.parametrize("text", ["", "  ", "–", "riche", "friche batteries", "%", "_"])
def test_what_is_not_there_is_not_found(text):
    operations.put([FRICHE, SECRET])
    assert keys(Subject.objects.matching(text)) == []


def test_an_empty_word_alone_is_looked_for():
    operations.put([Listing("action:3", "Sur", "/", frozenset())])
    assert keys(Subject.objects.matching("sur")) == ["action:3"]


def test_a_long_title_is_searched_by_each_of_its_words():
    assert words.of("Pôle pôle", "École") == " pole pol ecole ecol"
    assert words.forms_of("Pôle, d’école") == [("pole", "pol"), ("ecole", "ecol")]


def test_rebuilding_mends_and_says_what(registered):
    operations.put([FRICHE, Listing("action:9", "Partie", "/", frozenset())])
    Audience.objects.filter(subject="action:1").update(token="agents")
    assert operations.rebuild() == Differences(missing=2, changed=1, superfluous=1)
    assert keys(Subject.objects.all()) == ["action:1", "action:2", "territory:1"]
    assert operations.rebuild() == Differences(0, 0, 0)


def test_a_place_that_moved_is_said_again_by_every_room(registered):
    operations.rebuild()
    registered["action"][1] = Listing("action:2", "Usine", "/", frozenset({"region:44"}), "T2-1")
    registered["territory"][0] = Listing("territory:1", "Ailleurs", "/", frozenset(), "T2-2")
    operations.refresh(["T2-1"])
    assert Audience.objects.get(subject="action:2").token == "region:44"
    assert Subject.objects.get(pk="territory:1").title == "Audomarois"


def test_the_command_says_what_it_mended(registered, capsys):
    from django.core.management import call_command

    call_command("rebuild_subjects")
    assert capsys.readouterr().out == "Absents\u00a0: 3. Corrigés\u00a0: 0. En trop\u00a0: 0.\n"


def test_tokens_name_places_people_and_bodies():
    assert audiences.region("32") == "region:32"
    assert audiences.territory("T2-ti-3201") == "territory:T2-ti-3201"
    assert audiences.person(7) == "person:7"
    assert audiences.body("130025265") == "body:130025265"
