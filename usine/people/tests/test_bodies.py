"""Bodies: known by their SIREN, found again by their name; who belongs to them."""

from datetime import date

import pytest
from django.urls import reverse

from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.people import bodies, operations
from usine.people.models import Membership, Organisation
from usine.people.roles import Role
from usine.values.errors import Refused
from usine.values.siren import grouped

from .factories import make_user

pytestmark = pytest.mark.django_db

TODAY = date(2025, 5, 27)
SIREN, OTHER_SIREN = "552081317", "542065479"


def last_event() -> tuple[str, str, dict | None]:
    event = Event.objects.latest("number")
    return event.verb, event.subject, event.payload


def test_two_bodies_have_one_name_when_a_siren_tells_them_apart(national):
    first = bodies.add_body(name="  Fonderie   du Nord ", by=national)
    assert (first.name, first.siren) == ("Fonderie du Nord", "")
    with pytest.raises(Refused, match="sans SIREN porte déjà ce nom"):
        bodies.add_body(name="FONDERIE du nord", by=national)
    second = bodies.add_body(name="Fonderie du Nord", siren="552 081 317", by=national)
    assert last_event() == (
        "people.add_body",
        f"organisation:{second.pk}",
        {"name": "Fonderie du Nord", "siren": SIREN},
    )
    with pytest.raises(Refused, match="a déjà ce SIREN"):
        bodies.add_body(name="Autre", siren=SIREN, by=national)
    with pytest.raises(Refused, match="n’est pas un SIREN"):
        bodies.add_body(name="Autre", siren="552081318", by=national)
    for name in ("42", "552 081 317", "552-081-317"):
        with pytest.raises(Refused, match="Un nom n’est pas fait que de chiffres"):
            bodies.add_body(name=name, by=national)
    assert verify() == []


def test_a_body_is_renamed_and_told_what_changed(national):
    body = bodies.add_body(name="CA du Pays", by=national)
    bodies.change_body(body, name="CA du Pays", siren=SIREN, by=national)
    assert last_event()[2] == {"siren": ["", SIREN]}
    number = Event.objects.count()
    bodies.change_body(body, name="CA du Pays", siren=SIREN, by=national)
    assert Event.objects.count() == number
    other = bodies.add_body(name="CA du Pays", by=national)
    with pytest.raises(Refused, match="a déjà ce SIREN"):
        bodies.change_body(other, name="CA du Pays", siren=SIREN, by=national)


def body_of(text: str) -> Organisation | None:
    mandate = operations.grant_mandate(
        make_user(), Role.READER, starts_on=TODAY, organisation=text, by=None
    )
    return mandate.organisation


def test_a_body_is_typed_by_its_name_or_its_siren():
    known = bodies.add_body(name="Société de l’Étang", siren=SIREN, by=None)
    assert body_of("societe de l'etang") == known
    for number in ("552 081 317", "552.081.317", "552-081-317"):
        assert body_of(number) == known
    assert body_of("  ") is None
    with pytest.raises(Refused, match=f"Aucun organisme n’a le SIREN {grouped(OTHER_SIREN)}"):
        body_of(OTHER_SIREN)
    for wrong in ("123456789", "123.456.789", "123-456-789", "5520813", "552 081 317 66522"):
        with pytest.raises(Refused, match="n’est pas un SIREN"):
            body_of(wrong)
    assert Organisation.objects.count() == 1
    new = body_of("Une autre")
    assert body_of("une AUTRE") == new
    bodies.add_body(name="Société de l’étang", siren=OTHER_SIREN, by=None)
    with pytest.raises(Refused, match="Plusieurs organismes"):
        body_of("Société de l’Étang")
    assert body_of(OTHER_SIREN).siren == OTHER_SIREN


def test_a_person_belongs_to_a_body_between_two_dates(national):
    ada, body = make_user(), bodies.add_body(name="Fonderie", siren=SIREN, by=None)
    for siret, why in (("55208131766523", "n’est pas un SIRET"), ("54206547900009", "cet org")):
        with pytest.raises(Refused, match=why):
            bodies.join_body(ada, body, siret=siret, starts_on=TODAY, by=national)
    membership = bodies.join_body(
        ada, body, siret="552 081 317 66522", starts_on=TODAY, by=national
    )
    assert membership.siret == "55208131766522"
    with pytest.raises(Refused, match="appartient déjà"):
        bodies.join_body(ada, body, starts_on=date(2026, 1, 1), by=national)
    with pytest.raises(Refused, match="Le dernier jour précède le premier"):
        bodies.leave_body(membership, on=date(2025, 5, 26), by=national)
    bodies.leave_body(membership, on=TODAY, by=national)
    assert last_event()[2] == {"ends_on": [None, "2025-05-27"]}
    with pytest.raises(Refused, match="prend déjà fin"):
        bodies.leave_body(membership, on=TODAY, by=national)
    bodies.join_body(ada, body, starts_on=date(2025, 5, 28), by=national)
    assert ada.memberships.count() == 2


def test_a_last_day_that_is_past_or_put_off_says_why(national):
    ada, body = make_user(), bodies.add_body(name="Fonderie", by=None)
    membership = bodies.join_body(ada, body, starts_on=date(2025, 1, 1), by=national)
    for on, why in ((date(2025, 5, 26), "est déjà passé"), (TODAY, "est repoussé")):
        with pytest.raises(Refused, match=f"Dites pourquoi\u00a0: le dernier jour {why}.$"):
            bodies.leave_body(membership, on=on, by=national, reason=" ")
        bodies.leave_body(membership, on=on, by=national, reason=" Mal noté. ")
        assert (last_event()[2] or {})["reason"] == "Mal noté."
    assert verify() == []


def test_a_siren_stays_while_members_have_an_establishment(national):
    body = bodies.add_body(name="Fonderie", siren=SIREN, by=None)
    bodies.join_body(make_user(), body, starts_on=TODAY, by=national)
    bodies.change_body(body, name="Fonderie", siren="", by=national)
    bodies.change_body(body, name="Fonderie", siren=SIREN, by=national)
    bodies.join_body(make_user(), body, siret=f"{SIREN}66522", starts_on=TODAY, by=national)
    for siren in ("", OTHER_SIREN):
        with pytest.raises(Refused, match="commence par 552\u00a0081\u00a0317"):
            bodies.change_body(body, name="Fonderie", siren=siren, by=national)
    assert bodies.change_body(body, name="Autre", siren=SIREN, by=national).name == "Autre"


def test_an_establishment_is_compared_with_the_siren_of_the_day(national):
    body = bodies.add_body(name="Fonderie", siren=SIREN, by=None)
    bodies.change_body(body, name="Fonderie", siren=OTHER_SIREN, by=national)
    with pytest.raises(Refused, match="n’est pas celui d’un établissement"):
        bodies.join_body(make_user(), body, siret=f"{SIREN}66522", starts_on=TODAY, by=national)


BODIES = reverse("people:bodies")


def names(response) -> list[tuple[str, int, int]]:
    return [(body.name, body.running, body.members) for body in response.context["page"]]


def test_the_list_is_searched_and_costs_the_same(signed_in, django_assert_num_queries):
    assert "Aucun organisme pour l’instant" in signed_in.get(BODIES).content.decode()
    fonderie = bodies.add_body(name="Fonderie", siren=SIREN, by=None)
    assert "552\u00a0081\u00a0317</td>" in signed_in.get(BODIES).content.decode()
    bodies.join_body(make_user(), fonderie, starts_on=TODAY, by=None)
    assert names(signed_in.get(BODIES)) == [("Fonderie", 0, 1)]
    with django_assert_num_queries(5):
        signed_in.get(BODIES)
    for _ in range(2):
        body_of("Étangs de l’Est")
    body_of("Autre")
    with django_assert_num_queries(5):
        assert names(signed_in.get(BODIES)) == [
            ("Autre", 1, 0),
            ("Étangs de l’Est", 2, 0),
            ("Fonderie", 0, 1),
        ]
    assert names(signed_in.get(BODIES, {"q": "est etangs"})) == [("Étangs de l’Est", 2, 0)]
    assert names(signed_in.get(BODIES, {"q": "552 08"})) == [("Fonderie", 0, 1)]
    assert "Aucun organisme ne correspond" in signed_in.get(BODIES, {"q": "rien"}).content.decode()


def test_a_body_is_added_and_changed_on_its_pages(signed_in, national):
    add = reverse("people:add_body")
    response = signed_in.post(add, {"name": "Fonderie", "siren": "123"})
    assert "n’est pas un SIREN" in response.context["form"].errors["siren"][0]
    response = signed_in.post(add, {"name": "552.081.317"})
    assert response.context["form"].errors == {
        "name": ["Un nom n’est pas fait que de chiffres\u00a0: un SIREN se donne dans son champ."]
    }
    assert signed_in.post(add, {"name": "Fonderie"}).url == BODIES
    again = signed_in.post(add, {"name": "fonderie"}).context["form"]
    assert "porte déjà ce nom" in again.non_field_errors()[0]
    body = Organisation.objects.get()
    change = reverse("people:change_body", args=[body.pk])
    assert signed_in.get(change).context["form"]["name"].value() == "Fonderie"
    signed_in.post(change, {"name": "Fonderie du Nord", "siren": "552.081-317"})
    body.refresh_from_db()
    assert (body.name, body.siren) == ("Fonderie du Nord", SIREN)
    signed_in.post(change, {"name": "Fonderie du Nord", "siren": ""})
    signed_in.post(change, {"name": "Fonderie", "siren": ""})
    facts = signed_in.get(change).context["history"]
    me = str(national)
    assert [(fact.what, fact.who, fact.lines) for fact in facts] == [
        ("Organisme modifié", me, (("Nom", "Fonderie du Nord", "Fonderie"),)),
        ("Organisme modifié", me, (("SIREN", grouped(SIREN), "–"),)),
        (
            "Organisme modifié",
            me,
            (("Nom", "Fonderie", "Fonderie du Nord"), ("SIREN", "–", grouped(SIREN))),
        ),
        ("Organisme ajouté", me, ()),
    ]


def test_two_bodies_of_one_name_are_told_apart_where_one_is_chosen(signed_in):
    for siren in ("", SIREN):
        bodies.add_body(name="Fonderie", siren=siren, by=None)
    form = signed_in.get(reverse("people:join_body", args=[make_user().pk])).context["form"]
    assert [label for _, label in form.fields["body"].choices] == [
        "–",
        "Fonderie",
        "Fonderie (552\u00a0081\u00a0317)",
    ]
    ada = make_user()
    for body in Organisation.objects.all():
        bodies.join_body(ada, body, starts_on=TODAY, by=None)
    page = signed_in.get(reverse("people:person", args=[ada.pk])).content.decode()
    assert "<li>Fonderie, depuis" in page
    assert "<li>Fonderie (552\u00a0081\u00a0317), depuis" in page


def test_a_person_is_attached_to_a_body_on_their_page(signed_in):
    ada, body = make_user(), bodies.add_body(name="Fonderie", by=None)
    person = reverse("people:person", args=[ada.pk])
    assert "N’est rattaché à aucun organisme" in signed_in.get(person).content.decode()
    join = reverse("people:join_body", args=[ada.pk])
    assert signed_in.get(join).context["form"]["starts_on"].value() == TODAY
    assert signed_in.post(join, {"body": body.pk, "starts_on": "2025-05-01"}).url == person
    membership = Membership.objects.get()
    leave = reverse("people:leave_body", args=[membership.pk])
    assert signed_in.get(leave).context["form"]["on"].value() == TODAY
    signed_in.post(leave, {"on": "2025-06-30"})
    page = signed_in.get(person).content.decode()
    assert "Fonderie, depuis le" in page
    assert "et jusqu’au 30\u00a0juin 2025" in page
    past = signed_in.post(leave, {"on": "2025-05-26"})
    assert past.context["form"].errors == {
        "reason": ["Dites pourquoi\u00a0: le dernier jour est déjà passé."]
    }
    assert list(signed_in.post(leave, {"on": "hier"}).context["form"].errors) == ["on"]
    signed_in.post(leave, {"on": "2025-05-26", "reason": "Partie."})
    facts = signed_in.get(person).context["history"]
    end = "Fin du rattachement\u00a0: dernier jour le"
    assert [(fact.what, fact.reason) for fact in facts] == [
        (f"{end} 26\u00a0mai 2025, au lieu du 30\u00a0juin 2025 (Fonderie)", "Partie."),
        (f"{end} 30\u00a0juin 2025 (Fonderie)", ""),
        ("Rattachement à un organisme (Fonderie)", ""),
        ("Compte ouvert", ""),
    ]


def test_who_does_not_manage_the_nation_reads_no_membership(coordinating, territory):
    ada, body = make_user(Role.READER, territory=territory), bodies.add_body(name="F", by=None)
    bodies.join_body(ada, body, starts_on=TODAY, by=None)
    facts = coordinating.get(reverse("people:person", args=[ada.pk])).context["history"]
    assert [fact.what for fact in facts] == [
        f"Mandat donné (lecteur – {territory})",
        "Compte ouvert",
    ]
