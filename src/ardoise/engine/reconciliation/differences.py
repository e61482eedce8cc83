"""What a receipt that is not quite what its items ask may have lost on the way: discount, charges, rounding …"""

from __future__ import annotations

from collections.abc import Sequence

from ardoise.domain.reconciliation import Tolerances
from ardoise.engine.reconciliation.receipts import Item, Receipt

USUAL_DISCOUNTS_BP = (50, 100, 150, 200, 250, 300)
FULL_BP = 10_000


def difference_of(cents: int, items: Sequence[Item], receipt: Receipt, tolerances: Tolerances) -> str | None:
    """The name of the difference between a receipt and these items where the company lets it pass; None otherwise."""
    total = sum(item.cents for item in items)
    rest = total - cents
    if total <= 0 or cents <= 0 or rest == 0:
        return None
    if is_rate(total, rest, tolerances.withholding_rates_bp):
        return "withholding"
    if is_discount(total, rest, items, receipt, tolerances):
        return "discount"
    if abs(rest) <= min(tolerances.rounding_cents, total // 50):
        return "rounding"
    if 0 < rest <= min(tolerances.bank_charges_cents, total // 20) and receipt.kind == "transfer":
        return "bank_charges"
    return None


def is_discount(total: int, rest: int, items: Sequence[Item], receipt: Receipt, tolerances: Tolerances) -> bool:
    """A usual rate, no higher than the company grants, and early enough."""
    granted = [
        rate for rate in {*USUAL_DISCOUNTS_BP, tolerances.discount_rate_bp} if rate <= tolerances.discount_rate_bp
    ]
    early = all(receipt.on <= item.on + tolerances.discount_days for item in items)
    return early and is_rate(total, rest, granted)


def is_rate(total: int, rest: int, rates_bp: Sequence[int]) -> bool:
    """The rest is one of these shares of the total, to the cent or two by which people round."""
    return any(rate and abs(rest * FULL_BP - total * rate) <= FULL_BP for rate in rates_bp)
