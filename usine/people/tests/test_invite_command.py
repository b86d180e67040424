"""`usine invite`: the first account of a platform."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from usine.people.models import Mandate
from usine.people.operations import create_user
from usine.people.roles import Role

from .factories import PASSWORD

pytestmark = pytest.mark.django_db


def invite(email: str) -> str:
    output = io.StringIO()
    call_command("invite", email, first_name="Prénom", last_name="Nom", stdout=output)
    return output.getvalue()


def test_the_first_account_chooses_a_password_and_manages_the_nation(client):
    output = invite("une@exemple.fr")
    mandate = Mandate.objects.get()
    assert (mandate.role, mandate.user.email) == (Role.NATIONAL_TEAM, "une@exemple.fr")
    path = re.search(r"/mot-de-passe/\S+", output).group()
    page = client.get(path, follow=True)
    done = client.post(
        page.redirect_chain[-1][0], {"new_password1": PASSWORD, "new_password2": PASSWORD}
    )
    assert done.status_code == 302
    assert client.get("/comptes/").status_code == 200


def test_who_has_a_password_needs_no_page():
    user = create_user(
        email="une@exemple.fr", first_name="Prénom", last_name="Nom", by=None, password=PASSWORD
    )
    assert "mot-de-passe" not in invite("une@exemple.fr")
    assert user.mandates.get().role == Role.NATIONAL_TEAM


def test_what_is_refused_is_said():
    with pytest.raises(CommandError, match="nulle part n’est pas une adresse"):
        invite("nulle part")
    invite("une@exemple.fr")
    with pytest.raises(CommandError, match="a déjà ce mandat"):
        invite("une@exemple.fr")
