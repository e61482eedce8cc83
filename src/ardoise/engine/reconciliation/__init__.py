"""What settles what: what is open on a day, and which items a receipt pays."""

from __future__ import annotations

from ardoise.engine.reconciliation.booked import without_booked
from ardoise.engine.reconciliation.learning import learn_habits, marks_of, purpose_mark
from ardoise.engine.reconciliation.matching import Matching, match
from ardoise.engine.reconciliation.measuring import Replay, Tally, replay
from ardoise.engine.reconciliation.opening import lettered, open_items, spread
from ardoise.engine.reconciliation.receipts import receipts_of
from ardoise.engine.reconciliation.settling import APPLIED, applied, follow_carried, settle
from ardoise.engine.reconciliation.taking_over import TAKEN, counterbooked, take_over

__all__ = [
    "APPLIED",
    "TAKEN",
    "Matching",
    "Replay",
    "Tally",
    "applied",
    "counterbooked",
    "follow_carried",
    "learn_habits",
    "lettered",
    "marks_of",
    "match",
    "open_items",
    "purpose_mark",
    "receipts_of",
    "replay",
    "settle",
    "spread",
    "take_over",
    "without_booked",
]
