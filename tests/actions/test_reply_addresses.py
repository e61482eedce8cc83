"""A reply address names whoever it was given to, or nobody: keys are given again once an older database is put back."""
# ruff: noqa: F811 - the fixtures of test_resolvers

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.books import AT
from tests.actions.mails import mail, received, reminded
from tests.actions.test_resolvers import asked, dispute, outside  # noqa: F401 - its world
from tests.conftest import person

from ardoise.actions import events, installation, replies
from ardoise.actions.replies import addresses
from ardoise.records.models import Contact, Customer, Link, Mailbox, Message

PERSON = "perso@ailleurs.example"


@pytest.fixture(autouse=True)
def read(company):
    Mailbox.objects.create(company=company, host="imap.example", address="reponses@ardoise.example")


@pytest.fixture
def sent(company, alice, in_company, read):
    return reminded(company, alice)


def bare(name: object) -> str:
    """As addresses were signed before: the key, and nothing else."""
    return f"reponses+{name}.{addresses.token(str(name))}@ardoise.example"


def test_an_address_from_a_database_put_away_ties_to_nobody_who_was_given_its_key_since(company, sent):
    durand = Customer.objects.get(code="DURAND")
    given = replies.reply_address(durand)
    Customer.objects.filter(pk=durand.pk).update(code="LEFEBVRE", name="Lefebvre")
    assert addresses.customer_of(company, given) is None
    assert received(company, mail("Bien reçu", PERSON, to=given))[1].customer is None
    Contact.objects.create(company=company, customer=durand, email="lefebvre@client.example")
    _state, reply = received(company, mail("Parti", "lefebvre@client.example", 2, given))
    assert (reply.customer, reply.state) == (None, "to_attach"), "two signs that do not agree"
    assert received(company, mail("Parti", "lefebvre@client.example", 3))[1].customer.pk == durand.pk


def test_a_company_made_anew_is_not_given_the_mail_of_the_one_before(company, sent, other_company, monkeypatch):
    given = replies.reply_address(sent.customer)
    assert events.origin(company) != events.origin(other_company)
    assert addresses.customer_of(company, given) == sent.customer
    monkeypatch.setattr(events, "origin", lambda _company: "another trail, of a company with the key of that one")
    assert addresses.customer_of(company, given) is None


def test_an_address_of_before_works_where_a_message_here_bears_it(company, sent):
    old = bare(sent.customer_id)
    assert addresses.customer_of(company, old) is None
    Message.objects.filter(pk=sent.pk).update(reply_to=old)
    assert addresses.customer_of(company, old.upper()) == sent.customer
    assert received(company, mail("Bien reçu", PERSON, to=old))[1].customer == sent.customer


def test_the_address_of_a_head_of_before_works_by_what_left_for_its_members(company, sent):
    head = Customer.objects.get(code="DURAND")
    Customer.objects.filter(pk=sent.customer_id).update(group="DURAND")
    Message.objects.filter(pk=sent.pk).update(reply_to=bare(head.pk))
    assert addresses.customer_of(company, bare(head.pk)) == head


def test_an_address_of_before_that_two_databases_may_have_given_ties_only_where_the_sender_agrees(company, sent):
    old = bare(sent.customer_id)
    Message.objects.filter(pk=sent.pk).update(reply_to=old)
    installation.identify(AT - timedelta(minutes=1))  # what was written since may bear a key given twice
    assert addresses.customer_of(company, old) is None
    assert received(company, mail("Bien reçu", PERSON, to=old))[1].customer is None
    assert received(company, mail("Bien reçu", number=2, to=old))[1].customer == sent.customer
    other = bare(Customer.objects.get(code="DURAND").pk)
    assert received(company, mail("Bien reçu", number=3, to=other))[1].customer is None
    Message.objects.filter(pk=sent.pk).update(composed_at=AT - timedelta(hours=1))
    assert addresses.customer_of(company, old) == sent.customer, "it was written before the other database was"


def test_the_address_of_a_mail_to_a_colleague_is_that_of_its_link_and_of_no_other_with_its_key(
    company, alice, dispute, outside
):
    message = asked(dispute, alice).message
    assert addresses.link_of(company, message.reply_to).message == message
    Link.objects.filter(message=message).update(token_hash="0" * 64)  # another dispute's, which was given its key
    assert addresses.link_of(company, message.reply_to) is None
    old = bare(f"d{message.links.get().pk}")
    assert addresses.link_of(company, old) is None
    Message.objects.filter(pk=message.pk).update(reply_to=old)
    assert addresses.link_of(company, old).message == message
    installation.identify(AT - timedelta(minutes=1))
    assert addresses.link_of(company, old) is None


def test_the_link_that_signs_its_owner_in_signs_in_nobody_who_was_given_their_key():
    from ardoise.actions import session_links

    owner = person("nina")
    signed = session_links.make_link(owner).rstrip("/").rpartition("/")[2]
    type(owner).objects.filter(pk=owner.pk).update(date_joined=AT)
    assert session_links.redeem(signed, AT) is None
