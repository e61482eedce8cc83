"""A consumer is asked for nothing that nobody may ask of them: not by a letter kept long ago, and not by hand."""

from __future__ import annotations

import pytest
from django.db.models.signals import pre_save
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.deliveries import reachable, settle
from tests.actions.mails import mail
from tests.actions.outbox import TEN_DAYS_LATE, approve_all, clock, many_approved, state_of
from tests.actions.test_messages import group, meet, under

from ardoise.actions import dunning, personal_messages, policies, replies, sending, tasks, templates
from ardoise.actions.personal_messages import Wish
from ardoise.actions.restraints import Unfit
from ardoise.actions.templates import Place, Words
from ardoise.records.models import Customer, Message, Reply, TemplateVersion

FEE = "Une indemnité forfaitaire de 40 € est due."
MAY_BE = ("consumer", "unknown")


@pytest.fixture
def book(in_company):
    invoice(in_company, "MARTIN", 120_000, TEN_DAYS_LATE, "FA-1")
    invoice(in_company, "PETIT", 50_000, TEN_DAYS_LATE, "FA-3")
    return in_company


def are(kind, code="MARTIN"):
    Customer.objects.filter(code=code).update(kind=kind)


def kept_long_ago(company, alice, key="friendly", kind="", channel="email", body=f"{{{{items}}}}\n\n{FEE}"):
    """A letter as an earlier version of the house could have left it."""
    templates.save(company, Place(key, "fr", kind, channel), Words("Rappel", "Bonjour"), alice, AT)
    TemplateVersion.objects.filter(body="Bonjour\n").update(body=body)


def refusals(company, alice):
    run = dunning.plan(company, AS_OF, alice, AT)
    outcome = dunning.approve(run.proposals.select_related("customer", "run"), alice, AT)
    return {refusal.proposal.customer.code: refusal.reason for refusal in outcome.refusals}


@pytest.mark.parametrize("kind", MAY_BE)
def test_a_letter_kept_before_the_rule_goes_to_professionals_alone(book, alice, kind):
    kept_long_ago(book, alice)
    are(kind)
    are("professional", "PETIT")
    assert refusals(book, alice) == {"MARTIN": "fee_of_consumer"}
    (message,) = Message.objects.all()
    sending.dispatch(book, clock)
    assert message.customer.code == "PETIT" and FEE in message.body and state_of(message) == "kept"


def test_of_several_accounts_that_one_reads_no_consumers_is_asked_either(book, alice):
    kept_long_ago(book, alice)
    group(book)
    Customer.objects.filter(code="PETIT").update(group="GROUPE", parent_receives=True)
    meet(book, "accounting", "siege@groupe.example", code="GROUPE")
    are("consumer")
    are("professional", "PETIT")
    assert refusals(book, alice) == {"MARTIN": "fee_of_consumer"}
    assert [message.customer.code for message in Message.objects.all()] == ["PETIT"]


def test_who_is_said_to_be_a_consumer_after_the_approval_is_not_asked(book, alice):
    kept_long_ago(book, alice)
    Customer.objects.update(kind="professional")
    approve_all(book, alice)
    are("consumer")
    sending.dispatch(book, clock)
    states = dict(Message.objects.values_list("customer__code", "state"))
    assert states == {"MARTIN": "suppressed", "PETIT": "kept"}
    message = Message.objects.get(customer__code="MARTIN")
    assert message.reason == "fee_of_consumer" and not message.items.filter(is_claimed=True).exists()


def test_asked_of_many_at_once_only_the_consumers_are_held_back(book, alice):
    kept_long_ago(book, alice)
    Customer.objects.update(kind="professional")
    pre_save.connect(_professional, Customer)
    try:
        many_approved(book, alice)
    finally:
        pre_save.disconnect(_professional, Customer)
    are("unknown", "C03")
    sending.dispatch(book, clock)
    assert {m.customer.code: m.reason for m in Message.objects.filter(state="suppressed")} == {"C03": "fee_of_consumer"}


def _professional(instance, **_):
    instance.kind = "professional"


def test_nor_does_what_a_sisters_invoice_is_called_in_the_one_letter_for_both(book, alice):
    group(book)
    Customer.objects.filter(code="PETIT").update(group="GROUPE", parent_receives=True)
    meet(book, "accounting", "siege@groupe.example", code="GROUPE")
    for code in ("MARTIN", "PETIT"):
        invoice(book, code, 30_000, TEN_DAYS_LATE, f"Frais de dossier {code}")
    approve_all(book, alice)
    assert Message.objects.exclude(carrier=None).count() == 1
    sending.dispatch(book, clock)
    told = [(one.customer.code, one.carrier_id is None, one.reason) for one in Message.objects.order_by("pk")]
    assert told == [("MARTIN", True, ""), ("PETIT", False, "")]


def test_what_an_invoice_is_called_holds_no_letter_back(book, alice):
    are("consumer")
    invoice(book, "MARTIN", 4_000, TEN_DAYS_LATE, "Frais de dossier")
    message = approve_all(book, alice)
    sending.dispatch(book, clock)
    assert "Frais de dossier" in message.body and state_of(message) == "kept"


@pytest.fixture
def martin(in_company):
    return Customer.objects.get(code="MARTIN")


def written(martin, by, text, subject="Votre compte", nonce="n", reply=None):
    to = personal_messages.reached(martin, "email", reply)[0].key
    return personal_messages.send(martin, Wish("email", to, subject, text), nonce, by, AT, reply)


@pytest.mark.parametrize("kind", MAY_BE)
def test_what_is_typed_to_a_consumer_is_refused_with_the_words_and_what_to_do(company, martin, alice, kind):
    are(kind)
    martin.refresh_from_db()
    for subject, text in (("Votre compte", FEE), ("Frais de relance", "Bonjour")):
        with pytest.raises(Unfit, match=r"L111-8.*(Retirez ces mots|Take these words out)"):
            written(martin, alice, text, subject)
    assert not Message.objects.exists()
    assert written(martin, alice, "Il reste 40,00 € sur la facture FA-1, sans frais.").message.pk
    are("professional")
    martin.refresh_from_db()
    assert written(martin, alice, FEE, nonce="n2").message.body == f"{FEE}\n"


def test_an_invoice_may_be_named_to_a_consumer_whatever_it_is_called(company, martin, alice):
    are("consumer")
    martin.refresh_from_db()
    text = "Votre facture Frais de dossier reste due."
    with pytest.raises(Unfit, match="Frais de dossier"):
        written(martin, alice, text)
    invoice(company, "MARTIN", 15_000, TEN_DAYS_LATE, "Frais de dossier")
    message = written(martin, alice, text).message
    with pytest.raises(Unfit, match="frais de relance"):
        written(martin, alice, f"{text} Nous ajoutons des frais de relance.", nonce="n2")
    sending.dispatch(company, clock)
    assert state_of(message) == "kept"


def test_a_text_message_to_a_consumer_is_looked_over_too(company, martin, alice):
    reachable(company)
    settle(company, "sms", "provider", 1)
    (to,) = personal_messages.reached(martin, "sms")
    with pytest.raises(Unfit, match="quarante euros"):
        personal_messages.send(martin, Wish("sms", to.key, "", "En plus, quarante euros."), "n", alice, AT)


def test_what_they_wrote_themselves_may_be_quoted(company, martin, alice):
    replies.keep(company, mail("Pourquoi des frais de relance de 40 € ?", sender="martin@client.example"), AT)
    reply = Reply.objects.get()
    message = written(martin, alice, "C’était une erreur, pardon.", reply=reply).message
    sending.dispatch(company, clock)
    assert "> Pourquoi des frais de relance" in message.body and state_of(message) == "kept"


def test_words_of_ones_own_to_who_is_a_consumer_by_now_do_not_leave(company, martin, alice):
    are("professional")
    martin.refresh_from_db()
    message = written(martin, alice, FEE).message
    are("consumer")
    sending.dispatch(company, clock)
    assert state_of(message) == "suppressed" and message.reason == "fee_of_consumer"


def test_no_script_of_a_call_says_it_to_a_consumer(book, alice, martin):
    kept_long_ago(book, alice, channel="call", body=f"Bonjour. {FEE}")
    are("professional")
    martin.refresh_from_db()
    assert FEE in tasks.script(martin, alice, AS_OF).text
    are("consumer")
    martin.refresh_from_db()
    assert tasks.script(martin, alice, AS_OF) is None


@pytest.mark.parametrize(("level", "place"), [
    ({}, {}),
    ({"template": "grands-comptes"}, {"key": "grands-comptes"}),
    ({"channel": "registered_letter"}, {"channel": "letter", "kind": "consumer"}),
])  # fmt: skip
def test_a_policy_that_writes_with_such_a_letter_says_so(book, alice, level, place):
    kept_long_ago(book, alice, **place)
    under(book, **level)
    told = [fault.en for fault in policies.shortcomings(book, policies.policies_of(book)["maison"])]
    assert any("CPCE L111-8" in sentence and "“friendly”" in sentence for sentence in told), told
    TemplateVersion.objects.update(body="Bonjour")
    told = [fault.en for fault in policies.shortcomings(book, policies.policies_of(book)["maison"])]
    assert not any("L111-8" in sentence for sentence in told)
