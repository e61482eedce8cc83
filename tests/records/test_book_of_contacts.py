"""Who can be reached how, what was promised, and how often a debtor heard from anybody of the installation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from django_scopes import scope, scopes_disabled

from ardoise.domain.dunning import CONTACTS_MADE
from ardoise.domain.promises import PROMISES
from ardoise.records import book, promises
from ardoise.records.models import (
    Approval,
    ChannelSetting,
    Contact,
    Customer,
    Dispute,
    DisputeItem,
    Entry,
    Import,
    Message,
    OptOut,
    PaymentNotice,
    Promise,
    Proposal,
    Run,
    Task,
)

AT = datetime(2026, 1, 15, 8, tzinfo=UTC)
DAY = date(2026, 1, 15)


@pytest.fixture
def entries(in_company):
    """Durand owes F1 and F2."""
    imported = Import.objects.create(
        company=in_company, kind="fec", source="compta", state="done", started_at=AT, sha256=""
    )
    durand = Customer.objects.get(code="DURAND")
    return [
        Entry.objects.create(
            company=in_company, imported=imported, customer=durand, source="compta", key=bytes([n]) * 16, line=n,
            booked_on=date(2025, 3, 10), gl_account="411000", document=f"F{n}", amount_cents=5000, currency="EUR",
            kind="invoice",
        )
        for n in (1, 2)
    ]  # fmt: skip


def written(customer, day, state="sent", channel="email"):
    """A message to the customer that left on that day, in whatever state it is."""
    of = {"company": customer.company}
    with scope(company=customer.company):
        run, _is_new = Run.objects.get_or_create(policy="default", as_of=day, defaults={"at": AT}, **of)
        facts = {"level": "friendly", "channel": channel, "cycle": 1, "amount_cents": 5000, "currency": "EUR"}
        proposal = Proposal.objects.create(
            run=run, customer=customer, oldest_due_on=day, days_overdue=9, reason="first_reminder", **facts, **of
        )
        approval = Approval.objects.create(proposal=proposal, at=AT, **of)
        return Message.objects.create(
            approval=approval, customer=customer, as_of=day, left_on=day if state == "sent" else None, state=state,
            message_id=f"{approval.pk}@test", composed_at=AT, language="fr", **facts, **of,
        )  # fmt: skip


def made(company, since=DAY - timedelta(30), **facts):
    found = book.contacts_made(company.pk, since, **facts)
    assert found.schema == pl.DataFrame(schema=CONTACTS_MADE).schema
    return sorted(found.rows())


def test_each_channel_reaches_whoever_it_has_an_address_of(company, in_company):
    Customer.objects.filter(code="MARTIN").update(address="1 rue du Port", city="Brest")
    Customer.objects.filter(code="PETIT").update(address="1 rue du Port")
    Contact.objects.filter(customer__code="DURAND").update(phone="0612345678", fax="0212345678")
    Contact.objects.filter(customer__code="PETIT").update(email_refused_at=AT)
    told = dict(book.customers(company.pk).select("customer", "reach").iter_rows())
    assert sorted(told["MARTIN"]) == ["email", "letter", "registered_letter", "visit"]
    assert sorted(told["DURAND"]) == ["call", "email", "fax", "sms"]
    assert told["PETIT"] == [] and told["MOREAU"] == ["email"]


def test_an_electronic_registered_letter_reaches_a_mailbox_and_no_consumer(company, in_company):
    """Where it is electronic a postal address is nothing, where it is paper a mailbox is."""
    Customer.objects.filter(code="MARTIN").update(address="1 rue du Port", city="Brest")
    Customer.objects.filter(code="MOREAU").update(kind="consumer")
    Contact.objects.filter(customer__code__in=["MARTIN", "PETIT"]).update(email_refused_at=AT)
    for way, reached in (("print", {"MARTIN"}), ("provider", {"MARTIN"}), ("electronic", {"DURAND"})):
        ChannelSetting.objects.update_or_create(
            company=company, channel="registered_letter", defaults={"way": way, "fields": {}}
        )
        told = dict(book.customers(company.pk).select("customer", "reach").iter_rows())
        assert {code for code, ways in told.items() if "registered_letter" in ways} == reached, way


def test_a_refusal_is_the_contact_s_or_the_customer_s_and_may_be_taken_back(company, in_company):
    martin, durand, petit = (Customer.objects.get(code=code) for code in ("MARTIN", "DURAND", "PETIT"))
    own = {"company": company, "channel": "email", "at": AT}
    OptOut.objects.create(customer=martin, **own)
    OptOut.objects.create(customer=durand, contact=durand.contacts.get(), **own)
    OptOut.objects.create(customer=petit, ended_at=AT, **own)
    told = {row["customer"]: (row["opted_out"], row["reach"]) for row in book.customers(company.pk).to_dicts()}
    assert told["MARTIN"] == (["email"], ["email"])
    assert told["DURAND"] == ([], [])
    assert told["PETIT"] == ([], ["email"])


def test_a_dispute_and_a_promise_stand_once_for_each_item_they_name(company, entries):
    durand, own = entries[0].customer, {"company": company, "opened_on": DAY, "at": AT}
    dispute = Dispute.objects.create(customer=durand, reason="price", **own)
    for entry, cents in zip(entries, (2_000, None), strict=True):
        DisputeItem.objects.create(company=company, dispute=dispute, entry=entry, contested_cents=cents)
    promise = Promise.objects.create(customer=durand, amount_cents=9_000, promised_on=DAY, **own)
    promise.entries.set(entries)
    PaymentNotice.objects.create(customer=durand, entry=entries[1], paid_on=DAY, until_on=DAY, **own)
    first, second = (entry.pk for entry in entries)
    rows = book.blocks(company.pk, DAY).select("entry", "reason", "contested_cents").rows()
    assert sorted(rows, key=str) == sorted(
        [
            (first, "disputed", 2_000),
            (second, "disputed", None),
            (first, "promised", None),
            (second, "promised", None),
            (second, "payment_notice", None),
        ],
        key=str,
    )
    told = promises.promises(company.pk)
    assert told.schema == pl.DataFrame(schema=PROMISES).schema
    assert told["entry"].sort().to_list() == [first, second] and told["amount_cents"].to_list() == [9_000] * 2
    assert book.blocks(company.pk, DAY + timedelta(1)).filter(reason="payment_notice").is_empty()


def test_a_settled_dispute_holds_until_its_grace_is_over(company, entries):
    settled = {"ended_at": AT, "grace_until_on": DAY + timedelta(5)}
    Dispute.objects.create(
        company=company, customer=entries[0].customer, entry=entries[0], reason="price", opened_on=DAY, at=AT, **settled
    )
    told = book.blocks(company.pk, DAY + timedelta(5)).select("entry", "reason", "until_on").rows()
    assert told == [(entries[0].pk, "disputed_grace", DAY + timedelta(5))]
    assert book.blocks(company.pk, DAY + timedelta(6)).is_empty()


def test_what_any_company_said_to_the_same_siren_counts_and_only_its_channel_and_day_is_told(company, other_company):
    with scopes_disabled():
        Customer.objects.filter(company=company, code="MARTIN").update(siren="123456782")
        martin = Customer.objects.get(company=company, code="MARTIN")
        theirs = Customer.objects.create(company=other_company, code="SECRET", name="Secret", siren="123456782")
        stranger = Customer.objects.create(company=other_company, code="X", name="X", siren="987654324")
        unknown = Customer.objects.create(company=other_company, code="MARTIN", name="Homonyme")
    written(martin, DAY)
    for customer in (theirs, stranger, unknown):
        written(customer, DAY - timedelta(3), channel="letter")
    assert made(company) == [("123456782", "email", DAY), ("123456782", "letter", DAY - timedelta(3))]
    assert made(company, since=DAY) == [("123456782", "email", DAY)]
    told = dict(book.customers(company.pk).select("customer", "debtor").iter_rows())
    assert told["MARTIN"] == "123456782" and told["DURAND"] == "#DURAND"


def test_each_message_counts_once_whatever_is_about_to_leave_too_and_what_never_left_does_not(company, in_company):
    durand = Customer.objects.get(code="DURAND")
    kept = [written(durand, DAY - timedelta(n), state) for n, state in enumerate(["sent", "queued", "to_do"])]
    for n, state in enumerate(["suppressed", "failed"], 3):
        written(durand, DAY - timedelta(n), state)
    assert [on for _, _, on in made(company)] == [DAY - timedelta(n) for n in (2, 1, 0)]
    assert [on for _, _, on in made(company, besides=[kept[0].pk])] == [DAY - timedelta(n) for n in (2, 1)]
    assert made(company, customer_id=Customer.objects.get(code="MARTIN").pk) == []


def test_a_call_that_reached_somebody_counts_and_one_that_did_not_does_not(company, in_company):
    durand = Customer.objects.get(code="DURAND")
    for n, outcome in enumerate(["reached", "no_answer", "message_left"]):
        done_at = AT - timedelta(n)
        Task.objects.create(
            company=company, customer=durand, kind="call", subject=str(n), due_on=DAY, at=AT, done_at=done_at,
            outcome=outcome,
        )  # fmt: skip
    assert made(company) == [("#DURAND", "call", DAY - timedelta(2)), ("#DURAND", "call", DAY)]
