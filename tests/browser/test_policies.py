"""A policy is made, seen at work, switched on; and a customer's file says who put it there, and why."""

from __future__ import annotations

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.actions import dunning, policies
from ardoise.records.models import Brake, Customer, Policy
from tests.browser.conftest import LOOKS, held_back, rests
from tests.browser.test_accessibility import complaints as axe_complaints
from tests.desk.conftest import AT

pytestmark = pytest.mark.browser


def test_a_policy_is_made_simulated_switched_on_and_tells_whom_it_governs_and_why(open_page, book, alice):
    page = open_page("/policies/")
    page.get_by_role("link", name="Nouveau scénario").click()
    page.get_by_label("Nom").fill("Grands comptes")
    page.get_by_role("button", name="Le créer").click()
    page.get_by_role("button", name="Ajouter un niveau").click()
    rests(page)
    fifth = page.locator("#rung-5")
    fifth.get_by_label("Nom").fill("Dernier mot")
    page.get_by_role("button", name="Monter le niveau 5").click()
    rests(page)
    page.get_by_role("button", name="Retirer le niveau 4").click()
    rests(page)
    page.locator("#rung-2").get_by_label("Jours", exact=True).fill("3")
    page.get_by_role("button", name="Garder le brouillon et voir ce qu’il ferait").last.click()
    page.get_by_role("heading", name="Ce que « Grands comptes » ferait le 17").wait_for()
    expect(page.get_by_text("Aucun client ne serait soumis à ce scénario")).to_be_visible()
    page.get_by_role("button", name="L’activer").click()
    page.get_by_text("Activé : il s’applique").wait_for()
    page.goto("/policies/rules/new/")
    page.get_by_label("Nom").fill("Plus de dix mille euros échus")
    page.get_by_label("Place sous le scénario").select_option("Grands comptes")
    page.locator("#id_condition-0-fact").select_option("overdue_cents")
    page.locator("#id_condition-0-operator").select_option("at_least")
    page.locator("#id_condition-0-value").fill("10000")
    page.get_by_role("button", name="Enregistrer").last.click()
    page.get_by_text("l’échu vaut au moins").wait_for()
    with scope(company=book.company):
        lefebvre = Customer.objects.get(code="LEFEBVRE")
        policy = Policy.objects.get(name="Grands comptes")
        version = policies.in_force(policy)
    page.goto(f"/policies/{policy.pk}/versions/{version.pk}/simulation/")
    expect(page.locator(".counter", has_text="Clients sous ce scénario").get_by_text("1", exact=True)).to_be_visible()
    page.goto(f"/customers/{lefebvre.pk}/")
    words = page.get_by_text("La règle « Plus de dix mille euros échus » l’y place")
    expect(words).to_contain_text("vaut au moins")


def test_what_is_written_and_pressed_while_the_ladder_is_drawn_anew_is_kept(open_page, book, alice):
    """The answer took what had been written meanwhile away, and the next button with it."""
    with scope(company=book.company):
        policy = policies.adopt(book.company, alice, AT)
        names = [level["key"] for level in policy.versions.get().content["levels"]]
    page, held = open_page(f"/policies/{policy.pk}/design/"), []
    page.route("**/design/", lambda route: route.continue_() if held else held.append(route))
    page.get_by_role("button", name="Monter le niveau 4").click()
    page.locator("#rung-3 summary").click()
    page.locator("#rung-3").get_by_label("Pas avant (heure)").fill("9")
    page.get_by_role("button", name="Retirer le niveau 2").click()
    page.get_by_role("button", name="Ajouter un niveau").click()
    days = page.locator("#rung-4").get_by_label("Jours", exact=True)
    days.fill("")
    days.press("6")
    held_back(page, held).continue_()
    expect(page.locator("#rung-4").get_by_label("Nom")).to_have_value("")  # the level that was added
    expect(page.locator("#rung-2").get_by_label("Jours", exact=True)).to_have_value("6")
    expect(page.locator("#rung-2").get_by_label("Jours", exact=True)).to_be_focused()  # typing goes on
    expect(page.locator("#rung-3").get_by_label("Pas avant (heure)")).to_have_value("9")
    rests(page)  # the hand is led back to its field at the very end
    page.locator("#rung-4").get_by_label("Nom").fill("Dernier mot")
    page.get_by_role("button", name="Garder le brouillon et voir ce qu’il ferait").last.click()
    page.get_by_role("heading", name="ferait le 17").wait_for()
    with scope(company=book.company):
        kept = policy.versions.latest("number").content["levels"]
    assert [level["key"] for level in kept] == [names[0], names[3], names[2], "Dernier mot"]
    assert (kept[1]["days_overdue_min"], kept[2]["hour_from"]) == (6, 9)


PAGES = ("list", "policy", "design", "version", "simulation", "rules", "rule", "limits", "brake", "today")


@pytest.fixture
def addresses(book, alice):
    """Each page of policies, with something in it."""
    with scope(company=book.company):
        policy = policies.adopt(book.company, alice, AT)
        draft = policies.draft(policy, policy.versions.get().content | {"days_between_min": 9}, alice, AT)
        rule = policies.add_rule(book.company, "Tous", [], policy, alice, AT)
        brake = Brake.objects.create(company=book.company, run=book.run, reasons=[{"reason": "ledger_missing"}], at=AT)
    return {
        "list": "/policies/",
        "policy": f"/policies/{policy.pk}/",
        "design": f"/policies/{policy.pk}/design/",
        "version": f"/policies/{policy.pk}/versions/{draft.pk}/",
        "simulation": f"/policies/{policy.pk}/versions/{draft.pk}/simulation/",
        "rules": "/policies/rules/",
        "rule": f"/policies/rules/{rule.pk}/",
        "limits": "/policies/limits/",
        "brake": f"/policies/brakes/{brake.pk}/",
        "today": "/",
    }


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_read_and_use_the_pages_of_policies(open_page, addresses, alice, theme, viewport):
    page = open_page("/policies/", alice, viewport, color_scheme=theme, bypass_csp=True)
    for name in PAGES:
        page.goto(addresses[name])
        assert not axe_complaints(page), name
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], name


def test_a_stopped_list_is_looked_at_and_released_from_today(open_page, addresses, book, alice):
    page = open_page("/")
    page.get_by_role("link", name="Regarder et décider").click()
    page.get_by_label("Ce que vous avez vérifié").fill("grand livre vérifié")
    page.get_by_role("button", name="Débloquer").click()
    page.get_by_text("Débloquée : ce que cette liste propose").wait_for()
    assert dunning.approve([book.proposals["MARTIN"]], alice, AT).messages
