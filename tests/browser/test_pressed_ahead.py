"""What is pressed and typed before the line it is meant for has come, on a server that takes its time."""

from __future__ import annotations

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.records.models import Block, Promise
from tests.browser.conftest import held_back, rests
from tests.browser.test_work import day  # noqa: F401 - the day's fixture

pytestmark = pytest.mark.browser


@pytest.fixture
def slow(day):  # noqa: F811
    """Opens the day as Alice would whose server takes its time: Lefebvre's reminder is asked for, and held."""

    def opener(open_page):
        page, held = open_page("/day/?tab=confirm"), []
        page.route(f"**/proposals/{day.proposals['LEFEBVRE'].pk}/", lambda route: held.append(route))
        page.locator("[data-row]", has_text="Lefebvre").focus()
        page.keyboard.press("Enter")
        return page, lambda: held_back(page, held).continue_()

    return opener


def test_what_is_closed_before_it_has_come_is_not_shown(open_page, slow):
    """It stood there under no line of the list, and its letters acted on it."""
    page, answers = slow(open_page)
    page.keyboard.press("Escape")
    with page.expect_response("**/proposals/*/"):
        answers()
    rests(page)
    expect(page.locator("[data-panel-title]")).to_have_count(0)


def test_a_letter_and_enter_pressed_ahead_are_for_what_comes(open_page, day, slow):  # noqa: F811
    """P and Enter note the promise as it is offered, be the server slow or not."""
    page, answers = slow(open_page)
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    answers()
    page.locator("[data-row]", has_text="Lefebvre").wait_for(state="detached")
    with scope(company=day.company):
        assert Promise.objects.filter(customer__code="LEFEBVRE").exists()


def test_words_typed_ahead_stand_in_the_field_that_comes(open_page, day, slow):  # noqa: F811
    """Letters that walk the list elsewhere, too: what follows a letter is for where that one leads."""
    page, answers = slow(open_page)
    page.keyboard.press("l")
    page.keyboard.type("en juin, excusez-les")
    page.keyboard.press("Enter")
    answers()
    page.locator("[data-row]", has_text="Lefebvre").wait_for(state="detached")
    with scope(company=day.company):
        assert Block.objects.get(customer__code="LEFEBVRE").note == "en juin, excusez-les"
