"""Every page of the frame, Today and the outbox under axe: both themes, both widths, nothing serious left."""

from __future__ import annotations

import pytest

from tests.browser.conftest import LOOKS, rests

pytestmark = pytest.mark.browser

PAGES = {
    "today": "/",
    "not-chased": "/not-chased/",
    "day": "/day/",
    "absences": "/day/absences/",
    "replies": "/replies/",
    "tasks": "/tasks/",
    "disputes": "/disputes/",
    "receipts": "/reconciliation/",
    "account": "/reconciliation/account/",
    "applied": "/reconciliation/done/",
    "bank": "/reconciliation/bank/",
    "cheques": "/reconciliation/cheques/",
    "learned": "/reconciliation/learned/",
    "many": "/reconciliation/many/",
    "tolerances": "/settings/reconciliation/",
    "outbox": "/outbox/",
    "printing": "/printing/",
    "policies": "/policies/",
    "rules": "/policies/rules/",
    "limits": "/policies/limits/",
    "templates": "/templates/",
    "documents": "/documents/",
}
OF_A_CUSTOMER = {
    "settling": "/reconciliation/account/{}/",
    "writing": "/customers/{}/writing/",
    "plan": "/customers/{}/plan/",
    "file": "/customers/{}/",
}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes is counted, not described: half the time
}


ASK = "rules => axe.run(rules).then(found => found.violations)"


def complaints(page) -> list[str]:
    """What axe, which every page that passes by the content's policy has with it, says against the page at rest."""
    rests(page)
    found = page.evaluate(ASK, RULES)
    return [f"{v['id']}: {v['help']}: {node['html'][:160]}" for v in found for node in v["nodes"][:3]]


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_read_and_use_every_page(open_page, kept, queued, alice, theme, viewport):
    looks = {"viewport": viewport, "color_scheme": theme, "bypass_csp": True}
    assert not complaints(open_page("/sign-in/", None, **looks))
    page = open_page("/nothing-here/", alice, **looks)
    assert not complaints(page)
    for name, path in (PAGES | {name: path.format(kept.customer_id) for name, path in OF_A_CUSTOMER.items()}).items():
        page.goto(path)
        rests(page)
        assert not complaints(page), name
        if page.locator("[data-open]").count() and name in ("today", "outbox"):
            page.locator("[data-open]").first.click()
            page.locator("[data-panel-title]").wait_for()
            rests(page)
            assert not complaints(page), f"{name}, open"


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_a_plan_refused_and_agreed_and_its_confirmation_too(open_page, book, alice, theme, viewport):
    customer = book.customers["MARTIN"]
    page = open_page(f"/customers/{customer.pk}/plan/", viewport=viewport, color_scheme=theme, bypass_csp=True)
    assert page.locator("td .day-told").first.inner_text().strip(), "the day of an instalment in words, as everywhere"
    page.locator("input[name=cents-0]").fill("peu")
    page.get_by_role("button", name="Convenir de l’échéancier").click()
    page.get_by_role("alert").first.wait_for()
    assert not complaints(page), "refused"
    page.get_by_role("button", name="Répartir de nouveau").click()
    rests(page)
    page.get_by_role("button", name="Convenir de l’échéancier").click()
    page.get_by_role("button", name="Envoyer la confirmation").wait_for()
    rests(page)
    assert not complaints(page), "what would leave"
    page.keyboard.press("s")
    page.get_by_text("La confirmation attend").wait_for()
    rests(page)
    assert not complaints(page), "in the file, with the plan and its confirmation"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_a_copied_database_is_told_can_be_read(open_page, kept, settings, tmp_path, theme):
    settings.HOME = tmp_path
    page = open_page("/outbox/", color_scheme=theme, bypass_csp=True)
    page.get_by_text("ardoise send --adopt").wait_for()
    assert not complaints(page)


def test_the_help_and_the_confirmation_too(open_page, book):
    page = open_page("/", bypass_csp=True)
    page.keyboard.press("?")
    assert not complaints(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Tout valider").click()
    page.get_by_role("heading", name="Valider 2 courriers ?").wait_for()
    assert not complaints(page)


def test_two_hundred_percent_of_text_loses_nothing(open_page, book):
    page = open_page("/", viewport={"width": 640, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
