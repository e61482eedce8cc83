"""An answer about many customers at once is used only while nothing it was concluded from has changed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.outbox import many_approved

from ardoise.actions import companies, contacts, events
from ardoise.actions.sending import verdicts
from ardoise.actions.sending.verdicts import Verdicts, reasons_against, waiting_alone
from ardoise.records import facts
from ardoise.records.models import Block, Contact, Customer, Entry, Message, OptOut

POLICIES = {"records_policy", "records_policyversion", "records_assignmentrule", "records_dunningsettings"}
TOLD_BY_AN_EVENT = {
    "records_channelsetting",
    "records_company",
    "records_import",
    "records_matchproposal",
    "records_user",
    "records_messageitem",
} | POLICIES
"""What the plan reads that no customer owns: who changes it writes an event, a message's items go with the message."""


@pytest.fixture
def asked(book, alice):
    """Asked of all that waits; since then others have written, nobody knows what."""
    many_approved(book, alice)
    asked = Verdicts()
    asked.refresh(book, AT, AS_OF)
    asked.version, asked.used = -1, 0
    return asked


def test_an_answer_that_other_workers_have_used_up_is_asked_for_again(book, alice, monkeypatch):
    """Else every message after the first thousand would be asked for itself, by each of several workers."""
    monkeypatch.setattr(verdicts, "AT_ONCE", 9)
    many_approved(book, alice, 20)
    one, first, *others = Verdicts(), *Message.objects.order_by("pk")
    one.refresh(book, AT, AS_OF)
    assert len(one.reasons) == 9 and one.of(first, AS_OF) == ""
    one.used = verdicts.WORTH_IT
    Message.objects.filter(pk__lt=others[9].pk).update(state="sent")  # another worker's
    one.of(others[9], AS_OF)
    one.refresh(book, AT, AS_OF)
    assert min(one.reasons) == others[9].pk and len(one.reasons) == 9


def message_to(code):
    return Message.objects.get(customer__code=code)


def pays(martin):
    pay(martin.company, "MARTIN", Entry.objects.filter(customer=martin).first())


def is_blocked(martin):
    Block.objects.create(company=martin.company, customer=martin, opened_on=AS_OF, at=AT)


def moves(martin):
    Contact.objects.filter(customer=martin).update(email="new@client.example")


def is_invoiced(martin):
    invoice(martin.company, "MARTIN", 1_000, AS_OF - timedelta(40))


@pytest.mark.parametrize(
    ("fact", "reason"),
    [(pays, "amount_changed"), (is_blocked, "blocked"), (moves, "contact_changed"), (is_invoiced, "amount_changed")],
)
def test_what_is_written_of_a_customer_is_seen_and_of_the_others_nothing_is_asked_again(asked, fact, reason):
    fact(Customer.objects.get(code="MARTIN"))
    assert asked.of(message_to("MARTIN"), AS_OF) == reason and asked.used == 0
    with CaptureQueriesContext(connection) as said:
        assert asked.of(message_to("C03"), AS_OF) == "" and asked.used == 1
    assert "records_skip" not in str(said.captured_queries)


def test_an_act_about_anything_else_ends_every_answer(asked, book, alice):
    companies.change(book, alice, AT, terms="60 jours")
    assert asked.of(message_to("C03"), AS_OF) == "" and asked.used == 0 and not asked.reasons


def test_an_act_about_another_customer_too(asked, book, alice):
    """Its group's parent, perhaps: who knows."""
    contacts.keep(Customer.objects.get(code="DURAND"), alice, AT, name="Paul", email="paul@client.example")
    asked.of(message_to("C03"), AS_OF)
    assert asked.used == 0


def test_messages_that_leave_end_no_answer(asked, book):
    other = message_to("C04")
    Message.objects.filter(pk=other.pk).update(state="sent", left_on=AS_OF)
    with events.act(book):
        events.record(book, "sent", None, AT, other, other.customer)
    assert asked.of(message_to("C03"), AS_OF) == "" and asked.used == 1


def test_a_debtor_who_is_several_customers_is_asked_for_each_time(book, other_company, alice):
    """What another company says to it in the meantime counts as a contact."""
    many_approved(book, alice)
    Customer.objects.filter(code="C03").update(siren="552100554")
    with scope(company=other_company):
        Customer.objects.create(company=other_company, code="X", name="Client 3", siren="552100554")
    asked = Verdicts()
    asked.refresh(book, AT, AS_OF)
    assert message_to("C03").pk not in asked.reasons and message_to("C04").pk in asked.reasons


@pytest.mark.parametrize("model", [OptOut, Block, Contact, Entry, Customer])
def test_every_table_with_a_customer_is_asked(model):
    assert any(f" {model._meta.db_table} " in query for query in facts.queries())


def test_all_that_the_plan_reads_is_looked_at_again(book, alice):
    """A table that the plan begins to read and that no customer owns: add it here once its writers write events."""
    many_approved(book, alice)
    with CaptureQueriesContext(connection) as said:
        reasons_against(book, AS_OF, waiting_alone(book, AT))
    read = set(re.findall(r"\brecords_[a-z]+", str(said.captured_queries)))
    digested = set(re.findall(r"\brecords_[a-z]+", " ".join(facts.queries())))
    unseen = read - digested - TOLD_BY_AN_EVENT - {"records_approval", "records_proposal", "records_run"}
    assert not unseen


def test_one_that_another_worker_takes_between_two_questions_is_asked_for_itself(book, alice):
    many_approved(book, alice)
    taken = waiting_alone(book, AT)[0]

    def taking(execute, sql, *told):
        if "records_messageitem" in sql:
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"UPDATE records_message SET state = 'sent' WHERE id = {taken.pk}")
        return execute(sql, *told)

    with connection.execute_wrapper(taking):
        assert taken not in waiting_alone(book, AT)
