"""A letter written without the mouse: its channel chosen, looked at as it is printed, sent once."""

from __future__ import annotations

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.records.models import Customer, Message
from tests.actions.deliveries import settle
from tests.browser.conftest import LOOKS, held_back, rests
from tests.browser.test_accessibility import complaints
from tests.browser.test_work import broken, day, opened  # noqa: F401 - the day's fixtures

pytestmark = pytest.mark.browser


@pytest.fixture
def lettered(broken):  # noqa: F811
    """Petit has an address, and letters are printed here."""
    with scope(company=broken.company):
        settle(broken.company, "letter", "print")
        Customer.objects.filter(code="PETIT").update(address="3 quai Neuf", postcode="69002", city="LYON")
    return broken


def test_a_letter_is_chosen_looked_at_and_sent_by_the_keyboard(open_page, lettered):
    page = open_page("/day/")
    opened(page, "Petit Frères")
    page.keyboard.press("e")
    page.locator("textarea:focus").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(page.locator(".panel")).to_contain_text("Petit Frères · 3 quai Neuf · 69002 LYON")
    page.locator("textarea:focus").wait_for()
    page.keyboard.type("Rappelez-nous.")
    page.keyboard.press("Escape")
    asked = []
    page.context.route(
        "**/writing/paper/", lambda route: route.fulfill(body="seen") or asked.append(route.request.post_data)
    )
    with page.context.expect_page() as shown:
        page.keyboard.press("p")
    assert "Rappelez-nous." in held_back(page, asked)
    shown.value.close()
    page.context.unroute("**/writing/paper/")
    expect(page.locator("textarea")).to_have_value("Madame, Monsieur,\n\nRappelez-nous.\n\nNous vous prions d’agréer, "
        "Madame, Monsieur, l’expression de nos salutations distinguées.\n\nArdoise")  # fmt: skip
    page.keyboard.press("Enter")  # on Send, where the hand is
    page.get_by_text("la lettre rejoint celles à imprimer").wait_for()
    with scope(company=lettered.company):
        message = Message.objects.get(level="personal")
        assert (message.channel, message.state) == ("letter", "queued") and "Rappelez-nous." in message.body


def test_what_was_written_goes_on_by_another_channel(open_page, lettered):
    page = open_page("/day/")
    opened(page, "Petit Frères")
    page.keyboard.press("e")
    page.locator("textarea:focus").fill("Bonjour, un mot.")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.locator(".ways [aria-current]", has_text="lettre").wait_for()
    expect(page.locator("textarea")).to_have_value("Bonjour, un mot.")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.get_by_text("Pas encore réglé").wait_for()
    page.keyboard.press("e")
    page.locator(".ways [aria-current]", has_text="courriel").wait_for()
    expect(page.locator("textarea")).to_have_value("Bonjour, un mot.")
    rests(page)
    with scope(company=lettered.company):
        assert not Message.objects.filter(level="personal").exists()


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_the_form_of_a_letter_can_be_used_by_everybody(open_page, lettered, viewport, theme):
    petit = lettered.customers["PETIT"].pk
    page = open_page(
        f"/customers/{petit}/writing/?channel=letter", viewport=viewport, color_scheme=theme, bypass_csp=True
    )
    rests(page)
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
