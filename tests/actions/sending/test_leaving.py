"""Sending: once, with the facts looked at again, and every end of it known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.outbox import TEN_DAYS_LATE, approved, clock, later, many_approved, state_of
from tests.channels.sink import taken

from ardoise.actions import correspondence, dunning, policies, rights, sending
from ardoise.actions.sending import dispatching
from ardoise.actions.sending.claiming import ATTEMPTS_MAX, claim
from ardoise.actions.sending.verdicts import Verdicts
from ardoise.channels import email
from ardoise.records import durability
from ardoise.records.models import (
    Approval,
    Attachment,
    Block,
    Contact,
    Customer,
    Dispute,
    Event,
    Insolvency,
    MailServer,
    Message,
    MessageItem,
    Promise,
    Task,
)


def test_a_reminder_leaves_once_with_its_statement(book, alice, server, world):
    message = approved(book, alice)
    assert sending.dispatch(book, clock).counts == {"sent": 1}
    assert sending.dispatch(book, clock).counts == {}
    (mail,) = taken(world)
    assert (mail["To"], mail["Message-ID"]) == ("martin@client.example", message.message_id)
    assert mail["From"].addresses[0].addr_spec == "compta@ardoise.example"
    assert "1\u202f545,67" in mail.get_body(("plain",)).get_content()
    assert "<table" in mail.get_body(("html",)).get_content()
    (paper,) = mail.iter_attachments()
    assert paper.get_filename() == "releve-MARTIN-20260316.pdf" and paper.get_content().startswith(b"%PDF")
    assert state_of(message) == "sent" and message.receipt.startswith("250") and message.left_on == AS_OF
    assert Event.objects.filter(verb="sent").count() == 1


def test_the_intent_is_on_the_disk_before_a_byte_leaves_and_only_its_note_waits_for_the_next(
    book, alice, server, passes, monkeypatch
):
    told, noted = [], durability.with_the_next
    message = approved(book, alice)
    monkeypatch.setattr(durability, "with_the_next", lambda: told.append(state_of(message)) or noted())
    passes("intent", lambda: told.append("intended"))
    assert sending.dispatch(book, clock).counts == {"sent": 1}
    assert told == ["intended", "sending"]


def test_without_a_server_the_message_is_kept_and_nothing_leaves(book, alice, world):
    message = approved(book, alice)
    assert sending.dispatch(book, clock).counts == {"kept": 1}
    assert state_of(message) == "kept" and taken(world) == []


def test_what_was_kept_is_forgotten_and_may_be_proposed_again(book, alice, bob):
    message = approved(book, alice)
    sending.dispatch(book, clock)
    with pytest.raises(rights.Refused):
        sending.forget_kept([message], bob, AT)
    assert sending.forget_kept([message], alice, AT) == 1
    assert sending.forget_kept([message], alice, AT) == 0
    assert not Message.objects.exists() and not Approval.objects.exists()
    assert Event.objects.filter(verb="forgot_kept").count() == 1
    assert approved(book, alice).level == "friendly"


def pays(company, alice):
    pay(company, "MARTIN", *company.invoices)


def pays_one(company, alice):
    pay(company, "MARTIN", company.invoices[0])


def whole(model, **facts):
    def fact(company, alice):
        martin = Customer.objects.get(code="MARTIN")
        model.objects.create(company=company, customer=martin, opened_on=AS_OF, by=alice, at=AT, **facts)

    fact.__name__ = model.__name__.lower()
    return fact


def disputes_one(company, alice):
    whole(Dispute, entry=company.invoices[0], reason="price")(company, alice)


def changes_mailbox(company, alice):
    Contact.objects.filter(customer__code="MARTIN").update(email="new@client.example")


def gets_a_credit_note(company, alice):
    invoice(company, "MARTIN", -10_000, AS_OF)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (pays, "nothing_open"),
        (pays_one, "amount_changed"),
        (disputes_one, "disputed"),
        (whole(Dispute, reason="price"), "disputed"),
        (whole(Promise, amount_cents=154_567, promised_on=AS_OF + timedelta(5)), "promised"),
        (whole(Block), "blocked"),
        (whole(Insolvency, judged_on=AS_OF), "insolvent"),
        (changes_mailbox, "contact_changed"),
        (gets_a_credit_note, "amount_changed"),
    ],
)
def test_a_fact_that_comes_before_the_intent_suppresses(book, alice, server, world, fact, reason):
    message = approved(book, alice)
    fact(book, alice)
    assert sending.dispatch(book, clock).counts == {"suppressed": 1}
    assert (state_of(message), message.reason) == ("suppressed", reason)
    assert taken(world) == []
    assert not MessageItem.objects.filter(is_claimed=True).exists()
    assert Event.objects.filter(verb="suppressed").count() == 1


def test_what_was_suppressed_may_be_proposed_again_once_the_facts_allow(book, alice, server):
    approved(book, alice)
    block = Block.objects.create(
        company=book, customer=Customer.objects.get(code="MARTIN"), opened_on=AS_OF, by=alice, at=AT
    )
    sending.dispatch(book, clock)
    block.delete()
    run = dunning.plan(book, AS_OF + timedelta(1), alice, AT + timedelta(1))
    assert [proposal.level for proposal in run.proposals.all()] == ["friendly"]


@pytest.mark.parametrize(
    ("mailbox", "state", "reason"),
    [("nobody", "failed", "550"), ("toobig", "failed", "552"), ("later", "queued", "451")],
)
def test_the_servers_answer_is_believed(book, alice, server, world, mailbox, state, reason):
    Contact.objects.filter(customer__code="MARTIN").update(email=f"{mailbox}@client.example")
    message = approved(book, alice)
    assert sending.dispatch(book, clock).counts == {state: 1}
    assert state_of(message) == state and message.reason.startswith(reason)
    assert taken(world) == []


@pytest.mark.parametrize(
    ("mailbox", "state"), [("nobody", "failed"), ("later", "queued"), ("sequence", "queued"), ("toobig", "failed")]
)
def test_one_refused_mailbox_leaves_the_rest_of_the_round_alone(book, alice, server, world, mailbox, state):
    Contact.objects.filter(customer__code="MARTIN").update(email=f"{mailbox}@client.example")
    count = many_approved(book, alice, 5)
    first = Message.objects.order_by("pk").first()
    assert (first.customer.code, count) == ("MARTIN", 6)
    assert sending.dispatch(book, clock).counts == {state: 1, "sent": 5}
    assert state_of(first) == state and len(taken(world)) == 5


def test_a_sender_the_server_refuses_costs_no_message_its_place(book, alice, server, world):
    """The answer is about us: however often it is given, everything waits until the sender is put right."""
    type(book).objects.update(sender_email="barred@ardoise.example")
    policies.change_limits(book, alice, AT, quiet_from=None, quiet_until=None)
    message = approved(book, alice)
    at = AT
    for _ in range(ATTEMPTS_MAX + 3):
        assert sending.dispatch(book, lambda: at).counts == {"queued": 1}  # noqa: B023
        message.refresh_from_db()
        assert message.not_before - at <= timedelta(hours=3)
        at = message.not_before
    assert state_of(message) == "queued" and message.reason.startswith("550")
    assert MessageItem.objects.filter(is_claimed=True).count() == 2


def test_a_message_refused_for_good_does_not_count_as_said_and_a_dead_address_is_written_to_no_more(
    book, alice, server
):
    Contact.objects.filter(customer__code="MARTIN").update(email="nobody@client.example")
    approved(book, alice)
    sending.dispatch(book, clock)
    assert not MessageItem.objects.filter(is_claimed=True).exists()
    assert Contact.objects.get(customer__code="MARTIN").email_refused_at == AT
    assert Task.objects.get(customer__code="MARTIN", done_at=None).kind == "bounce", "a person looks for another"


def test_what_was_refused_for_now_is_tried_again_later_and_later_still_and_then_no_more(book, alice, server):
    Contact.objects.filter(customer__code="MARTIN").update(email="later@client.example")
    message = approved(book, alice)
    at, waits = AT, []
    for _ in range(ATTEMPTS_MAX):
        assert sum(sending.dispatch(book, lambda: at).counts.values()) == 1  # noqa: B023
        assert sending.dispatch(book, lambda: at).counts == {}  # noqa: B023
        message.refresh_from_db()
        if message.state == "queued":
            waits.append(message.not_before - at)
            at = message.not_before
    assert waits == sorted(waits) and waits[0] == timedelta(minutes=2) and waits[-1] < timedelta(hours=6)
    assert (state_of(message), message.reason) == ("failed", "too_many_attempts")


def test_silence_after_the_dot_is_a_doubt_that_a_person_ends(book, alice, bob, server, world):
    Contact.objects.filter(customer__code="MARTIN").update(email="cut@client.example")
    message = approved(book, alice)
    assert sending.dispatch(book, clock).counts == {"in_doubt": 1}
    assert sending.dispatch(book, later(days=3)).counts == {}  # no machine path leads out of it
    assert len(taken(world)) == 1
    with pytest.raises(rights.Refused):
        sending.decide(message, "count_as_sent", bob, AT)
    assert sending.decide(message, "count_as_sent", alice, AT)
    assert not sending.decide(message, "send_again", alice, AT)
    assert state_of(message) == "sent"


def test_a_doubt_sent_again_keeps_its_message_id_and_is_looked_at_again(book, alice, server, world):
    Contact.objects.filter(customer__code="MARTIN").update(email="cut@client.example")
    message = approved(book, alice)
    sending.dispatch(book, clock)
    assert sending.decide(message, "send_again", alice, AT)
    pay(book, "MARTIN", *book.invoices)
    assert sending.dispatch(book, clock).counts == {"suppressed": 1}
    assert Message.objects.get().message_id == message.message_id


def test_an_unreachable_server_costs_no_attempt_and_says_so(book, alice):
    MailServer.objects.create(company=book, host="127.0.0.1", port=1, security="none")
    message = approved(book, alice)
    done = sending.dispatch(book, clock)
    assert done.counts == {"queued": 1} and "127.0.0.1:1" in done.obstacle
    assert state_of(message) == "queued" and message.attempts == 0


def test_a_claim_that_expired_is_safe_to_take_over(book, alice, server, world):
    message = approved(book, alice)
    (held,) = claim(book, AT)
    assert sending.dispatch(book, clock).counts == {}
    assert sending.dispatch(book, later(minutes=4)).counts == {"sent": 1}
    assert len(taken(world)) == 1 and state_of(message) == "sent" and message.token != held.token


def test_an_intent_that_expired_becomes_a_doubt(book, alice, server, world):
    message = approved(book, alice)
    Message.objects.update(state="sending", token="dead", lease_until=AT)
    assert sending.dispatch(book, later(minutes=1)).counts == {}
    assert (state_of(message), message.reason) == ("in_doubt", "lease_expired")
    assert taken(world) == []


def test_the_emergency_stop_holds_everything_and_lets_it_go(book, alice, bob, server, world):
    message = approved(book, alice)
    with pytest.raises(rights.Refused):
        sending.stop(book, bob, AT)
    sending.stop(book, alice, AT, "wrong text")
    done = sending.dispatch(book, clock)
    assert done.counts == {} and done.obstacle and taken(world) == []
    assert sending.resume(book, alice, AT) and not sending.resume(book, alice, AT)
    assert sending.dispatch(book, clock).counts == {"sent": 1}
    assert state_of(message) == "sent"
    assert {"stopped_sending", "resumed_sending"} <= set(Event.objects.values_list("verb", flat=True))


def test_a_stop_said_while_the_server_was_being_addressed_counts(book, alice, server, world, monkeypatch):
    message, address = approved(book, alice), email.Session.address

    def slow(session, parcel, at):
        address(session, parcel, at)
        sending.stop(book, alice, AT)

    monkeypatch.setattr(email.Session, "address", slow)
    assert sending.dispatch(book, clock).counts == {"queued": 1}
    assert state_of(message) == "queued" and taken(world) == []


@pytest.mark.parametrize("column", ["recipient", "subject", "body", "html", "sender"])
def test_a_message_altered_after_approval_does_not_leave(book, alice, server, world, column):
    message = approved(book, alice)
    Message.objects.update(**{column: "x@evil.example"})
    Contact.objects.filter(customer__code="MARTIN").update(email=Message.objects.get().recipient)
    sending.dispatch(book, clock)
    assert state_of(message) in ("suppressed", "failed") and taken(world) == []


def test_a_paper_of_another_customer_does_not_leave(book, alice, server, world):
    message = approved(book, alice)
    Attachment.objects.update(customer=Customer.objects.get(code="DURAND"))
    assert sending.dispatch(book, clock).counts == {"suppressed": 1}
    assert (state_of(message), message.reason) == ("suppressed", "not_whole")
    assert taken(world) == [] and not correspondence.is_whole(message)


def test_of_two_messages_to_a_customer_only_one_leaves_a_day(book, alice, server, world):
    """Approved yesterday and still waiting, when another of today's is sent: the facts no longer hold."""
    first = approved(book, alice)
    invoice(book, "MARTIN", 70_000, TEN_DAYS_LATE)
    assert sending.dispatch(book, clock).counts == {"suppressed": 1}
    assert state_of(first) == "suppressed"


def test_a_limit_is_kept(book, alice, server):
    invoice(book, "PETIT", 50_000, TEN_DAYS_LATE)
    approved(book, alice)
    assert sending.dispatch(book, clock, limit=1).counts == {"sent": 1}
    assert sending.dispatch(book, clock).counts == {"sent": 1}


def test_many_are_asked_at_once_and_a_fact_still_suppresses(book, alice, server, world):
    count = many_approved(book, alice)
    pays_one(book, alice)
    blocked = Customer.objects.get(code="C03")
    Block.objects.create(company=book, customer=blocked, opened_on=AS_OF, by=alice, at=AT)
    Contact.objects.filter(customer__code="C05").update(email="new@client.example")
    assert sending.dispatch(book, clock).counts == {"sent": count - 3, "suppressed": 3}
    reasons = dict(Message.objects.filter(state="suppressed").values_list("customer__code", "reason"))
    assert reasons == {"MARTIN": "amount_changed", "C03": "blocked", "C05": "contact_changed"}
    assert len(taken(world)) == count - 3


@pytest.mark.parametrize("is_first", [True, False])
def test_an_answer_about_the_whole_book_and_one_about_a_customer_agree(book, alice, is_first):
    many_approved(book, alice)
    pays_one(book, alice)
    one = Message.objects.get(customer__code="MARTIN") if is_first else Message.objects.get(customer__code="C05")
    asked = Verdicts()
    asked.ask(book, AS_OF, list(Message.objects.select_related("customer", "company").order_by("pk")))
    assert asked.reasons[one.pk] == Verdicts().of(one, AS_OF) == ("amount_changed" if is_first else "")


def test_an_answer_no_longer_holds_the_next_day(book, alice):
    many_approved(book, alice)
    asked = Verdicts()
    asked.ask(book, AS_OF, list(Message.objects.select_related("customer", "company").order_by("pk")))
    asked.reasons = dict.fromkeys(asked.reasons, "yesterday's")
    one, other = Message.objects.order_by("pk")[:2]
    assert asked.of(one, AS_OF) == "yesterday's" != asked.of(other, AS_OF + timedelta(1))


def test_a_busy_database_puts_no_message_off_for_it(book, alice, server, world, monkeypatch):
    """It ends the round, loudly; the message is not blamed for it, and leaves once the claim has ended."""
    message = approved(book, alice)

    def busy(self, message, today):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(Verdicts, "of", busy)
        with pytest.raises(OperationalError):
            sending.dispatch(book, clock)
    assert (state_of(message), message.reason, message.not_before) == ("claimed", "", None)
    assert sending.dispatch(book, later(minutes=4)).counts == {"sent": 1} and len(taken(world)) == 1


def test_a_paper_of_another_customer_goes_in_no_envelope(book, alice):
    """Though the seal was looked at before: the last hand that could put it there takes its own alone."""
    message = approved(book, alice)
    contents = correspondence.contents_of(message)
    strange = replace(contents.papers[0], customer_id=message.customer_id + 1)
    parcel = dispatching._parcel(message, replace(contents, papers=(*contents.papers, strange)))
    assert len(parcel.papers) == len(contents.papers) > 0


def test_a_message_that_cannot_be_treated_does_not_stop_the_others(book, alice, server, monkeypatch):
    """One customer's facts fail in an unforeseen way."""
    many_approved(book, alice)
    first = Message.objects.order_by("pk").first()
    real = Verdicts.of

    def stumble(self, message, today):
        if message.pk == first.pk:
            raise ZeroDivisionError
        return real(self, message, today)

    monkeypatch.setattr(Verdicts, "of", stumble)
    done = sending.dispatch(book, clock)
    assert done.counts["queued"] == 1 and done.counts["sent"] == Message.objects.count() - 1
    assert state_of(first) == "queued"
