"""What a customer has in credit, settled against what he owes from the workbench or his file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from ardoise.records.models import Difference, Entry, Import, Reconciliation
from tests.actions.books import invoice
from tests.desk.conftest import AT, TODAY
from tests.desk.test_reconciliation import open_cents
from tests.desk.test_today import words


@pytest.fixture
def credit(book, in_company):
    return invoice(book.company, "MARTIN", -20_000, TODAY - timedelta(9), "AV-7", kind="credit_note")


def clear(client, customer, *items, **form):
    return client.post(reverse("apply_clearing", args=[customer.pk]), {"item": [item.pk for item in items]} | form)


def test_what_is_in_credit_is_listed_and_settled_by_ticks(as_alice, book, credit):
    item = Entry.objects.get(document="FA-1")
    page = words(as_alice.get(reverse("on_account")))
    assert "Martin" in page and "200,00" in page
    assert "AV-7" in words(as_alice.get(reverse("clear_items", args=[credit.customer_id])))
    answer = clear(as_alice, credit.customer, credit, item)
    assert open_cents(book.company, "FA-1") == 100_000 and open_cents(book.company, "AV-7") == 0
    assert "AV-7" in words(as_alice.get(answer.url)) and "FA-1" in words(as_alice.get(answer.url))
    assert "200,00" in words(as_alice.get(reverse("reconciliations")))
    as_alice.post(reverse("undo_reconciliation", args=[Reconciliation.objects.get().pk]), {"why": "erreur"})
    assert open_cents(book.company, "AV-7") == -20_000


def test_a_refusal_keeps_the_ticks_and_does_nothing(as_alice, book, credit):
    page = clear(as_alice, credit.customer, credit).content.decode()
    assert 'role="alert"' in page and f'value="{credit.pk}" data-open-cents="-20000" checked' in page
    assert not Reconciliation.objects.exists()


def test_what_is_left_of_an_item_is_let_go_and_beyond_ones_limit_asked(as_alice, book, in_company):
    item = Entry.objects.get(document="FA-1")
    form = {"item": item.pk, "amount": "12,50", "reason": "short_payment"}
    as_alice.post(reverse("let_go", args=[item.customer_id]), form)
    assert open_cents(book.company, "FA-1") == 118_750
    as_alice.post(reverse("let_go", args=[item.customer_id]), form | {"amount": "1100,00"})
    assert open_cents(book.company, "FA-1") == 118_750 and Difference.objects.filter(entry=None).count() == 1


def test_who_may_only_read_sees_and_changes_nothing(as_bob, as_charlie, book, credit):
    assert as_bob.get(reverse("clear_items", args=[credit.customer_id])).status_code == 200
    assert clear(as_bob, credit.customer, credit).status_code == 403
    assert as_charlie.get(reverse("clear_items", args=[credit.customer_id])).status_code in (302, 403, 404)
    assert not Reconciliation.objects.exists()


def test_advances_on_4191_are_told_apart_on_the_customers_file_and_not_set_against_what_is_owed(
    as_alice, book, in_company
):
    Import.objects.create(
        company=book.company, kind="fec", source="compta", state="done", started_at=AT, sha256="", last_on=TODAY,
        report={"advances": {"MARTIN": 55_500}},
    )  # fmt: skip
    item = Entry.objects.get(document="FA-1")
    assert "acomptes au 4191, à part : 555,00" in words(as_alice.get(reverse("customer", args=[item.customer_id])))
    assert "555,00" in words(as_alice.get(reverse("clear_items", args=[item.customer_id])))
    assert open_cents(book.company, "FA-1") == 120_000


def test_a_credit_and_the_only_invoice_of_its_amount_come_ticked(as_alice, book, in_company):
    credit = invoice(book.company, "MARTIN", -120_000, TODAY - timedelta(9), "AV-8", kind="credit_note")
    context = as_alice.get(reverse("clear_items", args=[credit.customer_id])).context
    ticked = [item["document"] for item in [*context["credits"], *context["debits"]] if item["is_ticked"]]
    assert ticked == ["AV-8", "FA-1"]


def test_a_square_account_comes_ticked_as_a_whole(as_alice, book, in_company):
    customer = Entry.objects.get(document="FA-3").customer
    owed = sum(cents for cents in Entry.objects.filter(customer=customer).values_list("amount_cents", flat=True))
    invoice(book.company, customer.code, -1_000, TODAY - timedelta(9), "R-1", kind="payment")
    invoice(book.company, customer.code, 1_000 - owed, TODAY - timedelta(9), "R-2", kind="payment")
    context = as_alice.get(reverse("clear_items", args=[customer.pk])).context
    assert all(item["is_ticked"] for item in [*context["credits"], *context["debits"]])
