"""What is noted beside a row is about the items that stay ticked; while none is unticked, about all that they owe."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django_scopes import scope

from ardoise.records.models import Block, Dispute, Event, PaymentNotice, Promise
from tests.actions.books import invoice, pay
from tests.desk.conftest import TODAY
from tests.desk.test_customers import words

SOON = f"{TODAY + timedelta(4)}"
SAID = {
    "promise": {"outcome": "promise", "promise-on": SOON, "promise-amount": "1 650,50"},
    "dispute": {"outcome": "dispute", "dispute-reason": "price"},
    "payment_notice": {"outcome": "payment_notice", "payment_notice-on": f"{TODAY}"},
}
OF_A_REMINDER = {
    "promise": {"promise-promised_on": SOON, "promise-amount": "1 650,50"},
    "dispute": {"dispute-reason": "price"},
    "payment_notice": {"payment_notice-paid_on": f"{TODAY}", "payment_notice-amount": "1 650,50"},
    "block": {"block-until_on": SOON, "block-note": "en congés"},
}
TABLES = {"promise": Promise, "dispute": Dispute, "payment_notice": PaymentNotice, "block": Block}


@pytest.fixture
def martin(book):
    return book.customers["MARTIN"]


@pytest.fixture
def owed(book, martin):
    """Three invoices of Martin's, of which the first two are late."""
    with scope(company=book.company):
        third = invoice(book.company, "MARTIN", 40_000, TODAY + timedelta(20), "FA-9")
        return [book.late, *martin.entries.filter(amount_cents__gt=0).exclude(pk__in=[book.late.pk, third.pk]), third]


def about(kind, martin):
    """Of each one noted, the items; none: all that they owe."""
    with scope(company=martin.company):
        found = TABLES[kind].objects.filter(customer=martin)
        if kind == "dispute":
            return [{item.entry_id for item in one.items.all()} for one in found]
        several = [set(one.entries.values_list("pk", flat=True)) if kind == "promise" else set() for one in found]
        return [{one.entry_id} if one.entry_id else named for one, named in zip(found, several, strict=True)]


def note(client, martin, kind, entries, more=None):
    given = SAID[kind] | {"entry": [str(entry.pk) for entry in entries]} | (more or {})
    return client.post(f"/day/customers/{martin.pk}/outcome/", given, headers={"HX-Request": "true"})


def test_all_that_is_open_is_ticked_with_its_sum(as_alice, martin, owed):
    page = as_alice.get(f"/day/customers/{martin.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert len(re.findall(r'name="entry" value="\d+"[^>]* checked', page)) == len(owed)
    assert f"<strong data-tick-count>{len(owed)}</strong>" in page
    total = sum(entry.amount_cents for entry in owed)
    assert f"{total // 100:,}".replace(",", "\u202f") in page


@pytest.mark.parametrize("kind", SAID)
def test_what_stays_ticked_is_meant(as_alice, martin, owed, kind):
    assert not note(as_alice, martin, kind, owed[:2]).content, "noted: the row leaves"
    named = {entry.pk for entry in owed[:2]}
    assert about(kind, martin) == ([{pk} for pk in sorted(named)] if kind == "payment_notice" else [named])


@pytest.mark.parametrize("ticked", ["all", "none"])
@pytest.mark.parametrize("kind", ["promise", "payment_notice"])
def test_while_none_is_unticked_it_is_of_all_that_they_owe(as_alice, martin, owed, kind, ticked):
    """An invoice booked tomorrow is left in peace too, for the few days that it lasts."""
    note(as_alice, martin, kind, owed if ticked == "all" else [])
    assert about(kind, martin) == [set()]


def test_a_dispute_of_all_that_is_ticked_is_of_no_invoice_to_come(as_alice, martin, owed):
    note(as_alice, martin, "dispute", owed)
    assert about("dispute", martin) == [{entry.pk for entry in owed}]


def test_an_amount_left_as_it_was_offered_goes_with_the_ticks(as_alice, martin, owed):
    """Without a script nothing follows: nobody promises what all of it comes to for one invoice."""
    note(as_alice, martin, "promise", owed[:1])
    with scope(company=martin.company):
        assert Promise.objects.get(customer=martin).amount_cents == owed[0].amount_cents
        note(as_alice, martin, "promise", owed[:1], {"promise-amount": "12,00"})
        assert Promise.objects.filter(customer=martin, ended_at=None).get().amount_cents == 1_200


def test_an_amount_that_a_person_wrote_stays_though_it_equals_the_one_offered(as_alice, martin, owed):
    """The page says that it was written by hand, in the result bar as beside a reminder."""
    note(as_alice, martin, "promise", owed[:1], {"by_hand": "promise-amount"})
    with scope(company=martin.company):
        promise = Promise.objects.get(customer=martin)
        assert (promise.entry_id, promise.amount_cents) == (owed[0].pk, 165_050)


@pytest.mark.parametrize("by_hand", [{}, {"by_hand": "promise-amount"}])
def test_whose_amount_it_is_is_remembered_where_the_form_comes_back(as_alice, martin, owed, by_hand):
    """The day is missing: the amount goes on with the ticks, or stays as it was written."""
    page = note(as_alice, martin, "promise", owed[:1], {"promise-on": ""} | by_hand).content.decode()
    field = re.search(r'<input [^>]*name="promise-amount"[^>]*>', page)[0]
    assert ("data-by-hand" in field) == bool(by_hand)
    assert 'data-follows="1\u202f200,00"' in field and 'data-whole="1\u202f650,50"' in field


def test_a_part_is_contested_of_the_one_that_stays_ticked(as_alice, martin, owed):
    part = {"dispute-amount": "12,00"}
    assert "la seule facture" in words(note(as_alice, martin, "dispute", owed, part))
    note(as_alice, martin, "dispute", owed[:1], part)
    with scope(company=martin.company):
        item = Dispute.objects.get(customer=martin).items.get()
        assert (item.entry_id, item.contested_cents) == (owed[0].pk, 1_200)


@pytest.mark.parametrize("kind", SAID)
def test_what_was_paid_meanwhile_is_told_and_nothing_is_noted(as_alice, martin, owed, kind):
    with scope(company=martin.company):
        pay(martin.company, "MARTIN", owed[0])
    page = note(as_alice, martin, kind, owed)
    assert "n’est plus ouvert" in words(page) and f'name="entry" value="{owed[0].pk}"' not in page.content.decode()
    assert about(kind, martin) == []
    note(as_alice, martin, kind, owed[1:])
    assert len(about(kind, martin)) == 1


@pytest.mark.parametrize("wrong", ["0", "x", "9" * 30, "petit"])
def test_what_is_not_theirs_is_not_noted(as_alice, book, martin, owed, wrong):
    with scope(company=book.company):
        foreign = book.customers["PETIT"].entries.first()
    given = SAID["dispute"] | {"entry": [str(foreign.pk) if wrong == "petit" else wrong, str(owed[0].pk)]}
    page = as_alice.post(f"/day/customers/{martin.pk}/outcome/", given, headers={"HX-Request": "true"})
    assert "n’est plus ouvert" in words(page) and about("dispute", martin) == []


def test_what_is_contested_already_is_not_ticked_at_first(as_alice, martin, owed):
    note(as_alice, martin, "dispute", owed[:1])
    page = as_alice.get(f"/day/customers/{martin.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert re.search(rf'name="entry" value="{owed[0].pk}"(?![^>]*checked)', page)
    note(as_alice, martin, "promise", owed[1:])
    assert about("promise", martin) == [set()], "all that is not contested"


@pytest.mark.parametrize("count", [3, 60])
def test_many_items_are_folded_away_with_their_number_and_sum(as_alice, martin, owed, count):
    with scope(company=martin.company):
        for place in range(count - len(owed)):
            invoice(martin.company, "MARTIN", 1_000, TODAY - timedelta(20), f"FB-{place}")
    page = as_alice.get(f"/day/customers/{martin.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert page.count('name="entry"') == count and ('<details class="ticks" open>' in page) == (count == 3)


@pytest.mark.parametrize("kind", OF_A_REMINDER)
@pytest.mark.parametrize("ticked", ["one", "all"])
def test_beside_a_reminder_it_is_the_same(as_alice, book, martin, owed, kind, ticked):
    entries = owed[:1] if ticked == "one" else owed
    given = OF_A_REMINDER[kind] | {"entry": [str(entry.pk) for entry in entries]}
    as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/restraints/{kind}/", given)
    whole = {entry.pk for entry in owed} if kind == "dispute" else set()
    assert about(kind, martin) == [{owed[0].pk} if ticked == "one" else whole]
    if kind in ("promise", "payment_notice"):
        with scope(company=book.company):
            cents = TABLES[kind].objects.get(customer=martin).amount_cents
        assert cents == (owed[0].amount_cents if ticked == "one" else 165_050)


def test_a_customer_with_thousands_of_open_items_can_be_noted_of(as_alice, martin, owed):
    """All are ticked at first, and every one is a field of the form."""
    assert note(as_alice, martin, "promise", owed[:1] + owed[1:2] * 3_000).status_code == 200
    assert about("promise", martin) == [{entry.pk for entry in owed[:2]}]


def test_a_second_press_notes_nothing_twice(as_alice, martin, owed):
    for _press in range(2):
        note(as_alice, martin, "payment_notice", owed[:2])
    assert len(about("payment_notice", martin)) == 2
    with scope(company=martin.company):
        assert Event.objects.filter(customer=martin, verb="announced_payment").count() == 2


@pytest.mark.parametrize("ticked", ["both", "dollars"])
def test_an_amount_is_no_sum_of_several_currencies(as_alice, martin, owed, ticked):
    """What stood in the field is meant where the ticked have no sum."""
    with scope(company=martin.company):
        dollars = invoice(martin.company, "MARTIN", 70_000, TODAY - timedelta(20), "FA-USD", currency="USD")
    note(as_alice, martin, "promise", [dollars] if ticked == "dollars" else [owed[0], dollars])
    with scope(company=martin.company):
        assert Promise.objects.get(customer=martin).amount_cents == (70_000 if ticked == "dollars" else 165_050)


@pytest.mark.parametrize("kind", SAID)
def test_a_few_words_typed_before_the_outcome_was_chosen_are_kept(as_alice, martin, owed, kind):
    note(as_alice, martin, kind, owed[:1], {"note": "vu <b>Zoé</b>"})
    with scope(company=martin.company):
        assert TABLES[kind].objects.get(customer=martin).note == "vu <b>Zoé</b>"


def test_a_few_words_stand_after_a_refusal(as_alice, martin, owed):
    page = note(as_alice, martin, "promise", owed, {"note": "vu <b>Zoé</b>", "promise-amount": "0"})
    assert 'name="note" value="vu &lt;b&gt;Zoé&lt;/b&gt;"' in page.content.decode()


@pytest.mark.parametrize("ticked", ["both", "none"])
def test_an_amount_left_empty_is_no_sum_of_several_currencies(as_alice, book, martin, owed, ticked):
    with scope(company=martin.company):
        dollars = invoice(martin.company, "MARTIN", 70_000, TODAY - timedelta(20), "FA-USD", currency="USD")
    entries = [str(owed[0].pk), str(dollars.pk)] if ticked == "both" else []
    given = OF_A_REMINDER["promise"] | {"promise-amount": "", "entry": entries}
    page = as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/restraints/promise/", given)
    assert "un jour et un montant" in words(page) and about("promise", martin) == []
    as_alice.post(f"/proposals/{book.proposals['MARTIN'].pk}/restraints/promise/", given | {"entry": [str(dollars.pk)]})
    with scope(company=martin.company):
        assert Promise.objects.get(customer=martin).amount_cents == 70_000
