"""Signing in, being slowed down, passwords, one's own account."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from usine.people import operations
from usine.people.roles import Role
from usine.values import clock

from .factories import PASSWORD, make_region, make_territory, make_user

pytestmark = pytest.mark.django_db

SIGN_IN = reverse("people:sign_in")


def sign_in(client, email: str, password: str = PASSWORD, **data):
    return client.post(SIGN_IN, {"username": email, "password": password, **data})


@pytest.mark.parametrize("email", ["ada@exemple.fr", " ADA@Exemple.fr"])
def test_one_signs_in_with_an_address_whatever_its_case(client, email):
    user = make_user(email="ada@exemple.fr")
    response = sign_in(client, email)
    assert (response.status_code, response.url) == (302, reverse("portal:landing"))
    assert get_user(client) == user


def test_one_goes_on_to_the_page_that_was_asked(client):
    make_user(email="ada@exemple.fr")
    asked = client.get(reverse("people:account"))
    assert asked.url == f"{SIGN_IN}?next={reverse('people:account')}"
    assert client.get(asked.url).context["next"] == reverse("people:account")
    response = sign_in(client, "ada@exemple.fr", next=reverse("people:account"))
    assert response.url == reverse("people:account")


def test_one_does_not_go_on_to_another_site(client):
    make_user(email="ada@exemple.fr")
    response = sign_in(client, "ada@exemple.fr", next="https://ailleurs.exemple/")
    assert response.url == reverse("portal:landing")


def test_the_site_keeps_its_name_on_the_page(client, settings):
    settings.SITE_NAME = "Notre usine"
    assert "<title>Se connecter – Notre usine</title>" in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize("email", ["ada@exemple.fr", "inconnue@exemple.fr", "fermee@exemple.fr"])
def test_a_refusal_does_not_say_whether_the_account_exists(client, email):
    make_user(email="ada@exemple.fr")
    operations.deactivate(make_user(email="fermee@exemple.fr"), by=None)
    password = PASSWORD if email == "fermee@exemple.fr" else "pas le bon"
    response = sign_in(client, email, password)
    assert response.context["form"].non_field_errors() == [
        "L’adresse ou le mot de passe est inexact."
    ]
    assert get_user(client).is_anonymous


def test_the_fifth_wrong_password_closes_the_door_for_a_quarter_of_an_hour(client, settings):
    settings.AXES_ENABLED = True
    make_user(email="ada@exemple.fr")
    make_user(email="zoe@exemple.fr")
    for email in ["ada@exemple.fr", "Ada@exemple.fr", "ADA@exemple.fr", "ada@EXEMPLE.fr "]:
        assert sign_in(client, email, "pas le bon").status_code == 200
    closed = sign_in(client, "ada@exemple.fr", "pas le bon")
    assert (closed.status_code, closed["Retry-After"]) == (429, "900")
    assert "Connexion suspendue pendant 15\u00a0minutes" in closed.content.decode()
    assert sign_in(client, "ada@exemple.fr").status_code == 429
    assert get_user(client).is_anonymous
    # The others of the same office are not held up.
    assert sign_in(client, "zoe@exemple.fr").status_code == 302


def test_one_signs_out_by_a_post_only(client):
    client.force_login(make_user())
    url = reverse("people:sign_out")
    assert client.get(url).url == reverse("portal:home")
    assert not get_user(client).is_anonymous
    assert client.post(url).url == reverse("portal:home")
    assert get_user(client).is_anonymous


@pytest.mark.parametrize(("days", "left"), [(0, 2), (1, 6)])
def test_a_session_lasts_a_week_from_the_last_day_it_served(client, days, left):
    client.force_login(make_user())
    client.get(reverse("people:account"))
    sessions = Session.objects.filter(session_key=client.session.session_key)
    sessions.update(expire_date=timezone.now() + timedelta(days=2, minutes=1))
    with clock.set_to(clock.now() + timedelta(days=days)):
        client.get(reverse("people:account"))
    assert (sessions.get().expire_date - timezone.now()).days == left


TYPED = {"title": "Une halle à reprendre", "restricted": "on"}
HERE = {"Sec-Fetch-Site": "same-origin", "Referer": "http://testserver/une/fiche/"}
KEPT = '<input type="hidden" name="title" value="Une halle à reprendre">'


def test_browsers_keep_no_page_of_who_is_signed_in(client):
    user = make_user()
    assert "Cache-Control" not in client.get("/territoires/")
    client.force_login(user)
    assert client.get("/territoires/")["Cache-Control"] == "private, no-store"


def test_what_was_typed_outlives_the_session(client):
    response = client.post(reverse("people:account"), TYPED, headers=HERE)
    html = response.content.decode()
    assert response.status_code == 403
    assert "Votre session est terminée" in html
    assert KEPT in html
    assert 'name="restricted" value="on"' in html
    # What the browser kept is one sign-in away, and a script that sent it knows why it is refused.
    assert 'data-resume="http://testserver/une/fiche/" hidden' in html
    assert response["X-Session-Ended"] == "1"


def test_a_page_of_somebody_else_acts_for_nobody(client):
    user, another = make_user(), make_user()
    client.force_login(user)
    url = reverse("people:account")
    assert client.get(url, headers={"X-Person": str(user.pk)}).status_code == 200
    response = client.get(url, headers={"X-Person": str(another.pk)})
    assert (response.status_code, response["X-Session-Ended"]) == (403, "1")


@pytest.mark.parametrize(
    ("sent", "site"),
    [
        (TYPED, "cross-site"),
        ({**TYPED, "old_password": "deux mots"}, "same-origin"),
        ({**TYPED, "file": SimpleUploadedFile("plan.csv", b"a;b")}, "same-origin"),
    ],
)
def test_what_may_not_be_sent_again_is_not_kept(client, sent, site):
    headers = HERE | {"Sec-Fetch-Site": site}
    html = client.post(reverse("people:account"), sent, headers=headers).content.decode()
    assert "Votre session est terminée" in html
    assert f'href="{SIGN_IN}?next=http%3A//testserver/une/fiche/"' in html
    assert KEPT not in html
    assert "deux mots" not in html


def test_what_was_typed_outlives_the_form():
    client = Client(enforce_csrf_checks=True)
    expired = client.post("/actions/1/modifier/", TYPED, headers=HERE)
    assert (expired.status_code, KEPT in expired.content.decode()) == (403, True)
    token = client.cookies["csrftoken"].value
    again = client.post(
        "/actions/1/modifier/", {**TYPED, "csrfmiddlewaretoken": token}, headers=HERE
    )
    assert "Votre session est terminée" in again.content.decode()


def test_a_closed_account_is_signed_out_at_once(client):
    user = make_user()
    client.force_login(user)
    assert client.get(reverse("people:account")).status_code == 200
    operations.deactivate(user, by=None)
    assert client.get(reverse("people:account")).status_code == 302


def test_one_changes_a_password_and_stays_signed_in(client):
    user = make_user()
    client.force_login(user)
    url = reverse("people:change_password")
    new = "douze caractères au moins"
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    refused = client.post(url, typed | {"old_password": "autre"})
    assert list(refused.context["form"].errors) == ["old_password"]
    assert client.post(url, typed).url == reverse("people:account")
    assert get_user(client) == user
    user.refresh_from_db()
    assert user.check_password(new)


def link_in_the_mail() -> str:
    [message] = mail.outbox
    link = re.search(r"http://testserver(/mot-de-passe/\S+)", str(message.body))
    assert link
    return link[1]


@pytest.mark.parametrize("has_password", [True, False])
def test_a_forgotten_password_is_chosen_again_by_a_link(client, has_password):
    user = make_user(Role.NATIONAL_TEAM, email="ada@exemple.fr")
    if not has_password:
        user.set_unusable_password()
        user.save()
    asked = client.post(reverse("people:forgotten_password"), {"email": "ADA@exemple.fr"})
    assert asked.url == reverse("people:forgotten_password_sent")
    assert "Regardez votre messagerie" in client.get(asked.url).content.decode()
    assert mail.outbox[0].subject == "Votre mot de passe sur Usine à projets"

    form = client.get(link_in_the_mail(), follow=True)
    assert "ada@exemple.fr" in form.content.decode()
    url = form.redirect_chain[-1][0]
    new = "douze caractères au moins"
    response = client.post(url, {"new_password1": new, "new_password2": new})
    assert response.url == reverse("portal:landing")
    assert get_user(client) == user
    again = client.get(link_in_the_mail())
    assert "Ce lien ne sert plus" in again.content.decode()


def test_no_message_to_nobody_nor_to_a_closed_account(client):
    operations.deactivate(make_user(email="fermee@exemple.fr"), by=None)
    for email in ("fermee@exemple.fr", "inconnue@exemple.fr"):
        asked = client.post(reverse("people:forgotten_password"), {"email": email})
        assert asked.url == reverse("people:forgotten_password_sent")
    assert mail.outbox == []


def test_a_link_of_an_account_closed_meanwhile_does_not_serve(client):
    user = make_user(email="ada@exemple.fr")
    client.post(reverse("people:forgotten_password"), {"email": "ada@exemple.fr"})
    operations.deactivate(user, by=None)
    assert "Ce lien ne sert plus" in client.get(link_in_the_mail()).content.decode()


def test_the_account_shows_its_mandates(client, django_assert_num_queries):
    territory = make_territory("Pays de Saint-Omer", region=make_region("32", "Hauts-de-France"))
    user = make_user(Role.PROJECT_MANAGER, territory=territory, ends_on=date(2025, 5, 26))
    for role in (Role.ELECTED_OFFICIAL, Role.READER):
        operations.grant_mandate(user, role, place=territory, starts_on=date(2025, 5, 1), by=None)
    client.force_login(user)
    response = client.get(reverse("people:account"))
    rows = [(str(row.mandate), row.state) for row in response.context["mandates"]]
    assert rows == [
        ("élu du binôme – Pays de Saint-Omer", "En cours"),
        ("lecteur – Pays de Saint-Omer", "En cours"),
        ("chef de projet – Pays de Saint-Omer", "Terminé"),
    ]


def test_an_account_without_mandate_says_whom_to_ask(client):
    client.force_login(make_user())
    page = client.get(reverse("people:account")).content.decode()
    assert "Vous n’avez pas de mandat" in page


def test_demonstration_accounts_are_closed_where_debug_is_off(client, settings):
    make_user(email="equipe@demo.example")
    settings.DEBUG = True
    sign_in(client, "equipe@demo.example")
    assert client.get(reverse("people:account")).status_code == 200
    settings.DEBUG = False
    assert client.get(reverse("people:account")).status_code == 302
    assert sign_in(client, "equipe@demo.example").status_code == 200
    assert not get_user(client).is_authenticated
