"""The aged balance in a browser: asked, narrowed, followed down to its entries, read by everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ardoise.desk.aged_balance import books
from tests.browser.conftest import LOOKS, PHONE
from tests.browser.test_accessibility import complaints

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def an_empty_shelf():
    books.forget()


def test_from_the_total_to_the_entry_in_three_clicks(open_page, book):
    page = open_page("/aged-balance/")
    expect(page.locator(".figure")).to_contain_text("24\u202f749,50")
    page.locator(".legend a", has_text="31–60").click()
    page.get_by_role("link", name="1\u202f200,00").click()
    expect(page.locator("h1")).to_have_text("Martin & Fils · 31–60 j")
    expect(page.get_by_role("row").filter(has_text="FA-1")).to_have_count(1)
    page.get_by_role("link", name="Dossier client").click()
    page.wait_for_url("**/customers/*/")


def test_grouping_and_netting_answer_at_once_and_a_day_by_a_button(open_page, book):
    page = open_page("/aged-balance/")
    page.get_by_label("Par").first.select_option("segment")
    page.wait_for_url("**by=segment**")
    page.get_by_label("Arrêté au").fill("2026-02-15")
    page.get_by_role("button", name="Afficher").click()
    page.wait_for_url("**as_of=2026-02-15**")
    expect(page.locator(".page-head .sub")).to_contain_text("15 févr. 2026")


def test_the_keyboard_walks_the_rows_and_opens_a_customer(open_page, book):
    page = open_page("/aged-balance/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")


def test_a_phone_shows_the_amounts_without_a_sideways_page(open_page, book):
    page = open_page("/aged-balance/?as_of=2026-03-12", viewport=PHONE)
    assert page.locator("label[for=as-of]").inner_text().split() == ["Arrêté", "au", "jeu.", "12", "mars", "2026"]
    page.goto("/aged-balance/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    name, amounts = (
        page.get_by_role("link", name="Lefebvre & Associés"),
        page.locator("tbody tr").first.locator(".amount"),
    )
    expect(name).to_be_visible()
    assert page.locator("tbody tr").first.bounding_box()["height"] < 100, "two or three lines, not one an amount"
    assert amounts.last.bounding_box()["y"] < amounts.first.bounding_box()["y"], "the total stands beside the name"


def test_on_paper_the_frame_is_gone_and_the_table_stays(open_page, book):
    page = open_page("/aged-balance/")
    page.emulate_media(media="print")
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.get_by_role("button", name="Afficher")).to_be_hidden()
    expect(page.locator("table.grid")).to_be_visible()


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_read_and_use_it(open_page, book, theme, viewport):
    page = open_page("/aged-balance/", viewport=viewport, color_scheme=theme, bypass_csp=True)
    assert not complaints(page)
    for path in ("?bucket=31-60&buckets=rien", "items/?key=MARTIN", "?q=nobody"):
        page.goto(f"/aged-balance/{path}")
        assert not complaints(page), path
