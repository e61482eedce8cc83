"""What leaves is what was shown, belongs to one customer only, and never changes again."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from datetime import timedelta

import fastexcel
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader
from tests.actions.books import AS_OF, AT, invoice

from ardoise.actions import correspondence, disputes, dunning, personal_messages, policies, verification
from ardoise.actions.correspondence import parts
from ardoise.actions.correspondence.composing import compose
from ardoise.actions.restraints import Noted
from ardoise.actions.sending import verdicts
from ardoise.domain.correspondence import letters
from ardoise.domain.dunning import DEFAULT_POLICY, Level
from ardoise.domain.policies import described
from ardoise.formats import statements
from ardoise.records.models import (
    Approval,
    Contact,
    Customer,
    Entry,
    Message,
    MessageItem,
    Policy,
    PolicyVersion,
    Proposal,
)

LATE = AS_OF - timedelta(10)


@pytest.fixture
def book(in_company):
    invoice(in_company, "MARTIN", 120_000, LATE, "FA-1", label="Livraison")
    invoice(in_company, "MARTIN", -20_000, AS_OF, "AV-2")
    invoice(in_company, "PETIT", 50_000, LATE, "FA-3")
    return in_company


def proposals(company, alice):
    run = dunning.plan(company, AS_OF, alice, AT)
    return {proposal.customer.code: proposal for proposal in run.proposals.select_related("customer", "run")}


def text_of(pdf):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(bytes(pdf))).pages)


def test_the_preview_is_exactly_what_leaves(book, alice):
    proposal = proposals(book, alice)["MARTIN"]
    draft = correspondence.preview(proposal)
    (message,) = dunning.approve([proposal], alice, AT).messages
    (paper,) = message.attachments.all()
    shown = (draft.sender, draft.recipient, draft.language, draft.subject, draft.body, draft.html, draft.pdf)
    frozen = (message.sender, message.recipient, message.language, message.subject, message.body, message.html)
    assert shown == (*frozen, bytes(paper.content))
    assert draft.amount_cents == message.amount_cents == 100_000


def test_a_preview_writes_nothing(book, alice):
    proposal = proposals(book, alice)["MARTIN"]
    correspondence.preview(proposal)
    assert not Message.objects.exists() and not Approval.objects.exists()


def test_letter_statement_and_ledger_say_the_same_amounts(book, alice):
    (message,) = dunning.approve([proposals(book, alice)["MARTIN"]], alice, AT).messages
    page = text_of(message.attachments.get().content)
    for text in (message.body, page):
        assert re.search(r"1\s200,00", text) and re.search(r"−200,00", text) and re.search(r"1\s000,00", text)
    assert sorted(message.items.values_list("document", "open_cents")) == [("AV-2", -20_000), ("FA-1", 120_000)]


def test_a_credit_listed_is_not_claimed_and_may_be_listed_again(book, alice):
    (message,) = dunning.approve([proposals(book, alice)["MARTIN"]], alice, AT).messages
    assert dict(message.items.values_list("document", "is_claimed")) == {"FA-1": True, "AV-2": False}


def test_a_credit_listed_before_makes_no_reminder_of_what_was_never_reminded(book, alice):
    (message,) = dunning.approve([proposals(book, alice)["MARTIN"]], alice, AT).messages
    Message.objects.filter(pk=message.pk).update(state="sent", left_at=AT, left_on=AS_OF)
    Entry.objects.filter(document="FA-1").update(gone_on=AS_OF)
    invoice(book, "MARTIN", 90_000, AS_OF + timedelta(1), "FA-9")
    then = AS_OF + timedelta(20)
    run = dunning.plan(book, then, alice, AT + timedelta(20))
    context = correspondence.context_of(run.proposals.get(customer__code="MARTIN")).letter
    assert [item.document for item in context.items] == ["AV-2", "FA-9"] and context.last_sent_on is None


def test_the_customer_reads_his_own_language(book, alice):
    Customer.objects.filter(code="MARTIN").update(language="en")
    draft = correspondence.preview(proposals(book, alice)["MARTIN"])
    assert draft.subject.startswith("Reminder") and "€1,000.00" in draft.body
    assert draft.papers[0].name == "statement-MARTIN-20260316.pdf" and "Statement" in text_of(draft.pdf)


def test_whoever_handles_payments_is_written_to_first(book, alice):
    martin = Customer.objects.get(code="MARTIN")
    Contact.objects.filter(customer=martin).update(role="management")
    assert correspondence.recipient_of(martin) == "martin@client.example"
    Contact.objects.create(company=book, customer=martin, role="accounting", email="")
    Contact.objects.create(company=book, customer=martin, role="billing", email="billing@client.example")
    assert correspondence.recipient_of(martin) == "billing@client.example"


@pytest.fixture
def undeducted(in_company):
    """A company whose one policy shows credits apart."""
    switch_on(in_company, net_credits=False)
    return in_company


def switch_on(company, **words):
    row, _ = Policy.objects.get_or_create(company=company, name="default", is_default=True)
    content = described(replace(DEFAULT_POLICY, **words))
    number = row.versions.count() + 1
    facts = {"number": number, "content": content, "at": AT, "switched_on_at": AT + timedelta(minutes=number)}
    PolicyVersion.objects.create(company=company, policy=row, **facts)


@pytest.mark.parametrize(("language", "told"), [("fr", "non déduits"), ("en", "not deducted")])
def test_credits_that_are_not_deducted_stand_apart_wherever_the_claim_is_read(book, undeducted, alice, language, told):
    Customer.objects.filter(code="MARTIN").update(language=language)
    type(book).objects.update(iban="FR7630006000011234567890189")
    proposal = proposals(book, alice)["MARTIN"]
    draft = correspondence.preview(proposal)
    assert draft.amount_cents == proposal.amount_cents == 120_000
    for text in (draft.body, text_of(draft.pdf), re.sub(r"<[^>]+>", " ", draft.html)):
        claimed, apart = re.split(told, re.sub(r"\s", " ", text), maxsplit=1)
        assert re.search(r"1[\s,]200[,.]00", claimed) and "AV-2" not in claimed
        assert "AV-2" in apart and "200" in apart
    assert "EUR1200.00" in statements.payment_code(draft.context.statement)
    (message,) = dunning.approve([proposal], alice, AT).messages
    assert sorted(message.items.values_list("document", "is_apart")) == [("AV-2", True), ("FA-1", False)]
    assert correspondence.is_whole(message) and not list(verification.sums(book, AS_OF))
    message.items.update(is_apart=False)
    assert not correspondence.is_whole(message)


def test_a_second_formal_notice_names_the_first_from_which_a_consumer_owes_interest(book, alice):
    """1,200.00 at the legal rate of the first half of 2026, 2.62 %, for the twenty days since: 1.72."""
    Customer.objects.filter(code="MARTIN").update(kind="consumer")
    levels = tuple(Level(f"formal_{n}", days, tone="formal") for n, days in enumerate((7, 21), 1))
    switch_on(book, levels=levels)
    Entry.objects.filter(document="AV-2").update(gone_on=AS_OF - timedelta(1))
    first = proposals(book, alice)["MARTIN"]
    (message,) = dunning.approve([first], alice, AT).messages
    assert "À compter de la présente" in message.body and first.items.get().interest_cents == 0
    Message.objects.filter(pk=message.pk).update(state="sent", left_on=AS_OF)
    run = dunning.plan(book, AS_OF + timedelta(20), alice, AT + timedelta(20))
    again = run.proposals.get(customer__code="MARTIN")
    draft = correspondence.preview(again)
    assert again.level == "formal_2" and again.items.get().interest_cents == 172
    assert "Depuis la mise en demeure du 16 mars 2026, la somme réclamée porte intérêt" in draft.body
    assert "À compter de la présente" not in draft.body


def test_a_friendly_reminder_is_no_formal_notice_since_another_policy_says_that_level_formally(book, alice):
    Customer.objects.filter(code="MARTIN").update(kind="consumer")
    switch_on(book, levels=(Level("first", 7), Level("second", 21)))
    Entry.objects.filter(document="AV-2").update(gone_on=AS_OF - timedelta(1))
    (message,) = dunning.approve([proposals(book, alice)["MARTIN"]], alice, AT).messages
    assert message.tone == "friendly"
    Message.objects.filter(pk=message.pk).update(state="sent", left_on=AS_OF)
    levels = tuple(Level(key, days, tone="formal") for key, days in (("first", 7), ("second", 21)))
    strict = policies.make(book, "Ferme", described(replace(DEFAULT_POLICY, levels=levels)), alice, AT)
    policies.switch_on(strict, alice, AT)
    policies.override(Customer.objects.get(code="MARTIN"), strict.policy, "ne paie jamais", alice, AT)
    run = dunning.plan(book, AS_OF + timedelta(20), alice, AT + timedelta(20))
    again = run.proposals.get(customer__code="MARTIN")
    assert (again.policy, again.level) == ("Ferme", "second")
    assert "À compter de la présente" in correspondence.preview(again).body
    for tone, state, channel, owed in (
        ("formal", "sent", "email", 172),
        ("formal", "kept", "email", 0),
        ("formal", "sent", "sms", 0),
        ("formal", "sent", "call", 0),
        ("formal", "sent", "registered_letter", 172),
        ("friendly", "sent", "email", 0),
    ):
        Message.objects.filter(pk=message.pk).update(tone=tone, state=state, channel=channel)
        run = dunning.plan(book, AS_OF + timedelta(20), alice, AT + timedelta(20))
        (item,) = run.proposals.get(customer__code="MARTIN").items.filter(open_cents__gt=0)
        assert item.interest_cents == owed, "as it was frozen and left, whatever the level is called since"
        is_told = "Depuis la mise en demeure" in correspondence.preview(item.proposal).body
        assert is_told is bool(owed), "a text message or a call puts nobody on notice"


@pytest.mark.parametrize(("language", "told"), [
    ("fr", "sur 1 200,00 € ; 200,00 € contestés, non réclamés"), ("en", "of €1,200.00; €200.00 contested, not claimed"),
])  # fmt: skip
def test_what_is_contested_of_an_invoice_is_said_beside_the_rest_that_is_claimed(book, alice, language, told):
    Customer.objects.filter(code="MARTIN").update(language=language)
    Entry.objects.filter(document="AV-2").update(gone_on=AS_OF - timedelta(1))
    switch_on(
        book, levels=(replace(DEFAULT_POLICY.levels[-1], papers=("statement", "statement_xlsx"), days_overdue_min=7),)
    )
    martin, entry = Customer.objects.get(code="MARTIN"), Entry.objects.get(document="FA-1")
    dispute = disputes.open_about(martin, "price", {entry: 20_000}, Noted("", AS_OF, alice, AT))
    proposal = proposals(book, alice)["MARTIN"]
    draft = correspondence.preview(proposal)
    on_paper = letters.write(replace(draft.context.letter, channel="letter")).body
    spoken = letters.write(replace(draft.context.letter, channel="call")).body
    rows = fastexcel.read_excel(draft.papers[1].content).load_sheet(0, header_row=None, dtypes="string").to_polars()
    listed = next(row for row in rows.rows() if row[0] == "FA-1")
    page = re.sub(r"<[^>]+>", " ", html.unescape(draft.html))
    for text in (draft.body, page, on_paper, spoken, text_of(draft.pdf), listed[5]):
        assert told in re.sub(r"\s+", " ", text)
    assert draft.amount_cents == proposal.amount_cents == 100_000 and float(listed[4]) == 1_000
    (message,) = dunning.approve([proposal], alice, AT).messages
    disputes.settle(dispute, "withdrawn", Noted("", AS_OF, alice, AT + timedelta(days=1)))
    (item,) = parts.with_parts_told(message, list(message.items.all()))
    assert item.part.replace("\u202f", " ").replace("\xa0", " ") == told  # as it was when it left


def test_what_was_paid_of_an_invoice_is_said_beside_the_rest(book, alice):
    paid = invoice(book, "PETIT", -20_000, AS_OF, "VIR", kind="payment", booked_on=AS_OF)
    Entry.objects.filter(document="FA-3").update(letter="A")
    Entry.objects.filter(pk=paid.pk).update(letter="A")
    draft = correspondence.preview(proposals(book, alice)["PETIT"])
    assert "reste dû sur 500,00 €" in re.sub(r"\s+", " ", draft.body) and draft.amount_cents == 30_000


@pytest.mark.parametrize(("language", "told"), [("fr", "partie de −350,00 €"), ("en", "part of −€350.00")])
def test_a_credit_listed_in_part_says_of_what_it_is_a_part_also_behind_a_loop_of_our_own(
    book, undeducted, alice, language, told
):
    Customer.objects.filter(code="MARTIN").update(language=language)
    used = invoice(book, "MARTIN", 15_000, AS_OF, "FA-8", booked_on=AS_OF)
    Entry.objects.filter(pk=used.pk).update(letter="A")
    Entry.objects.filter(document="AV-2").update(letter="A", amount_cents=-35_000)
    draft = correspondence.preview(proposals(book, alice)["MARTIN"])
    words = letters.Words("s", "{% for item in items %}{{item_document}}\n{% endfor %}\n\n{{signature}}")
    looped = letters.write(draft.context.letter, words)
    page = re.sub(r"<[^>]+>", " ", html.unescape(looped.html))
    for text in (draft.body, text_of(draft.pdf), looped.body, page):
        assert told in re.sub(r"\s+", " ", text) and "AV-2" in text


def test_a_text_message_lists_no_credit(book, undeducted, alice):
    martin = proposals(book, alice)["MARTIN"]
    context = replace(correspondence.context_of(martin).letter, channel="sms")
    assert "AV-2" not in letters.write(context).body


def test_a_reminder_whose_credit_was_used_or_is_now_deducted_does_not_leave(book, undeducted, alice):
    (message,) = dunning.approve([proposals(book, alice)["MARTIN"]], alice, AT).messages
    assert verdicts.why_not(message, AS_OF) == ""
    switch_on(book, net_credits=True)
    assert verdicts.why_not(message, AS_OF) == "amount_changed"
    switch_on(book, net_credits=False)
    Entry.objects.filter(document="AV-2").update(gone_on=AS_OF)
    assert verdicts.why_not(message, AS_OF) == "amount_changed"
    assert verdicts.reasons_against(book, AS_OF, [message])[message.pk] == "amount_changed"


def test_a_statement_shows_credits_apart_as_the_reminders_of_that_customer_do(book, undeducted):
    (shown,) = personal_messages.statements_of(Customer.objects.get(code="MARTIN"), AS_OF)
    assert (shown.total_cents, [credit.document for credit in shown.credits]) == (120_000, ["AV-2"])


def test_a_draft_of_another_customer_is_refused(book, alice):
    both = proposals(book, alice)
    approval = Approval.objects.create(company=book, proposal=both["MARTIN"], by=alice, at=AT)
    stranger = correspondence.preview(both["PETIT"])
    own = correspondence.preview(both["MARTIN"])
    for draft in (stranger, replace(own, papers=stranger.papers)):
        with pytest.raises(ValueError, match="another customer"):
            compose(approval, AT, draft)
    assert not Message.objects.exists()


def test_a_proposal_that_lists_another_customers_item_is_not_written(book, alice):
    both = proposals(book, alice)
    both["MARTIN"].items.update(entry=both["PETIT"].items.get().entry)
    with pytest.raises(ValueError, match="another customer"):
        correspondence.preview(both["MARTIN"])


@pytest.mark.parametrize("name", ["Ardoise\r\nBcc: x@evil.example", "Ardoise\nX: y", "Ardoise\u2028"])
def test_a_line_break_in_the_sender_is_refused_before_anything_is_written(book, alice, name):
    type(book).objects.update(sender_name=name)
    outcome = dunning.approve(list(proposals(book, alice).values()), alice, AT)
    assert {refusal.reason for refusal in outcome.refusals} == {"unsafe_header"}
    assert not Message.objects.exists()


def test_a_display_name_is_quoted(book, alice):
    type(book).objects.update(sender_name="Ardoise, compta")
    draft = correspondence.preview(proposals(book, alice)["MARTIN"])
    assert draft.sender == '"Ardoise, compta" <compta@ardoise.example>'


@pytest.mark.parametrize("fact", ["document", "open_cents", "due_on"])
def test_the_fingerprint_covers_the_items(book, alice, fact):
    (message,) = dunning.approve([proposals(book, alice)["MARTIN"]], alice, AT).messages
    assert correspondence.is_whole(message)
    message.items.update(**{fact: {"document": "FA-9", "open_cents": 50_000, "due_on": AS_OF}[fact]})
    assert not correspondence.is_whole(message)


def test_the_fingerprint_covers_every_byte_of_the_papers(book, alice):
    (message,) = dunning.approve([proposals(book, alice)["MARTIN"]], alice, AT).messages
    content = bytearray(message.attachments.get().content)
    content[len(content) // 2] ^= 1
    message.attachments.update(content=bytes(content))
    assert not correspondence.is_whole(message)


def copied(message, **facts):
    """The same message once more, under other keys: what a bug might try."""
    approval = Approval.objects.create(
        company=message.company, proposal=spare_proposal(message), by=None, at=timezone.now()
    )
    fields = {f.attname: getattr(message, f.attname) for f in Message._meta.concrete_fields if f.name != "id"}
    return Message(**fields | {"approval_id": approval.pk, "message_id": "<other@x>"} | facts)


def spare_proposal(message):
    original = message.approval.proposal
    run = type(original.run).objects.create(company=message.company, policy="other", as_of=AS_OF, at=AT)
    fields = {f.attname: getattr(original, f.attname) for f in Proposal._meta.concrete_fields if f.name != "id"}
    return Proposal.objects.create(**fields | {"run_id": run.pk})


def test_the_database_itself_refuses_a_second_message_of_the_day(book, alice):
    (message,) = dunning.approve([proposals(book, alice)["MARTIN"]], alice, AT).messages
    with pytest.raises(IntegrityError), transaction.atomic():
        copied(message).save()


def test_the_database_itself_refuses_an_item_twice_at_a_level(book, alice):
    (message,) = dunning.approve([proposals(book, alice)["MARTIN"]], alice, AT).messages
    other = copied(message, as_of=AS_OF + timedelta(1))
    other.save()
    item = message.items.get(document="FA-1")
    fields = {f.attname: getattr(item, f.attname) for f in MessageItem._meta.concrete_fields if f.name != "id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageItem.objects.create(**fields | {"message_id": other.pk})
