"""What is left of an amount, where a list tells what was paid of it instead of what is open."""

from __future__ import annotations

from collections.abc import Sequence

from ardoise.formats.cells import amounts, is_nothing
from ardoise.formats.fec.columns import bare

SETTLED = frozenset(
    {
        "oui", "yes", "x", "vrai", "true", "1", "paye", "payee", "paid", "regle", "reglee", "solde", "soldee",
        "encaisse", "encaissee", "acquitte", "acquittee", "closed", "cloture", "cloturee", "lettre", "lettree",
    }
)  # fmt: skip
"""What stands in a column of states for an item of which nothing is left."""


def paid(texts: Sequence[str], amount: Sequence[int | None]) -> list[int | None]:
    """What was paid of each amount: as amounts tell where the column holds some, else all of it or nothing by a word.

    None where neither tells.
    """
    found, _ = amounts(texts)
    filled = [cents for text, cents in zip(texts, found, strict=True) if not is_nothing(text)]
    is_of_amounts = any(cents is not None for cents in filled) and not all(cents in (None, 100, 0) for cents in filled)
    if is_of_amounts or (filled and all(cents == 0 for cents in filled)):
        return [0 if is_nothing(text) else cents for text, cents in zip(texts, found, strict=True)]
    return [whole if bare(text) in SETTLED else 0 for text, whole in zip(texts, amount, strict=True)]


def is_running(balances: Sequence[int | None], moves: Sequence[int | None]) -> bool:
    """Does a column of balances only add up what stands beside it, beginning anew with each customer or not?"""
    before, differs = 0, 0
    for balance, move in zip(balances, moves, strict=True):
        if balance is None or move is None:
            continue
        if balance not in (move, before + move):
            return False
        differs += balance != move
        before = balance
    return differs > 0
