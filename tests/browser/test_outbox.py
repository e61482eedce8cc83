"""The outbox in a real browser."""

from __future__ import annotations

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.records.models import Message
from tests.browser.conftest import PHONE
from tests.desk.conftest import doubted

pytestmark = pytest.mark.browser


def test_what_was_kept_is_read_as_it_would_have_left(open_page, kept):
    page = open_page("/outbox/")
    expect(page.get_by_text("aucun serveur de messagerie n’est configuré")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(".letter").wait_for()
    expect(page.locator(".letter")).to_contain_text("FA-1")
    with page.context.expect_page(), page.context.expect_event("response", is_of_a_paper) as given:
        page.get_by_role("link", name="releve-MARTIN").click()
    assert given.value.status == 200 and given.value.headers["content-type"] == "application/pdf"


def is_of_a_paper(response):
    return "/attachments/" in response.url


def test_a_doubt_is_decided_with_one_click(open_page, queued):
    doubted(queued)
    page = open_page("/")
    page.get_by_role("link", name="Décider", exact=True).click()
    page.locator("[data-open]").click()
    page.get_by_role("button", name="Il est arrivé").click()
    page.get_by_text("Décidé.").wait_for()
    with scope(company=queued.company):
        assert Message.objects.get().state == "sent"


def test_nothing_sticks_out_of_a_phone(open_page, kept, queued):
    page = open_page("/outbox/", viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator("[data-open]").first.click()
    page.locator(".letter").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
