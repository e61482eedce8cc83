"""The customer file in a browser: an item is disputed and leaves the proposals."""

from __future__ import annotations

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.desk.aged_balance import books
from ardoise.records.models import Contact, Dispute
from tests.browser.conftest import LOOKS, PHONE, WIDE
from tests.browser.test_accessibility import complaints
from tests.browser.test_today import worker

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def an_empty_shelf():
    books.forget()


@pytest.fixture
def martin(book):
    return f"/customers/{book.customers['MARTIN'].pk}/"


def test_a_disputed_item_leaves_the_proposals(open_page, book, martin):
    page = open_page(martin)
    page.get_by_label("Cocher FA-1").check()
    expect(page.locator("[data-tick-sum]")).to_have_text("1\u202f200,00")
    page.keyboard.press("d")
    page.get_by_label("Ce qui est contesté").select_option("price")
    page.locator("details[open]").get_by_role("button").click()
    page.get_by_text("Noté pour 1 poste.").wait_for()
    expect(page.get_by_role("row").filter(has_text="FA-1").get_by_text("en litige")).to_be_visible()
    with scope(company=book.company):
        assert Dispute.objects.filter(entry__document="FA-1", ended_at=None).exists()

    page.goto("/")
    page.get_by_role("button", name="Calculer les propositions du jour").click()
    page.get_by_role("progressbar").wait_for()
    worker(book)
    page.get_by_role("link", name="Martin & Fils").click()
    panel = page.locator("#panel")
    panel.get_by_role("cell", name="FA-2").wait_for()
    expect(panel.get_by_role("cell", name="FA-1")).to_have_count(0)


def test_it_is_ended_by_a_button_and_told_in_the_timeline(open_page, book):
    page = open_page(f"/customers/{book.customers['DURAND'].pk}/")
    page.get_by_role("button", name="Y mettre fin").click()
    page.get_by_text("C’est terminé").wait_for()
    expect(page.locator(".trail").get_by_text("Litige clos")).to_be_visible()


def test_somebody_to_write_to_is_added(open_page, book, martin):
    page = open_page(martin)
    page.get_by_role("link", name="Ajouter").click()
    page.get_by_label("Courriel").fill("ida@martin.example")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="ida@martin.example", exact=True).wait_for()
    with scope(company=book.company):
        assert Contact.objects.filter(email="ida@martin.example").exists()


def test_the_list_searches_and_the_keyboard_opens(open_page, book):
    page = open_page("/customers/")
    page.keyboard.press("/")
    page.keyboard.type("durand")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=durand**")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Durand SARL").wait_for()


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_read_and_use_every_page(open_page, kept, book, martin, theme, viewport):
    moreau, durand = (f"/customers/{book.customers[code].pk}/" for code in ("MOREAU", "DURAND"))
    paths = ["/customers/", martin, f"{martin}?closed=1", moreau, durand, f"{martin}terms/", f"{martin}contacts/new/"]
    page = open_page("/", viewport=viewport, color_scheme=theme, bypass_csp=True)
    for path in paths:
        page.goto(path)
        assert not complaints(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path


def test_the_open_forms_too(open_page, book, martin):
    page = open_page(martin, bypass_csp=True)
    for key in "dpl":
        page.keyboard.press(key)
        page.locator("details.offer[open]").wait_for()
        assert not complaints(page)
        page.keyboard.press("Escape")  # folds it, and the next letter is a command again
        page.locator("details.offer[open]").wait_for(state="detached")


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["1280", "390"])
def test_a_transfer_is_noted_by_keyboard_and_the_timeline_is_narrowed(open_page, book, martin, viewport):
    page = open_page(martin, viewport=viewport, bypass_csp=True)
    page.get_by_label("Cocher FA-1").check()
    page.keyboard.press("v")
    page.get_by_label("Qui l’a dit").last.wait_for()
    assert not complaints(page)
    page.locator("#id_payment_notice-said_by").fill("Mme Martin")
    page.get_by_role("button", name="Noter").click()
    page.get_by_text("Noté pour 1 poste.").wait_for()
    page.locator("#timeline select[name=of]").select_option("promises")
    page.locator("#timeline .trail li").filter(has_text="Mme Martin").wait_for()
    page.locator("#timeline .trail li").nth(1).wait_for(state="detached")
    assert not complaints(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
