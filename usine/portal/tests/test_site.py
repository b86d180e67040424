"""What holds of the whole site: its shell, its error pages, its health."""

import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection, transaction
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config import urls as site
from config.urls import handler400, handler500  # noqa: F401 - as the site has them
from usine.figures import demonstration
from usine.jobs.models import Schedule
from usine.ledger.operations import record
from usine.people.operations import grant_mandate
from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.tests.factories import LABELLED_ON, make_territory, make_user

from .test_home import texts

pytestmark = pytest.mark.django_db
PUBLIC = [
    "/",
    "/recherche/",
    "/territoires/",
    "/plan-du-site/",
    "/accessibilite/",
    "/mentions-legales/",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_stand_on_a_strict_policy(client, programme, address):
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 200
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    for forbidden in (" style=", "<style", "<script>", " onclick=", "javascript:"):
        assert forbidden not in html
    assert html.count("<h1") == 1
    assert '<html lang="fr">' in html
    assert 'href="#contenu"' in html


def test_menus_follow_mandates(client, programme):
    def menu():
        return [link.label for link in client.get("/territoires/").context["navigation"]]

    assert menu() == ["Accueil", "Territoires", "Appels", "Bilan"]
    elected = make_user(Role.ELECTED_OFFICIAL, territory=programme.audomarois)
    for user, labels in (
        (programme.manager, ["Mon territoire", "Ma semaine", "Candidatures"]),
        (elected, ["Suivi", "Mon territoire", "Ma semaine"]),
        (make_user(Role.REGIONAL_COORDINATOR, region=programme.hauts), ["Suivi", "Ma région"]),
        (make_user(Role.NATIONAL_TEAM), ["Suivi", "Tous les plans", "Candidatures", "Instruction"]),
    ):
        client.force_login(user)
        assert menu() == ["Accueil", "À faire", *labels, "Territoires", "Appels", "Bilan"]
    grant_mandate(
        programme.manager,
        Role.PROJECT_MANAGER,
        place=programme.vosges,
        starts_on=LABELLED_ON,
        by=None,
    )
    client.force_login(programme.manager)
    assert menu()[2] == "Mes territoires"
    client.force_login(make_user())
    assert menu()[:2] == ["Accueil", "Territoires"]


def marked(client, address: str) -> list[tuple[str, str]]:
    """The entries of the menu that a page marks."""
    response = client.get(address)
    assert response.status_code == 200
    return [(link.label, link.current) for link in response.context["navigation"] if link.current]


def test_the_menu_marks_the_page_seen(client, programme):
    assert marked(client, "/") == [("Accueil", "page")]
    assert marked(client, "/territoires/") == [("Territoires", "page")]
    assert marked(client, "/territoires/audomarois/") == [("Territoires", "true")]
    assert marked(client, "/bilan/preuves/?mesure=actions") == [("Bilan", "true")]
    assert marked(client, "/appels/") == [("Appels", "page")]


def test_the_menu_marks_one_s_own_plan_and_not_the_territories(client, programme):
    own = Action.objects.filter(territory=programme.audomarois).first()
    other = Action.objects.filter(territory=programme.vosges).first()
    plan = "/territoires/audomarois/plan/"
    pages = [plan, f"{plan}imports/", f"{plan}import/", f"{plan}ajouter/", f"/actions/{own.pk}/"]
    assert marked(client, f"/actions/{own.pk}/") == []
    client.force_login(programme.manager)
    for address in pages:
        assert marked(client, address) == [("Mon territoire", "true")], address
    assert marked(client, "/ma-semaine/") == [("Ma semaine", "page")]
    assert marked(client, f"/actions/{other.pk}/") == []
    assert marked(client, "/territoires/audomarois/") == [("Territoires", "true")]
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=programme.hauts))
    for address in (plan, f"/regions/{programme.hauts.slug}/plan/", f"/actions/{own.pk}/"):
        assert marked(client, address) == [("Ma région", "true")], address
    for address in (f"/regions/{programme.hauts.slug}/suivi/", "/territoires/audomarois/suivi/"):
        assert marked(client, address) == [("Suivi", "true")], address
    client.force_login(make_user(Role.NATIONAL_TEAM))
    for address in (plan, "/plans/", f"/actions/{other.pk}/"):
        assert marked(client, address) == [("Tous les plans", "true")], address


def test_one_signs_out_by_a_form(client, programme):
    client.force_login(programme.manager)
    html = client.get("/").content.decode()
    assert '<form method="post" action="/deconnexion/" class="sign-out">' in html
    assert str(programme.manager) in html
    assert client.get("/").context["account"]["links"][0].url == "/mon-compte/"


def test_a_demonstration_says_so_on_every_page(client, programme, django_assert_num_queries):
    assert "Données de démonstration" not in texts(client.get("/mentions-legales/"))
    with transaction.atomic():
        record(demonstration.VERB, subject=demonstration.SUBJECT, by=None)
    from django.core.cache import cache

    cache.clear()
    assert "Données de démonstration" in texts(client.get("/mentions-legales/"))
    with django_assert_num_queries(0):
        client.get("/mentions-legales/")


def test_the_state_brand_is_for_the_state(client, settings):
    assert "République" not in texts(client.get("/accessibilite/"))
    settings.STATE_BRAND = True
    assert "République" in texts(client.get("/accessibilite/"))


def test_the_legal_notice_invents_nobody(client, settings):
    assert texts(client.get("/mentions-legales/")).lower().count("à renseigner") == 6
    settings.PUBLISHER_NAME, settings.CONTACT_EMAIL = "Éditeur", "contact@exemple.fr"
    html = client.get("/mentions-legales/").content.decode()
    assert "Éditeur" in html
    assert 'href="mailto:contact@exemple.fr"' in html
    assert 'href="mailto:contact@exemple.fr"' in client.get("/accessibilite/").content.decode()


def test_the_site_map_lists_every_territory(client, programme):
    html = client.get("/plan-du-site/").content.decode()
    for slug in ("audomarois", "vosges", "epinal"):
        assert f'href="/territoires/{slug}/"' in html


def test_machines_are_answered(client):
    assert (
        client.get("/robots.txt")
        .content.decode()
        .startswith("User-agent: *\nDisallow: /recherche/")
    )
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (301, "/static/pages/icon.svg")
    assert client.post("/").status_code == 405


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/actions/5/etape/", "/actions/5/"),
        ("/actions/5/etape/12/annuler/", "/actions/5/etape/"),
        ("/territoires/x/plan/imports/3/reponses/", "/territoires/x/plan/imports/3/"),
        ("/deconnexion/", "/"),
    ],
)
def test_an_address_that_only_takes_posts_leads_to_its_page(client, address, above):
    client.force_login(make_user())
    assert client.get(address).url == above
    assert client.put(address).status_code == 405


# Error pages, behind addresses that fail as they are told to.


@login_not_required
def fail(request, how):
    match how:
        case "404":
            raise Http404
        case "403":
            from django.core.exceptions import PermissionDenied

            raise PermissionDenied
        case "400":
            from django.core.exceptions import SuspiciousOperation

            raise SuspiciousOperation
        case "503":
            raise OperationalError("the database is gone")
    raise RuntimeError(how)


urlpatterns = [*site.urlpatterns, path("echec/<how>", fail)]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (400, "n’a pas été comprise"),
        (403, "Cette page ne vous est pas ouverte"),
        (404, "Cette page n’existe pas"),
        (500, "Le site a rencontré une erreur"),
        (503, "momentanément indisponible"),
    ],
)
@override_settings(ROOT_URLCONF=__name__)
def test_error_pages_help(status, says):
    response = Client(raise_request_exception=False).get(f"/echec/{status}")
    html = response.content.decode()
    assert response.status_code == status
    assert says in html
    assert f"Erreur {status}" in html
    assert 'href="/"' in html
    assert "default-src 'self'" in response["Content-Security-Policy"]
    if status in (403, 404):
        assert 'action="/recherche/"' in html
        assert 'href="/plan-du-site/"' in html
    if status in (500, 503):
        assert f"<code>{response['X-Request-Id']}</code>" in html
    if status == 503:
        assert response["Retry-After"] == "60"


@pytest.mark.parametrize("address", ["/nulle-part/", "/territoires/inconnu/"])
def test_a_demonstration_has_the_same_page_for_what_is_not_found(client, settings, address):
    settings.DEBUG = True
    response = client.get(address)
    assert response.status_code == 404
    assert "Cette page n’existe pas" in texts(response)


def test_a_demonstration_keeps_the_page_by_which_a_view_says_what_is_not_found(client, settings):
    settings.DEBUG = True
    response = client.get("/confirmer/faux")
    assert response.status_code == 404
    assert "Ce lien n’est pas entier" in texts(response)


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("status", [400, 500, 503])
def test_static_error_pages_need_no_database(status, django_assert_num_queries):
    with django_assert_num_queries(0):
        Client(raise_request_exception=False).get(f"/echec/{status}")


def test_an_expired_form_is_explained(programme):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/deconnexion/")
    assert response.status_code == 403
    assert "Ce formulaire a expiré" in texts(response)


def test_a_conflict_page_is_there_for_whoever_needs_it(rf, client):
    from django.shortcuts import render

    request = client.get("/accessibilite/").wsgi_request
    assert "Quelqu’un d’autre vient de modifier" in texts(render(request, "409.html", status=409))


# Health


def test_health_says_that_all_is_well(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert json.loads(response.content) == {
        "status": "ok",
        "database": "ok",
        "migrations": "applied",
        "version": "0.1.0",
        "schedules": {
            "asks.remind_due": None,
            "calls.lapse_drafts": None,
            "files.empty_withdrawn": None,
            "jobs.clear_jobs": None,
            "notices.digests": None,
            "notices.remove_old": None,
            "people.clear_sessions": None,
            "people.shorten_deputyships": None,
            "people.warn_of_departures": None,
            "plans.lapse": None,
            "portal.clear_posted_forms": None,
            "portal.verify_ledger": None,
        },
        "dead_letters": 0,
    }


def test_health_says_when_each_schedule_last_ran_and_what_failed_for_good(client):
    Schedule.objects.create(
        code="people.clear_sessions",
        due_at=datetime(2025, 5, 28, 1, tzinfo=UTC),
        ran_at=datetime(2025, 5, 27, 1, tzinfo=UTC),
    )
    DBTaskResult.objects.create(
        status=TaskResultStatus.FAILED, args_kwargs={"args": [], "kwargs": {}}, run_after=None
    )
    state = client.get("/healthz").json()
    assert (state["status"], state["dead_letters"]) == ("ok", 1)
    assert state["schedules"]["people.clear_sessions"] == "2025-05-27T01:00:00Z"


def test_health_looks_at_migrations_until_they_are_applied(client, django_assert_num_queries):
    client.get("/healthz")
    with django_assert_num_queries(3):
        assert client.get("/healthz").json()["migrations"] == "applied"


def test_health_sees_a_migration_that_is_not_applied(client, monkeypatch):
    from usine.portal import health

    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: ["one"])
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "pending"


def test_health_sees_a_database_that_does_not_answer(client, monkeypatch):
    def refuse():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() | {"version": ""} == {
        "status": "failing",
        "database": "unreachable",
        "migrations": "unknown",
        "version": "",
    }


def test_a_territory_of_a_period_that_is_over_keeps_its_page(client, programme):
    make_territory("Ancien", programme.hauts, slug="ancien", period="T1")
    assert client.get("/territoires/ancien/").status_code == 200
