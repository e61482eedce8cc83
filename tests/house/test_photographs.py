"""A book that is copied is the book the actions wrote."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django_scopes import scope
from tests import photographs
from tests.actions.books import invoice
from tests.actions.outbox import TEN_DAYS_LATE, approved
from tests.desk.conftest import TODAY, written


def test_a_copied_book_is_row_by_row_and_name_by_name_the_one_that_was_written(company, alice):
    books = []
    for _time in range(2):
        with transaction.atomic():
            book = photographs.copied("a book of this test", lambda: written(company, alice), company, alice)
            books.append((photographs.contents(), photographs.standing(), told(book)))
            assert book.company is company
            transaction.set_rollback(True)
    assert books[0] == books[1]
    assert len(photographs.TAKEN["a book of this test"]) == 1


def told(book):
    with scope(company=book.company):
        late = photographs.plain(book.late)
        return late, book.run.pk, {code: proposal.amount_cents for code, proposal in book.proposals.items()}


def test_into_a_database_that_stands_otherwise_it_is_written_again(in_company):
    sold = []
    for number in ("FA-1", "FA-2"):
        sold.append(
            photographs.copied("an invoice", partial(invoice, in_company, "MARTIN", 100, TODAY, number), in_company)
        )
    assert [one.document for one in sold] == ["FA-1", "FA-2"]


def test_where_other_rows_were_made_first_it_is_written_again(in_company):
    owed = []
    for customer in in_company.customer_set.filter(code__in=("DURAND", "MARTIN")).order_by("code"):
        with transaction.atomic():
            write = partial(invoice, in_company, customer.code, 100, TODAY, "FA-3")
            owed.append(photographs.copied("an invoice of one of two", write, customer).customer.code)
            transaction.set_rollback(True)
    assert owed == ["DURAND", "MARTIN"]


def test_reminders_approved_are_copied_only_into_a_database_that_is_the_same_row_by_row(in_company, alice):
    first = invoice(in_company, "MARTIN", 100, TEN_DAYS_LATE)
    told = []
    for cents in (10_000, 10_000, 20_000):
        with transaction.atomic():
            type(first).objects.update(amount_cents=cents)
            message = approved(in_company, alice)
            told.append((message.amount_cents, message.sha256, photographs.every_row()))
            transaction.set_rollback(True)
    assert [cents for cents, *_rest in told] == [10_000, 10_000, 20_000]
    assert told[0] == told[1]
    assert len(photographs.TAKEN["approved"]) >= 2
