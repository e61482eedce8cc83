"""Letters printed here: gathered, printed, posted on a day; until then all may be undone."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import by_channel, reachable, settle, to_print
from tests.actions.outbox import TEN_DAYS_LATE, approved_on, dispatched_on, state_of
from tests.actions.test_messages import under

from ardoise.actions import delivery, rights
from ardoise.actions.delivery.batches import enclosed_with_last, letters_of
from ardoise.actions.dunning import braking
from ardoise.records.models import Brake, Customer, Event, Message, MessageItem, PrintBatch, Run


@pytest.fixture
def letter(company, alice):
    settle(company, "letter", "print", cost_micros=1_900_000)
    return to_print(company, alice)


def test_a_batch_gathers_what_waits_and_is_one_pdf(company, alice, letter):
    batch = delivery.make(company, delivery.waiting(company, "letter"), alice, AT)
    assert not delivery.waiting(company, "letter").exists() and state_of(letter) == "to_do"
    pages = PdfReader(io.BytesIO(delivery.bind(batch))).pages
    assert len(pages) == 2 and "Martin & Fils" in pages[0].extract_text()


def group_written_to(company, alice, channel="letter", **level):
    """The letters that wait: Durand, the head of a group, reads what is written about Martin and Petit as well."""
    settle(company, channel, "print", cost_micros=1_900_000)
    under(company, channel=channel, **level)
    for number, code in enumerate(("MARTIN", "MOREAU", "PETIT", "DURAND")):
        invoice(company, code, 50_000 + 10_000 * number, TEN_DAYS_LATE)
        reachable(company, code)
    Customer.objects.filter(code__in=["MARTIN", "PETIT"]).update(group="DURAND", parent_receives=True)
    approved_on(company, alice, AS_OF)
    dispatched_on(company, AS_OF)
    return list(delivery.waiting(company, channel))


def test_what_one_head_reads_of_several_accounts_goes_into_one_envelope(company, alice, in_company):
    batch = delivery.make(company, group_written_to(company, alice), alice, AT)
    letters = letters_of(batch)
    place = next(n for n, letter in enumerate(letters) if letter.customer.code != "MOREAU")
    of_group = letters[place : place + 3]
    assert {letter.customer.code for letter in of_group} == {"MARTIN", "PETIT", "DURAND"}
    assert {letter.recipient.partition(" · ")[0] for letter in of_group} == {"Durand SARL"} and len(letters) == 4
    assert enclosed_with_last(letters) == {letter.pk for letter in of_group[1:]}
    slip = " ".join(PdfReader(io.BytesIO(delivery.bind(batch))).pages[0].extract_text().split())
    assert "4 courriers · 2 enveloppes" in slip and slip.count("dans la même enveloppe") == 2


@pytest.mark.parametrize("alone", [{"tone": "formal"}, {"channel": "registered_letter"}])
def test_a_formal_notice_and_a_registered_letter_stay_one_each(company, alice, in_company, alone):
    letters = letters_of(delivery.make(company, group_written_to(company, alice, **alone), alice, AT))
    assert len(letters) == 4 and not enclosed_with_last(letters)


def test_a_letter_has_left_on_the_day_it_was_posted(company, alice, letter):
    batch = delivery.make(company, [letter], alice, AT)
    tomorrow = AT + timedelta(1)
    assert delivery.post(batch, AS_OF + timedelta(1), alice, tomorrow) == 1
    assert state_of(letter) == "sent" and letter.left_on == AS_OF + timedelta(1)
    assert letter.cost_micros == 1_900_000
    assert delivery.post(batch, AS_OF + timedelta(1), alice, tomorrow) == 0, "posted twice"
    assert [e.verb for e in Event.objects.filter(customer=letter.customer).order_by("seq")][-1] == "posted"


def test_a_batch_is_not_posted_in_the_future_nor_before_it_was_printed(company, alice, letter):
    batch = delivery.make(company, [letter], alice, AT)
    for day in (AS_OF - timedelta(1), AS_OF + timedelta(1)):
        with pytest.raises(delivery.Unfit):
            delivery.post(batch, day, alice, AT)
    assert state_of(letter) == "to_do"


def test_a_batch_is_undone_until_it_is_posted(company, alice, letter):
    batch = delivery.make(company, [letter], alice, AT)
    assert delivery.unmake(batch, alice, AT) and list(delivery.waiting(company, "letter")) == [letter]
    again = delivery.make(company, [letter], alice, AT)
    delivery.post(again, AS_OF, alice, AT)
    assert not delivery.unmake(again, alice, AT) and state_of(letter) == "sent"


def test_who_has_paid_meanwhile_gets_no_letter(company, alice, letter, owed):
    pay(company, "MARTIN", owed)
    assert delivery.make(company, [letter], alice, AT) is None
    assert state_of(letter) == "suppressed" and letter.reason == "nothing_open"
    assert not MessageItem.objects.filter(message=letter, is_claimed=True).exists()


def test_letters_of_a_list_that_stopped_are_neither_printed_nor_posted(company, alice, letter):
    batch = delivery.make(company, [letter], alice, AT)
    brake = Brake.objects.create(company=company, run=Run.objects.get(), reasons=[], at=AT)
    with pytest.raises(delivery.Unfit, match="arrêtée"):
        delivery.post(batch, AS_OF, alice, AT)
    delivery.unmake(batch, alice, AT)
    with pytest.raises(delivery.Unfit, match="arrêtée"):
        delivery.make(company, [letter], alice, AT)
    assert state_of(letter) == "to_do" and letter.batch is None
    Brake.objects.filter(pk=brake.pk).update(released_at=AT)
    batch = delivery.make(company, [letter], alice, AT)
    assert delivery.dropped(batch) == []
    Brake.objects.filter(pk=brake.pk).update(released_at=None, dropped_at=AT)
    assert delivery.dropped(batch) == [letter], "printed by then: a hand takes it out"
    with pytest.raises(delivery.Unfit, match=letter.customer.name):
        delivery.post(batch, AS_OF, alice, AT)
    assert delivery.take_out(letter, alice, AT) and delivery.dropped(batch) == []


def test_what_a_stopped_list_holds_keeps_no_other_letter_from_being_printed(company, alice, letter):
    first, tomorrow = Run.objects.get(), AT + timedelta(1)
    invoice(company, reachable(company, "PETIT").code, 50_000, TEN_DAYS_LATE)
    approved_on(company, alice, AS_OF + timedelta(1))
    other = by_channel(Message.objects.get(customer__code="PETIT"), "letter", "to_do")
    Brake.objects.create(company=company, run=first, reasons=[], at=AT)
    batch = delivery.make(company, delivery.waiting(company, "letter"), alice, tomorrow)
    assert list(batch.messages.all()) == [other] and list(delivery.waiting(company, "letter")) == [letter]
    assert list(braking.undecided(company, None).values_list("run", flat=True)) == [first.pk]


def test_who_has_moved_gets_no_letter_at_the_old_address(company, alice, letter):
    from ardoise.actions import contacts

    contacts.set_address(letter.customer, alice, AT, city="LYON", postcode="69001")
    assert delivery.make(company, [letter], alice, AT) is None
    assert state_of(letter) == "suppressed" and letter.reason == "contact_changed"


def test_a_letter_paid_since_it_was_printed_is_not_posted_without_a_word(company, alice, letter, owed):
    batch = delivery.make(company, [letter], alice, AT)
    pay(company, "MARTIN", owed)
    assert delivery.changed(batch, AT) == [letter]
    with pytest.raises(delivery.Unfit, match="Martin"):
        delivery.post(batch, AS_OF, alice, AT)
    assert state_of(letter) == "to_do"
    assert delivery.take_out(letter, alice, AT) and delivery.post(batch, AS_OF, alice, AT) == 0


def test_what_was_posted_all_the_same_is_told_as_it_was(company, alice, letter, owed):
    batch = delivery.make(company, [letter], alice, AT)
    pay(company, "MARTIN", owed)
    assert delivery.post(batch, AS_OF, alice, AT, is_all_the_same=True) == 1
    assert state_of(letter) == "sent"


def test_a_letter_is_taken_out_before_it_is_posted(company, alice, letter):
    batch = delivery.make(company, [letter], alice, AT)
    assert delivery.take_out(letter, alice, AT) and not delivery.take_out(letter, alice, AT)
    assert state_of(letter) == "suppressed" and delivery.post(batch, AS_OF, alice, AT) == 0
    assert PrintBatch.objects.get().posted_on == AS_OF


def test_a_letter_is_in_one_batch(company, alice, letter):
    assert delivery.make(company, [letter], alice, AT)
    assert delivery.make(company, [letter], alice, AT) is None


def test_a_paper_that_cannot_be_printed_is_told_with_its_customer(company, alice, letter):
    letter.attachments.update(content=b"%PDF-1.7 broken")
    batch = PrintBatch.objects.create(company=company, channel="letter", by=alice, at=AT)
    type(letter).objects.filter(pk=letter.pk).update(batch=batch)
    with pytest.raises(delivery.Unfit, match="Martin & Fils"):
        delivery.bind(batch)


def test_printing_needs_the_right(company, alice, bob, charlie, letter):
    batch = delivery.make(company, [letter], alice, AT)
    for person, refusal in [(bob, rights.Refused), (charlie, rights.Missing)]:
        for act in (
            lambda who: delivery.make(company, [letter], who, AT),
            lambda who: delivery.post(batch, AS_OF, who, AT),
            lambda who: delivery.unmake(batch, who, AT),
            lambda who: delivery.take_out(letter, who, AT),
        ):
            with pytest.raises(refusal):
                act(person)
    assert state_of(letter) == "to_do"
