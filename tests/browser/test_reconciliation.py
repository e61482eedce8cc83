"""The lettering workbench in a real browser: applied by one key, chosen by hand over two customers, taken back."""

from __future__ import annotations

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.actions import ledger
from ardoise.records.models import Entry, MatchProposal, Reconciliation
from tests.actions.banks import movement
from tests.actions.books import invoice
from tests.browser.conftest import LOOKS, rests
from tests.browser.test_accessibility import complaints
from tests.desk.conftest import AT, TODAY

pytestmark = pytest.mark.browser


@pytest.fixture
def bank(book):
    """Two receipts of Martin explained, one of a group that pays for two customers."""
    with scope(company=book.company):
        for document in ("FA-1", "FA-2"):
            item = Entry.objects.get(document=document)
            cents = item.amount_cents
            receipt = movement(book.company, cents, TODAY, f"VIR {document}", counterparty=f"MARTIN {document}")
            told = [{"entry": item.pk, "customer": item.customer_id, "cents": cents}]
            MatchProposal.objects.create(
                company=book.company, movement=receipt, rank=1, customer=item.customer, confidence_bp=9_900,
                is_automatic=True, evidence=["reference", "payer_name"], allocations=told, allocated_cents=cents,
                as_of=TODAY, at=AT,
            )  # fmt: skip
        movement(book.company, 150_000, TODAY, "VIR GROUPE", counterparty="GROUPE DES PLATANES")
    return book


def open_cents(company):
    with scope(company=company):
        return dict(ledger.items(company, TODAY).select("document", "open_cents").iter_rows())


def test_two_receipts_are_applied_by_the_keyboard_alone(open_page, bank):
    page = open_page("/reconciliation/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("[data-panel-title]").wait_for()
    count = page.locator("[data-count=sure]")
    for left in ("1", "0"):
        rests(page)
        title = page.locator("[data-panel-title]").inner_text()
        page.keyboard.press("a")
        page.locator("[data-row]", has_text=title).wait_for(state="detached")
        expect(count).to_have_text(left)
    rests(page)
    assert not {"FA-1", "FA-2"} & open_cents(bank.company).keys()


def test_items_of_two_customers_are_ticked_and_the_rest_is_told(open_page, bank):
    page = open_page("/reconciliation/?state=unidentified")
    page.locator("[data-open]").first.click()
    page.locator("[data-panel-title]").wait_for()
    for name in ("Martin", "Petit"):
        page.keyboard.press("f")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        page.locator(".panel button[name=add]:focus").first.wait_for()
        page.keyboard.press("Enter")
        page.locator(".picks caption", has_text=name).wait_for()
        page.locator(".picks input[type=checkbox]:focus").wait_for()
    page.get_by_label("Cocher FA-1").check()
    page.get_by_label("De FA-4, réglé").fill("300,00")
    page.get_by_label("De FA-4, réglé").blur()
    expect(page.locator("[data-rest-shown]")).to_have_text("0,00")
    assert page.evaluate("['1,397.03', '1 397,03', '1.397,03', '\u221212', '1,2,3'].map(centsTyped)") == [
        139703
    ] * 3 + [-1200, None]
    page.get_by_role("button", name="Lettrer ce qui est coché").click()
    page.locator("[data-row]", has_text="GROUPE").wait_for(state="detached")
    left = open_cents(bank.company)
    assert "FA-1" not in left and left["FA-4"] == 50_000


def test_what_was_applied_is_taken_back(open_page, bank):
    page = open_page("/reconciliation/")
    page.locator("[data-open]").first.click()
    page.get_by_role("button", name="Lettrer A", exact=False).first.click()
    rests(page)
    page.goto("/reconciliation/done/")
    page.locator("[data-open]").first.click()
    page.get_by_label("Pourquoi").fill("mauvaise facture")
    page.get_by_role("button", name="Annuler").click()
    page.get_by_text("mauvaise facture").wait_for()
    with scope(company=bank.company):
        assert not Reconciliation.objects.filter(undone_at=None).exists()


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_read_and_use_the_open_receipt(open_page, bank, viewport, theme):
    with scope(company=bank.company):
        credit = invoice(bank.company, "MARTIN", -5_000, TODAY, "AV-1", kind="credit_note")
    told = ("/reconciliation/", "/reconciliation/?state=unidentified", "/reconciliation/many/?from=90")
    page = open_page("/", viewport=viewport, color_scheme=theme, bypass_csp=True)
    for path in (*told, f"/reconciliation/account/{credit.customer_id}/"):
        page.goto(path)
        if page.locator("[data-open]").count():
            page.locator("[data-open]").first.click()
            page.locator("[data-panel-title]").wait_for()
            rests(page)
        assert not complaints(page), path
