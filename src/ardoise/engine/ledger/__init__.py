"""The book: each entry under its natural key, and fiscal years laid end to end without telling anything twice."""

from __future__ import annotations

from ardoise.engine.ledger.keys import KEY, Keyring, book_of, corrected, digests, natural_keys, told
from ardoise.engine.ledger.openings import DAYS, DIFFERENCES, carry_openings
from ardoise.engine.ledger.standing import GROUP, count_as_of, scope_letters

__all__ = [
    "DAYS",
    "DIFFERENCES",
    "GROUP",
    "KEY",
    "Keyring",
    "book_of",
    "carry_openings",
    "corrected",
    "count_as_of",
    "digests",
    "natural_keys",
    "scope_letters",
    "told",
]
