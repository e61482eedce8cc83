"""Two companies that face one debtor never both look at how often he was contacted before either has written."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from tests.actions.outbox import approved, clock, state_of

from ardoise.actions import sending
from ardoise.records import locks
from ardoise.records.models import Customer

SIREN = "552100554"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's one writer keeps everybody else waiting")
def test_a_reminder_waits_while_somebody_else_is_about_to_write_to_the_same_debtor(book, alice):
    Customer.objects.filter(code="MARTIN").update(siren=SIREN)
    message = approved(book, alice)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")
    with locks.holding(f"debtor {SIREN}"), pytest.raises(OperationalError):
        sending.dispatch(book, clock)
    assert state_of(message) in ("queued", "claimed") and message.left_at is None
    with locks.holding("debtor 732829320"):
        assert sending.dispatch(book, lambda: message.lease_until or clock()).counts == {"kept": 1}
