"""The pages where accounts are managed."""

import pytest
from django.urls import reverse

from usine.people import operations
from usine.people.models import User
from usine.people.roles import Role

from .factories import make_user
from .steps import INVITE, TODAY, notices, typed

pytestmark = pytest.mark.django_db


def test_the_list_is_searched_and_paged(signed_in, territory, django_assert_max_num_queries):
    for _ in range(60):
        make_user(Role.READER, territory=territory)
    with django_assert_max_num_queries(12):
        response = signed_in.get(reverse("people:people"), {"role": "reader"})
    assert (response.context["page"].paginator.count, len(response.context["page"])) == (60, 25)
    response = signed_in.get(reverse("people:people"), {"q": "personne introuvable"})
    assert "Personne ne correspond" in response.content.decode()


def test_the_list_is_short_on_a_telephone(signed_in, territory):
    make_user(Role.READER, territory=territory)
    page = signed_in.get(reverse("people:people")).content.decode()
    assert '<details class="filters-fold fr-no-print"><summary' in page
    assert page.count('data-label="Dernière connexion">jamais, compte ouvert le') == 1
    page = signed_in.get(reverse("people:people"), {"role": "reader"}).content.decode()
    assert "Filtrer (1)</summary>" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    signed_in, territory, number, django_assert_num_queries
):
    for _ in range(number):
        make_user(Role.READER, territory=territory)
    with django_assert_num_queries(8):
        signed_in.get(reverse("people:people"))


def test_an_account_is_closed_and_opened_again(signed_in, national, territory):
    someone = make_user(Role.READER, territory=territory)
    url = reverse("people:deactivate", args=[someone.pk])
    assert f"Désactiver le compte de {someone}" in signed_in.get(url).content.decode()
    signed_in.post(url)
    assert User.objects.get(pk=someone.pk).is_active is False
    signed_in.post(reverse("people:reactivate", args=[someone.pk]))
    assert User.objects.get(pk=someone.pk).is_active is True
    response = signed_in.post(reverse("people:reactivate", args=[someone.pk]))
    assert notices(response)[-1] == "Ce compte est déjà actif."


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
    own = reverse("people:deactivate", args=[national.pk])
    assert "demandez-le à une autre personne" in signed_in.get(own).context["refusal"]
    response = signed_in.post(own)
    assert "demandez-le à une autre personne" in notices(response)[-1]
    mandate = national.mandates.get(role=Role.NATIONAL_TEAM)
    end = reverse("people:end_mandate", args=[mandate.pk])
    [refusal] = signed_in.post(end, {"on": TODAY}).context["form"].non_field_errors()
    assert "demandez à une autre personne" in refusal
    assert "national_team" in User.objects.get(pk=national.pk).grants.roles


def test_an_account_stays_in_sight_of_who_gave_it_a_mandate(coordinating, territory):
    coordinating.post(INVITE, typed(territory=territory.pk))
    ada = User.objects.get(email="ada@exemple.fr")
    response = coordinating.post(reverse("people:cancel_mandate", args=[ada.mandates.get().pk]))
    assert response.url == reverse("people:person", args=[ada.pk])
    assert coordinating.get(response.url).status_code == 200


def test_a_coordinator_manages_neither_colleagues_nor_accounts(coordinating, territory):
    colleague = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    assert coordinating.get(reverse("people:person", args=[colleague.pk])).status_code == 200
    for url in (
        reverse("people:end_mandate", args=[colleague.mandates.get().pk]),
        reverse("people:deactivate", args=[colleague.pk]),
    ):
        assert coordinating.get(url).status_code == 403


def test_who_manages_nobody_sees_no_account(client, territory):
    client.force_login(make_user(Role.PROJECT_MANAGER, territory=territory))
    assert client.get(reverse("people:people")).status_code == 403
