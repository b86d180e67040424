"""The pages where mandates are given, ended, opened again and told."""

from datetime import date

import pytest
from django.urls import reverse

from usine.people import operations
from usine.people.history import history
from usine.people.models import User
from usine.people.queries import with_places
from usine.people.roles import Role

from .factories import make_territory, make_user
from .steps import INVITE, TODAY, notices, typed

pytestmark = pytest.mark.django_db


END_IN_THE_PAST = (
    "Dites pourquoi\u00a0: le dernier jour est déjà passé, et des chiffres publiés peuvent changer."
)


def test_a_mandate_is_given_ended_and_taken_back(signed_in, territory):
    ada = make_user(email="ada@exemple.fr")
    person = reverse("people:person", args=[ada.pk])
    grant = reverse("people:grant_mandate", args=[ada.pk])
    assert f"Donner un mandat à {ada}" in signed_in.get(grant).content.decode()
    typed = {"role": "elected_official", "territory": territory.pk, "starts_on": "01/05/2025"}
    typed["reason"] = "Élue ce jour-là."
    assert signed_in.post(grant, typed).url == person
    mandate = ada.mandates.get()

    end = reverse("people:end_mandate", args=[mandate.pk])
    link = 'Mettre fin<span class="fr-sr-only"> au mandat\u00a0: '
    assert link in signed_in.get(person).content.decode()
    assert "<h1>Mettre fin au mandat</h1>" in signed_in.get(end).content.decode()
    assert signed_in.get(end).context["form"]["on"].value() == TODAY
    response = signed_in.post(end, {"on": "2025-05-26"})
    assert response.context["form"].errors == {"reason": [END_IN_THE_PAST]}
    response = signed_in.post(end, {"on": "2025-05-26", "reason": "Parti plus tôt."})
    assert notices(response)[-1] == "Le mandat a pris fin le 26\u00a0mai 2025."
    assert User.objects.get(pk=ada.pk).grants.roles == frozenset()
    response = signed_in.post(reverse("people:cancel_mandate", args=[mandate.pk]))
    assert "a déjà couru" in notices(response)[-1]

    signed_in.post(grant, typed | {"starts_on": "2025-05-27"})
    assert User.objects.get(pk=ada.pk).grants.roles == {Role.ELECTED_OFFICIAL}
    mistaken = ada.mandates.latest("pk")
    response = signed_in.post(reverse("people:cancel_mandate", args=[mistaken.pk]))
    assert response.url == person
    assert User.objects.get(pk=ada.pk).grants.roles == frozenset()
    states = [row.state for row in signed_in.get(person).context["mandates"]]
    assert states == ["Terminé", "Retiré"]


def test_a_mandate_that_ended_is_opened_again_with_a_reason(signed_in, territory):
    ada = make_user(Role.ELECTED_OFFICIAL, territory=territory, ends_on=date(2025, 5, 26))
    person = reverse("people:person", args=[ada.pk])
    link = 'Modifier la fin<span class="fr-sr-only"> du mandat\u00a0: '
    assert link in signed_in.get(person).content.decode()
    end = reverse("people:end_mandate", args=[ada.mandates.get().pk])
    assert "<h1>Modifier la fin du mandat</h1>" in signed_in.get(end).content.decode()
    response = signed_in.post(end, {"on": ""})
    assert response.context["form"].errors == {
        "reason": [
            "Dites pourquoi\u00a0: le dernier jour est retiré, et des chiffres publiés peuvent "
            "changer."
        ]
    }
    response = signed_in.post(end, {"on": "", "reason": "Réélue."})
    assert notices(response)[-1] == "Le mandat court sans fin connue."
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
    assert notices(coming)[-1] == "Le mandat prend fin le 30\u00a0juin 2025."
    signed_in.post(end, {"on": "", "reason": "Prolongée."})
    signed_in.post(reverse("people:deactivate", args=[ada.pk]))
    mandates = ada.mandates.filter(pk=mandate.pk)
    with django_assert_num_queries(4):
        facts = [
            (fact.what, fact.who, fact.reason) for fact in history(ada, with_places(mandates), ())
        ]
    me = str(national)
    day = "30\u00a0juin 2025"
    moved = f"Fin du mandat\u00a0: plus de dernier jour, au lieu du {day} {where}"
    assert facts == [
        ("Compte désactivé", me, ""),
        (moved, me, "Prolongée."),
        (f"Fin du mandat\u00a0: dernier jour le {day} {where}", me, ""),
        (f"Mandat donné {where}", me, ""),
        ("Compte ouvert", me, ""),
    ]
    page = signed_in.get(reverse("people:person", args=[ada.pk])).content.decode()
    assert "Motif&nbsp;: Prolongée." in page
    assert "Mandat donné (lecteur – Lacq)</strong> par la plateforme" in page
