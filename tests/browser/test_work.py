"""My day without the mouse: a call with its outcome, a reply accepted, a reminder approved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope

from ardoise.actions import replies
from ardoise.records.models import Approval, Promise, Task
from tests.actions.test_replies import PROMISE, mail
from tests.browser.conftest import PHONE, rests
from tests.desk.conftest import AT, TODAY

pytestmark = pytest.mark.browser


@pytest.fixture
def day(book):
    """Durand wrote when he will pay; Martin has a question to be answered."""
    with scope(company=book.company):
        words = PROMISE.format(day=f"{TODAY + timedelta(9):%d/%m/%Y}")
        replies.keep(book.company, mail(words, "durand@client.example"), AT)
        Task.objects.create(
            company=book.company, customer=book.customers["MARTIN"], kind="other", subject="devis", due_on=TODAY, at=AT
        )
    return book


def opened(page, name):
    """Walk to the first line of that name and open it, by the keyboard."""
    names = page.locator("[data-row] [data-open]").all_inner_texts()
    for _ in range(names.index(name) + 1):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("[data-panel-title]").wait_for()


def test_the_day_is_cleared_by_the_keyboard(open_page, day):
    page = open_page("/day/")
    opened(page, "Durand SARL")
    page.keyboard.press("a")
    page.locator("[data-row]", has_text="Durand").wait_for(state="detached")
    with scope(company=day.company):
        assert Promise.objects.filter(customer__code="DURAND").count() == 1
    page.goto("/day/?tab=tasks")
    opened(page, "Martin & Fils")
    page.keyboard.press("a")
    page.wait_for_url("**/day/")
    page.goto("/day/?tab=confirm")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("[data-panel-title]").wait_for()
    page.keyboard.press("a")
    rests(page)
    with scope(company=day.company):
        assert Task.objects.get().outcome == "done" and Approval.objects.count() == 1


@pytest.mark.parametrize("path", ["/day/", "/disputes/", "/replies/"])
def test_a_phone_shows_it_without_scrolling_sideways(open_page, day, path):
    page = open_page(path, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
