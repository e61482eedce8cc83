"""Other people's books: whatever the dialect, the aged balance is the ledger's, to the cent."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import polars as pl
import pytest
from tests.cast import REALDATA

from ardoise.domain.dunning import BLOCKS, DEFAULT_POLICY, HISTORY
from ardoise.domain.parties import CUSTOMERS
from ardoise.engine import dunning
from ardoise.engine.aging import aged_balance, bucket_names
from ardoise.engine.ledger import book_of, natural_keys
from ardoise.engine.reconciliation import open_items
from ardoise.engine.terms import derive_due_dates
from ardoise.formats import files

FILES = sorted(REALDATA.glob("fec/*.[tT][xX][tT]"))
NOBODY = pl.DataFrame(schema=CUSTOMERS)

pytestmark = pytest.mark.skipif(not FILES, reason=f"the real files are not beside the checkout ({REALDATA})")


@pytest.fixture(params=FILES, ids=lambda path: path.name)
def reading(request):
    return files.read(request.param)


def days_of(reading):
    """A month before the end, the end, and a day on which all is late."""
    return [reading.last_on - timedelta(30), reading.last_on, reading.last_on + timedelta(200)]


@pytest.mark.parametrize("net", [False, True])
def test_the_aged_balance_ties_to_the_ledger_on_any_day(reading, net):
    for as_of in days_of(reading):
        ledger = Counter()
        for row in reading.entries.filter(pl.col("booked_on") <= as_of).to_dicts():
            ledger[row["customer"]] += row["amount_cents"]
        items = derive_due_dates(open_items(book_of(reading.entries), as_of), NOBODY, "30 days")
        balance = aged_balance(items, as_of, net=net)
        columns = [*bucket_names(), "unapplied"]
        assert {row["customer"]: row["total"] for row in balance.to_dicts() if row["total"]} == {
            customer: cents for customer, cents in ledger.items() if cents
        }
        assert all(sum(row[c] for c in columns) == row["total"] for row in balance.to_dicts())


def test_every_line_has_its_own_key(reading):
    keys = natural_keys(reading.entries)["key"]
    assert keys.n_unique() == reading.entries.height


def test_every_customer_is_proposed_or_left_in_peace_for_a_reason(reading):
    as_of = reading.last_on
    items = derive_due_dates(open_items(book_of(reading.entries), as_of), NOBODY, "30 days")
    named = reading.entries.select("customer").unique()
    customers = pl.concat([NOBODY, named], how="diagonal")
    blocks, history = pl.DataFrame(schema=BLOCKS), pl.DataFrame(schema=HISTORY)
    plan = dunning.plan(items, customers, DEFAULT_POLICY, as_of, blocks, history)
    found = [*plan.proposals["customer"], *plan.skips["customer"]]
    assert sorted(found) == sorted(named["customer"])
    claims = plan.items.group_by("customer").agg(pl.col("open_cents").sum())
    both = plan.proposals.join(claims, on="customer")
    assert both.height == plan.proposals.height and (both["amount_cents"] == both["open_cents"]).all()
