"""How sure one may be of a proposed group: odds for what it rests on, divided by what speaks against it.

Fitted on 29 November 2026 by `python -m benchmarks.calibration`, which prints these two tables: on invented books, 43
ways of paying under four book-keepers (careful, in order whatever the numbers say, lettering when the account is
square, forgetful), three seeds; each way weighs 40 groups. What was judged right before anything was fitted, by what
two real books show, weighs 100 groups for each odds and 60 for each divisor. No real book took part in the fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

ODDS: dict[str, float] = {
    "reference": 360,
    "near_reference": 32,
    "amount": 65,
    "remittance": 40,
    "document": 16,
    "invoice": 60,
    "run": 82,
    "few": 61,
    "day": 34,
    "openings": 19,
    "stretch": 8,
    "subset": 8.6,
    "but": 130,
}
"""Per main evidence: so many to one that its lines stand under one letter, where nothing speaks against it."""

DIVISORS: dict[str, float] = {
    "taken": 11,
    "stranger": 9.9,
    "twins": 3.6,
    "crossed": 15,
    "against_number": 33,
    "undetailed": 6.7,
    "luck": 2,
    "much_luck": 8.4,
    "nearly": 1.5,
    "rival": 22,
    "exceptional": 4.4,
    "unexplained": 7.7,
}
"""Per doubt: what it divides these odds by; never less than one."""


def probability(main: str, doubts: Iterable[str]) -> float:
    """That the lines belong together; each doubt more makes it less."""
    odds = ODDS[main] / prod(DIVISORS[doubt] for doubt in sorted(doubts))
    return odds / (1 + odds)
