"""What was approved before a reply came does not leave while that reply waits unread: a person decides."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from tests.actions.banks import movement
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.deliveries import by_channel, reachable, settle, to_print
from tests.actions.mails import mail
from tests.actions.outbox import TEN_DAYS_LATE, approve_all, approved, clock, later, many_approved, state_of
from tests.actions.test_instalments import agree
from tests.channels.sink import taken

from ardoise.actions import delivery, dunning, instalments, personal_messages, reconciliation, replies, sending, tasks
from ardoise.actions.personal_messages import Wish
from ardoise.actions.replies import fetching, storing
from ardoise.actions.sending import verdicts
from ardoise.channels.outcomes import ToDo
from ardoise.domain.correspondence.reasons import in_words
from ardoise.records.models import Approval, Contact, Customer, Finding, Mailbox, Message, MessageItem, Reply
from ardoise.sources.mailbox.fetching import Fetched, Position

PAID = "Bonjour, j’ai réglé hier par virement."
AWAY = "Je suis absente du bureau jusqu’au 28 mars."
SOON = AT + timedelta(minutes=5)


def wrote(company, text=PAID, at=SOON, sender="martin@client.example", number=1, **headers):
    assert replies.keep(company, mail(text, sender, number, **headers), at) in ("new", "to_attach")
    return Reply.objects.order_by("-pk").first()


def test_who_wrote_after_the_approval_is_not_reminded_and_the_items_are_free(book, alice, server, world):
    message = approved(book, alice)
    wrote(book)
    assert sending.dispatch(book, later(hours=1)).counts == {"suppressed": 1} and taken(world) == []
    assert (state_of(message), message.reason) == ("suppressed", "reply_unread")
    assert not MessageItem.objects.filter(is_claimed=True).exists()
    assert "personne ne l’a lu" in in_words(message.reason, "fr") and "nobody has read" in in_words(
        message.reason, "en"
    )


def test_the_next_run_proposes_it_and_it_leaves_once_a_person_who_knows_has_said_so(book, alice, server, world):
    approved(book, alice)
    reply = wrote(book)
    sending.dispatch(book, later(hours=1))
    tomorrow = AT + timedelta(1)
    run = dunning.run(book, AS_OF + timedelta(1), None, tomorrow)
    assert [p.level for p in run.proposals.filter(approval=None)] == ["friendly"]
    assert dunning.approve(list(run.proposals.all()), alice, tomorrow).messages
    assert sending.dispatch(book, lambda: tomorrow).counts == {"sent": 1} and len(taken(world)) == 1
    assert Reply.objects.get(pk=reply.pk).state == "new", "she saw it and reminds all the same"


@pytest.mark.parametrize("deed", ["reject", "close"])
def test_a_reply_read_and_set_aside_holds_nothing_back(book, alice, server, world, deed):
    approved(book, alice)
    reply = wrote(book)
    if deed == "reject":
        assert replies.reject(Finding.objects.get(reply=reply), alice, SOON)
    else:
        assert replies.close(reply, alice, SOON)
    assert sending.dispatch(book, later(hours=1)).counts == {"sent": 1}


@pytest.mark.parametrize(
    ("text", "sender"), [(AWAY, "martin@client.example"), (PAID, "inconnu@ailleurs.example")]
)  # fmt: skip
def test_who_is_away_and_who_is_nobody_of_theirs_holds_nothing_back(book, alice, server, text, sender):
    approved(book, alice)
    wrote(book, text, sender=sender)
    assert sending.dispatch(book, later(hours=1)).counts == {"sent": 1}


RECEIVED = "Votre courriel nous est bien parvenu sous le n° 4471."
REPLIED, GENERATED = {"Auto_Submitted": "auto-replied"}, {"Auto_Submitted": "auto-generated"}


@pytest.mark.parametrize(
    ("text", "head", "is_sent"),
    [
        (RECEIVED, GENERATED, True),
        ("Courriel placé dans la bannette 12.", REPLIED, True),  # words that nobody thought of
        ("Courriel placé dans la bannette 12.", GENERATED, False),
        ("Facture F1 rejetée : bon de commande absent.", GENERATED, False),
        ("Facture F1 rejetée : bon de commande absent.", REPLIED, False),
        (RECEIVED, {}, False),  # a person may have typed it
    ],
)
def test_what_a_machine_has_received_holds_nothing_back_and_what_it_says_besides_does(
    book, alice, server, text, head, is_sent
):
    approved(book, alice)
    reply = wrote(book, text, **head)
    assert sending.dispatch(book, later(hours=1)).counts == ({"sent": 1} if is_sent else {"suppressed": 1})
    assert [f.situation for f in reply.findings.all()] == (["acknowledgement"] if is_sent else [])
    assert Reply.objects.get(pk=reply.pk).state == "new", "a person sees it all the same"
    if is_sent:
        assert replies.accept(reply.findings.get(), alice, SOON) and Reply.objects.get(pk=reply.pk).state == "done"


def test_a_letter_in_a_scanners_mail_is_a_persons_word(book, alice, server):
    approved(book, alice)
    scanned = message_from_bytes(mail(RECEIVED, "martin@client.example", 1, **GENERATED), policy=policy.default)
    scanned.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="scan.pdf")
    replies.keep(book, scanned.as_bytes(), SOON)
    assert sending.dispatch(book, later(hours=1)).counts == {"suppressed": 1}


def test_whoever_approved_knowing_the_reply_has_decided(book, alice, server):
    wrote(book, at=AT - timedelta(hours=1))
    approved(book, alice)
    assert sending.dispatch(book, later(hours=1)).counts == {"sent": 1}


def test_what_a_machine_approved_never_leaves_to_whoever_has_written(book, alice, server):
    """The mail was fetched before, and stored behind the run that approved."""
    message = approved(book, alice)
    Approval.objects.update(by=None)
    wrote(book, at=AT - timedelta(minutes=1))
    assert sending.dispatch(book, clock).counts == {"suppressed": 1} and state_of(message) == "suppressed"


def test_a_mail_that_a_person_said_is_his_counts_from_then_on(book, alice, server):
    reply = wrote(book, at=AT - timedelta(hours=1), sender="comptable@cabinet.example")
    message = approved(book, alice)
    assert replies.attach(reply, Customer.objects.get(code="MARTIN"), alice, SOON)
    assert sending.dispatch(book, later(hours=1)).counts == {"suppressed": 1} and state_of(message) == "suppressed"


def test_asked_of_many_at_once_only_who_wrote_is_held_back(book, alice, server, world):
    count = many_approved(book, alice, 30)
    wrote(book, sender="c7@client.example")
    assert sending.dispatch(book, later(hours=1)).counts == {"suppressed": 1, "sent": count - 1}
    assert len(taken(world)) == count - 1
    assert Message.objects.get(state="suppressed").customer.code == "C07"


def test_a_reply_fetched_between_the_look_and_the_wire_still_counts(book, alice, server, world, passes):
    message = approved(book, alice)
    passes("preintent", lambda: wrote(book, at=AT))
    Approval.objects.update(at=AT - timedelta(minutes=1))
    assert sending.dispatch(book, clock).counts == {"suppressed": 1} and taken(world) == []
    assert message.pk and state_of(message) == "suppressed"


def test_a_mail_that_was_still_being_read_when_somebody_approved_was_known_to_nobody(
    book, alice, server, world, monkeypatch
):
    """It lay in the mailbox a minute before she said yes, and stood on no page."""
    now, read = [AT - timedelta(minutes=1)], storing.findings

    def meanwhile(*asked):
        approve_all(book, alice)
        now.append(AT + timedelta(minutes=1))
        return read(*asked)

    monkeypatch.setattr(storing, "findings", meanwhile)
    box = Mailbox.objects.create(company=book, host="imap.example")
    fetched = Fetched(Position(1, 1), mail(PAID), is_cut=False)
    assert fetching.kept(book, box, fetched, lambda: now[-1]) == "new"
    assert sending.dispatch(book, later(minutes=2)).counts == {"suppressed": 1} and taken(world) == []


def test_of_many_answers_given_at_once_the_next_look_sees_a_reply_that_came_since(book, alice, server, world, passes):
    """The worker had asked about all it holds; then the mail came, and every answer was over."""
    count = many_approved(book, alice, 30)
    passes("done", lambda: wrote(book, sender="c29@client.example"))
    assert sending.dispatch(book, later(hours=1)).counts == {"suppressed": 1, "sent": count - 1}


def test_what_the_head_writes_holds_back_all_it_reads_for(family, alice, server, world):
    Contact.objects.create(
        company=family, customer=Customer.objects.get(code="DURAND"), email="siege@client.example", role="accounting"
    )
    approved(family, alice)
    wrote(family, sender="siege@client.example")
    assert sending.dispatch(family, later(hours=1)).counts == {"suppressed": 1, "sent": 1}
    held = Message.objects.filter(state="suppressed").values_list("customer__code", "reason")
    assert sorted(held) == [(code, "reply_unread") for code in ("DURAND", "MARTIN", "PETIT")]


def test_of_several_accounts_of_one_reader_only_the_one_that_wrote_drops_out(family, alice, server, world):
    approved(family, alice)
    wrote(family, sender="petit@client.example")
    counts = sending.dispatch(family, later(hours=1)).counts
    assert counts == {"queued": 1, "sent": 2} and len(taken(world)) == 2
    assert sorted(Message.objects.filter(state="sent").values_list("customer__code", flat=True)) == [
        "DURAND", "MARTIN", "MOREAU",
    ]  # fmt: skip
    assert not Message.objects.filter(customer__code="PETIT").exists(), "proposed again, and nobody has said yes to it"


def test_what_is_left_of_several_accounts_waits_for_a_person_where_it_wrote_meanwhile(
    family, alice, server, world, passes
):
    approved(family, alice)
    wrote(family, sender="petit@client.example")
    passes("regathered", lambda: wrote(family, sender="martin@client.example", number=2))
    sending.dispatch(family, later(hours=1))
    assert not Message.objects.filter(customer__code="MARTIN", state="sent").exists()
    assert Message.objects.filter(customer__code="DURAND", state="sent").exists()


def test_an_answer_thanks_and_the_confirmation_of_a_plan_leave_all_the_same(book, alice, server, world):
    """They claim nothing."""
    wrote(book)
    plan = agree({invoice(book, "MARTIN", 150_000, TEN_DAYS_LATE, "FA-9"): None}, alice)
    instalments.confirm(plan, alice, AT)
    customer = Customer.objects.get(code="MARTIN")
    (reached,) = personal_messages.reached(customer, "email")
    wish = Wish("email", reached.key, "Votre virement", "Merci, nous vérifions.")
    personal_messages.send(customer, wish, "n1", alice, AT)
    wrote(book, number=2, at=SOON)
    assert sending.dispatch(book, later(hours=1)).counts == {"sent": 2}


def test_no_letter_is_printed_for_whoever_has_written_and_a_printed_one_is_told_before_it_is_posted(
    company, alice, book
):
    settle(company, "letter", "print", cost_micros=1_900_000)
    letter = to_print(company, alice)
    batch = delivery.make(company, [letter], alice, AT)
    reply = wrote(company)
    assert delivery.changed(batch, SOON) == [letter]
    with pytest.raises(delivery.Unfit, match="Martin"):
        delivery.post(batch, AS_OF, alice, SOON)
    assert delivery.unmake(batch, alice, SOON)
    assert replies.close(reply, alice, SOON) and delivery.make(company, [letter], alice, SOON)
    delivery.unmake(letter.batch or Message.objects.get(pk=letter.pk).batch, alice, SOON)
    wrote(company, number=2)
    assert delivery.make(company, [letter], alice, SOON) is None
    assert (state_of(letter), letter.reason) == ("suppressed", "reply_unread")


def test_a_call_stays_to_be_made_since_whoever_makes_it_reads_the_mail_first(company, alice, book):
    settle(company, "call", "person", cost_micros=2_000_000)
    reachable(company)
    message = by_channel(approved(company, alice), "call", "to_do")
    call = tasks.begin(message, ToDo("call", message.recipient, "Bonjour…"), AT)
    wrote(company)
    assert tasks.why_not(call, SOON) == "" and tasks.open_task(call, alice, SOON).reason == ""
    assert tasks.note_outcome(call, "reached", alice, SOON).reason == "" and state_of(message) == "sent"


def test_a_call_is_handed_to_a_person_though_the_customer_has_written(company, alice, book):
    settle(company, "call", "person", cost_micros=2_000_000)
    reachable(company)
    message = by_channel(approved(company, alice), "call")
    wrote(company)
    assert sending.dispatch(company, later(hours=1)).counts == {"to_do": 1} and state_of(message) == "to_do"


def test_a_payment_says_why_before_a_reply_does(book, alice, server):
    """Of two reasons the fact is told."""
    message = approved(book, alice)
    wrote(book)
    for entry in book.invoices:
        match = reconciliation.Match(movement(book, entry.amount_cents), {entry.pk: entry.amount_cents}, entry.customer)
        reconciliation.apply(match, alice, SOON)
    assert verdicts.why_not(message, AS_OF) == "nothing_open"


def test_a_thousand_mails_of_others_cost_one_question(book, alice, server, django_assert_max_num_queries):
    message = approved(book, alice)
    invoice(book, "PETIT", 10_000, TEN_DAYS_LATE)
    for number in range(30):
        wrote(book, sender="petit@client.example", number=number)
    fresh = Message.objects.select_related("approval", "customer", "company").get(pk=message.pk)
    with django_assert_max_num_queries(1):
        assert verdicts.answered([fresh]) == set()
