"""An answer about many customers at once is used only while nothing it was concluded from has changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import settle
from tests.actions.outbox import many_approved

from ardoise.actions import companies, contacts, delivery, dunning, events, personal_messages, policies, restraints
from ardoise.actions.dunning import facts
from ardoise.actions.dunning.facts import Said
from ardoise.actions.restraints import Noted
from ardoise.actions.sending.claiming import claim, release
from ardoise.actions.sending.hours import Hours
from ardoise.actions.sending.verdicts import Verdicts, why_not
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import Contact, Customer, Entry, Event, Message


@pytest.fixture
def asked(book, alice):
    """Asked of all that waits."""
    many_approved(book, alice)
    asked = Verdicts()
    asked.ask(book, AS_OF, waiting())
    assert len(asked.reasons) == Message.objects.count()
    return asked


def test_what_waits_is_no_contact_that_speaks_against_itself(book, alice):
    """Asked of one or of all, each is judged as if it had never been written."""
    policies.change_limits(book, alice, AT, contacts_max=1, contacts_days=30)
    many_approved(book, alice, 3)
    asked = Verdicts()
    asked.ask(book, AS_OF, waiting())
    assert set(asked.reasons.values()) == {""} == {why_not(message, AS_OF) for message in waiting()}


def looked(asked, message, today):
    """As the way out asks: what was done since comes first."""
    asked.look()
    return asked.of(message, today)


def waiting():
    return list(Message.objects.select_related("customer", "company").order_by("pk"))


def test_no_two_workers_hold_the_same_messages_and_each_leaves_some_to_the_others(book, alice):
    count = many_approved(book, alice)
    one, other = claim(book, AT), claim(book, AT)
    assert len(one) == -(-count // 2) and len(other) == -(-(count - len(one)) // 2)
    assert not {m.pk for m in one} & {m.pk for m in other}
    release(one)
    assert [m.pk for m in claim(book, AT, most=3)] == [m.pk for m in one[:3]]


def test_what_a_person_wrote_goes_before_every_reminder_that_waits(book, alice):
    count = many_approved(book, alice)
    martin = Customer.objects.get(code="MARTIN")
    wish = personal_messages.Wish("email", str(martin.contacts.get().pk), "Votre compte", "Rappelez-moi.")
    written = personal_messages.send(martin, wish, "n1", alice, AT).message
    assert claim(book, AT) == [written] and len(claim(book, AT)) == -(-count // 2)


def message_to(code):
    return Message.objects.select_related("company").get(customer__code=code)


def pays(martin, alice):
    with events.act(martin.company):
        pay(martin.company, "MARTIN", Entry.objects.filter(customer=martin).first())
        events.record(martin.company, "imported", alice, AT)


def is_invoiced(martin, alice):
    with events.act(martin.company):
        invoice(martin.company, "MARTIN", 1_000, AS_OF - timedelta(40))
        events.record(martin.company, "imported", alice, AT)


def is_blocked(martin, alice):
    restraints.block(martin, None, Noted("rien", AS_OF, alice, AT))


def moves(martin, alice):
    contacts.keep(martin, alice, AT, contact=Contact.objects.get(customer=martin), email="new@client.example")


def refuses(martin, alice):
    delivery.opt_out(martin, "email", alice, AT)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (pays, "amount_changed"),
        (is_blocked, "blocked"),
        (moves, "contact_changed"),
        (refuses, "opted_out"),
        (is_invoiced, "amount_changed"),
    ],
)
def test_an_act_ends_every_answer(asked, alice, act, reason):
    act(Customer.objects.get(code="MARTIN"), alice)
    assert looked(asked, message_to("C03"), AS_OF) == "" and asked.used == 0 and not asked.reasons
    assert looked(asked, message_to("MARTIN"), AS_OF) == reason


def test_an_act_of_another_company_that_is_committed_late_too(asked, other_company):
    """On PostgreSQL its event may have got its key before events that were seen already."""
    with events.act(other_company):
        late = events.record(other_company, "changed_customer", None, AT)
    Event.objects.filter(pk=late.pk).update(id=-1)
    assert asked.look() and not asked.reasons and not asked.look()


def test_an_act_about_anything_else_too(asked, book, alice):
    """Another customer's, the company's: its group's parent, perhaps, or its terms: who knows."""
    companies.change(book, alice, AT, terms="60 jours")
    assert looked(asked, message_to("C03"), AS_OF) == "" and asked.used == 0 and not asked.reasons


def test_once_answers_have_served_what_is_left_is_asked_for_again(asked, book, alice):
    """Else one act in the middle of a run would have each message after it asked for itself."""
    for message in waiting()[:8]:
        assert looked(asked, message, AS_OF) == ""
    assert not asked.is_over
    companies.change(book, alice, AT, terms="60 jours")
    looked(asked, waiting()[8], AS_OF)
    assert asked.is_over


def told_sent(book, message):
    Message.objects.filter(pk=message.pk).update(state="sent", left_on=AS_OF)
    with events.act(book):
        events.record(book, "sent", None, AT, message, message.customer)


def test_messages_that_leave_end_no_answer_but_their_customers(asked, book):
    other = message_to("C04")
    told_sent(book, other)
    with CaptureQueriesContext(connection) as said:
        assert looked(asked, message_to("C03"), AS_OF) == "" and asked.used == 1
    assert "records_entry" not in str(said.captured_queries)
    assert other.pk not in asked.reasons and message_to("C05").pk in asked.reasons


def test_a_debtor_who_is_several_customers_is_asked_for_each_time(book, other_company, alice):
    """What another company says to it in the meantime counts as a contact."""
    many_approved(book, alice)
    held = waiting()
    Customer.objects.filter(code="C03").update(siren="552100554")  # while a worker holds its message
    with scope(company=other_company):
        Customer.objects.create(company=other_company, code="X", name="Client 3", siren="552100554")
    asked = Verdicts()
    asked.ask(book, AS_OF, held)
    assert message_to("C03").pk not in asked.reasons and message_to("C04").pk in asked.reasons


def test_what_is_said_at_another_level_now_does_not_leave(book, alice):
    """Asked of one customer or of many: the items are the same, the rung is not."""
    (proposal,) = dunning.plan(book, AS_OF, alice, AT).proposals.all()
    listed, martin = facts.items_of(proposal), proposal.customer
    for level, reason in (("friendly", ""), ("formal_notice", "level_changed")):
        assert facts.what_changed(martin, AS_OF, level, listed) == reason
        assert facts.what_changed_for_all(book, AS_OF, [Said(1, martin, level, listed)]) == {1: reason}


def test_what_its_level_says_by_another_channel_now_does_not_leave(book, alice):
    """An e-mail would count as the notice that is to go by registered letter from now on."""
    many_approved(book, alice)
    settle(book, "letter", "print")
    usual = words.described(DEFAULT_POLICY)
    posted = [level | ({"channel": "letter"} if level["key"] == "friendly" else {}) for level in usual["levels"]]
    policy = policies.adopt(book, alice, AT)
    Customer.objects.update(address="1 rue du Bac", postcode="75007", city="PARIS")
    assert why_not(message_to("C03"), AS_OF) == ""
    policies.switch_on(policies.draft(policy, usual | {"levels": posted}, alice, AT), alice, AT)
    assert why_not(message_to("C03"), AS_OF) == "channel_changed"
    asked = Verdicts()
    asked.ask(book, AS_OF, waiting())
    assert set(asked.reasons.values()) == {"channel_changed"}


def test_a_level_that_is_only_called_otherwise_is_still_said_at_its_hours_and_its_proposal_made_anew(book, alice):
    """Withheld, a call that somebody is making would count for nothing, and be made again under the new name."""
    many_approved(book, alice)
    usual = words.described(DEFAULT_POLICY)
    called = {"friendly": {"key": "Rappel", "formerly": ["friendly"], "hour_from": 14}}
    policy = policies.adopt(book, alice, AT)
    levels = [level | called.get(level["key"], {}) for level in usual["levels"]]
    policies.switch_on(policies.draft(policy, usual | {"levels": levels}, alice, AT), alice, AT)
    message = message_to("C03")
    assert (message.level, why_not(message, AS_OF)) == ("friendly", "")
    wait = Hours(book).wait_of(message, AT)
    assert wait is not None and (wait.until.hour, wait.reason) == (14, "quiet_hours")
    asked = Verdicts()
    asked.ask(book, AS_OF, waiting())
    assert set(asked.reasons.values()) == {""}
    unwritten = Said(1, message.customer, "friendly", facts.items_of(message.approval.proposal))
    Message.objects.filter(pk=message.pk).update(state="suppressed")
    assert facts.what_changed_for_all(book, AS_OF, [unwritten]) == {1: "level_changed"}
