"""A form is answered: done, told, and one goes on; or refused, where it was typed."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from usine.pages.answers import Undo, acted, announce, answered
from usine.values.errors import Refused


class Late(Refused):
    """Answered by a page of its own."""


class Form(forms.Form):
    name = forms.CharField()


@pytest.fixture
def request_():
    request = RequestFactory().post("/")
    request._messages = CookieStorage(request)
    return request


def notices(request) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(request)]


def refuse(kind: type[Refused] = Refused):
    def operation():
        raise kind("Pas <ici>.")

    return operation


def test_done_it_is_told_and_one_goes_on(request_):
    form = Form({"name": "une"})
    answer = answered(
        request_,
        form,
        lambda: form.cleaned_data["name"],
        message=lambda done: f"{done} faite",
        to=lambda done: f"/{done}/",
    )
    assert (answer.url, notices(request_)) == ("/une/", [("success", "une faite")])


def test_one_goes_on_to_what_was_made_and_nothing_is_told_of_nothing(request_):
    answer = answered(request_, Form({"name": "x"}), lambda: "/faite/", message="")
    assert (answer.url, notices(request_)) == ("/faite/", [])


def test_a_form_that_does_not_hold_is_shown_again_without_acting(request_):
    form = Form({})
    assert answered(request_, form, refuse(), message="") is None
    assert list(form.errors) == ["name"]


def test_without_form_it_is_done_all_the_same(request_):
    answer = acted(request_, lambda: 3, message=lambda n: f"{n} faites", to="/ici/")
    assert (answer.url, notices(request_)) == ("/ici/", [("success", "3 faites")])


@pytest.mark.parametrize(("field", "where"), [(None, "__all__"), ("name", "name")])
def test_refused_the_form_says_why(request_, field, where):
    form = Form({"name": "une"})
    answer = answered(
        request_, form, refuse(), message="", field=field, why=lambda refusal: f"{refusal}!"
    )
    assert (answer, form.errors.get_json_data()[where][0]["message"]) == (None, "Pas <ici>.!")
    assert notices(request_) == []


def test_refused_without_form_the_next_page_says_why(request_):
    answer = acted(request_, refuse(), message="", to="/ici/")
    assert (answer.url, answer.is_refusal) == ("/ici/", True)
    assert notices(request_) == [("error", "Pas <ici>.")]


def test_some_refusals_have_pages_of_their_own(request_):
    page = HttpResponse("Trop tard", status=409)
    pages = {Late: lambda _: page}
    form = Form({"name": "x"})
    for answer in (
        answered(request_, form, refuse(Late), message="", otherwise=pages),
        acted(request_, refuse(Late), message="", to="/", otherwise=pages),
    ):
        assert (answer, answer.is_refusal, form.errors, notices(request_)) == (page, True, {}, [])
    assert answered(request_, form, refuse(), message="", otherwise=pages) is None


def test_a_message_bears_the_button_that_undoes_what_it_announces(request_):
    announce(request_, "<b>Faite</b>", undo=Undo("/annuler/?a=1&b=2", {"version": '"3"'}))
    announce(request_, "Dite")
    html = Template('{% include "pages/messages.html" %}').render(
        Context({"messages": get_messages(request_), "csrf_token": "jeton"})
    )
    assert html.count("<form") == 1
    assert '<form method="post" action="/annuler/?a=1&amp;b=2"' in html
    assert '<input type="hidden" name="version" value="&quot;3&quot;">' in html
    assert 'value="jeton"' in html
    assert 'name="form_key"' in html
    assert "&lt;b&gt;Faite&lt;/b&gt;" in html
