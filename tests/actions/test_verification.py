"""Each invariant, broken by hand in the database: verification says which, in a sentence."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.utils.translation import override
from tests.actions.fecs import AT, bring, sale, write

from ardoise.actions import correspondence, disputes, events, policies, restraints, verification
from ardoise.actions.restraints import Noted
from ardoise.records import guards
from ardoise.records.models import (
    Approval,
    Attachment,
    Company,
    Contact,
    Customer,
    Entry,
    Import,
    Message,
    MessageItem,
    Promise,
    Proposal,
    Run,
)

DAY = date(2025, 6, 30)


@pytest.fixture
def sound(company, alice, in_company, tmp_path, settings):
    """A book, and a reminder that waits to leave to Durand about F2."""
    from ardoise.actions.correspondence import fingerprint

    settings.RECEIVED_FILES = tmp_path / "received"
    bring(company, write(tmp_path / "f.txt", sale("F1", "MARTIN", "2025-01-10", 12000),
                         sale("F2", "DURAND", "2025-03-10", 5000)), alice)  # fmt: skip
    durand, entry = Customer.objects.get(code="DURAND"), Entry.objects.get(document="F2")
    run = Run.objects.create(company=company, policy="default", as_of=DAY, at=AT)
    own = {"company": company, "customer": durand, "level": "friendly", "channel": "email", "cycle": 1}
    own |= {"amount_cents": 5000, "currency": "EUR"}
    proposal = Proposal.objects.create(run=run, oldest_due_on=DAY, days_overdue=60, reason="first_reminder", **own)
    approval = Approval.objects.create(company=company, proposal=proposal, at=AT)
    message = Message.objects.create(
        approval=approval, as_of=DAY, recipient="d@client.example", sender="a@ardoise.example", language="fr",
        subject="Rappel", body="…", message_id="<1@ardoise>", composed_at=AT, **own,
    )  # fmt: skip
    MessageItem.objects.create(
        company=company, message=message, entry=entry, level="friendly", document="F2", due_on=DAY, open_cents=5000,
        days_overdue=60,
    )  # fmt: skip
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    Attachment.objects.create(
        company=company, message=message, customer=durand, name="releve.pdf", content_type="application/pdf",
        content=b"", sha256=digest,
    )  # fmt: skip
    message.sha256 = fingerprint(message)
    message.save()
    with events.act(company):
        events.record(company, "approved", alice, AT, proposal, durand, after={"message": message.sha256})
    restraints.promise(Entry.objects.get(document="F1"), 12000, DAY, Noted("", DAY, alice, AT))
    return company


def test_sound_books_have_no_finding(sound):
    assert verification.verify(sound) == [] and verification.verify_database() == []


def other_customer():
    return Customer.objects.get(code="MARTIN")


def other_item():
    return Entry.objects.get(document="F2")


def tamper_event():
    guards.lift(connection)
    connection.cursor().execute("UPDATE records_event SET verb = 'sent' WHERE seq = 1")
    guards.guard(connection)


BREAKS = {
    "sums": lambda: Message.objects.update(amount_cents=4999),
    "seals": lambda: Message.objects.update(body="autre chose"),
    "strangers": lambda: Attachment.objects.update(customer=other_customer()),
    "peace": lambda: disputes.open_about(
        other_item().customer, "price", {other_item(): None}, Noted("", DAY, None, AT)
    ),
    "chain": tamper_event,
    "complete": lambda: Entry.objects.filter(document="F1").delete(),
    "originals": lambda: Entry.objects.filter(document="F2").update(amount_cents=5001),
    "origins": lambda: Import.objects.update(state="undone"),
}


def remove_letter():
    """The row and everything that hangs on it, so that nothing dangles."""
    for model in (Attachment, MessageItem, Message, Approval):
        model.objects.all().delete()


BEHIND_THE_TRAIL = {
    "a letter removed": remove_letter,
    "a letter and its hash changed": lambda: Message.objects.update(body="autre chose", sha256="0" * 64),
    "a letter said to have left": lambda: Message.objects.update(state="sent"),
    "a promise lowered": lambda: Promise.objects.update(amount_cents=1),
    "a promise removed": lambda: Promise.objects.all().delete(),
    "a promise ended": lambda: Promise.objects.update(ended_at=AT),
    "a promise nobody made": lambda: Promise.objects.create(
        company=Company.objects.get(name="Ardoise"), customer=other_customer(), amount_cents=1, promised_on=DAY,
        opened_on=DAY, at=AT,
    ),
    "a report put right": lambda: Import.objects.update(report={"new": 1}),
}  # fmt: skip


@pytest.mark.parametrize("tampering", BEHIND_THE_TRAIL)
def test_what_is_written_behind_the_trail_is_found(sound, tampering):
    BEHIND_THE_TRAIL[tampering]()
    assert "attested" in {finding.check for finding in verification.verify(sound)}


def test_what_the_trail_tells_is_no_finding(sound, alice):
    """Acts that end, change and take back leave rows that say what was told."""
    restraints.end(Promise.objects.get(), alice, AT)
    policies.change_limits(sound, alice, AT, quiet_from=time(21), quiet_until=time(7))
    message = Message.objects.get()
    correspondence.unwrite(message, "withdrew", alice, AT)
    assert verification.verify(sound) == []


@pytest.mark.parametrize("check", BREAKS)
def test_what_is_broken_is_named(sound, check):
    BREAKS[check]()
    found = verification.verify(sound)
    assert check in {finding.check for finding in found}
    assert all(len(finding.sentence) > 20 for finding in found)


def test_a_whole_customer_in_peace_is_in_peace(sound):
    restraints.block(Customer.objects.get(code="DURAND"), None, Noted("en négociation", DAY, None, AT))
    assert {finding.check for finding in verification.verify(sound)} == {"peace"}


def test_what_came_to_peace_since_or_only_in_part_or_until_a_day_that_is_over_is_no_finding(sound):
    entry = Entry.objects.get(document="F2")
    restraints.block(entry, None, Noted("en négociation", DAY, None, AT + timedelta(hours=1)))
    restraints.promise(entry, 5000, DAY - timedelta(1), Noted("", DAY - timedelta(9), None, AT))
    disputes.open_about(entry.customer, "price", {entry: 1000}, Noted("", DAY, None, AT))
    assert verification.verify(sound) == []


def test_the_reason_is_told_in_the_language_of_the_sentence(sound):
    restraints.promise(Entry.objects.get(document="F2"), 5000, DAY, Noted("", DAY, None, AT))
    for language, told in (
        ("fr", "F2 (paiement promis)"),
        ("en", "F2 (payment promised)"),
    ):
        with override(language):
            assert told in " ".join(finding.sentence for finding in verification.verify(sound))


def test_an_attachment_that_changed_is_named(sound):
    Attachment.objects.update(content=b"x")
    assert "releve.pdf" in " ".join(f.sentence for f in verification.verify(sound) if f.check == "seals")


def test_a_row_in_another_company_is_found(sound, other_company):
    stranger = Customer(company=other_company, code="X", name="X")
    Customer.objects.bulk_create([stranger])
    Contact.objects.filter(customer__code="PETIT").update(customer=stranger)
    assert "strangers" in {finding.check for finding in verification.verify(sound)}


def test_a_check_that_can_t_be_done_is_a_finding(sound):
    Customer.objects.update(terms="quand il pourra")
    found = {finding.check for finding in verification.verify(sound)}
    assert {"balances", "allocations"} <= found


def test_a_ledger_told_twice_is_found(sound, alice, tmp_path):
    again = write(tmp_path / "again.txt", sale("F1", "MARTIN", "2025-01-10", 12000),
                  sale("F2", "DURAND", "2025-03-10", 5000))  # fmt: skip
    assert bring(sound, again, alice, source="autre", other_ledger=True).state == "done"
    assert [found.check for found in verification.verify(sound, DAY)] == ["doubles"]


def test_an_import_that_nobody_carries_out_is_found(sound):
    Import.objects.create(company=sound, kind="fec", source="x", state="running", file_name="mort.txt", started_at=AT)
    assert [found.check for found in verification.verify(sound, DAY)] == ["interrupted"]
