"""A form sent twice acts once: the second waits for the first, and is led where it leads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import Context, Template
from django.test import Client
from django.urls import path

from config.urls import handler500  # noqa: F401 - as the site has it
from config.urls import urlpatterns as of_the_site
from usine.pages import posting
from usine.pages.models import Posted
from usine.values import clock

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

NOON = datetime(2025, 5, 27, 10, tzinfo=UTC)
acts: list[str] = []
begun, may_end = Event(), Event()


@login_not_required
def act(request, then: str) -> HttpResponse:
    """Acts, then answers as the address says."""
    acts.append(request.POST["name"] + "".join(file.read().decode() for file in _files(request)))
    match then:
        case "shown":
            return HttpResponse("À corriger")
        case "refused":
            response = redirect("/refus/")
            response.is_refusal = True
            return response
        case "broken":
            raise ZeroDivisionError
        case "session":
            request.session.cycle_key()
        case "slow":
            begun.set()
            may_end.wait(timeout=30)
    return redirect(f"/fait/{len(acts)}/")


def _files(request) -> list:
    return [request.FILES["file"]] if request.FILES else []


urlpatterns = [path("acte/<slug:then>/", act), *of_the_site]


@pytest.fixture(autouse=True)
def _no_act():
    acts.clear()
    begun.clear()
    may_end.clear()


def send(client, then: str = "done", *, key: str = "k", name: str = "une", **fields):
    return client.post(f"/acte/{then}/", {"form_key": key, "name": name, **fields})


def notices(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_a_form_sent_twice_acts_once_and_both_are_led_to_its_answer(client):
    first, second = send(client), send(client)
    assert acts == ["une"]
    assert [first.url, second.url] == ["/fait/1/"] * 2
    assert (notices(first), notices(second)) == (
        [],
        ["Déjà enregistré\u00a0: ce formulaire avait été envoyé deux fois."],
    )


def test_a_form_without_key_acts_each_time(client):
    for _ in range(2):
        client.post("/acte/done/", {"name": "une"})
    assert (acts, Posted.objects.count()) == (["une", "une"], 0)


@pytest.mark.parametrize(
    "other",
    [
        {"key": "autre"},
        {"name": "deux"},
        {"box": ["a", "b"]},
        {"then": "session"},
        {"file": SimpleUploadedFile("plan.csv", b"x")},
    ],
)
def test_another_key_content_file_or_address_is_another_act(client, other):
    send(client)
    send(client, **other)
    assert len(acts) == 2


def test_a_file_is_told_by_its_content_and_still_read_by_who_acts(client):
    for content in (b"un", b"un", b"deux"):
        send(client, file=SimpleUploadedFile("plan.csv", content))
    assert acts == ["uneun", "unedeux"]


@pytest.mark.parametrize("then", ["shown", "refused", "session"])
def test_a_form_that_did_nothing_or_opened_a_session_gives_its_key_back(client, then):
    send(client, then)
    assert not Posted.objects.exists()
    send(client, then)
    assert acts == ["une", "une"]


def test_a_form_that_broke_gives_its_key_back(client):
    client.raise_request_exception = False
    assert send(client, "broken").status_code == 500
    assert not Posted.objects.exists()


def test_what_is_refused_before_the_page_claims_nothing(client):
    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 403
    assert client.post("/mon-compte/mot-de-passe/", {"form_key": "k"}).status_code == 403
    assert not Posted.objects.exists()


def test_the_key_of_a_request_that_was_killed_is_taken_over_by_one(client):
    with clock.set_to(NOON):
        send(client)
    Posted.objects.update(location="")
    with clock.set_to(NOON + timedelta(minutes=2)):
        assert send(client).url == "/fait/2/"
        assert send(client).url == "/fait/2/"
    assert len(acts) == 2


def test_two_that_would_take_it_over_do_not_both(client):
    with clock.set_to(NOON):
        send(client)
    Posted.objects.update(location="")
    row = Posted.objects.get()
    later = NOON + timedelta(minutes=3)
    assert [posting._taken_over(row, later), posting._taken_over(row, later)] == [True, False]


def test_who_was_taken_for_dead_no_longer_answers_for_the_key(client, monkeypatch):
    with clock.set_to(NOON):
        send(client)
    other = Posted.objects.filter(claimed_at=NOON)
    late = posting.Claim(other.get().key, NOON - timedelta(minutes=5), None)
    assert late.row.delete()[0] == 0
    assert other.get().location == "/fait/1/"


def test_while_the_first_is_under_way_the_second_says_so_then_is_led_there(
    transactional_db, monkeypatch
):
    monkeypatch.setattr(posting, "WAIT_SECONDS", 0.2)

    def first():
        try:
            return send(Client(), "slow")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(first)
        begun.wait(timeout=30)
        waiting = send(Client(), "slow")
        monkeypatch.setattr(posting, "WAIT_SECONDS", 30)
        second = pool.submit(first)
        may_end.set()
        led = [answer.result().url, second.result().url]
    assert waiting.status_code == 409
    assert "Votre premier envoi est encore en cours" in waiting.content.decode()
    assert (acts, led) == (["une"], ["/fait/1/"] * 2)


def test_each_form_of_a_page_has_a_key_of_its_own():
    form = Template("{% load page %}{% form_key %}")
    written = {form.render(Context()) for _ in range(3)}
    assert len(written) == 3
    assert all('<input type="hidden" name="form_key" value="' in each for each in written)


def test_keys_of_long_ago_are_forgotten(client):
    for hours in (0, 1, 2):
        with clock.set_to(NOON + timedelta(hours=hours)):
            send(client, key=str(hours))
    assert posting.forget(NOON + timedelta(hours=1)) == 1
    assert Posted.objects.count() == 2
