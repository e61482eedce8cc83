"""Martin owes one invoice, ten days late; the queries of a test are Ardoise's."""

from __future__ import annotations

import pytest
from tests.actions.books import invoice
from tests.actions.outbox import TEN_DAYS_LATE


@pytest.fixture(autouse=True)
def owed(in_company):
    return invoice(in_company, "MARTIN", 154_567, TEN_DAYS_LATE)


@pytest.fixture(autouse=True)
def _unasked():
    from ardoise.actions.delivery import doubts, proofs

    doubts.PATIENCE.asked.clear()
    proofs.PATIENCE.asked.clear()
