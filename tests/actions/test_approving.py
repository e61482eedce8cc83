"""Many approvals at once: told as they go, each decided for itself, and none of words that are old."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import OperationalError
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.outbox import TEN_DAYS_LATE

from ardoise.actions import contacts, dunning, events
from ardoise.actions.dunning import approving, planning
from ardoise.domain.correspondence.reasons import in_words
from ardoise.records import facts
from ardoise.records.models import Approval, Brake, Contact, Customer, Entry, Event, Message, MessageItem


def many_proposed(company, alice, count=45):
    for number in range(count):
        customer = Customer.objects.create(company=company, code=f"C{number:02d}", name=f"Client {number}")
        Contact.objects.create(company=company, customer=customer, email=f"c{number}@client.example")
        invoice(company, customer.code, 50_000 + number, TEN_DAYS_LATE)
    return list(dunning.plan(company, AS_OF, alice, AT).proposals.order_by("pk"))


def test_the_progress_is_told_by_twenty(in_company, alice):
    told = []
    outcome = dunning.approve(many_proposed(in_company, alice), alice, AT, told.append)
    assert told == [20, 40, 45] and len(outcome.messages) == 45
    assert Event.objects.filter(verb="approved").count() == Approval.objects.count() == 45
    assert events.verify_chain(in_company) is None


def test_no_level_follows_one_that_a_person_has_not_done_yet(company, alice, in_company):
    """A letter approved ten days ago lies unprinted: it counts as said, and the formal notice is not proposed; of a
    list of before it is not approved."""
    invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE)
    (first,) = dunning.approve(list(dunning.plan(company, AS_OF, alice, AT).proposals.all()), alice, AT).messages
    later, at = AS_OF + timedelta(21), AT + timedelta(21)
    posted = {"state": "sent", "left_at": AT, "left_on": AS_OF}
    unprinted = {"channel": "letter", "state": "to_do", "left_at": None, "left_on": None}
    Message.objects.filter(pk=first.pk).update(**posted)
    run = dunning.plan(company, later, alice, at)
    proposals = list(run.proposals.filter(customer__code="MARTIN"))
    assert [proposal.level != first.level for proposal in proposals] == [True]
    Message.objects.filter(pk=first.pk).update(**unprinted)
    outcome = dunning.approve(proposals, alice, at)
    assert [refusal.reason for refusal in outcome.refusals] == ["waits_by_hand"] and not outcome.messages
    assert "print it, call or visit" in in_words("waits_by_hand", "en")
    skip = dunning.plan(company, later, alice, at).skips.get(customer__code="MARTIN")
    assert (skip.reason, skip.level) == ("waits_by_hand", first.level)
    Message.objects.filter(pk=first.pk).update(**posted)
    again = dunning.approve(list(dunning.plan(company, later, alice, at).proposals.all()), alice, at)
    assert len(again.messages) == 1, "posted, the next level may leave"


def test_one_that_the_database_refuses_spoils_none_of_those_written_with_it(in_company, alice):
    """Somebody has said one item at that level in the meantime."""
    proposals = many_proposed(in_company, alice, 25)
    spoilt, seen = proposals[3], facts.last_event()
    drafts = list(approving.correspondence.preview_each(proposals))
    other = dunning.approve([proposals[24]], alice, AT).messages[0]
    MessageItem.objects.filter(message=other).update(entry=spoilt.items.get().entry)
    outcome = approving.Approved()
    some = list(zip(proposals[:20], drafts[:20], strict=True))
    approving._approve_some(in_company, some, seen, alice, AT, outcome)
    assert [(r.proposal.pk, r.reason) for r in outcome.refusals] == [(spoilt.pk, "already_said")]
    assert len(outcome.messages) == 19 and events.verify_chain(in_company) is None


def test_an_act_while_they_are_drawn_has_what_they_say_read_again(in_company, alice, monkeypatch):
    """Those of the others leave as drawn; the database is busy once, and nothing is drawn twice for it."""
    proposals, drawn, waits = many_proposed(in_company, alice, 21), [], []
    real, written = approving.correspondence.preview_each, approving._written

    def drawing(some):
        drawn.extend(some)
        yield from real(some)

    def busy_once(*args):
        if not waits:
            raise OperationalError("database is locked")
        return written(*args)

    def moves(count):
        contact = Contact.objects.get(customer__code="C20")
        contacts.keep(contact.customer, alice, AT, contact=contact, email="new@client.example")

    monkeypatch.setattr(approving.correspondence, "preview_each", drawing)
    monkeypatch.setattr(approving, "_written", busy_once)
    monkeypatch.setattr("ardoise.actions.obstacles.time.sleep", waits.append)
    outcome = dunning.approve(proposals, alice, AT, moves)
    assert [(r.proposal.customer.code, r.reason) for r in outcome.refusals] == [("C20", "replaced")]
    assert len(outcome.messages) == 20 and len(drawn) == 21 and waits == [1]


def test_a_run_stopped_while_its_letters_are_drawn_approves_no_more(in_company, alice):
    proposals = many_proposed(in_company, alice, 21)

    def stops(count):
        Brake.objects.get_or_create(company=in_company, run=proposals[0].run, defaults={"at": AT})

    outcome = dunning.approve(proposals, alice, AT, stops)
    assert len(outcome.messages) == 20 and [r.reason for r in outcome.refusals] == ["braked"]


def test_what_was_proposed_too_long_ago_to_leave_is_not_approved(in_company, alice):
    invoice(in_company, "MARTIN", 90_000, TEN_DAYS_LATE)
    run = dunning.plan(in_company, AS_OF, alice, AT)
    late = AT + timedelta(approving.DAYS_TO_LEAVE + 1)
    (refusal,) = dunning.approve(run.proposals.all(), alice, late).refusals
    assert refusal.reason == "prepared_long_ago:4" and "4 days ago" in in_words(refusal.reason, "en")
    assert not Message.objects.exists()
    assert dunning.approve(run.proposals.all(), alice, AT + timedelta(approving.DAYS_TO_LEAVE)).messages


def test_over_easter_what_was_proposed_before_it_is_approved_on_the_day_it_could_first_leave(in_company, alice):
    """Whoever rests from Good Friday on is back on Tuesday; who works on Friday could have been written to then."""
    thursday, tuesday = date(2026, 4, 2), datetime(2026, 4, 7, 9, tzinfo=AT.tzinfo)
    for code, country in (("MARTIN", "DE"), ("DURAND", "FR")):
        Customer.objects.filter(code=code).update(country=country)
        invoice(in_company, code, 90_000, thursday - timedelta(10))
    run = dunning.plan(in_company, thursday, alice, tuesday)
    outcome = dunning.approve(run.proposals.all(), alice, tuesday)
    assert [message.customer.code for message in outcome.messages] == ["MARTIN"]
    assert [(r.proposal.customer.code, r.reason) for r in outcome.refusals] == [("DURAND", "prepared_long_ago:5")]
    (late,) = dunning.approve([outcome.refusals[0].proposal], alice, tuesday + timedelta(1)).refusals
    assert late.reason == "prepared_long_ago:6"


def test_what_is_refused_since_its_facts_changed_is_proposed_as_they_are_now_or_no_more(in_company, alice):
    one, two, three = many_proposed(in_company, alice, 3)
    run, before = one.run, one.run.figures
    assert planning.renew(run, [p.customer_id for p in (one, two, three)], alice, AT) == 0, "nothing else is so"
    pay(in_company, one.customer.code, Entry.objects.get(customer=one.customer))
    invoice(in_company, two.customer.code, 10_000, TEN_DAYS_LATE)
    outcome = dunning.approve([one, two, three], alice, AT)
    assert [refusal.reason for refusal in outcome.refusals] == ["nothing_open", "amount_changed"]
    assert [skip.reason for skip in run.skips.filter(customer=one.customer)] == ["nothing_open"]
    (anew,) = run.proposals.filter(approval=None)
    assert (anew.customer, anew.amount_cents) == (two.customer, two.amount_cents + 10_000)
    assert anew.items.count() == 2 and three.approval and not run.proposals.filter(pk__in=[one.pk, two.pk]).exists()
    run.refresh_from_db()
    assert run.figures == before | {
        "proposals": 2, "amount_cents": {"EUR": anew.amount_cents + three.amount_cents},
        "skips": run.figures["skips"],
    }  # fmt: skip
    assert not dunning.approve([anew], alice, AT).refusals and events.verify_chain(in_company) is None


def test_of_two_who_approve_the_same_customer_the_second_is_told_why_not(in_company, alice):
    """Two runs of two days, approved side by side."""
    invoice(in_company, "MARTIN", 90_000, TEN_DAYS_LATE)
    first = dunning.plan(in_company, AS_OF - timedelta(1), alice, AT - timedelta(1))
    second = dunning.plan(in_company, AS_OF, alice, AT)
    assert dunning.approve(second.proposals.all(), alice, AT).messages
    refusals = dunning.approve(first.proposals.all(), alice, AT).refusals
    assert [refusal.reason for refusal in refusals] == ["old_run"]
