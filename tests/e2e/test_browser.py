"""The browser of the journeys: what it must complain of, it complains of."""

import pytest

from .conftest import SMALLEST, listen, set_size, violations

POLICY = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html"}
PAGE = '<!doctype html><html lang="fr"><title>Essai</title><main><h1>Essai</h1>{}</main></html>'


@pytest.fixture
def visit(context):
    """`shown(html)`: a page that holds it, under the policy of the site, and its complaints."""

    def show(html: str, status: int = 200):
        page = context.new_page()
        complaints = listen(page)
        page.route(
            "**/*",
            lambda route: route.fulfill(status=status, headers=POLICY, body=PAGE.format(html)),
        )
        page.goto("/essai")
        return page, complaints

    return show


def test_a_page_without_fault_is_not_complained_of(visit, axe):
    page, complaints = visit("<p>Bonjour</p>")
    axe(page)
    assert complaints() == []


def test_a_style_that_the_policy_refuses_is_complained_of(visit):
    _, complaints = visit('<p style="color: red">Bonjour</p>')
    (complaint,) = complaints()
    assert "Content Security Policy" in complaint


def test_an_error_of_a_script_is_complained_of(visit):
    page, complaints = visit("")
    page.evaluate("setTimeout(() => { throw new Error('perdu') })")
    page.wait_for_timeout(50)
    (complaint,) = complaints()
    assert "perdu" in complaint


def test_an_error_page_that_was_asked_for_is_not_complained_of(visit):
    _, complaints = visit("<p>Introuvable</p>", status=404)
    assert complaints() == []


def test_what_a_page_lacks_is_complained_of(context):
    page = context.new_page()
    complaints = listen(page)
    page.route("**/essai", lambda route: route.fulfill(body=PAGE.format('<img alt="" src="/a">')))
    page.route("**/a", lambda route: route.fulfill(status=404))
    page.goto("/essai")
    (complaint,) = complaints()
    assert "404" in complaint


def test_an_image_without_words_is_a_violation(visit, axe):
    page, _ = visit('<img src="a.png">')
    (complaint,) = violations(page)
    assert complaint.startswith("image-alt (critical)")
    with pytest.raises(pytest.fail.Exception, match="image-alt"):
        axe(page)


def test_the_page_is_as_wide_after_axe_as_before(visit, axe):
    page, _ = visit("")
    set_size(page, SMALLEST)
    axe(page)
    assert (page.viewport_size["width"], page.viewport_size["height"]) == SMALLEST
