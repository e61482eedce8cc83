"""My day without the mouse: a call with its outcome, a reply accepted, a reminder approved."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta

import pytest
from django_scopes import scope
from playwright.sync_api import expect

from ardoise.actions import replies
from ardoise.records.models import Approval, Block, Brake, Contact, Customer, Event, Promise, Task
from tests.actions.mails import PROMISE, mail
from tests.browser.conftest import LOOKS, PHONE, held_back, rests
from tests.browser.test_accessibility import complaints
from tests.conftest import person
from tests.desk.conftest import AT, TODAY

pytestmark = pytest.mark.browser


@pytest.fixture
def day(book):
    """Durand wrote when he will pay; Martin has a question to be answered."""
    with scope(company=book.company):
        words = PROMISE.format(day=f"{TODAY + timedelta(9):%d/%m/%Y}")
        replies.keep(book.company, mail(words, "durand@client.example"), AT)
        Task.objects.create(
            company=book.company, customer=book.customers["MARTIN"], kind="other", subject="devis", due_on=TODAY, at=AT
        )
    return book


def opened(page, name):
    """Walk to the first line of that name and open it, by the keyboard, once the list is there."""
    rests(page)
    names = page.locator("[data-row] [data-open]").all_inner_texts()
    for _ in range(names.index(name) + 1):
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator("[data-panel-title]").wait_for()


def test_a_line_is_handed_over_by_the_keyboard_and_stands_in_the_colleagues_day(open_page, day, alice):
    person("zoe", day.company, "collector")
    with scope(company=day.company):
        Customer.objects.update(collector=alice)
    page = open_page("/day/?mine=1&tab=tasks", bypass_csp=True)
    opened(page, "Martin & Fils")
    page.keyboard.press("h")
    page.locator("#beside_handing-to:focus").wait_for()
    assert not complaints(page)
    page.keyboard.press("z")
    page.keyboard.press("Tab")
    page.keyboard.type("elle les connaît")
    page.keyboard.press("Enter")
    page.locator("[data-row]").wait_for(state="detached")
    page.goto("/day/?tab=tasks")
    page.locator("[data-row]", has_text="alice la confie à zoe").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("h")
    page.locator("#id_handing-to:focus").wait_for()
    assert not complaints(page)


def test_the_day_is_cleared_by_the_keyboard(open_page, day):
    with scope(company=day.company):
        Brake.objects.create(company=day.company, run=day.run, at=AT)
    page = open_page("/day/")
    opened(page, "Durand SARL")
    page.keyboard.press("k")
    page.get_by_text("S’ouvre sur sa propre page").wait_for()
    page.keyboard.press("a")  # hits nothing: the line before is no longer open
    page.keyboard.press("j")
    expect(page.locator("[data-panel-title]")).to_have_text("Durand SARL")
    with scope(company=day.company):
        Brake.objects.all().delete()
    page.keyboard.press("a")
    page.locator("[data-row]", has_text="Durand").wait_for(state="detached")
    with scope(company=day.company):
        assert Promise.objects.filter(customer__code="DURAND").count() == 1
    page.goto("/day/?tab=tasks")
    opened(page, "Martin & Fils")
    page.keyboard.press("a")
    page.locator("[data-row]").wait_for(state="detached")
    page.goto("/day/?tab=confirm")
    opened(page, "Martin & Fils")
    second, held = day.proposals["LEFEBVRE"].pk, []
    page.route(f"**/proposals/{second}/", lambda route: held.append(route))
    page.keyboard.press("k")
    page.locator("[data-row]:focus", has_text="Lefebvre").wait_for()
    page.keyboard.press("a")  # meant for the line that is still on its way, not for the one that is open
    expect(page.locator("[data-panel-title]")).to_have_text("Martin & Fils")
    held_back(page, held).continue_()
    page.locator("[data-row]", has_text="Lefebvre").wait_for(state="detached")
    rests(page)
    with scope(company=day.company):
        assert Task.objects.get().outcome == "done" and Approval.objects.get().proposal_id == second


@pytest.mark.parametrize("path", ["/day/", "/disputes/", "/replies/"])
def test_a_phone_shows_it_without_scrolling_sideways(open_page, day, path):
    page = open_page(path, viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture
def broken(day):
    """Petit promised and did not pay."""
    with scope(company=day.company):
        Promise.objects.filter(customer__code="PETIT").update(
            promised_on=TODAY - timedelta(10), opened_on=TODAY - timedelta(20)
        )
    return day


def test_a_broken_promise_is_called_about_and_the_next_line_opens_by_itself(open_page, broken):
    page = open_page("/day/")
    opened(page, "Petit Frères")
    page.keyboard.press("p")
    page.locator("#promise-on:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator("[data-row]", has_text="Petit").wait_for(state="detached")
    page.get_by_text("Noté.").wait_for()
    page.locator("[data-panel-title]").wait_for()
    expect(page.locator("[data-row].is-open")).to_have_count(1)
    with scope(company=broken.company):
        assert Task.objects.get(kind="call").outcome == "promise"
        assert Promise.objects.filter(customer__code="PETIT", ended_at=None).latest("pk").promised_on > TODAY


def test_what_is_refused_stays_open_where_it_was_typed(open_page, broken):
    page = open_page("/day/")
    opened(page, "Petit Frères")
    page.keyboard.press("p")
    page.locator("#promise-amount").fill("beaucoup")
    page.keyboard.press("Enter")
    page.locator(".offer[open] .error").wait_for()
    expect(page.locator("[data-row]", has_text="Petit")).to_have_count(1)
    page.locator(".offer[open] [name$=amount]").press("Escape")
    expect(page.locator(".offer[open]")).to_have_count(0)
    page.keyboard.press("d")
    page.locator(".offer[open] select").first.press("Enter")
    page.locator("[data-row]", has_text="Petit").wait_for(state="detached")


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_everybody_can_use_what_opens_beside_the_day(open_page, broken, theme, viewport):
    with scope(company=broken.company):
        Contact.objects.filter(customer__code="PETIT").update(phone="05 36 49 81 48")
    page = open_page("/day/", viewport=viewport, color_scheme=theme, bypass_csp=True)
    opened(page, "Petit Frères")
    rests(page)
    page.keyboard.press("p")
    assert not complaints(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("viewport", "theme"), LOOKS)
def test_a_reply_stands_between_the_list_and_its_card_with_its_invoices_ticked(open_page, day, theme, viewport):
    with scope(company=day.company):
        replies.keep(day.company, mail("Nous contestons la facture FA-3, prix faux.", "durand@client.example", 2), AT)
    page = open_page("/replies/", viewport=viewport, color_scheme=theme, bypass_csp=True)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.locator(".card-of input[type=checkbox]:checked").first.wait_for()
    rests(page)
    assert not complaints(page)
    expect(page.get_by_text("Modifier M")).to_be_visible(visible=viewport != PHONE)  # a phone has no keys
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_several_lines_are_put_off_and_approved_together_by_the_keyboard(open_page, day):
    page = open_page("/day/")
    page.keyboard.press("j")
    for name in ("Martin & Fils", "Lefebvre"):  # Martin's task and reminder, Lefebvre's reminder
        for line in page.locator("[data-row]", has_text=name).all():
            line.focus()
            page.keyboard.press("x")
    expect(page.locator("[data-tick-count]")).to_have_text("3")
    approves, waits = page.locator("[data-of=proposal]"), page.locator("[data-of='proposal task']")
    expect(approves).to_contain_text("Valider les relances cochées… 2")
    expect(waits.locator("summary")).to_contain_text("3")
    for box in page.locator("input[name=proposal]").all():
        box.uncheck()
    expect(page.locator("[data-tick-count]")).to_have_text("1")
    expect(approves).to_be_hidden()  # a task is not approved
    for box in page.locator("input[name=proposal]").all():
        box.check()
    page.keyboard.press("u")
    page.locator("#id_postpone-from_on:focus").wait_for()
    page.locator("#id_postpone-from_on").fill(f"{TODAY + timedelta(7)}")
    page.locator("#id_postpone-note").fill("congés annuels")
    page.locator("#id_postpone-note").press("Enter")
    page.get_by_text("1 tâche est pour le").wait_for()
    with scope(company=day.company):
        assert Task.objects.get().due_on == TODAY + timedelta(7)
        assert Block.objects.filter(until_on=TODAY + timedelta(6)).count() == 2
        Block.objects.all().delete()
    page.goto("/day/?tab=confirm")
    opened(page, "Martin & Fils")
    for line in page.locator("[data-row]").all():
        line.focus()
        page.keyboard.press("x")
    page.keyboard.press("a")  # the ticked, not the one that is open
    page.get_by_role("heading", name="Valider 2 courriers ?").wait_for()
    page.keyboard.press("a")
    page.wait_for_url("**/day/")
    with scope(company=day.company):
        assert Approval.objects.count() == 2


def called(day):
    """What the events tell of the calls, the first first."""
    with scope(company=day.company):
        return [json.loads(bytes(one.content))["after"] for one in Event.objects.filter(verb="called").order_by("seq")]


def stopped(page, path):
    """The page, on which no time passes: however slow the machine, a call lasts as long as the test says."""
    page.add_init_script(f"Date.now = () => {time.time_ns() // 10**6}")
    page.goto(path)
    return page


def run_since(page, seconds):
    """As if the call that runs had begun so long ago."""
    page.evaluate(
        """seconds => {
          const place = document.getElementById("calling").dataset.calls, calls = JSON.parse(localStorage[place]);
          Object.values(calls).forEach((call) => { call.began -= seconds * 1000; });
          localStorage[place] = JSON.stringify(calls);
        }""",
        seconds,
    )


def test_the_length_of_a_call_outlives_the_page_and_is_noted_with_its_result(open_page, broken):
    page = stopped(open_page("/"), "/day/")
    opened(page, "Petit Frères")
    expect(page.locator("#calling")).to_be_hidden()
    page.keyboard.press("c")
    expect(page.get_by_role("timer")).to_be_visible()
    expect(page.get_by_role("timer")).to_have_attribute("aria-live", "off")  # nobody is told each second
    expect(page.locator("[data-call-told]")).to_have_text("L’appel commence : sa durée est mesurée.")
    run_since(page, 190)
    page.goto("/disputes/")
    expect(page.get_by_role("timer")).to_have_text("3:10")
    page.locator("[data-call-back]").click()
    opened(page, "Petit Frères")
    page.keyboard.press("c")
    page.get_by_text("Appel terminé, résultat à noter").wait_for()
    page.keyboard.press("m")
    page.get_by_text(re.compile("Noté.; l’appel a duré 3.min.10")).wait_for()
    expect(page.locator("#calling")).to_be_hidden()
    assert [told["outcome"] for told in called(broken)] == ["message_left"]
    assert called(broken)[0]["seconds"] == 190


def test_everybody_finds_the_call_that_is_made(open_page, broken):
    page = open_page("/day/", bypass_csp=True)
    opened(page, "Petit Frères")
    page.keyboard.press("c")
    page.get_by_role("region", name="Appel").wait_for()
    assert not complaints(page)


def test_a_reminder_is_called_about_and_stays_to_be_decided(open_page, day):
    page = stopped(open_page("/"), "/day/?tab=confirm")
    name = page.locator("[data-row] [data-open]").first.inner_text()
    opened(page, name)
    before = page.locator("[data-row]").count()
    page.keyboard.press("c")
    page.locator("#result-note").wait_for()
    page.keyboard.press("c")
    run_since(page, 65)
    page.keyboard.press("m")
    page.get_by_text(re.compile("Noté.; l’appel a duré 1.min")).wait_for()
    page.locator("#panel [data-key=s]", has_text="Échéancier").wait_for()
    expect(page.locator("#result-note")).to_have_count(0)
    expect(page.locator("[data-row].is-open [data-open]")).to_have_text(name)
    expect(page.locator("[data-row]")).to_have_count(before)
    expect(page.locator("#calling")).to_be_hidden()
    assert [told["outcome"] for told in called(day)] == ["message_left"]


def test_a_network_that_is_lost_takes_neither_the_result_nor_the_length_of_the_call(open_page, broken):
    page = stopped(open_page("/"), "/day/")
    opened(page, "Petit Frères")
    page.keyboard.press("c")
    run_since(page, 60)
    page.evaluate(
        """() => {
          console.error = () => {};
          window.sends = XMLHttpRequest.prototype.send;
          const fails = (request) => setTimeout(() => request.onerror(new ProgressEvent("error")), 50);
          XMLHttpRequest.prototype.send = function () { fails(this); };
        }"""
    )
    page.keyboard.press("m")
    page.get_by_text("Ardoise ne répond pas").wait_for()
    expect(page.get_by_role("timer")).to_be_visible()
    page.evaluate("() => { XMLHttpRequest.prototype.send = window.sends; }")
    page.keyboard.press("m")
    page.get_by_text(re.compile("Noté.; l’appel a duré")).wait_for()
    assert [told["seconds"] for told in called(broken)] == [60]


def test_a_call_is_noted_without_a_length_where_nobody_measured_it_or_its_timer_was_forgotten(open_page, broken):
    page = stopped(open_page("/"), "/day/")
    opened(page, "Petit Frères")
    page.keyboard.press("c")
    page.get_by_role("button", name="Sans la durée").click()
    expect(page.locator("#calling")).to_be_hidden()
    page.locator("[data-row].is-open").focus()
    page.keyboard.press("c")
    run_since(page, 5 * 3600)
    page.reload()
    page.get_by_text("trop long pour un appel : noté sans durée").wait_for()
    opened(page, "Petit Frères")
    page.keyboard.press("m")
    page.get_by_text("Noté.", exact=True).wait_for()
    assert [told.get("seconds") for told in called(broken)] == [None]


def test_the_call_that_ends_in_a_plan_keeps_its_length(open_page, broken):
    page = stopped(open_page("/"), "/day/")
    opened(page, "Petit Frères")
    page.keyboard.press("c")
    run_since(page, 125)
    page.keyboard.press("s")
    page.get_by_role("heading", name="Échéancier", level=1).wait_for()
    expect(page.get_by_role("timer")).to_be_visible()
    page.keyboard.press("a")
    page.get_by_text("L’échéancier est noté").wait_for()
    expect(page.locator("#calling")).to_be_hidden()
    assert [told["seconds"] for told in called(broken)] == [125]


def test_whoever_calls_the_next_ends_the_call_before_whose_result_is_still_to_be_noted(open_page, day):
    with scope(company=day.company):
        Task.objects.create(
            company=day.company, customer=day.customers["PETIT"], kind="call", subject="", due_on=TODAY, at=AT
        )
        Task.objects.filter(subject="devis").update(kind="call", subject="")
    page = open_page("/day/?tab=tasks")
    opened(page, "Petit Frères")
    page.keyboard.press("c")
    page.get_by_text("Appel en cours").wait_for()
    page.locator("[data-row]", has_text="Martin").locator("[data-open]").click()
    page.locator("[data-panel-title] :text-is('Martin & Fils')").wait_for()
    page.locator("[data-row].is-open").focus()
    page.keyboard.press("c")
    expect(page.locator("[data-call-back]")).to_have_text("Martin & Fils")
    page.keyboard.press("n")
    page.get_by_text("Appel terminé, résultat à noter").wait_for()
    expect(page.locator("[data-call-back]")).to_have_text("Petit Frères")
