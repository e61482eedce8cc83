"""Coming in, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ardoise.actions.session_links import make_link

pytestmark = pytest.mark.browser


def test_name_and_password_then_out_again(open_page, book):
    page = open_page("/", user=None, locale="fr-FR")
    page.get_by_label("Nom d’utilisateur").fill("alice")
    page.get_by_label("Mot de passe").fill("correct horse battery staple")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aujourd’hui")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("button", name="Se connecter")).to_be_visible()


def test_the_link_of_the_terminal_opens_the_desk(open_page, book, alice):
    page = open_page(make_link(alice), user=None)
    expect(page.get_by_role("heading", level=1)).to_have_text("Aujourd’hui")


def test_language_and_theme_change_the_page_at_once_and_stay(open_page, book):
    page = open_page("/")
    page.get_by_role("button", name="EN, English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.wait_for_load_state()
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.get_by_role("button", name="Light", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    expect(page.locator("body")).not_to_have_css("background-color", dark)
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"


def test_dark_follows_the_machine_when_nobody_chose(open_page, book):
    background = "getComputedStyle(document.body).backgroundColor"
    assert open_page("/", color_scheme="dark").evaluate(background) != open_page("/").evaluate(background)


def test_on_a_phone_the_menu_is_a_drawer(open_page, book):
    page = open_page("/", viewport={"width": 390, "height": 844})
    expect(page.get_by_role("link", name="Boîte d’envoi").first).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Boîte d’envoi").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Boîte d’envoi")
