"""A restraint whose last day has passed, on the pages that tell of it."""

from __future__ import annotations

from datetime import timedelta

from django_scopes import scope

from ardoise.actions import dunning
from ardoise.records.models import Block, PaymentNotice
from tests.desk.conftest import AT, TODAY
from tests.desk.test_customers import words


def test_what_is_over_is_not_said_to_hold(as_alice, book):
    """Nobody has ended it; the plan knows that it holds no more, and so do the file and what stands beside a letter."""
    martin, ago = book.customers["MARTIN"], TODAY - timedelta(10)
    with scope(company=book.company):
        told = {"company": book.company, "customer": martin, "opened_on": ago, "at": AT - timedelta(10)}
        block = Block.objects.create(**told, until_on=TODAY, note="inventaire")
        notice = PaymentNotice.objects.create(**told, paid_on=ago, until_on=TODAY)
    pages = [f"/customers/{martin.pk}/", f"/customers/{martin.pk}/writing/"]
    for page in pages:
        shown = words(as_alice.get(page))
        assert "suspendu jusqu’au 16 mars" in shown and "virement en cours, jusqu’au 16 mars" in shown, page
    with scope(company=book.company):
        for one in (block, notice):
            type(one).objects.filter(pk=one.pk).update(until_on=TODAY - timedelta(1))
    for page in pages:
        shown = words(as_alice.get(page))
        assert "suspension finie le 15 mars" in shown and "suspendu jusqu’au" not in shown, page
        assert "attendu jusqu’au 15 mars" in shown and "virement en cours, jusqu’au" not in shown, page
    assert dunning.proposed(book.company, TODAY, customer=martin).proposals.height == 1
