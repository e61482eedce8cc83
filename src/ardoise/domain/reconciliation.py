"""What settles what: receipts, the matches proposed for them, and what was accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RECEIPTS: dict[str, type] = {
    "receipt": int,  # identity: the movement's key, or its line where there is no database
    "received_on": date,
    "amount_cents": int,  # positive: received; what is left of it to apply
    "currency": str,
    "kind": str,  # of domain/bank.py
    "label": str,
    "reference": str,
    "end_to_end_id": str,
    "mandate": str,
    "creditor_reference": str,
    "counterparty": str,
    "counterparty_iban": str,
    "customer": str,  # where a person, or the ledger, already said whose it is
}
"""Money that came in and is not wholly applied: what the engine starts from, made of MOVEMENTS, cheques and bills."""

PAYERS: dict[str, type] = {
    "kind": str,  # iban | name | mandate | reference
    "value": str,  # normalised as engine/reconciliation does
    "customer": str,
    "times": int,  # confirmed so often
    "refused": int,  # undone so often
}
"""What was learned of who pays for whom; forgotten on demand."""

HABITS: dict[str, type] = {
    "customer": str,
    "habit": str,  # oldest_first | by_month | whole_balance | deducts_discount | by_reference
    "times": int,  # seen so often
    "against": int,  # and so often otherwise
}
"""What was learned of how a customer pays."""

MATCHES: dict[str, type] = {
    "receipt": int,
    "rank": int,  # 1: the best; up to PROPOSED_MAX
    "customer": str,  # whose items, the first by amount if several; None: the payer is not identified
    "confidence": float,  # calibrated probability that payer and allocations are all right
    "is_automatic": bool,  # may be applied by itself: sure enough, without rival, within tolerances; rank 1 only
    "evidence": list,  # keys of SENTENCES, the main one first
    "allocated_cents": int,
    "difference_cents": int,  # receipt + difference = allocated: positive, paid less than the items ask
    "difference": str,  # None, or one of DIFFERENCES
    "unapplied_cents": int,  # of the receipt, to stay with the customer as an unapplied payment
}
"""Up to PROPOSED_MAX explanations of each receipt, the best first. A receipt with none has no row."""

ALLOCATIONS: dict[str, type] = {
    "receipt": int,
    "rank": int,
    "entry": int,  # the item's
    "line": int,
    "document": str,
    "customer": str,
    "amount_cents": int,  # of the item settled, the item's sign: credit notes negative
}
"""Which items each match settles, and for how much; Σ amount_cents of a match = allocated_cents."""

SETTLEMENTS: dict[str, type] = {
    "payment": int,  # entry that pays: a payment, a credit note, a write-off; its amount_cents is negative
    "item": int,  # entry that is paid; its amount_cents is positive
    "amount_cents": int,  # positive: taken off both
    "from_on": date,  # from this day; never before the later of both bookings
    "until_on": date,  # no more from this day: the payment was returned; None: it stands
}
"""What was accepted in this house, beside the letters the ledger brings: pairs of entries of one customer account.

An entry that the ledger's own letters close counts as they say; a settlement takes off only what they leave.
"""

PROPOSED_MAX = 5
DIFFERENCES = ("discount", "bank_charges", "rounding", "withholding", "exchange", "short_payment", "over_payment")


@dataclass(frozen=True)
class Tolerances:
    """What a company lets pass, and from when a match may be applied by itself."""

    automatic_from: float = 0.98  # least confidence of what is applied by itself; above 1: nothing is
    rounding_cents: int = 100  # a difference up to that is rounding
    bank_charges_cents: int = 3000  # kept by the banks of a foreign transfer
    discount_rate_bp: int = 300  # discount for early payment, in hundredths of a percent, 0: none granted
    discount_days: int = 30  # and within so many days of the invoice
    withholding_rates_bp: tuple[int, ...] = ()  # e.g. (500,): 5 % retained by law or contract
    is_group_wide: bool = True  # a payer may pay for the other customers of his group


TOLERANCES = Tolerances()
