"""What is open in the database: of the whole company and of one customer, the same."""

from __future__ import annotations

from datetime import date

import pytest

from ardoise.actions import ledger


@pytest.mark.django_db
def test_one_customer_owes_alone_what_he_owes_in_the_whole_book(in_company):
    """Durand moved nothing in 2024: only the company's days tell that 2025's opening repeats 2024's."""
    years = {year: an_import(in_company, year) for year in (2024, 2025)}
    for year in years:
        an_entry(in_company, years[year], "DURAND", f"{year}-01-01", 12_000, document="F1", is_opening=True)
        an_entry(in_company, years[year], "MARTIN", f"{year}-03-01", 5_000, document=f"F{year}")
    an_entry(in_company, years[2025], "MARTIN", "2025-01-01", 5_000, document="F2024", is_opening=True)
    durand = in_company.customer_set.get(code="DURAND")

    whole = ledger.items(in_company, date(2025, 6, 30))
    alone = ledger.items(in_company, date(2025, 6, 30), durand)

    assert sorted(whole.select("customer", "open_cents").iter_rows()) == [
        ("DURAND", 12_000),
        ("MARTIN", 5_000),
        ("MARTIN", 5_000),
    ]
    assert alone["open_cents"].to_list() == [12_000]


def an_import(company, year):
    from datetime import UTC, datetime

    from ardoise.records.models import Import

    return Import.objects.create(
        company=company,
        kind="fec",
        source="main",
        file_name=f"{year}.txt",
        sha256=str(year),
        state="done",
        first_on=date(year, 1, 1),
        last_on=date(year, 12, 31),
        started_at=datetime(year + 1, 1, 15, tzinfo=UTC),
    )


def an_entry(company, imported, code, booked_on, cents, document, is_opening=False):
    from ardoise.records.models import Customer, Entry

    place = Entry.objects.count() + 1
    return Entry.objects.create(
        company=company,
        imported=imported,
        customer=Customer.objects.get(code=code),
        source="main",
        key=place.to_bytes(16, "big"),
        line=place,
        booked_on=booked_on,
        document=document,
        document_on=booked_on,
        gl_account="411000",
        amount_cents=cents,
        currency="EUR",
        kind="opening" if is_opening else "invoice",
        is_opening=is_opening,
    )
