"""The same asked on several places at once: looked over, sent, withdrawn."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Count

from usine.asks.many import ask_places, places_asked, withdraw_events
from usine.asks.models import Ask
from usine.asks.queries import to_do
from usine.notices.queries import notices_of
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.subjects import operations as subjects
from usine.subjects.models import Subject
from usine.territories.measures import subject_of
from usine.values.errors import Refused

from .factories import OPINION, again, asked, in_days
from .test_pages import browser, messages, places

pytestmark = pytest.mark.django_db


@pytest.fixture
def nation():
    return make_user(Role.NATIONAL_TEAM)


@pytest.fixture
def pau(territory):
    pau = make_territory("Pau")
    subjects.rebuild()
    return pau


@pytest.fixture
def keeper(pau):
    return make_user(Role.PROJECT_MANAGER, territory=pau)


@pytest.fixture
def keys(territory, pau) -> list[str]:
    return [*places(2, territory), subject_of(pau)]


def address(keys: list[str]) -> str:
    return f"/a-faire/demander/{OPINION.code}/{','.join(keys)}/?retour=/accessibilite/"


def sent(keys: list[str]) -> dict:
    return {"subjects": keys, "text": "Un avis ?", "due_on": in_days(9).isoformat()}


def test_each_is_asked_of_who_keeps_its_place_and_told_once(keys, manager, keeper, nation):
    client = browser(nation)
    form = client.get(address(keys)).context["form"]
    assert form.fields["subjects"].choices == [
        ("halle:0", f"Halle 0 (Lacq)\u00a0: {manager}"),
        ("halle:1", f"Halle 1 (Lacq)\u00a0: {manager}"),
        (keys[2], f"Pau\u00a0: {keeper}"),
    ]
    assert (form["subjects"].value(), form["text"].value()) == (keys, OPINION.message)
    done = client.post(address(keys), sent(keys), follow=True)
    assert messages(done) == ["3\u00a0demandes sont faites, sur 2\u00a0territoires."]
    assert done.request["PATH_INFO"] == "/accessibilite/"
    assert [each.subject_id for each in to_do(again(manager))] == ["halle:0", "halle:1"]
    assert [each.subject_id for each in to_do(again(keeper))] == [keys[2]]
    assert [notices_of(again(each)).count() for each in (manager, keeper)] == [1, 1]


def test_what_was_just_asked_is_taken_back_at_once(keys, manager, keeper, nation):
    client = browser(nation)
    [message] = client.post(address(keys), sent(keys), follow=True).context["messages"]
    undo = json.loads(message.extra_tags)
    back = client.post(undo["address"], undo["fields"], follow=True)
    assert messages(back) == ["3\u00a0demandes sont retirées."]
    states = Ask.objects.order_by().values_list("state").annotate(Count("pk"))
    assert list(states) == [("withdrawn", 3)]


def test_what_is_not_chosen_is_not_asked(keys, manager, keeper, nation):
    client = browser(nation)
    client.post(address(keys), sent([keys[1]]))
    assert [each.subject_id for each in Ask.objects.all()] == [keys[1]]
    refused = client.post(address(keys), sent([]))
    assert refused.context["form"].errors["subjects"] == ["Cochez au moins une ligne."]
    refused = client.post(address(keys), sent(["halle:9"]))
    assert list(refused.context["form"].errors) == ["subjects"]
    assert Ask.objects.count() == 1


def test_whoever_cannot_be_asked_is_left_aside_and_said(keys, territory, pau, manager, nation):
    asked(territory, subject="halle:0")
    page = browser(nation).get(address(keys))
    assert [each.territory for each in page.context["vacant"]] == [pau]
    assert [each.pk for each in page.context["waiting"]] == ["halle:0"]
    assert [key for key, _ in page.context["form"].fields["subjects"].choices] == ["halle:1"]
    assert (page.context["asked"], page.context["territories"]) == (1, 1)


def test_what_is_asked_already_on_one_place_is_left_aside_too(territory, manager, nation):
    keys = places(3, territory)
    asked(territory, subject="halle:1")
    client = browser(nation)
    page = client.get(address(keys))
    assert [each.pk for each in page.context["waiting"]] == ["halle:1"]
    done = client.post(address(keys), sent(["halle:0", "halle:2"]), follow=True)
    assert messages(done) == ["2\u00a0demandes sont faites, sur 1\u00a0territoire."]


def test_nobody_to_ask_is_said(territory, pau, nation):
    page = browser(nation).get(address([subject_of(territory), subject_of(pau)]))
    assert "Il n’y a personne à qui le demander" in page.content.decode()
    with pytest.raises(Refused, match="Choisissez"):
        ask_places(OPINION, [], text="?", due_on=in_days(2), by=nation)


def test_all_are_asked_or_none(keys, manager, keeper, nation, pau):
    there = places_asked(OPINION, list(Subject.objects.filter(pk__in=keys)), nation)
    asked(pau)
    with pytest.raises(Refused, match="déjà demandé"):
        ask_places(OPINION, there, text="Un avis ?", due_on=in_days(2), by=nation)
    assert Ask.objects.count() == 1


def test_who_asked_alone_withdraws(keys, manager, keeper, nation, coordinator):
    there = places_asked(OPINION, list(Subject.objects.filter(pk__in=keys)), nation)
    events = ask_places(OPINION, there, text="Un avis ?", due_on=in_days(2), by=nation)
    with pytest.raises(PermissionDenied):
        withdraw_events([each.number for each in events], by=coordinator)
