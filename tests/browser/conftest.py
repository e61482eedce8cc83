"""Real Chromium on the real server, on the desk's small book."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from time import monotonic

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from django.test import Client
from playwright.sync_api import Error, expect

from tests.desk.conftest import book, kept, queued, the_day  # noqa: F401 - the desk's fixtures

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs beside the tests' queries
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
"""Debian's, without windows where there is one: the same pages for half the processor."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
EVERY = [pytest.param(v, t, id=f"{v['width']}-{t}") for v in (WIDE, PHONE) for t in ("light", "dark")]
LOOKS = EVERY if os.environ.get("ARDOISE_LOOKS") == "all" else [EVERY[0], EVERY[3]]
"""Widths and themes in which pages are examined: each width and each theme once; all four by ARDOISE_LOOKS=all."""


SECONDS_MAX = 60  # that anything is waited for: a machine that is busy is no fault
expect.set_options(timeout=SECONDS_MAX * 1000)


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: its tests were skipped (Debian: apt install chromium-headless-shell).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shelf():
    """Kind of browser → those nobody uses: a new one would fetch and read every style and script again."""
    return defaultdict(list)


@pytest.fixture
def open_page(chromium, shelf, live_server, alice):
    """Open a page as Alice (or as nobody) and note every complaint of the browser: the test fails on one.

    The same person asking for the same kind of browser twice has another tab of it. The next test gets it back empty.
    """
    taken, complaints = {}, []

    def opener(path="/", user=alice, viewport=WIDE, **context):
        kind = (*viewport.items(), *sorted(context.items()))
        if not (place := taken.get((user and user.pk, kind))):
            place = shelf[kind].pop() if shelf[kind] else made(chromium, live_server.url, viewport, **context)
            taken[user and user.pk, kind] = place
            if user:
                place.add_cookies([{"name": "sessionid", "value": session_of(user), "url": live_server.url}])
        page = place.new_page()
        page.keyboard.press, page.keyboard.type = (
            once_there(page, deed) for deed in (page.keyboard.press, page.keyboard.type)
        )
        page.on("console", lambda m: complaints.append(m.text) if is_complaint(m, live_server.url + path) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith(live_server.url) else None)
        page.goto(path)
        return page

    yield opener
    for (_user, kind), place in taken.items():
        empty(place, live_server.url)
        shelf[kind].append(place)
    assert not complaints


def made(chromium, address, viewport, **context):
    """A browser of that kind; one that passes by the content's policy has axe in every page."""
    place = chromium.new_context(viewport=viewport, base_url=address, **context)
    place.set_default_timeout(SECONDS_MAX * 1000)
    place.add_init_script(KEEPS_COUNT)
    if context.get("bypass_csp"):
        place.add_init_script(path=AXE_FILE_PATH)
    return place


def empty(place, address):
    """Nothing of what was said or kept in it is left but styles and scripts.

    The pages end what they had under way first: asked by nobody, the server refuses it, which the browser complains of.
    """
    first, *others = place.pages
    for page in others:
        page.close()
    leave(first)
    place.new_cdp_session(first).send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    first.close()
    place.clear_cookies()


def leave(page):
    """To an empty page, be it that the page is just on its way to another one by itself: that comes first."""
    for _time in range(10):
        try:
            page.goto("about:blank")
        except Error as error:
            if "interrupted by another navigation" not in error.message:
                raise
            page.wait_for_load_state()
        else:
            return
    raise AssertionError("the page never rests")


def is_complaint(message, asked: str) -> bool:
    """Everything the browser warns of, but that the page asked for is no page: a test may ask for one."""
    return message.type in ("error", "warning") and not ("404" in message.text and message.location["url"] == asked)


def held_back(page, held):
    """The first request that a route keeps in a list, once it is there."""
    until = monotonic() + SECONDS_MAX
    while not held and monotonic() < until:
        page.wait_for_timeout(20)
    return held[0]


def session_of(user) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


KEEPS_COUNT = """
  window.underWay = { requests: 0, leaves: false };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    this.addEventListener("loadend", () => { underWay.requests -= 1; }); // behind htmx's own: what came is in the page
    send.call(this, body);
    underWay.requests += 1;
  };
  const leaves = (does) => { underWay.leaves ||= does; };
  window.addEventListener("submit", (event) => leaves(!event.defaultPrevented && !opensAnother(event)));
  const opensAnother = ({ target, submitter }) => (submitter?.formTarget || target.target || "_self") !== "_self";
  navigation.addEventListener("navigate", ({ destination }) => leaves(!destination.sameDocument));
"""
"""In every page, before its own scripts: what it has asked for and not had yet, and whether it is being left."""
IS_THERE = "document.readyState === 'complete' && !window.underWay?.leaves"
RESTS = f"{IS_THERE} && !window.underWay?.requests && !document.querySelector('.htmx-swapping, .htmx-settling')"


def there(page):
    """Wait until the page that a click or a key led to is there with its scripts; it may have requests under way."""
    page.wait_for_function(f"() => {IS_THERE}")


def rests(page):
    """Wait until all is over that a click or a key began, be it by htmx or a page of its own: nothing is under way."""
    page.wait_for_function(f"() => {RESTS} && new Promise((told) => setTimeout(() => told({RESTS})))")


def once_there(page, deed):
    """Keys are pressed into a page that is there, as a person would; a locator waits by itself, a keyboard does not."""

    def pressed(*told, **how):
        there(page)
        return deed(*told, **how)

    return pressed
