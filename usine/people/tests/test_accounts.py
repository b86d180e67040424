"""The pages where accounts and mandates are managed."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse

from usine.jobs.worker import Worker
from usine.people import operations
from usine.people.history import history
from usine.people.models import Mandate, User
from usine.people.queries import with_places
from usine.people.roles import Role
from usine.people.rules import REASON_NEEDED
from usine.people.views.accounts import KNOWN

from .factories import make_region, make_territory, make_user

pytestmark = pytest.mark.django_db

TODAY = date(2025, 5, 27)


@pytest.fixture
def territory():
    return make_territory("Pays de Saint-Omer", region=make_region("32", "Hauts-de-France"))


@pytest.fixture
def national():
    return make_user(Role.NATIONAL_TEAM)


@pytest.fixture
def signed_in(client, national):
    client.force_login(national)
    return client


@pytest.fixture
def coordinator(client, territory):
    user = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    client.force_login(user)
    return client


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def typed(**fields) -> dict:
    return {
        "email": "ada@exemple.fr",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "role": "project_manager",
        "starts_on": "2025-05-27",
        **fields,
    }


INVITE = reverse("people:invite")


def test_the_list_is_searched_and_paged(signed_in, territory, django_assert_max_num_queries):
    for _ in range(60):
        make_user(Role.READER, territory=territory)
    with django_assert_max_num_queries(12):
        response = signed_in.get(reverse("people:people"), {"role": "reader"})
    assert (response.context["page"].paginator.count, len(response.context["page"])) == (60, 50)
    response = signed_in.get(reverse("people:people"), {"q": "personne introuvable"})
    assert "Personne ne correspond" in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    signed_in, territory, number, django_assert_num_queries
):
    for _ in range(number):
        make_user(Role.READER, territory=territory)
    with django_assert_num_queries(8):
        signed_in.get(reverse("people:people"))


def test_an_invitation_reaches_its_reader(signed_in, client, territory):
    response = signed_in.post(INVITE, typed(territory=territory.pk, organisation="CA du Pays"))
    ada = User.objects.get(email="ada@exemple.fr")
    assert response.url == reverse("people:person", args=[ada.pk])
    assert said(response) == [
        "Un message part à ada@exemple.fr\u00a0: chef de projet – Pays de Saint-Omer."
    ]
    [message] = mail.outbox
    assert message.to == ["ada@exemple.fr"]
    assert "chef de projet – Pays de Saint-Omer, à compter du 27 mai 2025" in message.body
    assert "http://testserver/mot-de-passe/" in message.body
    assert "Invité" in client.get(response.url).content.decode()


def test_somebody_known_is_told_of_the_mandate_alone(signed_in, territory):
    make_user(email="ada@exemple.fr")
    signed_in.post(INVITE, typed(territory=territory.pk))
    [message] = mail.outbox
    assert "/mot-de-passe/" not in message.body
    assert "http://testserver/connexion/" in message.body


def test_a_known_address_is_told_without_the_name(coordinator, territory):
    known = make_user(email="ada@exemple.fr")
    response = coordinator.post(INVITE, typed(territory=territory.pk))
    [why] = response.context["form"].errors["known"]
    assert "Un compte que vous ne gérez pas existe déjà à cette adresse" in why
    assert "Une fois le mandat donné, vous verrez son nom" in why
    assert str(known) not in response.content.decode()
    assert not known.mandates.exists()
    asked = typed(territory=territory.pk, known="on", email="ADA@exemple.fr")
    assert said(coordinator.post(INVITE, asked)) == [
        f"{KNOWN} Un message part à ada@exemple.fr\u00a0: chef de projet – Pays de Saint-Omer."
    ]
    known.refresh_from_db()
    assert (known.mandates.count(), known.first_name) == (1, "Personne")
    # Now in sight, it is not asked about again.
    again = typed(territory=territory.pk, role="reader")
    assert said(coordinator.post(INVITE, again))[-1].startswith(KNOWN)


def test_a_closed_account_that_is_out_of_sight_keeps_its_name(coordinator, territory):
    closed = make_user(email="ada@exemple.fr")
    operations.deactivate(closed, by=None)
    response = coordinator.post(INVITE, typed(territory=territory.pk, known="on"))
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
        (
            {"territory": "here", "organisation": "123 456 789"},
            "organisation",
            "123456789 n’est pas un SIREN\u00a0: neuf chiffres, le dernier vérifie les autres.",
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


@pytest.mark.usefixtures("kept")
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
        assert "un compte actif qui a un mandat" in said(response)[-1]
    assert mail.outbox == []


def test_a_mandate_is_given_ended_and_taken_back(signed_in, territory):
    ada = make_user(email="ada@exemple.fr")
    person = reverse("people:person", args=[ada.pk])
    grant = reverse("people:grant_mandate", args=[ada.pk])
    assert f"Donner un mandat à {ada}" in signed_in.get(grant).content.decode()
    given = {"role": "elected_official", "territory": territory.pk, "starts_on": "01/05/2025"}
    assert signed_in.post(grant, given).url == person
    mandate = ada.mandates.get()

    end = reverse("people:end_mandate", args=[mandate.pk])
    link = 'Mettre fin<span class="fr-sr-only"> au mandat\u00a0: '
    assert link in signed_in.get(person).content.decode()
    assert "<h1>Mettre fin au mandat</h1>" in signed_in.get(end).content.decode()
    assert signed_in.get(end).context["form"]["on"].value() == TODAY
    response = signed_in.post(end, {"on": "2025-05-26"})
    assert response.context["form"].errors == {"reason": [REASON_NEEDED]}
    response = signed_in.post(end, {"on": "2025-05-26", "reason": "Parti plus tôt."})
    assert said(response)[-1] == "Le mandat a pris fin le 26\u00a0mai 2025."
    assert User.objects.get(pk=ada.pk).grants.roles == frozenset()
    response = signed_in.post(reverse("people:cancel_mandate", args=[mandate.pk]))
    assert "a déjà couru" in said(response)[-1]

    signed_in.post(grant, given | {"starts_on": "2025-05-27"})
    assert User.objects.get(pk=ada.pk).grants.roles == {Role.ELECTED_OFFICIAL}
    mistaken = ada.mandates.latest("pk")
    response = signed_in.post(reverse("people:cancel_mandate", args=[mistaken.pk]))
    assert response.url == person
    assert User.objects.get(pk=ada.pk).grants.roles == frozenset()
    states = [row.state for row in signed_in.get(person).context["mandates"]]
    assert states == ["Terminé", "Repris"]


def test_a_mandate_that_ended_is_opened_again_with_a_reason(signed_in, territory):
    ada = make_user(Role.ELECTED_OFFICIAL, territory=territory, ends_on=date(2025, 5, 26))
    person = reverse("people:person", args=[ada.pk])
    link = 'Modifier la fin<span class="fr-sr-only"> du mandat\u00a0: '
    assert link in signed_in.get(person).content.decode()
    end = reverse("people:end_mandate", args=[ada.mandates.get().pk])
    assert "<h1>Modifier la fin du mandat</h1>" in signed_in.get(end).content.decode()
    response = signed_in.post(end, {"on": ""})
    assert response.context["form"].errors == {"reason": [REASON_NEEDED]}
    response = signed_in.post(end, {"on": "", "reason": "Réélue."})
    assert said(response)[-1] == "Le mandat court sans fin connue."
    assert User.objects.get(pk=ada.pk).grants.roles == {Role.ELECTED_OFFICIAL}


def test_the_history_of_a_person_is_told(signed_in, national, territory, django_assert_num_queries):
    signed_in.post(INVITE, typed(territory=territory.pk))
    ada = User.objects.get(email="ada@exemple.fr")
    mandate, where = ada.mandates.get(), "(chef de projet – Pays de Saint-Omer)"
    # A mandate elsewhere is not told to those who do not see it.
    operations.grant_mandate(
        ada, Role.READER, place=make_territory("Lacq"), starts_on=TODAY, by=None
    )
    end = reverse("people:end_mandate", args=[mandate.pk])
    coming = signed_in.post(end, {"on": "2025-06-30"})
    assert said(coming)[-1] == "Le mandat prend fin le 30\u00a0juin 2025."
    signed_in.post(end, {"on": "", "reason": "Prolongée."})
    signed_in.post(reverse("people:deactivate", args=[ada.pk]))
    mandates = ada.mandates.filter(pk=mandate.pk)
    with django_assert_num_queries(4):
        told = [(fact.what, fact.who, fact.reason) for fact in history(ada, with_places(mandates))]
    me = str(national)
    day = "30\u00a0juin 2025"
    moved = f"Fin du mandat\u00a0: plus de dernier jour, au lieu du {day} {where}"
    assert told == [
        ("Compte désactivé", me, ""),
        (moved, me, "Prolongée."),
        (f"Fin du mandat\u00a0: dernier jour le {day} {where}", me, ""),
        (f"Mandat donné {where}", me, ""),
        ("Compte ouvert", me, ""),
    ]
    page = signed_in.get(reverse("people:person", args=[ada.pk])).content.decode()
    assert "Motif&nbsp;: Prolongée." in page
    assert "Mandat donné (lecteur – Lacq)</strong> par la plateforme" in page


def test_an_account_is_closed_and_opened_again(signed_in, national, territory):
    someone = make_user(Role.READER, territory=territory)
    url = reverse("people:deactivate", args=[someone.pk])
    assert f"Désactiver le compte de {someone}" in signed_in.get(url).content.decode()
    signed_in.post(url)
    assert User.objects.get(pk=someone.pk).is_active is False
    signed_in.post(reverse("people:reactivate", args=[someone.pk]))
    assert User.objects.get(pk=someone.pk).is_active is True
    response = signed_in.post(reverse("people:reactivate", args=[someone.pk]))
    assert said(response)[-1] == "Ce compte est déjà actif."


def test_who_manages_the_nation_leaves_it_to_the_others(signed_in, national, territory):
    other = make_user(Role.NATIONAL_TEAM)
    local = operations.grant_mandate(
        national, Role.ELECTED_OFFICIAL, place=territory, starts_on=TODAY, by=None
    )
    why = "Une autre personne de l’équipe nationale peut mettre fin à votre mandat national"
    offered = {}
    for someone in (national, other):
        page = signed_in.get(reverse("people:person", args=[someone.pk]))
        ends = [row.mandate.role for row in page.context["mandates"] if row.may_end]
        html = page.content.decode()
        offered[someone] = ends, "Désactiver le compte" in html, why in html
    assert offered == {
        national: ([local.role], False, True),
        other: (["national_team"], True, False),
    }
    operations.cancel_mandate(local, by=None)
    alone = signed_in.get(reverse("people:person", args=[national.pk])).content.decode()
    assert "Gérer</th>" in html
    assert "Gérer</th>" not in alone
    response = signed_in.post(reverse("people:deactivate", args=[national.pk]))
    assert "demandez-le à une autre personne" in said(response)[-1]
    mandate = national.mandates.get(role=Role.NATIONAL_TEAM)
    end = reverse("people:end_mandate", args=[mandate.pk])
    [refusal] = signed_in.post(end, {"on": TODAY}).context["form"].non_field_errors()
    assert "demandez à une autre personne" in refusal
    assert "national_team" in User.objects.get(pk=national.pk).grants.roles


def boxes(response) -> list[str]:
    """The names of those of the form that ask whether a second holder is meant."""
    return [name for name in response.context["form"].fields if name.startswith("beside")]


def test_a_seat_that_others_hold_is_asked_about_once(signed_in, territory):
    holder = make_user(Role.PROJECT_MANAGER, territory=territory)
    asked = typed(territory=territory.pk, organisation="CA du Pays")
    response = signed_in.post(INVITE, asked)
    [box] = boxes(response)
    assert response.context["form"].errors == {
        box: [
            f"{holder} tient déjà ce rôle sur ce territoire à ces dates. Si quelqu’un doit être "
            "remplacé, mettez d’abord fin à son mandat\u00a0; sinon, cochez la case."
        ]
    }
    assert response.context["form"]["organisation"].value() == "CA du Pays"
    assert not User.objects.filter(email="ada@exemple.fr").exists()
    assert signed_in.post(INVITE, asked | {box: "on"}).status_code == 302

    # A box ticked about one holder says nothing about two.
    known = make_user()
    grant = reverse("people:grant_mandate", args=[known.pk])
    response = signed_in.post(grant, asked | {box: "on"})
    [both] = boxes(response)
    assert f"Ada Lovelace et {holder} tiennent déjà ce rôle" in response.content.decode()
    assert signed_in.post(grant, asked | {both: "on"}).status_code == 302
    assert Mandate.objects.on(territory).count() == 3


@pytest.mark.parametrize(
    ("role", "place", "dates"),
    [
        ("project_manager", "here", {"starts_on": "2023-01-01", "ends_on": "2023-11-08"}),
        ("project_manager", "there", {}),
        ("elected_official", "here", {}),
        ("reader", "here", {}),
        ("national_team", None, {}),
    ],
)
def test_a_seat_that_is_free_or_shared_is_given_at_once(signed_in, territory, role, place, dates):
    make_user(Role.PROJECT_MANAGER, territory=territory)
    make_user(Role.READER, territory=territory)
    gone = make_user(Role.ELECTED_OFFICIAL, territory=territory).mandates.get()
    operations.end_mandate(gone, on=date(2025, 5, 26), by=None)
    where = {"here": territory.pk, "there": make_territory().pk, None: ""}
    response = signed_in.post(INVITE, typed(role=role, territory=where[place], **dates))
    assert response.status_code == 302


def test_a_second_coordinator_is_asked_about(signed_in, territory):
    region = territory.lead_region
    make_user(Role.REGIONAL_COORDINATOR, region=region)
    response = signed_in.post(INVITE, typed(role="regional_coordinator", region=region.pk))
    [box] = boxes(response)
    assert "tient déjà ce rôle dans cette région à ces dates" in response.content.decode()
    asked = typed(role="regional_coordinator", region=region.pk, **{box: "on"})
    assert signed_in.post(INVITE, asked).status_code == 302


def test_a_place_that_the_role_may_need_is_not_said_optional(signed_in):
    form = signed_in.get(INVITE).context["form"]
    assert [field.name for field in form if field.says_optional] == ["organisation", "ends_on"]


def test_a_coordinator_is_offered_what_may_be_given(coordinator, territory):
    make_territory("Lacq", region=make_region("76", "Occitanie"))
    form = coordinator.get(INVITE).context["form"]
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
    response = coordinator.post(INVITE, typed(role="reader"))
    assert response.context["form"].errors == {"territory": ["Ce champ est obligatoire."]}


def test_an_account_stays_in_sight_of_who_gave_it_a_mandate(coordinator, territory):
    coordinator.post(INVITE, typed(territory=territory.pk))
    ada = User.objects.get(email="ada@exemple.fr")
    response = coordinator.post(reverse("people:cancel_mandate", args=[ada.mandates.get().pk]))
    assert response.url == reverse("people:person", args=[ada.pk])
    assert coordinator.get(response.url).status_code == 200


def test_a_coordinator_manages_neither_colleagues_nor_accounts(coordinator, territory):
    colleague = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    assert coordinator.get(reverse("people:person", args=[colleague.pk])).status_code == 200
    for url in (
        reverse("people:end_mandate", args=[colleague.mandates.get().pk]),
        reverse("people:deactivate", args=[colleague.pk]),
    ):
        assert coordinator.get(url).status_code == 403


def test_who_manages_nobody_sees_no_account(client, territory):
    client.force_login(make_user(Role.PROJECT_MANAGER, territory=territory))
    assert client.get(reverse("people:people")).status_code == 403
