"""What somebody without an account sees in a real browser: the door, the dispute, the answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django_scopes import scope

from ardoise.actions import links
from ardoise.records.models import Dispute, Remark
from tests.browser.conftest import LOOKS, rests
from tests.browser.test_accessibility import complaints

pytestmark = pytest.mark.browser


DROPPED = """() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["%PDF-1"], "bon.pdf"));
    for (const kind of ["dragover", "drop"])
        document.querySelector("article form:last-of-type .field .button")
            .dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
}"""
"""A file dropped on the page's field for files."""


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_a_resolver_opens_the_link_and_answers(open_page, book, alice, theme, viewport):
    with scope(company=book.company):
        token = links.to_resolve(Dispute.objects.get(), "atelier@ardoise.example", alice, datetime.now(UTC))
    page = open_page(f"/l/{token}/", None, viewport, color_scheme=theme, bypass_csp=True)
    assert not complaints(page)
    page.get_by_role("button", name="Ouvrir").click()
    page.get_by_role("heading", name="Durand SARL").wait_for()
    assert not complaints(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Le client a raison", exact=True).check()
    page.get_by_label("Avec vos mots").fill("La remise avait été promise.")
    rests(page)
    page.evaluate(DROPPED)
    page.get_by_text("bon.pdf", exact=True).wait_for()
    page.get_by_role("button", name="Répondre").click()
    page.get_by_text("Merci").wait_for()
    with scope(company=book.company):
        said = Remark.objects.get()
        assert "La remise avait été promise." in said.text and said.name == "bon.pdf"
        assert Dispute.objects.get().stage == "credit_note_to_issue"
