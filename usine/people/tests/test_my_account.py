"""« Mon compte »: one's mandates, and for which body one acts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from usine.people.bodies import add_body, join_body
from usine.people.models import Mandate
from usine.people.roles import Role
from usine.values import clock

from .factories import make_territory, make_user

pytestmark = pytest.mark.django_db


def test_the_body_of_a_mandate_that_names_none_is_the_one_that_one_belongs_to(client):
    """As on the page of the territory, which lists what one's body leads. An ended mandate was not
    for the body of today."""
    territory, today = make_territory("Lacq"), clock.today()
    user = make_user(Role.INDUSTRIALIST, territory=territory)
    Mandate.objects.create(
        user=user,
        role=Role.READER,
        kind="territory",
        code=territory.place,
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=2),
    )
    client.force_login(user)
    page = reverse("people:account")
    bodies = [row.body for row in client.get(page).context["mandates"]]
    assert bodies == ["", ""]
    join_body(user, add_body(name="Aciéries d’Opale", by=None), starts_on=today, by=None)
    bodies = [row.body for row in client.get(page).context["mandates"]]
    assert bodies == ["Aciéries d’Opale", ""]
    own = add_body(name="Verreries du Nord", by=None)
    user.mandates.filter(role=Role.INDUSTRIALIST).update(organisation=own)
    bodies = [row.body for row in client.get(page).context["mandates"]]
    assert bodies == ["Verreries du Nord", ""]
