"""Proposing the letter groups inside each customer account: the ledger lettrage of a book whose letters are missing."""

from __future__ import annotations

from ardoise.engine.lettering.measures import Measures, measure
from ardoise.engine.lettering.proposing import GROUPS, Lettering, evaluate, propose

__all__ = ["GROUPS", "Lettering", "Measures", "evaluate", "measure", "propose"]
