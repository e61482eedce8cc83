"""The board without the mouse, on a phone too; the accounts of a group whose head answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.actions import disputes
from ardoise.actions.restraints import Noted
from tests.actions.books import invoice
from tests.browser.conftest import PHONE, rests
from tests.browser.test_accessibility import complaints
from tests.desk.conftest import AT, TODAY
from tests.desk.test_disputes_by_mail import came, dispute_now  # noqa: F401 - a colleague's answer
from tests.desk.test_replies import contested  # noqa: F401 - the head's answer

pytestmark = pytest.mark.browser


@pytest.fixture
def board(book, alice):
    """Durand's dispute is new; one of Martin's waits for him, one was rejected."""
    with scope(company=book.company):
        for number, stage in (("FB-1", "waiting_customer"), ("FB-2", "")):
            entry = invoice(book.company, "MARTIN", 10_000, TODAY - timedelta(30), document=number)
            one = disputes.open_about(book.customers["MARTIN"], "goods", {entry: None}, Noted(number, TODAY, alice, AT))
            if stage:
                disputes.move(one, stage, alice, AT)
            else:
                disputes.settle(one, "rejected", Noted("", TODAY, alice, AT))
    return book


def test_arrows_go_from_column_to_column_and_what_ended_opens_like_the_rest(open_page, board):
    page = open_page("/disputes/")
    focused = page.locator("[data-row]:focus")
    for key, said in (("j", "Durand"), ("ArrowRight", "FB-1"), ("ArrowRight", "FB-2"), ("ArrowRight", "FB-2")):
        page.keyboard.press(key)
        expect(focused).to_contain_text(said)
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text("Non fondé")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    expect(focused).to_contain_text("FB-1")
    rests(page)


def test_on_a_phone_what_ended_is_folded_and_counted(open_page, board):
    page = open_page("/disputes/", viewport=PHONE)
    ended = page.locator("details", has_text="Non fondé")
    expect(ended.locator("summary")).to_contain_text("1")
    expect(ended.locator(".card")).to_be_hidden()
    ended.locator("summary").click()
    expect(ended.locator(".card")).to_be_visible()
    rests(page)


def test_an_invoice_ticks_its_account_and_an_account_left_out_takes_its_invoices_along(open_page, contested):  # noqa: F811
    page = open_page(f"/replies/{contested.reply_id}/")
    account = page.locator(".account", has_text="MARTIN")
    box, item = account.locator("> label input"), account.locator("details input").first
    account.locator("summary").click()
    item.check()
    box.uncheck()
    expect(item).not_to_be_checked()
    item.check()
    expect(box).to_be_checked()
    rests(page)


def test_everybody_can_read_what_came_by_mail_beside_its_dispute_and_in_the_inbox(open_page, came):  # noqa: F811
    page = open_page(f"/disputes/{dispute_now(came).pk}/", bypass_csp=True)
    assert not complaints(page)
    page.goto(f"/replies/{came.reply_id}/")
    assert not complaints(page)
