"""How long a debtor may be given to pay between professionals in France: C. com. L441-10 I."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ceiling:
    """The longest term one sentence of the law allows, counted from the day of issue."""

    days: int
    article: str


AGREED = Ceiling(60, "C. com. L441-10 I al. 2")
AGREED_END_OF_MONTH = Ceiling(45, "C. com. L441-10 I al. 2")
"""Only when the contract says so expressly and it is no manifest abuse of the creditor."""
PERIODIC = Ceiling(45, "C. com. L441-10 I al. 3")
"""A periodic (summary) invoice, CGI 289 I 3."""
