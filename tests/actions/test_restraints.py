"""What leaves a customer in peace: it works, needs the right, is recorded, does nothing twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.actions.books import AS_OF as MARCH
from tests.actions.books import AT as MORNING
from tests.actions.books import invoice
from tests.actions.fecs import AT

from ardoise.actions import disputes, dunning, restraints, rights
from ardoise.actions.dunning import aside, waiting
from ardoise.actions.restraints import Noted
from ardoise.records import book
from ardoise.records.models import Block, Contact, Customer, Dispute, Event, Insolvency, Promise, Task

TODAY = date(2026, 1, 15)
DAY = date(2026, 1, 10)


def noted(by, words=""):
    return Noted(words, TODAY, by, AT)


ACTS = {
    "opened_dispute": (Dispute, lambda c, by: disputes.open_about(c, "price", {}, noted(by, "trop cher"))),
    "promised": (
        Promise,
        lambda c, by: restraints.promise(c, 5000, date(2026, 2, 1), noted(by, "au téléphone")),
    ),
    "blocked": (Block, lambda c, by: restraints.block(c, date(2026, 2, 1), noted(by, "en négociation"))),
    "declared_insolvency": (
        Insolvency,
        lambda c, by: restraints.declare_insolvency(c, TODAY, noted(by, "RJ")),
    ),
}


@pytest.fixture
def durand(in_company):
    return Customer.objects.get(code="DURAND")


@pytest.mark.parametrize("verb", ACTS)
class TestEachRestraint:
    def test_stands_between_the_customer_and_a_reminder(self, company, alice, durand, verb):
        ACTS[verb][1](durand, alice)
        assert book.blocks(company.pk, TODAY)["customer"].to_list() == ["DURAND"]

    def test_is_recorded(self, company, alice, durand, verb):
        opened = ACTS[verb][1](durand, alice)
        event = Event.objects.get(verb=verb)
        assert (event.by, event.customer, event.object_id) == (alice, durand, opened.pk)

    def test_needs_the_right(self, company, bob, charlie, durand, verb):
        with pytest.raises(rights.Refused):
            ACTS[verb][1](durand, bob)
        with pytest.raises(rights.Missing):
            ACTS[verb][1](durand, charlie)
        assert not ACTS[verb][0].objects.exists() and not Event.objects.exists()

    def test_twice_is_once(self, company, alice, durand, verb):
        assert ACTS[verb][1](durand, alice) == ACTS[verb][1](durand, alice)
        assert ACTS[verb][0].objects.count() == 1 and Event.objects.count() == 1

    def test_ends_once(self, company, alice, bob, charlie, durand, verb):
        opened = ACTS[verb][1](durand, alice)
        with pytest.raises(rights.Refused):
            restraints.end(opened, bob, AT)
        with pytest.raises(rights.Missing):
            restraints.end(opened, charlie, AT)
        assert restraints.end(opened, alice, AT, "réglé")
        assert not restraints.end(opened, alice, AT)
        assert book.blocks(company.pk, TODAY).is_empty()
        assert list(Event.objects.order_by("seq").values_list("verb", flat=True))[1:] == [
            f"ended_{opened._meta.model_name}"
        ]


def test_a_second_promise_ends_the_first(company, alice, durand):
    restraints.promise(durand, 5000, date(2026, 2, 1), noted(alice))
    second = restraints.promise(durand, 5000, date(2026, 3, 1), noted(alice))
    assert list(Promise.objects.filter(ended_at=None)) == [second]
    assert book.blocks(company.pk, TODAY)["until_on"].to_list() == [date(2026, 3, 1)]


@pytest.mark.parametrize(
    "act",
    [
        lambda c, by: disputes.open_about(c, "humeur", {}, noted(by)),
        lambda c, by: restraints.promise(c, 0, date(2026, 2, 1), noted(by)),
        lambda c, by: restraints.promise(c, 5000, date(2026, 1, 14), noted(by)),
        lambda c, by: restraints.block(c, date(2026, 1, 14), noted(by, "note")),
        lambda c, by: restraints.block(c, None, noted(by, "  ")),
        lambda c, by: restraints.declare_insolvency(c, date(2026, 1, 16), noted(by)),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(company, alice, durand, act):
    with pytest.raises(restraints.Unfit, match=r"\w+ \w+ \w+"):
        act(durand, alice)
    assert not Event.objects.exists()


def test_money_that_should_be_here_holds_nothing_and_somebody_looks_for_it(company, alice, durand):
    restraints.announce_payment(durand, date(2026, 1, 14), noted(alice, "virement parti hier"))
    assert book.blocks(company.pk, TODAY)["reason"].to_list() == ["payment_notice"] and not Task.objects.exists()
    for _ in range(2):
        restraints.announce_payment(durand, date(2025, 12, 15), noted(alice, "payé mi-décembre"))
    told = Task.objects.get()
    assert (told.subject, told.due_on, told.script) == ("paid_not_here", TODAY, "payé mi-décembre")
    assert dunning.proposed(company, TODAY).skips.filter(reason="payment_notice").is_empty()


def test_a_promise_of_several_items_is_one_promise_said_by_somebody(company, alice, in_company):
    first, second, third = (invoice(company, "PETIT", cents, DAY) for cents in (10_000, 20_000, 40_000))
    petit, on = first.customer, TODAY + timedelta(4)
    both = restraints.promise(petit, 30_000, on, Noted("", TODAY, alice, AT, " Mme Petit "), [first, second])
    again = restraints.promise(petit, 30_000, on, Noted("", TODAY, alice, AT, "Mme Petit"), [second, first])
    assert both == again and both.said_by == "Mme Petit" and set(both.entries.all()) == {first, second}
    restraints.promise(petit, 70_000, on, noted(alice))
    restraints.promise(petit, 40_000, on, noted(alice), [third])
    assert Promise.objects.filter(ended_at=None).count() == 3, "of all, of two and of one are three different words"


def test_a_promise_of_another_customer_s_item_is_refused(company, alice, in_company):
    theirs, ours = invoice(company, "MARTIN", 10_000, DAY), invoice(company, "PETIT", 10_000, DAY)
    with pytest.raises(rights.Missing):
        restraints.promise(ours.customer, 20_000, TODAY, noted(alice), [ours, theirs])


def test_all_a_customer_owes_may_be_disputed_beside_some_items(company, alice, in_company):
    first, second = (invoice(company, "DURAND", 10_000, DAY) for _ in range(2))
    items = disputes.open_about(first.customer, "price", {first: None, second: 500}, noted(alice))
    whole = disputes.open_about(first.customer, "service", {}, noted(alice))
    assert whole != items and whole.reason == "service"


def test_several_reminders_stay_until_a_day_and_whoever_was_decided_meanwhile_is_refused_by_name(
    in_company, alice, bob
):
    company = in_company
    customers = {}
    for code in ("AAA", "BBB", "CCC", "DDD"):
        customers[code] = Customer.objects.create(company=company, code=code, name=code)
        Contact.objects.create(company=company, customer=customers[code], email=f"{code}@client.example")
        invoice(company, code, 50_000, MARCH - timedelta(20))
    run = dunning.plan(company, MARCH, alice, MORNING)
    found = {one.customer.code: one for one in run.proposals.select_related("customer", "company")}
    noon = MORNING + timedelta(hours=1)
    dunning.approve([found["CCC"]], alice, MORNING)
    restraints.block(customers["DDD"], date(2026, 12, 31), Noted("en travaux", MARCH, alice, noon))
    with pytest.raises(rights.Refused):
        aside.put_off(list(found.values()), MARCH, "à revoir", bob, noon)
    with pytest.raises(restraints.Unfit):
        aside.put_off(list(found.values()), MARCH, " ", alice, noon)
    assert Block.objects.count() == 1, "nothing half done"
    done = aside.put_off([found[code] for code in sorted(found)], MARCH, "à revoir", alice, noon)
    assert [block.customer.code for block in done.blocks] == ["AAA", "BBB"]
    told = [(refusal.proposal.customer.code, refusal.reason) for refusal in done.refusals]
    assert told == [("CCC", "approved_already"), ("DDD", "noted_already")]
    assert Block.objects.get(customer__code="DDD", ended_at=None).until_on == date(2026, 12, 31), "as it was"
    event = Event.objects.get(verb="blocked", customer=customers["AAA"])
    assert event.by == alice and event.at == noon and "à revoir" in bytes(event.content).decode()
    assert [one.customer.code for one in waiting.undecided(run)] == []
    restraints.end(done.blocks[0], alice, noon)
    assert [one.customer.code for one in waiting.undecided(run)] == ["AAA"], "taken back, it waits again"
    again = aside.put_off([found["AAA"], found["BBB"]], MARCH + timedelta(6), "vacances", alice, noon)
    assert len(again.blocks) == 1 and again.refusals[0].reason == "noted_already"
    levels = {code: found[code].level for code in ("AAA", "BBB")}
    tomorrow = dunning.plan(company, MARCH + timedelta(1), alice, MORNING + timedelta(1))
    assert [(one.customer.code, one.level) for one in tomorrow.proposals.all()] == [("BBB", levels["BBB"])]
    (stale,) = aside.put_off([found["BBB"]], MARCH + timedelta(1), "encore", alice, MORNING + timedelta(1)).refusals
    assert stale.reason == "old_run", "the page of yesterday says nothing of today"
    later = dunning.plan(company, MARCH + timedelta(7), alice, MORNING + timedelta(7))
    assert levels.items() <= {one.customer.code: one.level for one in later.proposals.all()}.items(), "no rung skipped"
    endless = restraints.block(
        customers["AAA"], None, Noted("contentieux", MARCH, alice, later.at - timedelta(minutes=1))
    )
    aaa = later.proposals.get(customer__code="AAA")
    (kept,) = aside.put_off([aaa], later.as_of, "à revoir", alice, later.at + timedelta(minutes=1)).refusals
    endless.refresh_from_db()
    assert (kept.reason, endless.ended_at) == ("noted_already", None), "committed while the run was computed: it stays"
