"""The settings in a browser: the due date follows what is typed; everybody can read every section."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ardoise.records.models import Membership
from tests.browser.conftest import LOOKS, PHONE, WIDE
from tests.browser.test_accessibility import complaints

pytestmark = pytest.mark.browser

SECTIONS = ("company", "dunning", "mail", "people", "mine", "companies/new")


@pytest.fixture
def administrator(alice):
    """Alice administers the company."""
    Membership.objects.filter(user=alice).update(role="administrator")
    return alice


def test_the_due_date_follows_the_terms_while_they_are_typed(open_page, company):
    page = open_page("/settings/dunning/")
    page.get_by_label("Conditions de paiement").fill("45 jours fin de mois")
    page.locator("#due-date", has_text="30 avr. 2026").wait_for()
    page.get_by_label("Conditions de paiement").fill("quand on veut")
    page.locator("#due-date.error").wait_for()


def test_a_person_joins_and_the_first_password_is_shown_once(open_page, company, administrator):
    page = open_page("/settings/people/")
    page.get_by_label("Nom d’utilisateur").fill("nina")
    page.locator("#id_email").fill("nina@ardoise.example")
    page.get_by_role("button", name="Ajouter").click()
    page.locator(".key-once").wait_for()
    assert len(page.locator(".key-once").inner_text()) >= 12
    page.goto("/settings/people/")
    expect(page.get_by_text("nina@ardoise.example").first).to_be_visible()
    expect(page.locator(".key-once")).to_have_count(0)


def test_language_and_theme_are_one_s_own(open_page, company):
    page = open_page("/settings/mine/")
    page.locator("main").get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Settings").wait_for()
    page.locator("main").get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_read_and_use_every_section(open_page, company, administrator, theme, viewport):
    page = open_page("/", viewport=viewport, color_scheme=theme, bypass_csp=True)
    for section in SECTIONS:
        page.goto(f"/settings/{section}/")
        assert not complaints(page), section
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], section


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_refusal_stands_below_the_help_of_its_field(open_page, company, administrator, viewport):
    """Each was written over the other."""
    page = open_page("/settings/channels/sms/", viewport=viewport)
    page.get_by_role("button", name="Essayer la connexion").click()
    field = page.locator(".field", has=page.locator(".error")).first
    field.locator(".error").wait_for()
    above, below = (field.locator(part).bounding_box() for part in (".help", ".error"))
    assert above["y"] + above["height"] <= below["y"] + 1
