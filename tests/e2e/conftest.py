"""A real browser on the site as it runs, and its accessibility held by axe.

`page` fails its test on any error in the console, a refusal of the content security policy being
one. `axe(page)` fails with the list of what it found.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    sync_playwright,
)

# Playwright keeps an event loop in the thread of the tests; Django's checks would take it for
# asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE, SMALLEST = (1280, 900), (375, 800), (320, 800)
# The folder where journeys leave their pictures (`make screens`).
SCREENS = os.environ.get("SCREENS")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, live_server) -> Iterator[BrowserContext]:
    """A browser that has never been here; addresses are relative to the site's."""
    context = browser.new_context(
        base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris"
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page as wide as a desk's screen; `set_size(page, PHONE)` makes it a phone's."""
    page = context.new_page()
    set_size(page, DESKTOP)
    complaints = listen(page)
    yield page
    if sentences := complaints():
        pytest.fail("The browser complained:\n" + "\n".join(sentences))


def set_size(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def listen(page: Page) -> Callable[[], list[str]]:
    """What the browser complains of from now on; that a page asked for is an error page is not."""
    heard: list[tuple[str, str]] = []
    asked: set[str] = set()

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append((message.location["url"], message.text))

    def response(response: Response) -> None:
        if response.request.is_navigation_request():
            asked.add(response.url)

    page.on("console", console)
    page.on("response", response)
    page.on("pageerror", lambda error: heard.append((page.url, str(error))))
    return lambda: [
        f"{url}: {text}"
        for url, text in heard
        if not (url in asked and text.startswith("Failed to load resource"))
    ]


@pytest.fixture
def screen(axe) -> Callable[[Page, str], None]:
    """`screen(page, name)`: the page as it stands fits a desk and a phone, and breaks no rule.

    `make screens` keeps its two pictures.
    """

    def look(page: Page, name: str) -> None:
        before = page.viewport_size
        for size in (DESKTOP, PHONE):
            set_size(page, size)
            page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size[0], f"{name}: {wide} px on a screen of {size[0]}"
            if SCREENS:
                page.screenshot(path=Path(SCREENS) / f"{name}-{size[0]}.png")
        if before:
            page.set_viewport_size(before)
        axe(page)

    return look


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: the page as it stands breaks no rule of accessibility, wide or narrow.

    The page is left as wide as it was.
    """

    def run(page: Page) -> None:
        page.wait_for_load_state()
        before = page.viewport_size
        for size in (DESKTOP, SMALLEST):
            set_size(page, size)
            if faults := violations(page):
                pytest.fail(f"{page.url}, {size[0]} px wide:\n" + "\n".join(faults))
        if before:
            page.set_viewport_size(before)

    return run


def violations(page: Page) -> list[str]:
    # Evaluated by the debugger, which the content security policy of the page does not bind; once
    # a page, as that takes half as long as to look at it.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    violated = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {node['html']}"
        for violation in violated
        for node in violation["nodes"]
    ]
