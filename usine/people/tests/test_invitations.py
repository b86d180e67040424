"""Somebody is invited on a page: what is asked, told and sent."""

import pytest
from django.core import mail
from django.urls import reverse

from usine.jobs.worker import Worker
from usine.people import operations
from usine.people.models import User
from usine.people.roles import Role
from usine.people.views.accounts import KNOWN

from .factories import make_region, make_territory, make_user
from .steps import INVITE, notices, typed

pytestmark = pytest.mark.django_db


def test_an_invitation_reaches_its_reader(signed_in, client, territory):
    response = signed_in.post(INVITE, typed(territory=territory.pk, organisation="CA du Pays"))
    ada = User.objects.get(email="ada@exemple.fr")
    assert response.url == reverse("people:person", args=[ada.pk])
    assert notices(response) == [
        "Un message part à ada@exemple.fr\u00a0: chef de projet – Pays de Saint-Omer."
    ]
    [message] = mail.outbox
    assert message.to == ["ada@exemple.fr"]
    assert "chef de projet – Pays de Saint-Omer, à compter du 27 mai 2025" in message.body
    assert "http://testserver/mot-de-passe/" in message.body
    [(html, kind)] = message.alternatives  # type: ignore[attr-defined]
    assert (kind, "http://testserver/mot-de-passe/" in html) == ("text/html", True)
    assert "jusqu’au soir" not in message.body + html
    assert "Invité" in client.get(response.url).content.decode()


def test_a_first_day_in_the_past_asks_why_on_the_form(signed_in, territory):
    asked = typed(territory=territory.pk, starts_on="2025-05-26")
    errors = signed_in.post(INVITE, asked).context["form"].errors
    assert list(errors) == ["reason"]
    early = typed(territory=territory.pk, starts_on="2018-01-01", reason="Nommée plus tôt.")
    errors = signed_in.post(INVITE, early).context["form"].errors
    assert errors == {
        "starts_on": ["Le territoire n’est labellisé que depuis le 9\u00a0novembre 2023."]
    }
    assert signed_in.post(INVITE, asked | {"reason": "Nommée hier."}).status_code == 302
    ada = User.objects.get(email="ada@exemple.fr")
    page = signed_in.get(reverse("people:person", args=[ada.pk])).content.decode()
    assert "Motif&nbsp;: Nommée hier." in page


def test_somebody_known_is_told_of_the_mandate_alone(signed_in, territory):
    make_user(email="ada@exemple.fr")
    signed_in.post(INVITE, typed(territory=territory.pk))
    [message] = mail.outbox
    assert "/mot-de-passe/" not in message.body
    assert "http://testserver/connexion/" in message.body


def test_a_known_address_is_told_without_the_name(coordinating, territory):
    known = make_user(email="ada@exemple.fr")
    response = coordinating.post(INVITE, typed(territory=territory.pk))
    [why] = response.context["form"].errors["known"]
    assert "Un compte que vous ne gérez pas existe déjà à cette adresse" in why
    assert "Une fois le mandat donné, vous verrez son nom" in why
    assert str(known) not in response.content.decode()
    assert not known.mandates.exists()
    asked = typed(territory=territory.pk, known="on", email="ADA@exemple.fr")
    assert notices(coordinating.post(INVITE, asked)) == [
        f"{KNOWN} Un message part à ada@exemple.fr\u00a0: chef de projet – Pays de Saint-Omer."
    ]
    known.refresh_from_db()
    assert (known.mandates.count(), known.first_name) == (1, "Personne")
    # Now in sight, it is not asked about again.
    again = typed(territory=territory.pk, role="reader")
    assert notices(coordinating.post(INVITE, again))[-1].startswith(KNOWN)


def test_a_closed_account_that_is_out_of_sight_keeps_its_name(coordinating, territory):
    closed = make_user(email="ada@exemple.fr")
    operations.deactivate(closed, by=None)
    response = coordinating.post(INVITE, typed(territory=territory.pk, known="on"))
    [why] = response.context["form"].non_field_errors()
    assert "Le compte de cette personne est désactivé" in why
    assert str(closed) not in response.content.decode()


def test_who_never_signed_in_is_shown_as_invited(signed_in, territory, client):
    signed_in.post(INVITE, typed(territory=territory.pk))
    ada = User.objects.get(email="ada@exemple.fr")
    listed = signed_in.get(reverse("people:people"), {"q": "ada"}).content.decode()
    assert "Invité, jamais connecté" in listed
    assert "invité le 27\u00a0mai 2025" in listed
    page = signed_in.get(reverse("people:person", args=[ada.pk])).content.decode()
    assert "Invité le 27\u00a0mai 2025, jamais connecté." in page


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({}, "territory", "Ce rôle s’exerce sur un territoire\u00a0: choisissez-le."),
        (
            {"role": "regional_coordinator"},
            "region",
            "Ce rôle s’exerce sur une région\u00a0: choisissez-la.",
        ),
        (
            {"role": "national_team", "region": "32"},
            "territory",
            "Ce rôle s’exerce sur la nation\u00a0: ne choisissez ni territoire ni région.",
        ),
        (
            {"region": "32", "territory": "here"},
            "region",
            "Choisissez un territoire ou une région, pas les deux.",
        ),
        (
            {"territory": "here", "ends_on": "2025-05-26"},
            "ends_on",
            "Le dernier jour précède le premier.",
        ),
        ({"territory": "here", "role": ""}, "role", "Ce champ est obligatoire."),
        *(
            (
                {"territory": "here", "organisation": typed_so},
                "organisation",
                "123456789 n’est pas un SIREN\u00a0: neuf chiffres, le dernier vérifie les autres.",
            )
            for typed_so in ("123 456 789", "123.456.789", "123-456-789")
        ),
    ],
)
def test_an_invitation_that_does_not_hold_says_why(signed_in, territory, fields, field, why):
    if "territory" in fields:
        fields = fields | {"territory": territory.pk}
    response = signed_in.post(INVITE, typed(**fields))
    assert response.context["form"].errors == {field: [why]}
    assert response.context["form"]["email"].value() == "ada@exemple.fr"


@pytest.mark.parametrize("place", ["territory", "region", None])
def test_a_reader_may_be_anywhere(signed_in, territory, place):
    where = {"territory": territory.pk, "region": territory.lead_region.pk}
    response = signed_in.post(
        INVITE, typed(role="reader", **({place: where[place]} if place else {}))
    )
    assert response.status_code == 302


def test_what_an_operation_refuses_is_said_in_the_form(signed_in, territory):
    signed_in.post(INVITE, typed(territory=territory.pk))
    response = signed_in.post(INVITE, typed(territory=territory.pk))
    [why] = response.context["form"].non_field_errors()
    assert "a déjà ce mandat" in why
    ada = User.objects.get(email="ada@exemple.fr")
    response = signed_in.post(
        reverse("people:grant_mandate", args=[ada.pk]), typed(territory=territory.pk)
    )
    assert response.context["form"].non_field_errors() == [why]
    mandate = ada.mandates.get()
    response = signed_in.post(
        reverse("people:end_mandate", args=[mandate.pk]),
        {"on": "2025-05-26", "reason": "Erreur."},
    )
    assert response.context["form"].non_field_errors() == ["La fin du mandat précède son début."]


def test_the_message_of_a_mandate_leaves_once_and_again_when_it_is_asked(signed_in, territory):
    signed_in.post(INVITE, typed(territory=territory.pk))
    ada = User.objects.get(email="ada@exemple.fr")
    signed_in.post(reverse("people:send_invitation", args=[ada.pk]))
    assert [message.to for message in mail.outbox] == [["ada@exemple.fr"]] * 2


@pytest.mark.usefixtures("database_queue")
def test_a_message_waits_for_what_it_tells_to_be_written(signed_in, territory):
    signed_in.post(INVITE, typed(territory=territory.pk))
    refused = signed_in.post(INVITE, typed(territory=territory.pk))
    assert refused.context["form"].non_field_errors()
    assert mail.outbox == []
    Worker("w").run()
    assert [message.to for message in mail.outbox] == [["ada@exemple.fr"]]


def test_nobody_is_told_of_what_the_system_itself_grants(territory):
    make_user(Role.READER, territory=territory)
    assert mail.outbox == []


def test_no_invitation_to_an_account_that_is_closed_or_without_mandate(signed_in, territory):
    alone = make_user()
    closed = make_user(Role.READER, territory=territory)
    signed_in.post(reverse("people:deactivate", args=[closed.pk]))
    for someone in (alone, closed):
        response = signed_in.post(reverse("people:send_invitation", args=[someone.pk]))
        assert "un compte actif qui a un mandat" in notices(response)[-1]
    assert mail.outbox == []


def test_a_place_that_the_role_may_need_is_not_said_optional(signed_in):
    form = signed_in.get(INVITE).context["form"]
    assert [field.name for field in form if field.says_optional] == ["organisation"]


def test_a_coordinator_is_offered_what_may_be_given(coordinating, territory):
    make_territory("Lacq", region=make_region("76", "Occitanie"))
    form = coordinating.get(INVITE).context["form"]
    assert list(form.fields["territory"].queryset) == [territory]
    assert "region" not in form.fields
    assert [value for value, _ in form.fields["role"].choices] == [
        "",
        "project_manager",
        "deputy",
        "elected_official",
        "industrialist",
        "reader",
    ]
    response = coordinating.post(INVITE, typed(role="reader"))
    assert response.context["form"].errors == {"territory": ["Ce champ est obligatoire."]}


def test_a_deputy_is_told_the_last_day(signed_in, territory):
    asked = typed(territory=territory.pk, role="deputy")
    page = signed_in.post(INVITE, asked)
    [why] = page.context["form"].errors["ends_on"]
    assert why == "Une suppléance dure jusqu’à un jour donné\u00a0: dites lequel."
    assert "Dernier jour (facultatif)" not in page.content.decode()
    signed_in.post(INVITE, asked | {"ends_on": "2025-06-30"})
    [message] = mail.outbox
    [(html, _)] = message.alternatives  # type: ignore[attr-defined]
    told = "à compter du 27 mai 2025, jusqu’au soir du 30 juin 2025."
    assert [told in text.replace("\u00a0", " ") for text in (message.body, html)] == [True, True]
