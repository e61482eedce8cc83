"""Channels, letters to print, calls: in the browser, under axe, in both themes and at both widths."""

from __future__ import annotations

import pytest
from django_scopes import scope

from ardoise.actions import delivery, tasks
from ardoise.channels.outcomes import ToDo
from ardoise.records.models import Task
from tests.actions.deliveries import by_channel, reachable, settle
from tests.browser.conftest import LOOKS
from tests.browser.test_accessibility import complaints
from tests.conftest import person
from tests.desk.conftest import AT, TODAY

pytestmark = pytest.mark.browser


@pytest.fixture
def olga(company):
    """The administrator."""
    return person("olga", company, "administrator")


@pytest.fixture
def busy(book, queued):
    """Lefebvre's letter is printed and not posted; Durand's address is missing."""
    with scope(company=book.company):
        settle(book.company, "letter", "print")
        queued.customer = reachable(book.company, "LEFEBVRE")
        by_channel(queued, "letter", "to_do")
        delivery.make(book.company, [queued], None, AT)
        tasks.open_repairs(book.company, {book.customers["DURAND"].pk: "letter"}, TODAY, AT)
    return queued


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_read_and_use_them(open_page, busy, olga, theme, viewport):
    pages = ["/settings/channels/", "/settings/channels/registered_letter/", "/printing/", "/tasks/"]
    page = open_page("/", olga, viewport, color_scheme=theme, bypass_csp=True)
    for path in [*pages, f"/customers/{busy.customer_id}/address/"]:
        page.goto(path)
        assert not complaints(page), path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than its window"


def test_a_call_is_noted_with_one_button(open_page, book, queued, alice):
    with scope(company=book.company):
        settle(book.company, "call", "person")
        queued.customer = reachable(book.company, "LEFEBVRE")
        message = by_channel(queued, "call", "to_do")
        call = tasks.begin(message, ToDo("call", message.recipient, "Bonjour…"), AT)
    page = open_page(f"/tasks/{call.pk}/", alice, bypass_csp=True)
    assert not complaints(page)
    page.get_by_role("button", name="Message laissé").click()
    page.get_by_text("Noté.").wait_for()
    with scope(company=book.company):
        assert Task.objects.get(pk=call.pk).outcome == "message_left"
