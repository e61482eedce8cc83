"""What settles what: what is open on a day, and which items a receipt pays."""

from __future__ import annotations

from ardoise.engine.reconciliation.matching import Matching, match
from ardoise.engine.reconciliation.opening import open_items, spread

__all__ = ["Matching", "match", "open_items", "spread"]
