"""The import page in a browser: a FEC is dropped, carried out while one watches, and its totals are on the balance."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django_scopes import scope, scopes_disabled
from playwright.sync_api import expect

from ardoise.actions import imports
from ardoise.demo import firm
from ardoise.desk.aged_balance import books
from ardoise.records.models import Company, Entry, Import
from tests.browser.conftest import LOOKS
from tests.browser.test_accessibility import complaints
from tests.conftest import person
from tests.desk.conftest import TODAY

pytestmark = pytest.mark.browser

AT = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples"
DROP = """([name, content]) => {
  const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, { type: "text/plain" }));
  const event = (kind) => new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event("dragover"));
  document.body.dispatchEvent(event("drop"));
}"""


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"
    books.forget()


@pytest.fixture(scope="module")
def fec(tmp_path_factory):
    """The FEC of an invented firm of forty customers."""
    return firm(7, TODAY, 40).write(tmp_path_factory.mktemp("firm")).fecs[-1]


def drop(page, path):
    page.evaluate(DROP, [path.name, base64.b64encode(path.read_bytes()).decode()])


def work():
    """What the worker does with what waits."""
    with scopes_disabled():
        waiting = Import.objects.get(state="waiting")
    return imports.carry_out(waiting.pk, AT)


def test_a_fec_dropped_on_the_demo_opens_a_company_and_its_balance_shows_the_totals(open_page, company, fec):
    Company.objects.update(is_demo=True)
    page = open_page("/imports/", user=person("root", company, "administrator"))
    drop(page, fec)
    page.get_by_text("est une entreprise inventée").wait_for()
    expect(page.get_by_label("SIREN")).to_have_value(fec.name[:9])
    page.get_by_label("Nom de la nouvelle société").fill("Chez nous")
    page.get_by_role("button", name="Importer").click()
    page.get_by_text("En attente de son tour").wait_for()
    done = work()
    assert done.state == "done", done.problems
    page.get_by_text("débit = crédit").wait_for()
    page.get_by_role("link", name="Voir la balance âgée").click()
    page.get_by_text("conforme au grand livre").wait_for()
    with scope(company=Company.objects.get(name="Chez nous")):
        assert Entry.objects.count() == done.report["items"]
    expect(page.locator(".company-switch option:checked")).to_have_text("Chez nous")


def test_a_list_of_items_shows_its_columns_as_they_were_guessed(open_page, company):
    page = open_page("/imports/")
    page.locator("#file").set_input_files(EXAMPLES / "open-items.csv")
    page.get_by_role("heading", name="À quoi correspond chaque colonne").wait_for()
    expect(page.get_by_label("Échéance")).to_have_value("Date d'échéance")
    expect(page.get_by_label("Reste dû")).to_have_value("Montant dû")
    page.get_by_role("button", name="Importer").click()
    page.get_by_text("En attente de son tour").wait_for()
    assert work().state == "done"
    page.get_by_role("link", name="Voir la balance âgée").wait_for()


def test_without_a_script_the_form_does_the_same(open_page, company):
    page = open_page("/imports/", java_script_enabled=False)
    page.locator("#file").set_input_files(EXAMPLES / "contacts.csv")
    page.get_by_role("button", name="Continuer avec ce fichier").click()
    page.get_by_role("button", name="Importer").click()
    page.get_by_role("link", name="Actualiser").wait_for()
    assert work().state == "done"
    page.get_by_role("link", name="Actualiser").click()
    page.get_by_text("fait", exact=True).wait_for()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("vide.txt", b"", "Ce fichier est vide"), ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "photo.png")],
)
def test_what_is_no_ledger_gets_its_sentence_on_the_page(open_page, company, tmp_path, name, content, told):
    (tmp_path / name).write_bytes(content)
    page = open_page("/imports/")
    drop(page, tmp_path / name)
    page.locator("#notices").get_by_text(told).first.wait_for()
    page.keyboard.press("g")


def test_an_import_is_undone_after_one_question(open_page, company, alice, fec):
    imports.carry_out(imports.receive(company, fec, "fec", "compta", {}, alice, AT).pk, AT)
    page = open_page("/imports/")
    page.get_by_role("link", name=fec.name).click()
    page.get_by_text("Annuler cet import…").click()
    page.get_by_role("button", name="Tout annuler").click()
    page.get_by_text("il n’en reste rien").wait_for()
    with scope(company=company):
        assert not Entry.objects.exists()


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_read_and_use_every_page(open_page, company, alice, fec, theme, viewport):
    done = imports.carry_out(imports.receive(company, fec, "fec", "compta", {}, alice, AT).pk, AT)
    waiting = imports.receive(company, EXAMPLES / "contacts.csv", "contacts", "clients", {}, alice, AT)
    page = open_page("/", viewport=viewport, color_scheme=theme, bypass_csp=True)
    for path in ("/imports/", f"/imports/{done.pk}/", f"/imports/{waiting.pk}/"):
        page.goto(path)
        assert not complaints(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
    for example in ("open-items.csv", "contacts.csv", "001200450FEC20260331.txt"):
        page.goto("/imports/")
        page.locator("#file").set_input_files(EXAMPLES / example)
        page.get_by_role("button", name="Importer").wait_for()
        assert not complaints(page), example
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], example
