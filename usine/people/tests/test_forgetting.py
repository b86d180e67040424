"""A person is forgotten as the law asks: names, addresses and words go, facts and figures stay."""

from datetime import date
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.urls import reverse

from usine.ledger.models import Payload
from usine.ledger.queries import balance
from usine.ledger.verification import erased, verify
from usine.people import bodies, forgetting, operations
from usine.people.enlistment import Newcomer, enlist
from usine.people.holding import FORGOTTEN
from usine.people.models import User
from usine.people.roles import Role
from usine.people.urls import urlpatterns
from usine.values import clock
from usine.values.errors import Refused

from .factories import make_territory, make_user
from .steps import notices

pytestmark = pytest.mark.django_db

TODAY, YESTERDAY = date(2025, 5, 27), date(2025, 5, 26)
WHY = "Demande de la personne."
# What must be found nowhere once Ada is forgotten.
WORDS = ("ada@exemple.fr", "Lovelace", "partie en mauvais termes")


@pytest.fixture
def national():
    return make_user(Role.NATIONAL_TEAM)


@pytest.fixture
def territory():
    return make_territory()


@pytest.fixture
def ada(national, territory) -> User:
    """Somebody whose mandate was ended with a reason, and who tried to sign in."""
    mandate = operations.invite(
        email="ada@exemple.fr",
        first_name="Ada",
        last_name="Lovelace",
        role=Role.PROJECT_MANAGER,
        place=territory,
        starts_on=date(2024, 1, 1),
        reason="Ada Lovelace, nommée plus tôt",
        tell=True,
        by=national,
    )
    operations.end_mandate(
        mandate, on=YESTERDAY, by=national, reason="Ada Lovelace, partie en mauvais termes"
    )
    AccessAttempt.objects.create(
        username="ada@exemple.fr", ip_address="192.0.2.1", failures_since_start=1
    )
    return mandate.user


def kept_of(words: tuple[str, ...]) -> list[str]:
    """The words still found in the ledger, in the accounts, in the attempts to sign in."""
    texts = [
        *map(str, Payload.objects.values_list("content", flat=True)),
        *map(str, User.objects.values_list()),
        *map(str, AccessAttempt.objects.values_list()),
    ]
    return [word for word in words if any(word in text for text in texts)]


def test_names_addresses_and_words_go_and_facts_stay(national, ada, territory):
    assert kept_of(WORDS) == list(WORDS)
    before = balance("mandates", as_of=date(2025, 1, 1), by=["place", "state"])
    operations.forget(ada, by=national, reason=f" {WHY} ")
    assert kept_of(WORDS) == []
    ada = User.objects.get(pk=ada.pk)
    assert (str(ada), ada.state_label, ada.is_active) == ("Ancien agent", "Effacé", False)
    assert (ada.invited_at, ada.last_login, ada.forgotten_at) == (None, None, clock.now())
    assert not ada.has_usable_password()
    assert balance("mandates", as_of=date(2025, 1, 1), by=["place", "state"]) == before
    mandate = ada.mandates.get()
    ended = Payload.objects.get(event__verb="people.end_mandate", subject=f"mandate:{mandate.pk}")
    assert ended.decoded == {"ends_on": [None, "2025-05-26"]}
    assert verify() == []
    assert len(erased()) == 3
    reasons = Payload.objects.filter(event__verb="ledger.erase", content__contains=WHY)
    assert reasons.count() == 2


def test_who_came_with_a_list_is_forgotten_alone(national):
    bob = Newcomer("bob@exemple.fr", "Bob", "Boole", Role.READER, TODAY)
    eve = Newcomer("eve@exemple.fr", "Eve", "Euler", Role.READER, TODAY)
    mandate, _ = enlist([bob, eve], by=None)
    operations.cancel_mandate(mandate, by=None)
    operations.forget(mandate.user, by=national, reason=WHY)
    assert kept_of(("bob@exemple.fr", "Boole")) == []
    assert kept_of(("eve@exemple.fr", "Euler")) == ["eve@exemple.fr", "Euler"]
    assert verify() == []


def test_what_still_runs_is_ended_first(national, ada, territory):
    coming = operations.grant_mandate(
        ada, Role.READER, place=territory, starts_on=date(2025, 7, 1), by=None
    )
    with pytest.raises(Refused, match="a encore un mandat"):
        operations.forget(ada, by=national, reason=WHY)
    operations.cancel_mandate(coming, by=None)
    membership = bodies.join_body(
        ada, bodies.add_body(name="Fonderie", by=None), starts_on=YESTERDAY, by=None
    )
    with pytest.raises(Refused, match="appartient à un organisme"):
        operations.forget(ada, by=national, reason=WHY)
    bodies.leave_body(membership, on=YESTERDAY, by=None)
    operations.forget(ada, by=national, reason=WHY)


def test_an_erasure_says_why_is_done_once_and_by_somebody_else(national, ada):
    with pytest.raises(Refused, match="Dites pourquoi"):
        operations.forget(ada, by=national, reason=" ")
    with pytest.raises(Refused, match="une autre personne"):
        operations.forget(national, by=national, reason=WHY)
    operations.forget(ada, by=national, reason=WHY)
    with pytest.raises(Refused, match="Ce compte est effacé"):
        operations.forget(ada, by=national, reason=WHY)
    with pytest.raises(Refused, match="Ce compte est effacé"):
        operations.reactivate(ada, by=national)


def test_a_person_is_erased_from_their_page(client, national, ada):
    client.force_login(national)
    person, url = (reverse(f"people:{name}", args=[ada.pk]) for name in ("person", "forget"))
    assert url in client.get(person).content.decode()
    text = client.get(url).content.decode()
    assert "Le nom et l’adresse d’Ada Lovelace" in text
    assert "rien ne défait un effacement" in text
    assert client.post(url, {"reason": ""}).context["form"].errors.keys() == {"reason"}
    assert client.post(url, {"reason": WHY}).url == person
    page = client.get(person).content.decode()
    assert "Ancien agent" in page
    facts = [(fact.what, fact.reason) for fact in client.get(person).context["history"]]
    where = f"(chef de projet – {ada.mandates.get().place})"
    assert facts == [
        ("Personne effacée, comme la loi le demande", WHY),
        (f"Fin du mandat\u00a0: dernier jour le 26\u00a0mai 2025 {where}", ""),
        (f"Mandat donné {where}", ""),
        ("Compte ouvert", ""),
    ]
    assert "efface.invalid" not in page
    assert "mauvais termes" not in page
    assert url not in page


def test_what_stands_against_an_erasure_is_told_before_a_reason_is_asked(client, national, ada):
    client.force_login(national)
    holder, member, gone = make_user(Role.READER), make_user(), ada
    bodies.join_body(member, bodies.add_body(name="Fonderie", by=None), starts_on=TODAY, by=None)
    operations.forget(gone, by=national, reason=WHY)
    for someone, why in (
        (holder, "Cette personne a encore un mandat"),
        (member, "appartient à un organisme"),
        (national, "Demandez à une autre personne"),
        (gone, "Ce compte est effacé"),
    ):
        url = reverse("people:forget", args=[someone.pk])
        for answer in (
            client.get(url, follow=True),
            client.post(url, {"reason": WHY}, follow=True),
        ):
            page = answer.content.decode()
            assert why in page
            assert 'name="reason"' not in page
    assert list(User.objects.exclude(forgotten_at=None)) == [gone]


def test_addresses_of_who_was_erased_lead_to_their_page(client, national, ada):
    """Each route that bears on a person: forms typed by hand as well as old links."""
    body = bodies.add_body(name="Fonderie", by=None)
    membership = bodies.join_body(ada, body, starts_on=YESTERDAY, ends_on=YESTERDAY, by=None)
    keys = {"comptes": ada.pk, "mandats": ada.mandates.get().pk, "appartenances": membership.pk}
    names = [
        (pattern.name, keys[kind])
        for pattern in urlpatterns
        for kind, _, rest in [str(pattern.pattern).partition("/")]
        if kind in keys and rest.startswith("<int:pk>") and pattern.name != "person"
    ]
    assert len(names) == 12
    operations.forget(ada, by=national, reason=WHY)
    client.force_login(national)
    person = reverse("people:person", args=[ada.pk])
    for name, pk in names:
        event = [1] if name == "take_back_over" else []
        url = reverse(f"people:{name}", args=[pk, *event])
        assert client.get(url).status_code in (302, 405)
        response = client.post(url)
        assert (name, response.status_code, response.url) == (name, 302, person)
        assert notices(response)[-1] == FORGOTTEN


def test_an_erased_person_never_counts_again(client, national, ada, territory):
    body = bodies.add_body(name="Fonderie", by=None)
    membership = bodies.join_body(ada, body, starts_on=YESTERDAY, ends_on=YESTERDAY, by=None)
    mandate = ada.mandates.get()
    links = [
        reverse(f"people:{name}", args=[pk])
        for name, pk in (
            ("end_mandate", mandate.pk),
            ("leave_body", membership.pk),
            ("join_body", ada.pk),
            ("grant_mandate", ada.pk),
        )
    ]
    client.force_login(national)
    person = reverse("people:person", args=[ada.pk])
    page = client.get(person).content.decode()
    assert [url for url in links if url in page] == links
    operations.forget(ada, by=national, reason=WHY)
    page = client.get(person).content.decode()
    assert [url for url in links if url in page] == []
    assert "Réactiver" not in page
    gone = User.objects.get(pk=ada.pk)
    role = {"role": Role.READER, "place": territory, "starts_on": TODAY}
    named = {"email": gone.email, "first_name": "A", "last_name": "L"}
    before = balance("mandates", as_of=TODAY, by=["place", "state"])
    for again in (
        lambda: operations.end_mandate(mandate, on=None, by=national, reason="Erreur."),
        lambda: operations.grant_mandate(ada, by=national, **role),
        lambda: operations.invite(by=national, **named, **role),
        lambda: operations.welcome_again(mandate, by=national),
        lambda: operations.reactivate(ada, by=national),
        lambda: bodies.join_body(ada, body, starts_on=TODAY, by=national),
        lambda: bodies.leave_body(membership, on=TODAY, by=national),
    ):
        with pytest.raises(Refused, match="Ce compte est effacé"):
            again()
    assert balance("mandates", as_of=TODAY, by=["place", "state"]) == before
    assert not ada.mandates.held_on(TODAY).exists()
    assert not ada.memberships.running_between(TODAY, None).exists()


def test_a_person_is_erased_by_a_command(ada):
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("forget_person", "inconnu@exemple.fr", reason=WHY)
    out = StringIO()
    call_command("forget_person", "ADA@exemple.fr", reason=WHY, stdout=out)
    assert out.getvalue() == f"Le compte {ada.pk} est effacé.\n"
    assert kept_of(WORDS) == []


def test_a_room_declares_the_payloads_that_name_a_person(monkeypatch, ada):
    monkeypatch.setattr(forgetting, "_namings", [])
    forgetting.register_naming(lambda user: {f"site:{user.pk}": [3, 5]}, "owner")
    assert list(forgetting.payloads_naming(ada)) == [(f"site:{ada.pk}", [3, 5], "owner")]
