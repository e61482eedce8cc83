"""What the head of a group answers to the one message it read for several accounts: none of them is forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.actions.banks import movement
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.mails import mail, received
from tests.actions.sending.test_groups import answered, customer, sent_to_all
from tests.actions.test_evidence import files_of

from ardoise.actions import disputes, dunning, evidence, reconciliation, replies, rights, timeline
from ardoise.actions.reconciliation import Match
from ardoise.actions.restraints import Noted, Unfit
from ardoise.records.models import Advice, Customer, Dispute, Entry, Finding, PaymentNotice, Promise, Reply, Task

ALL = "Nous contestons l'ensemble de ces factures, les prix sont faux."


@pytest.fixture
def messages(family, alice):
    return sent_to_all(family, alice)


def read(family, messages, text, number=1, **facts):
    """What was read in an answer to the head's one message."""
    reply = answered(family, messages, text, number)
    return Finding.objects.exclude(situation="advice").get(reply=reply)


def disputed():
    return {d.customer.code: {i.entry.document for i in d.items.all()} for d in Dispute.objects.all()}


def promised():
    return {one.customer.code: one.amount_cents for one in Promise.objects.filter(ended_at=None)}


def test_everything_is_contested_for_every_account_the_message_told(family, alice, messages):
    finding = read(family, messages, ALL)
    assert finding.reply.customer.code == "DURAND"
    assert [c.code for c in replies.suggested(finding)] == ["DURAND", "MARTIN", "PETIT"]
    replies.accept(finding, alice, AT)
    assert disputed() == {"DURAND": {"FA-5"}, "MARTIN": {"FA-1", "FA-2"}, "PETIT": {"FA-3"}}
    finding.refresh_from_db()
    assert (finding.decision, finding.facts["customers"]) == ("accepted", ["DURAND", "MARTIN", "PETIT"])
    run = dunning.plan(family, AS_OF + timedelta(14), alice, AT + timedelta(14))
    assert set(run.proposals.values_list("customer__code", flat=True)) == {"MOREAU"}, "all are left in peace"


def test_a_person_chooses_accounts_and_items_and_it_is_told_as_corrected(family, alice, messages):
    finding = read(family, messages, ALL)
    replies.accept(finding, alice, AT, {"customers": ["MARTIN", "PETIT"], "documents": ["FA-2"]})
    assert disputed() == {"MARTIN": {"FA-2"}, "PETIT": {"FA-3"}}
    finding.refresh_from_db()
    assert finding.decision == "edited" and replies.accept(finding, alice, AT) is None


def test_an_item_of_an_account_that_is_not_ticked_or_of_nobody_stops_all(family, alice, messages):
    finding = read(family, messages, ALL)
    for documents, told in ((["FA-1", "FA-3"], "Petit Frères"), (["FA-1", "FA-99"], "FA-99"), (["FA-6"], "FA-6")):
        with pytest.raises(Unfit, match=told):
            replies.accept(finding, alice, AT, {"customers": ["MARTIN"], "documents": documents})
    with pytest.raises(Unfit):
        replies.accept(finding, alice, AT, {"customers": []})
    with pytest.raises(rights.Missing):
        replies.accept(finding, alice, AT, {"customers": ["MARTIN", "MOREAU"]})
    finding.refresh_from_db()
    assert not Dispute.objects.exists() and finding.decision == ""


def test_a_part_is_contested_of_one_account_alone(family, alice, messages):
    finding = read(family, messages, ALL)
    part = {"documents": ["FA-1", "FA-3"], "contested_cents": 5_000}
    with pytest.raises(Unfit):
        replies.accept(finding, alice, AT, part | {"customers": ["MARTIN", "PETIT"]})
    made = replies.accept(finding, alice, AT, part | {"customers": ["PETIT"], "documents": ["FA-3"]})
    assert [item.contested_cents for item in made.items.all()] == [5_000] and set(disputed()) == {"PETIT"}


def test_items_named_of_two_accounts_are_each_ones_and_the_third_is_left(family, alice, messages):
    finding = read(family, messages, "Nous contestons les factures FA-1 et FA-3, le prix est faux.")
    assert [c.code for c in replies.suggested(finding)] == ["MARTIN", "PETIT"]
    replies.accept(finding, alice, AT)
    assert disputed() == {"MARTIN": {"FA-1"}, "PETIT": {"FA-3"}}


def test_an_account_named_by_its_name_is_meant_alone_but_the_reader_names_itself_everywhere(family, alice, messages):
    finding = read(family, messages, "Pour Petit Frères, nous contestons la totalité des factures, prix faux.")
    assert [c.code for c in replies.suggested(finding)] == ["PETIT"]
    finding = read(family, messages, "Durand SARL : nous contestons la totalité des factures, prix faux.", 2)
    assert len(replies.suggested(finding)) == 3


def test_an_account_is_called_without_its_legal_form_and_a_longer_name_calls_no_shorter_one(family, alice, messages):
    Customer.objects.filter(code="PETIT").update(name="Armor Nord S.A.R.L.")
    Customer.objects.filter(code="MARTIN").update(name="SAS Armor Nord Est")
    for said, code in (("Armor Nord", "PETIT"), ("armor nord est", "MARTIN"), ("Armor Nord Est SAS", "MARTIN")):
        reply = answered(
            family, messages, f"Pour {said} on règle tout le 10/12. La FA-5 est un doublon.", f"{said}{code}"
        )
        promise = Finding.objects.get(reply=reply, situation="promise")
        assert [c.code for c in replies.suggested(promise)] == [code], "not whose invoice another sentence names"


def test_where_one_account_is_contested_already_nothing_is_done_and_it_is_named(family, alice, messages):
    finding = read(family, messages, ALL)
    replies.accept(finding, alice, AT, {"customers": ["PETIT"]})
    again = read(family, messages, "Nous contestons tout : marchandise défectueuse.", 2)
    with pytest.raises(Unfit, match="Petit Frères"):
        replies.accept(again, alice, AT)
    assert set(disputed()) == {"PETIT"}


def test_a_promise_for_all_is_each_ones_own_amount(family, alice, messages):
    replies.accept(read(family, messages, "Nous réglerons le tout le 27/03/2026."), alice, AT)
    assert promised() == {"MARTIN": 154_567, "PETIT": 30_000, "DURAND": 7_000}


def test_an_amount_promised_is_spread_over_the_accounts_with_the_oldest_item_first(family, alice, messages):
    invoice(family, "PETIT", 1_000, date(2026, 1, 5), "FA-8")
    finding = read(family, messages, "Nous vous paierons 400,00 € le 27/03/2026.")
    replies.accept(finding, alice, AT)
    assert promised() == {"PETIT": 31_000, "DURAND": 7_000, "MARTIN": 2_000}
    finding = read(family, messages, "Nous vous paierons 4 000,00 € le 27/03/2026.", 2)
    with pytest.raises(Unfit, match=r"Martin & Fils 1.545,67"):
        replies.accept(finding, alice, AT)
    replies.accept(finding, alice, AT, {"customers": ["MARTIN"]})  # of one it is as the person says
    assert promised()["MARTIN"] == 400_000


def test_who_owes_nothing_more_is_named_and_can_be_left_out(family, alice, messages):
    pay(family, "PETIT", Entry.objects.get(document="FA-3"))
    finding = read(family, messages, "Nous réglerons le tout le 27/03/2026.")
    with pytest.raises(Unfit, match="Petit Frères"):
        replies.accept(finding, alice, AT)
    replies.accept(finding, alice, AT, {"customers": ["MARTIN", "DURAND"]})
    assert set(promised()) == {"MARTIN", "DURAND"}


def test_said_to_be_paid_it_is_waited_for_on_every_account_and_listed_once(family, alice, messages):
    finding = read(family, messages, "Nous avons tout payé par virement le 12/03/2026.\nFA-1 1 200,00\nFA-3 500,00")
    replies.accept(finding, alice, AT)
    notices = {(one.customer.code, one.entry and one.entry.document) for one in PaymentNotice.objects.all()}
    assert {code for code, _document in notices} >= {"MARTIN", "PETIT"}
    assert not PaymentNotice.objects.exclude(amount_cents=None).exists()
    assert Advice.objects.filter(document="FA-1").count() <= 1


def wanted(what):
    """The tasks of that wish: customer → what they name."""
    tasks = Task.objects.filter(subject__startswith=what).select_related("customer")
    return {task.customer.code: task.subject.partition(":")[2] for task in tasks}


def test_copies_are_wanted_of_the_accounts_whose_invoices_they_name(family, alice, messages):
    replies.accept(read(family, messages, "Merci de nous envoyer un duplicata des factures FA-1 et FA-3."), alice, AT)
    assert wanted("copy_wanted") == {"MARTIN": "FA-1", "PETIT": "FA-3"}
    assert Finding.objects.get(situation="copy_wanted").facts["customers"] == ["MARTIN", "PETIT"]


def test_a_copy_of_nothing_named_is_wanted_by_whoever_wrote(family, alice, messages):
    replies.accept(read(family, messages, "Merci de nous envoyer un duplicata de la facture."), alice, AT)
    assert wanted("copy_wanted") == {"DURAND": ""}


def test_a_plan_is_wanted_of_each_account_or_of_the_one_it_names(family, alice, messages):
    replies.accept(read(family, messages, "Pour Petit Frères, pourrions-nous payer en trois fois ?"), alice, AT)
    assert wanted("plan_wanted") == {"PETIT": ""}
    replies.accept(read(family, messages, "Pourrions-nous payer le tout en trois fois ?", 2), alice, AT)
    assert set(wanted("plan_wanted")) == {"DURAND", "MARTIN", "PETIT"}


def test_the_head_that_owes_nothing_itself_answers_for_its_members(family, alice):
    pay(family, "DURAND", Entry.objects.get(document="FA-5"))
    run = dunning.plan(family, AS_OF, alice, AT)
    asked = run.proposals.filter(customer__code__in=["MARTIN", "PETIT"]).select_related("customer")
    by_code = {message.customer.code: message for message in dunning.approve(list(asked), alice, AT).messages}
    carrier = by_code["MARTIN"]
    assert by_code["PETIT"].carrier == carrier
    raw = mail(ALL, "durand@client.example", In_Reply_To=carrier.message_id)
    reply = received(family, raw)[1]
    assert reply.customer.code == "DURAND"
    replies.accept(Finding.objects.get(reply=reply, situation="dispute"), alice, AT)
    assert disputed() == {"MARTIN": {"FA-1", "FA-2"}, "PETIT": {"FA-3"}}


def test_an_answer_to_one_customer_s_message_is_about_nobody_else(family, alice, messages):
    raw = mail("Nous contestons tout, le prix est faux.", "moreau@client.example", 9)
    reply = received(family, raw)[1]
    assert reply.customer.code == "MOREAU" and [c.code for c in replies.offered(reply)] == ["MOREAU"]
    replies.accept(Finding.objects.get(reply=reply), alice, AT)
    assert set(disputed()) == {"MOREAU"} and "customers" not in Finding.objects.get(reply=reply).facts
    assert Reply.objects.count() == 1


# Where it is found again


def mails_in(code, alice, dispute=None):
    """The mails of theirs in a customer's evidence, as they came."""
    files = files_of(evidence.export(customer(code), alice, AT, "fr", dispute))
    return b"".join(content for name, content in files.items() if name.startswith("replies/"))


def told_of(code):
    return [step.key for step in timeline.everything(customer(code), AS_OF, "fr") if step.about == "reply"]


def test_an_answer_about_all_is_in_the_file_of_each_with_what_came_with_it_and_in_nobody_elses(family, alice, messages):
    raw = mail(ALL, "durand@client.example", 1, In_Reply_To=messages["DURAND"].message_id, X_Proof="bon-signé")
    reply = received(family, raw)[1]
    for code in ("DURAND", "MARTIN", "PETIT"):
        assert mails_in(code, alice) == raw and told_of(code) == [reply.pk], code
    assert mails_in("MOREAU", alice) == b"" and told_of("MOREAU") == []
    replies.accept(Finding.objects.get(reply=reply), alice, AT)
    for dispute in Dispute.objects.all():
        assert mails_in(dispute.customer.code, alice, dispute) == raw
    entry = Entry.objects.get(document="FA-6")
    strange = disputes.open_about(customer("MOREAU"), "price", {entry: None}, Noted("", AS_OF, alice, AT))
    assert mails_in("MOREAU", alice, strange) == b""


def test_what_is_about_one_account_is_in_the_file_of_that_one_alone(family, alice, messages):
    read(family, messages, "La facture FA-3 est contestée : marchandise défectueuse.")
    assert [code for code in ("DURAND", "MARTIN", "PETIT") if told_of(code)] == ["PETIT"]
    assert b"FA-3" in mails_in("PETIT", alice) and mails_in("MARTIN", alice) == b""
    two = read(family, messages, "Nous contestons les factures FA-1 et FA-3, le prix est faux.", 2)
    read(family, messages, "Nous contestons la facture FA-5, le prix est faux.", 3)
    assert two.reply_id in told_of("MARTIN") and two.reply_id in told_of("PETIT")
    assert b"FA-5" in mails_in("DURAND", alice)
    assert b"FA-5" not in mails_in("MARTIN", alice) + mails_in("PETIT", alice), "the head speaks of its own"


def test_once_a_person_has_said_of_whom_it_is_the_others_have_it_no_more(family, alice, messages):
    finding = read(family, messages, ALL)
    assert told_of("PETIT")
    replies.accept(finding, alice, AT, {"customers": ["MARTIN"]})
    assert told_of("MARTIN") and not told_of("PETIT") and mails_in("PETIT", alice) == b""
    other = read(family, messages, "Merci de patienter, on nous a livré par erreur : nous contestons tout, le prix.", 2)
    assert other.reply_id in told_of("PETIT") and replies.attach(other.reply, customer("MARTIN"), alice, AT)
    assert other.reply_id not in told_of("PETIT") and other.reply_id in told_of("MARTIN")
    replies.reject(other, alice, AT)
    assert other.reply_id not in told_of("PETIT")


def test_a_timeline_asks_as_much_however_many_answers_there_are(family, alice, messages, django_assert_max_num_queries):
    for number in range(12):
        read(family, messages, ALL, number)
    with django_assert_max_num_queries(34):
        assert len(told_of("MARTIN")) == 12


OWED = {"MARTIN": 154_567, "PETIT": 30_000, "DURAND": 7_000}
"""What each of the three accounts owes."""


@pytest.mark.parametrize("is_rest_first", [False, True])
def test_the_rest_is_of_each_account_what_the_first_promise_leaves_of_it(family, alice, messages, is_rest_first):
    """1,915.67 are owed by three: 400 on the 27th, the rest in April, in whichever order they are accepted."""
    reply = answered(family, messages, "Nous vous paierons 400,00 € le 27/03/2026 et le solde le 10/04/2026.", 1)
    first, rest = Finding.objects.filter(reply=reply, situation="promise").order_by("pk")
    for finding in (rest, first) if is_rest_first else (first, rest):
        assert replies.accept(finding, alice, AT)
    told = Promise.objects.filter(ended_at=None)
    each = {code: sum(told.filter(customer__code=code).values_list("amount_cents", flat=True)) for code in OWED}
    assert each == OWED
    on_the_first = told.filter(promised_on=date(2026, 3, 27)).values_list("amount_cents", flat=True)
    assert sum(on_the_first) == 40_000


def test_the_rest_of_one_account_is_what_its_own_part_of_the_first_promise_leaves(family, alice, messages):
    reply = answered(family, messages, "Nous vous paierons 400,00 € le 27/03/2026 et le solde le 10/04/2026.", 1)
    first, rest = Finding.objects.filter(reply=reply, situation="promise").order_by("pk")
    replies.accept(first, alice, AT, {"customers": ["MARTIN"]})
    replies.accept(rest, alice, AT, {"customers": ["MARTIN"]})
    assert sum(Promise.objects.filter(ended_at=None).values_list("amount_cents", flat=True)) == OWED["MARTIN"]
    other = answered(family, messages, "Nous vous paierons 1 915,67 € le 27/03/2026 et le solde le 10/04/2026.", 2)
    rest = Finding.objects.filter(reply=other, situation="promise").order_by("pk").last()
    with pytest.raises(Unfit, match="montant"):
        replies.accept(rest, alice, AT)


def rest_beside(family, messages, alice, paid, number=1, **facts):
    """What each promises of the rest, beside a payment that the head's mail tells."""
    reply = answered(family, messages, f"Nous avons réglé {paid} hier et vous réglons le solde le 10/04/2026.", number)
    found = Finding.objects.filter(reply=reply)
    replies.accept(found.get(situation="promise"), alice, AT, facts)
    return promised()


def test_the_rest_beside_a_payment_is_what_it_leaves_of_the_account_that_owes_as_much(family, alice, messages):
    assert rest_beside(family, messages, alice, "300,00 €") == {"MARTIN": OWED["MARTIN"], "DURAND": OWED["DURAND"]}


def test_the_rest_beside_a_payment_is_what_it_leaves_of_the_account_it_names(family, alice, messages):
    left = {**OWED, "MARTIN": OWED["MARTIN"] - 50_000}
    assert rest_beside(family, messages, alice, "500,00 € de la facture FA-1", customers=list(OWED)) == left


def test_the_rest_is_all_that_is_open_where_the_payment_is_booked_on_any_of_the_accounts(family, alice, messages):
    entries = {one.document: one for one in Entry.objects.filter(document__in=("FA-2", "FA-5"))}
    receipt = movement(family, 41_567, on=AS_OF - timedelta(1))
    reconciliation.apply(Match(receipt, {e.pk: e.amount_cents for e in entries.values()}), alice, AT)
    assert rest_beside(family, messages, alice, "415,67 €", customers=["MARTIN", "PETIT"]) == {
        "MARTIN": 120_000,
        "PETIT": 30_000,
    }


def test_where_the_payment_may_be_of_any_account_a_person_is_asked_with_what_is_left_of_all(family, alice, messages):
    with pytest.raises(Unfit, match=r"1.415,67"):
        rest_beside(family, messages, alice, "500,00 €")
    assert not Promise.objects.exists()
