"""Letters in a browser: a field is inserted by a click, the preview follows, and everybody can read and use it."""

from __future__ import annotations

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.records.models import TemplateVersion
from tests.browser.conftest import LOOKS, rests
from tests.browser.test_accessibility import complaints

pytestmark = pytest.mark.browser

EDITOR = "/templates/fr/email/friendly/professional/"


def test_a_letter_is_written_by_clicks_seen_on_a_customer_and_kept(open_page, book):
    page = open_page("/templates/")
    page.get_by_role("link", name="Aimable : première relance, Professionnel").click()
    page.locator("#preview .letter").wait_for()
    rests(page)  # the click on a field's name is a script's
    page.locator("#customer").fill("MARTIN")
    page.locator("#preview", has_text="FA-1").wait_for()
    page.get_by_label("Texte").fill("Bonjour ")
    page.get_by_role("button", name="Nom du client", exact=True).click()
    expect(page.get_by_label("Texte")).to_have_value("Bonjour {{customer_name}}")
    page.locator("#preview", has_text="Bonjour Martin & Fils").wait_for()
    page.get_by_label("Texte").fill("Bonjour {{nobody}}")
    page.locator("#preview", has_text="« nobody » n’est pas un champ").wait_for()
    page.get_by_role("button", name="Enregistrer").click()
    page.locator("#body-wrong").wait_for()
    page.get_by_label("Texte").fill("Bonjour {{customer_name}}")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Version 1").wait_for()
    with scope(company=book.company):
        assert TemplateVersion.objects.get().body == "Bonjour {{customer_name}}\n"
    page.get_by_role("button", name="Revenir au texte fourni").click()
    page.locator("#preview", has_text="Sauf erreur de notre part").wait_for()
    rests(page)


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_read_and_use_the_letters(open_page, book, theme, viewport):
    page = open_page("/", viewport=viewport, color_scheme=theme, bypass_csp=True)
    for path in ("/templates/", EDITOR, "/documents/"):
        page.goto(path)
        if path == EDITOR:
            page.locator("#preview .letter").wait_for()
        assert not complaints(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path


def test_copies_of_invoices_are_brought_and_told(open_page, book):
    page = open_page("/documents/", bypass_csp=True)
    pdf = {"mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.get_by_label("Fichiers PDF, ou un ZIP").set_input_files(
        [{"name": "FA-1.pdf", **pdf}, {"name": "scan.pdf", **pdf}]
    )
    page.get_by_role("button", name="Les déposer").click()
    page.get_by_role("heading", name="1 fichier n’a pas été conservé").wait_for()
    expect(page.get_by_role("link", name="FA-1")).to_have_count(1)
    assert not complaints(page)
