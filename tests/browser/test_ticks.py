"""The open items ticked beside a row: by keyboard, without a script, however many they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.desk.frame.tags import written
from ardoise.records.models import Block, Dispute, InstalmentPlan, Promise, Task
from tests.actions.books import invoice
from tests.browser.conftest import LOOKS, PHONE, WIDE, rests
from tests.browser.test_accessibility import complaints
from tests.browser.test_work import opened
from tests.desk.conftest import AT, TODAY

pytestmark = pytest.mark.browser


@pytest.fixture
def call(book):
    """Martin, who owes FA-1, FA-2 and 58 more, is to be called."""
    with scope(company=book.company):
        for place in range(58):
            invoice(book.company, "MARTIN", 1_000, TODAY - timedelta(9), f"FB-{place}")
        told = {"company": book.company, "customer": book.customers["MARTIN"], "due_on": TODAY, "at": AT}
        return Task.objects.create(kind="call", **told)


def test_one_invoice_of_sixty_is_promised_by_the_keyboard(open_page, book, call):
    page = open_page("/day/?tab=tasks")
    opened(page, "Martin & Fils")
    page.keyboard.press("t")
    page.locator(".ticks [data-tick-all]:focus").wait_for()
    page.keyboard.press("x")  # none
    expect(page.locator(".ticks summary")).to_contain_text("rien n’est coché")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.locator(".ticks summary")).to_contain_text("1 sur 60 postes ouverts · 1 200,00", use_inner_text=True)
    page.keyboard.press("p")
    expect(page.locator("#promise-amount")).to_have_value("1\u202f200,00")
    page.keyboard.press("Enter")
    page.locator("[data-row]").wait_for(state="detached")
    with scope(company=book.company):
        promise = Promise.objects.get(customer__code="MARTIN")
        assert (promise.entry, promise.amount_cents) == (book.late, 120_000)


def test_an_amount_somebody_wrote_stays_whatever_is_ticked(open_page, call):
    page = open_page(f"/tasks/{call.pk}/")
    page.locator(".ticks summary").click()
    page.keyboard.press("p")
    page.locator("#promise-amount").fill("12,00")
    page.locator(".ticks input").nth(2).uncheck()
    expect(page.locator("#promise-amount")).to_have_value("12,00")


def test_an_amount_somebody_wrote_is_noted_though_it_is_the_one_that_was_offered(open_page, book, call):
    """Cleared and written anew: from then on it is theirs, here and once noted."""
    page = open_page("/day/?tab=tasks")
    opened(page, "Martin & Fils")
    page.keyboard.press("p")
    page.locator("#promise-on:focus").wait_for()
    offered = page.locator("#promise-amount").input_value()
    page.locator("#promise-amount").fill("")
    page.locator("#promise-amount").type(offered)
    page.locator(".ticks summary").click()
    page.locator(".ticks input").nth(2).uncheck()
    expect(page.locator("#promise-amount")).to_have_value(offered)
    page.locator("#promise-on").press("Enter")
    page.locator("[data-row]").wait_for(state="detached")
    with scope(company=book.company):
        promise = Promise.objects.get(customer__code="MARTIN")
        assert (written(promise.amount_cents), len(promise.entries.all())) == (offered, 59)


@pytest.mark.parametrize("has_script", [True, False])
def test_instalments_are_of_what_is_ticked_and_take_the_words_along(open_page, book, call, has_script):
    """One leaves for the page of the plan; the call it answers is done once the plan is agreed."""
    page = open_page(f"/tasks/{call.pk}/", java_script_enabled=has_script)
    page.locator("#result-note").fill("sa banque refuse")
    page.locator(".ticks summary").click()
    for box in page.locator(".ticks input[name=entry]").all()[2:]:
        box.uncheck()
    page.locator(".results [data-key=s]").click()
    page.wait_for_url(f"**/customers/{call.customer_id}/plan/")
    expect(page.locator("input[name=entry]:checked")).to_have_count(2)
    expect(page.locator("#id_note")).to_have_value("sa banque refuse")
    page.locator("[data-key=a]").click()
    page.wait_for_url("**/confirmation/**")
    with scope(company=book.company):
        plan = InstalmentPlan.objects.get()
        assert (len(plan.items.all()), plan.note) == (2, "sa banque refuse")
        call.refresh_from_db()
        assert call.outcome == "plan_asked"


def test_with_all_ticked_a_promise_takes_two_keys_and_is_of_all_they_owe(open_page, book, call):
    page = open_page("/day/?tab=tasks")
    opened(page, "Martin & Fils")
    page.keyboard.press("p")
    page.locator("#promise-on:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator("[data-row]").wait_for(state="detached")
    with scope(company=book.company):
        promise = Promise.objects.get(customer__code="MARTIN")
        assert promise.entry is None and not promise.entries.exists()


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_however_many_they_are_the_bar_is_in_sight(open_page, call, viewport, theme):
    page = open_page("/day/?tab=tasks", viewport=viewport, color_scheme=theme, bypass_csp=True)
    opened(page, "Martin & Fils")
    rests(page)
    if viewport == WIDE:
        page.keyboard.press("t")
        bar = page.locator(".results [data-key=p]")
        page.locator(".panel [data-key=p]").scroll_into_view_if_needed()
        low = page.locator(".ticks").bounding_box()
        assert low["height"] < 330 and bar.bounding_box()["y"] < viewport["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert not complaints(page)


def test_without_a_script_what_is_unticked_is_left_out(open_page, book, call):
    page = open_page(f"/tasks/{call.pk}/", java_script_enabled=False, viewport=PHONE)
    page.locator(".ticks summary").click()
    for box in page.locator(".ticks input[name=entry]").all()[1:]:
        box.uncheck()
    page.locator("summary", has_text="Litige").click()
    page.locator("#dispute-note").press("Enter")  # presses no button of another outcome
    expect(page.locator("#dispute-note")).to_be_visible()
    with page.expect_navigation():
        page.locator("button[value=dispute]").click()
    with scope(company=book.company):
        assert [item.entry_id for item in Dispute.objects.get(customer__code="MARTIN").items.all()] == [book.late.pk]
        assert Task.objects.get().outcome == "dispute"


def test_a_reminder_is_left_in_peace_by_its_reason_alone(open_page, book):
    """The day is offered; what must be written is where the hand goes first."""
    page = open_page("/day/?tab=confirm")
    opened(page, "Martin & Fils")
    page.keyboard.press("l")
    page.keyboard.type("en congés")
    page.keyboard.press("Enter")
    page.locator("[data-row]", has_text="Martin").wait_for(state="detached")
    with scope(company=book.company):
        block = Block.objects.get(customer__code="MARTIN")
        assert (block.entry, block.note) == (None, "en congés")


def test_what_is_pressed_while_a_call_opens_is_for_the_call(open_page, book):
    """Not for the reminder beside which it was asked for."""
    page = open_page("/day/?tab=confirm")
    opened(page, "Martin & Fils")
    page.route("**/day/customers/**", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.keyboard.press("c")
    page.keyboard.press("p")
    page.locator("#promise-on:focus").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.locator(".panel [data-key=a]").wait_for()
    with scope(company=book.company):
        assert not Promise.objects.filter(customer__code="MARTIN").exists()
