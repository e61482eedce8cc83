"""Today by the keyboard: from the list to the last reminder, without a mouse."""

from __future__ import annotations

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.actions import errands
from ardoise.records.models import Approval, Block, Brake, Errand
from tests.browser.conftest import PHONE, held_back, rests
from tests.desk.conftest import AT

pytestmark = pytest.mark.browser


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def open_title(page):
    return page.locator("[data-panel-title]").inner_text()


def approvals(book):
    with scope(company=book.company):
        return Approval.objects.count()


def test_the_whole_list_is_decided_by_the_keyboard(open_page, book):
    page = open_page("/")
    names = page.locator("[data-row] [data-open]").all_inner_texts()
    press(page, "j", "Enter")
    page.locator("[data-panel-title]").wait_for()
    assert open_title(page) == names[0]
    press(page, "a")
    page.locator(f"[data-panel-title] :text-is('{names[1]}')").wait_for()
    rests(page)
    expect(page.locator("[data-row]")).to_have_count(len(names) - 1)
    press(page, "a")
    page.locator("[data-panel-title]").wait_for(state="detached")
    rests(page)
    assert approvals(book) == 2
    expect(page.locator("#counters .figure").first).to_have_text("0")


def test_j_and_k_walk_the_open_panel_through_the_list(open_page, book):
    page = open_page("/")
    names = page.locator("[data-row] [data-open]").all_inner_texts()
    press(page, "j", "Enter")
    page.locator("[data-panel-title]").wait_for()
    page.locator("[data-row]").first.focus()
    press(page, "j")
    page.locator(f"[data-panel-title] :text-is('{names[1]}')").wait_for()
    press(page, "k")
    page.locator(f"[data-panel-title] :text-is('{names[0]}')").wait_for()
    press(page, "Escape")
    expect(page.locator("[data-panel-title]")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('[data-row]')"), "the keyboard stays in the list"


def test_ticked_lines_are_counted_shown_and_approved(open_page, book):
    page = open_page("/")
    press(page, "j", "x", "j", "x")
    expect(page.locator("[data-tick-count]")).to_have_text("2")
    expect(page.locator("[data-tick-sum]")).to_have_text("22 650,50")
    press(page, "a")
    page.get_by_role("heading", name="Valider 2 courriers ?").wait_for()
    expect(page.locator(".letter")).to_have_count(2)
    assert approvals(book) == 0
    press(page, "a")
    page.get_by_text("2 courriers validés").wait_for()
    assert approvals(book) == 2


def test_customers_are_left_in_peace_and_taken_back_by_the_keyboard(open_page, book):
    page = open_page("/")
    press(page, "j", "Enter")
    page.locator("[data-panel-title]").wait_for()
    name = open_title(page)
    press(page, "l")
    page.locator("#id_block-note").fill("en congés jusqu’à lundi")
    page.keyboard.press("Enter")
    page.locator(f"[data-panel-title] :text-is('{name}')").wait_for(state="detached")
    rests(page)
    with scope(company=book.company):
        assert Block.objects.get().customer.name == name
    page = open_page("/")
    press(page, "j", "x", "b")
    page.keyboard.type("à revoir avec le commercial")
    page.keyboard.press("Enter")
    page.get_by_text("1 relance ne part pas aujourd’hui").wait_for()
    page.get_by_role("link", name="Les voir, ou les reprendre").click()
    press(page, "j", "x", "j", "x", "u")
    page.get_by_text("2 lignes attendent de nouveau une décision").wait_for()
    with scope(company=book.company):
        assert not Block.objects.filter(ended_at=None).exists()


def test_a_key_held_down_decides_one_line(open_page, book):
    """It approved the whole list, unread, for as long as it was held."""
    page = open_page("/")
    names = page.locator("[data-row] [data-open]").all_inner_texts()
    press(page, "j", "Enter")
    page.locator("[data-panel-title]").wait_for()
    page.keyboard.down("a")
    page.keyboard.down("a")
    page.locator(f"[data-panel-title] :text-is('{names[1]}')").wait_for()
    page.keyboard.down("a")
    rests(page)
    assert open_title(page) == names[1] and approvals(book) == 1


@pytest.fixture
def decided(open_page, book):
    """The first line is approved, on a server that takes its time: the page, its lines, and what lets the answer go."""
    page, held = open_page("/"), []
    page.route("**/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    names = page.locator("[data-row] [data-open]").all_inner_texts()
    press(page, "j", "Enter")
    page.locator("[data-panel-title]").wait_for()
    press(page, "a")
    return page, names, lambda: held_back(page, held).continue_()


def test_what_one_writes_in_the_search_meanwhile_presses_nothing(book, decided):
    """The next line took the hand out of the field: the end of the word was letters that decide."""
    page, names, answers = decided
    press(page, "/")
    page.keyboard.type("ma")
    answers()
    page.locator(f"[data-panel-title] :text-is('{names[1]}')").wait_for()
    page.keyboard.type("rtin a")
    expect(page.locator("[data-search]")).to_have_value("martin a")
    rests(page)
    assert approvals(book) == 1


def test_what_one_writes_on_the_next_line_outlives_the_answer_to_the_one_before(book, decided):
    page, names, answers = decided
    page.locator("[data-row]").first.focus()
    press(page, "j")
    page.locator(f"[data-panel-title] :text-is('{names[1]}')").wait_for()
    press(page, "l")
    page.locator("#id_block-note").fill("en congés")
    answers()
    page.locator("[data-row]", has_text=names[0]).wait_for(state="detached")
    rests(page)
    expect(page.locator("#id_block-note")).to_have_value("en congés")
    expect(page.locator("#counters .figure").first).to_have_text("1")
    expect(page.locator("[data-row].is-open")).to_have_count(1)
    assert open_title(page) == names[1] and approvals(book) == 1


def test_what_is_closed_once_it_is_decided_stays_closed(book, decided):
    """The next opened by itself, under a hand that had left the panel; the list goes on from it."""
    page, names, answers = decided
    press(page, "Escape")
    answers()
    page.locator("[data-row]:focus", has_text=names[1]).wait_for()
    rests(page)
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page.locator("[data-panel-title]")).to_have_count(0)


def test_what_was_refused_of_a_line_left_is_told_above_the_list(book, decided):
    page, names, answers = decided
    page.locator("[data-row]").first.focus()
    press(page, "j")
    page.locator(f"[data-panel-title] :text-is('{names[1]}')").wait_for()
    with scope(company=book.company):
        Brake.objects.create(company=book.company, run=book.run, at=AT)
    answers()
    page.locator("#notices .grave").wait_for()
    rests(page)
    assert open_title(page) == names[1] and approvals(book) == 0


def test_letters_do_nothing_while_one_types_or_has_switched_them_off(open_page, book):
    page = open_page("/")
    press(page, "/")
    page.keyboard.type("jax?")
    expect(page.locator("[data-search]")).to_have_value("jax?")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("[data-search]").blur()
    press(page, "?")
    page.locator("#letters").uncheck()
    page.keyboard.press("Escape")
    press(page, "g", "o")
    assert page.url.endswith("/")


def test_g_then_a_letter_goes_to_the_screen(open_page, book):
    page = open_page("/")
    press(page, "g", "o")
    page.get_by_role("heading", name="Boîte d’envoi", level=1).wait_for()
    press(page, "g", "t")
    page.get_by_role("heading", name="Aujourd’hui", level=1).wait_for()


def test_a_key_pressed_before_the_script_is_there_is_not_lost(open_page, book):
    page, held = open_page("/"), []
    page.route("**/desk.js", lambda route: held.append(route))
    with page.expect_request("**/desk.js"):
        page.goto("/", wait_until="commit")
    page.locator("[data-row]").first.wait_for()
    for key in ("j", "Enter"):  # by hand: `press` waits until the page is there
        page.keyboard.down(key)
        page.keyboard.up(key)
    page.wait_for_function("early.length > 1")
    held_back(page, held).continue_()
    page.locator("[data-panel-title]").wait_for()


def worker(book):
    """What `ardoise work` does with the one errand that waits."""
    with scope(company=book.company):
        errand = Errand.objects.get(state="waiting")
    errands.carry_out(errand.pk, lambda: AT)


def test_what_is_computed_shows_its_progress_and_outlives_the_tab(open_page, book):
    page = open_page("/")
    page.get_by_role("button", name="Calculer").click()
    page.locator("progress:visible").wait_for()
    page.close()
    again = open_page("/")
    again.get_by_text("Calcul des propositions").wait_for()
    worker(book)
    again.get_by_text("Calculé : 2 propositions").wait_for()
    expect(again.locator("progress:visible")).to_have_count(0)


def test_the_end_of_the_work_takes_nothing_away_that_is_being_written(open_page, book):
    page = open_page("/")
    page.get_by_role("button", name="Calculer").click()
    page.locator("progress:visible").wait_for()
    press(page, "j", "Enter")
    page.locator("[data-panel-title]").wait_for()
    press(page, "l")
    page.locator("#id_block-note").fill("en congés")
    worker(book)
    page.get_by_role("link", name="Voir ce qu’il en est").wait_for()
    expect(page.locator("#id_block-note")).to_have_value("en congés")


def test_without_javascript_the_page_says_that_it_is_computing_and_how_to_look_again(open_page, book):
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("button", name="Calculer").click()
    expect(page.get_by_text("Calcul des propositions")).to_be_visible()
    worker(book)
    page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_text("Calculé : 2 propositions")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/not-chased/"])
def test_nothing_sticks_out_of_a_phone(open_page, book, path):
    page = open_page(path, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_javascript_a_proposal_is_a_page_and_can_be_approved(open_page, book):
    page = open_page("/", java_script_enabled=False)
    page.locator("[data-row] [data-open]").first.click()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("1 courrier validé")).to_be_visible()
    assert approvals(book) == 1


def test_on_a_phone_the_page_opens_at_what_it_says_on_top(open_page, book):
    page = open_page("/not-chased/", viewport={"width": 390, "height": 420})
    current = page.locator(".tabs [aria-current]")
    current.wait_for()
    page.wait_for_load_state()
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.querySelector('.tabs [aria-current]').getBoundingClientRect().right") <= 390
