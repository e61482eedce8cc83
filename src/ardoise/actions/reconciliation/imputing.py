"""How a payment that is less than all that is owed is spread where nothing else tells: by law, or oldest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ardoise.actions import ledger
from ardoise.actions.reconciliation.tolerances import setting_of
from ardoise.domain import imputation
from ardoise.domain.imputation import Debt, Order
from ardoise.records.models import Customer

ORDERS: dict[str, Order] = {"legal": "legal", "oldest": "oldest_first"}


@dataclass(frozen=True)
class Spread:
    """What of a payment goes to each item, as `Match` takes it; what is left; the rules of law/imputation.py."""

    allocations: dict[int, int] = field(default_factory=dict)  # entry → cents
    left_cents: int = 0
    rules: tuple[str, ...] = ()


def impute(
    customer: Customer, cents: int, paid_on: date, currency: str, designated: Sequence[int] = (),
    as_of: date | None = None, parts: Mapping[int, int] | None = None,
) -> Spread:  # fmt: skip
    """The payment over the customer's items of that currency open on `as_of`, in the order that the company has set.

    Of an item that money booked ahead pays, what that leaves. What was due is asked of the day of payment, which is
    `as_of` too where none is given. `designated`: the entries the customer named, served first; `parts`: those of
    which he pays a part and no more before the others (entry → cents). Credit notes are left out: netting is a choice.
    """
    parts = parts or {}
    told, day = ledger.read(customer.company, customer.pk), as_of or paid_on
    items = told.items(day)
    left = told.left(items, day)
    owed = items.filter(items["open_cents"] > 0, items["currency"] == currency)
    debts = [
        Debt(
            str(row["entry"]),
            left[row["entry"]] - parts.get(row["entry"], 0),
            row["due_on"] or row["booked_on"] or paid_on,
        )
        for row in owed.iter_rows(named=True)
        if left.get(row["entry"], 0) > parts.get(row["entry"], 0)
    ]
    order = ORDERS[setting_of(customer.company).allocation_order]
    unnamed = max(0, cents - sum(parts.values()))
    imputed, rest = imputation.impute(debts, unnamed, paid_on, [str(entry) for entry in designated], order)
    taken: dict[int, int] = dict(parts)
    for one in imputed:
        taken[int(one.key)] = taken.get(int(one.key), 0) + one.cents
    rules = tuple(dict.fromkeys([*["designated"] * bool(parts), *(rule for one in imputed for rule in one.rules)]))
    return Spread(taken, rest, rules)
