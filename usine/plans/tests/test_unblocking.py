"""Somebody is asked to lift a blockage: what their answer does, how the same was lifted before."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from usine.asks.addressing import a_person, a_role
from usine.asks.operations import answer, ask
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.blocking import block, lift_block
from usine.plans.models import Action, Blockage
from usine.plans.unblocking import SHOWN_BESIDE, UNBLOCK, lifted_alike
from usine.subjects.models import Subject
from usine.values.errors import Refused

from .campaigning import again
from .factories import make_action, make_region, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DUE = date(2025, 6, 10)


@pytest.fixture
def action(territory) -> Action:
    action = make_action(territory, title="Dépolluer la friche")
    block(action, kind="land", words="Bail à reprendre", by=None)
    action.refresh_from_db()
    return action


def asked(action: Action, person: User, by: User):
    return ask(UNBLOCK, action.subject, text="Aidez-nous", to=a_person(person), due_on=DUE, by=by)


def lifted(
    territory, title: str, *, kind: str = "land", words: str = "Échange", days: int = 3, by=None
):
    made = make_action(territory, title=title)
    on = date(2025, 5, 1)
    block(made, kind=kind, words="Bloqué", by=None, effective_on=on)
    lift_block(made, words=words, by=by, effective_on=on + timedelta(days=days))
    return made


@pytest.mark.parametrize(
    ("role", "outcome", "blocked"),
    [
        (Role.NATIONAL_TEAM, "lifted", ""),
        (Role.NATIONAL_TEAM, "followed", "land"),
        (Role.NATIONAL_TEAM, "impossible", "land"),
        (Role.ELECTED_OFFICIAL, "lifted", "land"),
    ],
)
def test_an_answer_lifts_the_blockage_of_whom_it_may(
    territory, manager, action, role, outcome, blocked
):
    place = {} if role == Role.NATIONAL_TEAM else {"territory": territory}
    helper = make_user(role, **place)
    request = asked(action, helper, again(manager))
    answer(request, outcome=outcome, words="Terrain échangé", by=again(helper))
    action.refresh_from_db()
    assert action.blocked == blocked
    last = Blockage.objects.standing().latest("pk")
    told = [(last.words, last.by)]
    assert told == ([("Terrain échangé", helper)] if not blocked else [("Bail à reprendre", None)])


def test_what_was_lifted_meanwhile_stays_so(territory, manager, action):
    helper = make_user(Role.NATIONAL_TEAM)
    request = asked(action, helper, again(manager))
    lift_block(action, words="Réglé", by=None)
    with pytest.raises(Refused, match="Plus rien ne la bloque"):
        answer(request, outcome="lifted", words="C’est fait", by=again(helper))
    assert Blockage.objects.standing().latest("pk").words == "Réglé"


def test_what_is_not_blocked_is_not_asked(territory, manager):
    free = make_action(territory)
    with pytest.raises(Refused, match="n’est plus bloquée"):
        asked(free, make_user(Role.NATIONAL_TEAM), again(manager))


def test_whom_it_proposes(action, territory):
    subjects = [Subject.objects.get(pk=action.subject)]
    assert [each.key for each in UNBLOCK.to(subjects)] == [
        a_role(Role.REGIONAL_COORDINATOR, territory.lead_region).key,
        a_role(Role.NATIONAL_TEAM, None).key,
    ]


def test_how_the_same_was_lifted_is_told_where_one_reads(territory, manager, action):
    far = lifted(territory, "Former des soudeurs", words="Échange", by=again(manager))
    near = lifted(territory, "Dépolluer une friche ferroviaire", words="Portage", days=1)
    lifted(territory, "Autre nature", kind="skills")
    gone = lifted(territory, "Retirée")
    operations.withdraw(gone, reason="Doublon", by=None)
    elsewhere = make_territory("Lacq", region=make_region("75", "Nouvelle-Aquitaine"))
    away = lifted(elsewhere, "Friche canari", words="Canari")
    told = lifted_alike(action, reader=again(manager))
    assert [(each.action, each.by, each.words, each.days) for each in told] == [
        (near, None, "Portage", 1),
        (far, manager, "Échange", 3),
    ]
    nation = again(make_user(Role.NATIONAL_TEAM))
    assert away in [each.action for each in lifted_alike(action, reader=nation)]
    assert lifted_alike(action, reader=again(make_user())) == []


def test_how_it_was_lifted_costs_as_many_queries_for_many(territory, manager, action):
    counts = set()
    for number in range(SHOWN_BESIDE + 1):
        lifted(territory, f"Friche {number}")
        reader = again(manager)
        with CaptureQueriesContext(connection) as queries:
            told = lifted_alike(action, reader=reader)
        counts.add(len(queries))
    assert len(told) == SHOWN_BESIDE
    assert len(counts) == 1


def test_the_sheet_leads_to_the_form_and_shows_what_waits(
    client, signed_in, territory, manager, action
):
    lifted(territory, "Friche ferroviaire", words="Portage foncier", by=again(manager))
    make_user(Role.NATIONAL_TEAM)
    address = reverse("asks:new", args=["plans.unblock", action.subject])
    assert address in signed_in.get(action.get_absolute_url()).content.decode()
    page = signed_in.get(address)
    assert f"levé par {manager} en 3\u00a0jours" in page.content.decode()
    assert "Portage foncier" in page.content.decode()
    to = a_role(Role.NATIONAL_TEAM, None).key
    data = {"to": to, "text": "Aidez-nous", "due_on": DUE.isoformat()}
    response = signed_in.post(address, data, follow=True)
    assert response.request["PATH_INFO"] == action.get_absolute_url()
    assert [row.ask.kind for row in response.context["asks"]] == ["plans.unblock"]
    assert f"demandé par {manager} à Équipe nationale, France, pour" in response.text


def asking(action: Action) -> str:
    return reverse("asks:new", args=[UNBLOCK.code, action.subject])


def test_one_person_is_proposed_once_with_their_role(signed_in, territory, manager, action):
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    team = [make_user(Role.NATIONAL_TEAM) for _ in range(2)]
    choices = signed_in.get(asking(action)).context["form"].fields["to"].choices
    assert [label for _, label in choices] == [
        f"Coordinateur régional, {territory.lead_region}\u00a0: {coordinator}",
        f"Équipe nationale, France\u00a0: {team[0]}, {team[1]}",
        f"{team[0]}, équipe nationale",
        f"{team[1]}, équipe nationale",
    ]


def test_the_words_proposed_say_what_blocks(signed_in, action):
    make_user(Role.NATIONAL_TEAM)
    text = signed_in.get(asking(action)).context["form"].initial["text"]
    assert text.split("\n\n")[1] == (
        "Cette action est bloquée depuis le 27\u00a0mai 2025 (foncier)\u00a0: Bail à reprendre"
    )


def test_no_help_is_asked_where_nothing_blocks(signed_in, manager, action):
    lift_block(action, words="Réglé", by=again(manager))
    response = signed_in.get(asking(action), follow=True)
    assert response.request["PATH_INFO"] == action.get_absolute_url()
    assert [str(each) for each in response.context["messages"]] == [
        "Cette action n’est plus bloquée\u00a0: il n’y a rien à lever."
    ]


def test_who_only_reads_is_neither_proposed_nor_asked_to_lift(
    territory, signed_in, manager, action
):
    reader = make_user(Role.READER, territory=territory)
    make_user(Role.NATIONAL_TEAM)
    options = signed_in.get(asking(action)).context["form"].options
    assert a_person(reader).key not in options
    with pytest.raises(Refused, match="Personne ne peut y répondre"):
        asked(action, reader, again(manager))
