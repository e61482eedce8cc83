"""The book as columns is the tables, row by row."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl
import pytest

from ardoise.domain.dunning import BLOCKS, HISTORY
from ardoise.domain.ledger import BOOK
from ardoise.domain.parties import CUSTOMERS
from ardoise.records import book
from ardoise.records.models import Block, Contact, Customer, Dispute, Entry, Import, Insolvency, Promise

AT = datetime(2026, 1, 15, 8, tzinfo=UTC)
DAY = date(2026, 1, 15)


@pytest.fixture
def entry(in_company):
    """Durand owes F2; nothing else is known of it."""
    imported = Import.objects.create(
        company=in_company, kind="fec", source="compta", state="done", started_at=AT, sha256=""
    )
    return Entry.objects.create(
        company=in_company,
        imported=imported,
        customer=Customer.objects.get(code="DURAND"),
        source="compta",
        key=b"0123456789abcdef",
        line=6,
        booked_on=date(2025, 3, 10),
        gl_account="411000",
        document="F2",
        amount_cents=5000,
        currency="EUR",
        kind="invoice",
    )


def schema_of(kinds):
    return pl.DataFrame(schema=kinds).schema


def test_an_entry_is_a_row_and_what_is_unknown_is_none(company, entry):
    row = book.book(company.pk).to_dicts()
    assert len(row) == 1
    told = {name: row[0][name] for name in ("entry", "customer", "customer_name", "booked_on", "amount_cents")}
    assert told == {
        "entry": entry.pk,
        "customer": "DURAND",
        "customer_name": "Durand SARL",
        "booked_on": date(2025, 3, 10),
        "amount_cents": 5000,
    }
    for unknown in ("journal", "number", "document_on", "letter", "due_on", "gone_on", "letter_scope"):
        assert row[0][unknown] is None
    assert row[0]["is_opening"] is False


def test_empty_or_not_the_columns_have_the_schemas_of_the_domain(company, entry, other_company):
    for of in (company.pk, other_company.pk):
        assert book.book(of).schema == schema_of(BOOK)
        assert book.customers(of).schema == schema_of(CUSTOMERS)
        assert book.blocks(of, DAY).schema == schema_of(BLOCKS)
        assert book.history(of).schema == schema_of(HISTORY)


def test_nothing_of_another_company_is_read(company, entry, other_company):
    assert book.book(other_company.pk).is_empty() and book.customers(other_company.pk).is_empty()
    assert book.book(other_company.pk, entry.customer_id).is_empty(), "not even by the customer's key"


def test_one_customer_s_book_holds_nobody_else(company, entry):
    martin = Customer.objects.get(code="MARTIN")
    assert book.book(company.pk, martin.pk).is_empty()
    assert book.book(company.pk, entry.customer_id).height == 1
    assert book.customers(company.pk, martin.pk)["customer"].to_list() == ["MARTIN"]


def test_the_book_of_some_customers_is_theirs_and_nobody_else_s(company, entry, other_company):
    two = list(Customer.objects.filter(code__in=["DURAND", "MARTIN"]).values_list("pk", flat=True))
    assert book.customers(company.pk, two)["customer"].sort().to_list() == ["DURAND", "MARTIN"]
    assert book.book(company.pk, two)["entry"].to_list() == [entry.pk]
    assert book.book(company.pk, []).is_empty() and book.history(company.pk, []).is_empty()
    assert book.book(other_company.pk, two).is_empty(), "not even by the customers' keys"


def test_there_is_an_address_where_a_contact_has_an_e_mail(company, in_company):
    Contact.objects.filter(customer__code="PETIT").update(email="")
    Contact.objects.filter(customer__code="MOREAU").delete()
    told = dict(book.customers(company.pk).select("customer", "has_address").iter_rows())
    assert told == {"MARTIN": True, "DURAND": True, "PETIT": False, "MOREAU": False}


def test_every_restraint_that_stands_is_a_block_and_no_other(company, entry):
    own = {"company": company, "opened_on": DAY, "at": AT}
    petit, moreau = Customer.objects.get(code="PETIT"), Customer.objects.get(code="MOREAU")
    Dispute.objects.create(customer=entry.customer, entry=entry, reason="price", note="trop cher", **own)
    Dispute.objects.create(customer=petit, reason="price", ended_at=AT, **own)
    Promise.objects.create(customer=petit, amount_cents=1, promised_on=date(2026, 1, 20), **own)
    Block.objects.create(customer=petit, until_on=date(2026, 1, 14), **own)
    Block.objects.create(customer=petit, until_on=DAY, **own)
    Insolvency.objects.create(customer=moreau, judged_on=DAY, **own)
    rows = book.blocks(company.pk, DAY).select("customer", "entry", "reason", "until_on").rows()
    assert sorted(rows, key=str) == [
        ("DURAND", entry.pk, "disputed", None),
        ("MOREAU", None, "insolvent", None),
        ("PETIT", None, "blocked", DAY),
        ("PETIT", None, "promised", date(2026, 1, 20)),
    ]


def test_a_text_that_is_hard_to_write_comes_back_as_it_is(company, entry):
    label = 'Facture « n° 1 » "à" l\'œuvre\t\\ \x07 €'
    Entry.objects.update(label=label)
    assert book.book(company.pk)["label"].to_list() == [label]
