"""One message to the head of a group for all its members: what leaves, what stays each member's, what stops it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT, pay
from tests.actions.mails import mail, received
from tests.actions.outbox import clock, later
from tests.actions.test_evidence import files_of
from tests.actions.test_messages import under
from tests.actions.test_replies_bounces import report
from tests.channels.sink import taken

from ardoise.actions import (
    attestation,
    correspondence,
    dunning,
    errands,
    evidence,
    policies,
    replies,
    rights,
    sending,
    verification,
)
from ardoise.actions.sending.claiming import claim
from ardoise.records import book as records
from ardoise.records.models import (
    Approval,
    Contact,
    Customer,
    Entry,
    Event,
    Finding,
    Mailbox,
    Membership,
    Message,
    MessageItem,
    Proposal,
    Skip,
)


def approve_all(company, alice, *codes):
    run = dunning.plan(company, AS_OF, alice, AT)
    asked = run.proposals.filter(customer__code__in=codes) if codes else run.proposals.all()
    outcome = dunning.approve(list(asked.select_related("customer")), alice, AT)
    assert not outcome.refusals, outcome.refusals
    return {message.customer.code: message for message in outcome.messages}


def states():
    return dict(Message.objects.values_list("customer__code", "state"))


def reasons():
    return dict(Message.objects.values_list("customer__code", "reason"))


def text_of(mail):
    return mail.get_body(("plain",)).get_content().replace("\u202f", " ").replace("\xa0", " ")


def test_one_mail_lists_what_each_member_owes_with_subtotals_and_the_total(family, alice, server, world):
    messages = approve_all(family, alice)
    assert sending.dispatch(family, clock).counts == {"sent": 2}
    assert sending.dispatch(family, clock).counts == {}
    mail = next(mail for mail in taken(world) if mail["To"] == "durand@client.example")
    assert "moreau@client.example" in {mail["To"] for mail in taken(world)} and len(taken(world)) == 2
    text = text_of(mail)
    for said in (
        "Martin & Fils (MARTIN) – référence à rappeler : CLIENT MARTIN",
        "Petit Frères (PETIT) – référence à rappeler : CLIENT PETIT",
        "Durand SARL (DURAND)",
        "FA-1", "FA-2", "FA-3", "AV-4", "FA-5", "1 545,67 €", "300,00 €",
        "Total des 3 comptes : 1 915,67 €",
        "Référence à rappeler : celle de chaque compte",
    ):  # fmt: skip
        assert said in text, said
    assert "FA-6" not in text and "Moreau" not in text
    assert "Total des 3 comptes" in mail.get_body(("html",)).get_content()
    assert all(name in mail["Subject"] for name in ("Martin & Fils", "Petit Frères", "Durand SARL"))
    (paper,) = mail.iter_attachments()
    assert paper.get_filename() == "releve-DURAND-20260316.pdf"
    assert states() == dict.fromkeys(("MARTIN", "PETIT", "DURAND", "MOREAU"), "sent")
    assert {m.customer.code for m in Message.objects.filter(carrier=None)} == {"DURAND", "MOREAU"}
    assert Event.objects.filter(verb="sent").count() == 4  # each timeline tells it
    assert all(correspondence.is_whole(m) for m in Message.objects.all()) and len(messages) == 4
    assert list(verification.strangers(family, AS_OF)) == list(verification.seals(family, AS_OF)) == []
    assert list(attestation.attested(family, AS_OF)) == []


def test_many_approved_at_once_are_counted_as_they_leave(family, alice):
    run = dunning.plan(family, AS_OF, alice, AT)
    asked = errands.ask_approvals(family, list(run.proposals.values_list("pk", flat=True)), alice, AT)
    outcome = errands.carry_out(asked.pk, clock).outcome
    assert (outcome["approved"], outcome["refused"]) == (2, {}) and Approval.objects.count() == 4


def test_each_member_keeps_its_own_message_items_and_papers(family, alice):
    messages = approve_all(family, alice)
    for code, cents in {"MARTIN": 154_567, "PETIT": 30_000, "DURAND": 7_000}.items():
        message = messages[code]
        assert message.amount_cents == cents
        assert {item.entry.customer.code for item in message.items.all()} == {code}
        assert {paper.customer.code for paper in message.attachments.all()} <= {code}
    assert MessageItem.objects.filter(is_claimed=True).count() == 5


def test_a_member_that_paid_at_the_last_minute_drops_out_and_the_rest_leaves_without_it(family, alice, server, world):
    approve_all(family, alice)
    pay(family, "PETIT", Entry.objects.get(document="FA-3"))
    assert sending.dispatch(family, clock).counts == {"queued": 1, "sent": 2}
    mail = next(mail for mail in taken(world) if mail["To"] == "durand@client.example")
    assert len(taken(world)) == 2 and "Total des 2 comptes : 1 615,67 €" in text_of(mail)
    assert "FA-3" not in text_of(mail) and "Petit" not in text_of(mail) + mail["Subject"]
    assert states() == {"DURAND": "sent", "MARTIN": "sent", "MOREAU": "sent"}
    assert Approval.objects.exclude(by=alice).count() == 0
    told = {
        e.customer.code: json.loads(bytes(e.content))["after"]["why"] for e in Event.objects.filter(verb="regathered")
    }
    assert told == dict.fromkeys(("DURAND", "MARTIN"), "sister_left:Petit Frères") | {"PETIT": told["PETIT"]}
    assert told["PETIT"] in REASONS
    assert not Proposal.objects.filter(customer__code="PETIT").exists() and Skip.objects.get(customer__code="PETIT")
    assert list(verification.strangers(family, AS_OF)) == list(verification.seals(family, AS_OF)) == []
    assert list(attestation.attested(family, AS_OF)) == []


def test_a_member_that_left_the_group_drops_out_and_is_asked_about_anew(family, alice, server, world):
    approve_all(family, alice)
    Customer.objects.filter(code="PETIT").update(parent_receives=False)
    assert sending.dispatch(family, clock).counts == {"queued": 1, "sent": 2}
    assert set(states()) == {"DURAND", "MARTIN", "MOREAU"}
    assert not hasattr(Proposal.objects.get(customer__code="PETIT"), "approval")


def test_who_may_approve_no_more_approves_no_rest(family, alice, server, world):
    approve_all(family, alice)
    pay(family, "PETIT", Entry.objects.get(document="FA-3"))
    Membership.objects.filter(user=alice).update(role="reader")
    assert sending.dispatch(family, clock).counts == {"queued": 1, "sent": 1}
    assert states() == {"MOREAU": "sent"} and Approval.objects.count() == 1
    assert not MessageItem.objects.exclude(message__customer__code="MOREAU").exists()


def test_of_a_run_of_yesterday_with_none_since_the_rest_leaves_as_it_was_approved(family, alice, server, world):
    approve_all(family, alice)
    pay(family, "PETIT", Entry.objects.get(document="FA-3"))
    assert sending.dispatch(family, later(days=1)).counts == {"queued": 1, "sent": 2}
    mail = next(mail for mail in taken(world) if mail["To"] == "durand@client.example")
    assert "Total des 2 comptes : 1 615,67 €" in text_of(mail) and len(taken(world)) == 2
    assert states() == {"DURAND": "sent", "MARTIN": "sent", "MOREAU": "sent"}
    assert set(Message.objects.values_list("as_of", flat=True)) == {AS_OF}
    run = dunning.plan(family, TOMORROW, alice, later(days=1)())
    assert not run.proposals.exists(), "each has heard, or owes nothing that is claimed"
    assert Skip.objects.get(run=run, customer__code="PETIT").reason in REASONS


def test_where_today_has_a_run_the_rest_leaves_as_that_proposes_it_and_its_list_says_what_holds(
    family, alice, server, world
):
    approve_all(family, alice)
    todays = dunning.plan(family, TOMORROW, alice, later(days=1)())
    assert not todays.proposals.exists()
    pay(family, "PETIT", Entry.objects.get(document="FA-3"))
    assert sending.dispatch(family, later(days=1)).counts == {"queued": 1, "sent": 2}
    assert sending.dispatch(family, later(days=1)).counts == {}
    assert len(taken(world)) == 2 and states() == {"DURAND": "sent", "MARTIN": "sent", "MOREAU": "sent"}
    assert dict(Message.objects.values_list("customer__code", "as_of")) == {
        "DURAND": TOMORROW, "MARTIN": TOMORROW, "MOREAU": AS_OF
    }  # fmt: skip
    assert Skip.objects.get(run=todays, customer__code="PETIT").reason in REASONS
    assert set(todays.proposals.values_list("customer__code", flat=True)) == {"DURAND", "MARTIN"}
    assert not Skip.objects.filter(run=todays, customer__code__in=["DURAND", "MARTIN"]).exists()
    assert list(attestation.attested(family, AS_OF)) == []
    assert list(verification.strangers(family, AS_OF)) == list(verification.seals(family, AS_OF)) == []


def test_what_was_approved_by_itself_leaves_anew_only_where_todays_run_would_do_so(family, alice, server, world):
    run = dunning.plan(family, AS_OF, alice, AT)
    assert not dunning.approve(list(run.proposals.select_related("customer")), None, AT).refusals
    todays = dunning.plan(family, TOMORROW, alice, later(days=1)())
    pay(family, "PETIT", Entry.objects.get(document="FA-3"))
    assert sending.dispatch(family, later(days=1)).counts == {"queued": 1, "sent": 1}
    assert [mail["To"] for mail in taken(world)] == ["moreau@client.example"]
    waiting = todays.proposals.filter(approval=None)
    assert set(waiting.values_list("customer__code", flat=True)) == {"DURAND", "MARTIN"}, "a person confirms them"


def test_and_where_it_would_it_leaves_by_itself(family, alice, server, world):
    under(family, is_automatic=True)
    run = dunning.plan(family, AS_OF, alice, AT)
    assert len(dunning.approve(list(run.proposals.select_related("customer")), None, AT).messages) == 4
    dunning.plan(family, TOMORROW, alice, later(days=1)())
    pay(family, "PETIT", Entry.objects.get(document="FA-3"))
    assert sending.dispatch(family, later(days=1)).counts == {"queued": 1, "sent": 2}
    assert states() == {"DURAND": "sent", "MARTIN": "sent", "MOREAU": "sent"} and len(taken(world)) == 2


def test_killed_in_between_it_stands_in_the_list_of_today(family, alice, server, world, passes):
    approve_all(family, alice, "MARTIN", "PETIT", "DURAND")
    todays = dunning.plan(family, TOMORROW, alice, later(days=1)())
    pay(family, "PETIT", Entry.objects.get(document="FA-3"))

    def killed():
        raise SystemExit

    passes("regathered", killed)
    with pytest.raises(SystemExit):
        sending.dispatch(family, later(days=1))
    assert not Message.objects.filter(customer__code__in=["MARTIN", "PETIT", "DURAND"]).exists() and not taken(world)
    waiting = todays.proposals.filter(approval=None, customer__code__in=["MARTIN", "DURAND"])
    assert not dunning.approve(list(waiting), alice, later(days=1)()).refusals
    assert sending.dispatch(family, later(days=1)).counts == {"sent": 1}
    assert "Total des 2 comptes : 1 615,67 €" in text_of(taken(world)[0])


def test_overtaken_by_a_run_of_a_day_that_is_over_none_leaves_and_each_says_why(family, alice, server, world):
    approve_all(family, alice)
    dunning.plan(family, TOMORROW, alice, later(days=1)())
    pay(family, "PETIT", Entry.objects.get(document="FA-3"))
    assert sending.dispatch(family, later(days=2)).counts == {"suppressed": 1, "sent": 1}
    assert [mail["To"] for mail in taken(world)] == ["moreau@client.example"]
    assert reasons()["PETIT"] in REASONS
    assert reasons()["MARTIN"] == reasons()["DURAND"] == "sister_changed:Petit Frères"
    assert not MessageItem.objects.exclude(message__customer__code="MOREAU").filter(is_claimed=True).exists()
    assert list(attestation.attested(family, AS_OF)) == []
    run = dunning.plan(family, AS_OF + timedelta(2), alice, later(days=2)())
    assert set(run.proposals.values_list("customer__code", flat=True)) >= {"MARTIN", "DURAND"}


TOMORROW = AS_OF + timedelta(1)
REASONS = ("too_small", "credits_cover", "nothing_open", "amount_changed")


def test_what_is_not_said_in_one_manner_is_read_apart(family, alice):
    Customer.objects.filter(code="PETIT").update(kind="consumer")
    messages = approve_all(family, alice)
    assert messages["PETIT"].carrier is None and "Petit Frères (PETIT)" in messages["PETIT"].subject
    assert messages["MARTIN"].carrier == messages["DURAND"]


def test_approved_one_after_the_other_each_leaves_for_itself(family, alice, server, world):
    approve_all(family, alice, "MARTIN")
    approve_all(family, alice, "PETIT")
    assert sending.dispatch(family, clock).counts == {"sent": 2}
    assert {mail["Subject"].rpartition(" – ")[2] for mail in taken(world)} == {
        "Martin & Fils (MARTIN)", "Petit Frères (PETIT)"
    }  # fmt: skip


def test_taken_back_it_is_taken_back_for_all_and_can_be_approved_again(family, alice, bob):
    messages = approve_all(family, alice)
    with pytest.raises(rights.Refused):
        dunning.withdraw(messages["PETIT"].approval, bob, AT)
    assert dunning.withdraw(messages["PETIT"].approval, alice, AT)
    assert states() == {"MOREAU": "queued"} and Approval.objects.count() == 1
    assert set(approve_all(family, alice)) == {"MARTIN", "PETIT", "DURAND", "MOREAU"}
    assert list(attestation.attested(family, AS_OF)) == []


def test_taken_back_while_it_is_addressed_it_ends_no_round(family, alice, server, world, passes):
    messages = approve_all(family, alice)
    passes("preintent", lambda: dunning.withdraw(messages["PETIT"].approval, alice, AT))
    assert sending.dispatch(family, clock).counts == {"lost": 1, "sent": 1}
    assert [mail["To"] for mail in taken(world)] == ["moreau@client.example"]


def test_a_doubt_is_one_and_is_decided_for_all(family, alice):
    approve_all(family, alice, "MARTIN", "PETIT", "DURAND")
    (message,) = claim(family, AT)
    Message.objects.filter(state="claimed").update(state="sending", left_at=AT, left_on=AS_OF)
    sending.reap(family, later(hours=1)())
    assert set(states().values()) == {"in_doubt"}
    assert sending.decide(Message.objects.get(customer__code="PETIT"), "count_as_sent", alice, AT)
    assert set(states().values()) == {"sent"}
    assert not sending.decide(message, "send_again", alice, AT)
    assert list(attestation.attested(family, AS_OF)) == []


def test_a_claim_that_died_goes_back_whole_and_leaves_once(family, alice, server, world):
    approve_all(family, alice, "MARTIN", "PETIT", "DURAND")
    (message,) = claim(family, AT)
    assert set(states().values()) == {"claimed"} and message.carrier_id is None
    assert claim(family, AT) == []
    assert sending.dispatch(family, later(hours=1)).counts == {"sent": 1}
    assert len(taken(world)) == 1 and set(states().values()) == {"sent"}


def test_it_is_one_contact_with_a_debtor_that_several_members_are(family, alice):
    Customer.objects.filter(code__in=["MARTIN", "PETIT"]).update(siren="552100554")
    approve_all(family, alice, "MARTIN", "PETIT")
    assert records.contacts_made(family.pk, AS_OF).height == 1


def test_what_speaks_of_several_accounts_is_no_contact_that_speaks_against_itself(family, alice, server, world):
    policies.change_limits(family, alice, AT, contacts_max=1, contacts_days=30)
    Customer.objects.filter(code__in=["MARTIN", "PETIT", "DURAND"]).update(siren="552100554")
    approve_all(family, alice)
    assert sending.dispatch(family, clock).counts == {"sent": 2} and set(reasons().values()) == {""}


def test_two_heads_that_share_a_mailbox_are_two_readers(family, alice, server, world):
    """One of them would read what the other group owes."""
    approve_all(family, alice, "MARTIN", "PETIT", "DURAND")
    Contact.objects.filter(customer__code="MOREAU").update(email="durand@client.example")
    Customer.objects.filter(code="PETIT").update(group="MOREAU")
    assert sending.dispatch(family, clock).counts == {"suppressed": 1} and taken(world) == []
    assert set(reasons().values()) == {"contact_changed"}


def test_another_mailbox_of_the_head_tells_nothing_of_a_stranger(family, alice):
    """Moreau has the head's own address among its contacts: it is no member, and is written to alone."""
    Contact.objects.filter(customer__code="MOREAU").update(email="durand@client.example")
    messages = approve_all(family, alice)
    assert messages["MOREAU"].carrier is None and not messages["MOREAU"].carried.exists()
    assert "FA-6" in messages["MOREAU"].body and "FA-1" not in messages["MOREAU"].body


# What they answer


def sent_to_all(company, alice):
    messages = approve_all(company, alice, "MARTIN", "PETIT", "DURAND")
    Message.objects.update(state="sent", left_at=AT, left_on=AS_OF)
    return messages


def answered(company, messages, text, number, to="compta@ardoise.example"):
    raw = mail(text, "durand@client.example", number, to, In_Reply_To=messages["DURAND"].message_id)
    return received(company, raw)[1]


def test_an_answer_is_the_members_it_names_else_the_heads_who_may_be_told_to_be_another(family, alice):
    Mailbox.objects.create(company=family, host="imap.example", address="reponses@ardoise.example")
    messages = sent_to_all(family, alice)
    assert {message.reply_to for message in messages.values()} == {replies.reply_address(customer("DURAND"))}
    of_petit = answered(family, messages, "La facture FA-3 est contestée : marchandise défectueuse.", 1)
    assert of_petit.customer.code == "PETIT" and of_petit.answers == messages["PETIT"]
    of_all = answered(family, messages, "Nous contestons tout.", 2, messages["DURAND"].reply_to)
    assert of_all.customer.code == "DURAND" and of_all.answers == messages["DURAND"]
    assert {c.code for c in replies.others(of_all)} == {"MARTIN", "PETIT"}
    assert not replies.attach(of_all, customer("MOREAU"), alice, AT)
    assert replies.attach(of_all, customer("PETIT"), alice, AT)
    finding = Finding.objects.create(
        company=family, reply=of_all, situation="dispute", excerpt="tout", confidence=0.9, start=0
    )
    assert {item.entry.document for item in replies.accept(finding, alice, AT).items.all()} == {"FA-3"}
    assert not replies.attach(of_all, customer("MARTIN"), alice, AT)  # something is decided


def customer(code):
    return Customer.objects.get(code=code)


def test_one_that_came_back_was_not_said_to_any_of_them(family, alice):
    """And nobody is written to at that address any more, be it a member's own contact."""
    Contact.objects.filter(customer__code="PETIT").update(email="durand@client.example")
    messages = sent_to_all(family, alice)
    received(family, report(messages["DURAND"], address="durand@client.example"))
    assert set(states().values()) == {"failed"} and not MessageItem.objects.filter(is_claimed=True).exists()
    dead = Contact.objects.filter(email="durand@client.example")
    assert [contact.email_refused_at for contact in dead] == [AT, AT]
    files = files_of(evidence.export(customer("PETIT"), alice, AT, "fr"))
    (told,) = (content.decode() for name, content in files.items() if name.endswith("message.txt"))
    assert f"left_in: {messages['DURAND'].message_id}" in told, "as any mail server on the way knows it"
    assert sum("/proofs/" in name for name in files) == 1
    assert list(attestation.attested(family, AS_OF)) == []


def test_an_address_that_answered_of_one_member_is_not_given_up_for_a_report(family, alice):
    messages = sent_to_all(family, alice)
    assert answered(family, messages, "La facture FA-3 est contestée.", 1).customer.code == "PETIT"
    received(family, report(messages["DURAND"], address="durand@client.example"))
    assert set(states().values()) == {"sent"}
    assert Contact.objects.get(email="durand@client.example").email_refused_at is None
