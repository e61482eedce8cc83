"""What a receipt that is not quite what its items ask may have lost on the way: discount, charges, rounding …"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ardoise.domain.names import set_of
from ardoise.domain.reconciliation import Tolerances
from ardoise.engine.reconciliation.receipts import Item, Receipt
from ardoise.engine.reconciliation.wording import amounts_in

USUAL_DISCOUNTS_BP = (50, 100, 150, 200, 250, 300)
FULL_BP = 10_000
CHARGED = re.compile(r"\b(?:SWIFT|INTERNATIONAL|ETRANGER|FOREIGN|CHRG|CHGS|CHARGES|FRAIS|COMM|SHA|BEN)\b")
SEPA = set_of("""
    AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI
    SK SM VA
""")
"""Countries of the single euro payments area: there a transfer arrives whole."""


def difference_of(cents: int, items: Sequence[Item], receipt: Receipt, tolerances: Tolerances) -> str | None:
    """The name of the difference between a receipt and these items where the company lets it pass; None otherwise."""
    total = sum(item.cents for item in items)
    rest = total - cents
    if total <= 0 or cents <= 0 or rest == 0:
        return None
    if is_exchange(total, rest, items, tolerances):
        return "exchange"
    if is_rate(total, rest, tolerances.withholding_rates_bp):
        return "withholding"
    if is_discount(total, rest, items, receipt, tolerances):
        return "discount"
    if abs(rest) <= min(tolerances.rounding_cents, total // 50):
        return "rounding"
    if 0 < rest <= min(tolerances.bank_charges_cents, total // 20) and is_foreign(receipt):
        return "bank_charges"
    return None


def is_exchange(total: int, rest: int, items: Sequence[Item], tolerances: Tolerances) -> bool:
    """All made out in another currency, whose value may have moved so much until it was paid."""
    return all(item.foreign_cents for item in items) and abs(rest) * FULL_BP <= total * tolerances.exchange_rate_bp


def is_told_in_label(items: Sequence[Item], receipt: Receipt) -> bool:
    """The bank writes beside its own amount what the items were made out for; the same figure tells its own alone."""
    total = sum(item.foreign_cents for item in items)
    return total != receipt.cents and total in amounts_in(receipt.label)


def is_foreign(receipt: Receipt) -> bool:
    """A transfer of which banks may keep something: from outside the SEPA, or its label speaks of charges."""
    country = receipt.iban[:2]
    return receipt.kind in ("transfer", "other") and (
        bool(CHARGED.search(receipt.label.upper())) or (bool(country) and country not in SEPA)
    )


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
