"""What is left of an amount, where a list tells what was paid of it instead of what is open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ardoise.formats.cells import amounts, day_readings, is_nothing
from ardoise.formats.fec.columns import bare

SETTLED = frozenset(
    {
        "oui", "yes", "x", "vrai", "true", "1", "paye", "payee", "paid", "regle", "reglee", "solde", "soldee",
        "encaisse", "encaissee", "acquitte", "acquittee", "closed", "cloture", "cloturee", "lettre", "lettree",
        "annule", "annulee", "cancelled", "canceled", "void", "voided",
    }
)  # fmt: skip
"""What stands in a column of states for an item of which nothing is left."""
DAY = re.compile(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}(?:[ T].*)?|(?:19|20)\d{6}")
"""A day; a whole number alone may be an amount, unless each of the column is such a day: 20250131."""


STATE = re.compile(r"statut|etat|status")
ON_A_DAY = re.compile(r"(?i)\b(?:le|on|date)\b")
"""What headings say of a column that holds states, or the days of payment, and so no amounts: 3, 45700."""


def paid(texts: Sequence[str], amount: Sequence[int | None], heading: str = "") -> list[int | None]:
    """What was paid of each amount: as amounts tell where the column holds some, else all of it or nothing by a word
    or the day of payment.

    None where neither tells. What was paid of an amount is of its sign, whichever is written.
    """
    if all(is_nothing(text) or (day_readings(text, "dmy") and DAY.fullmatch(text.strip())) for text in texts):
        return [0 if is_nothing(text) else whole for text, whole in zip(texts, amount, strict=True)]
    if STATE.search(bare(heading)):
        return [
            whole if is_settled(text) and text.strip() != "1" else 0 for text, whole in zip(texts, amount, strict=True)
        ]
    if ON_A_DAY.search(heading):
        return [whole if day_readings(text, "dmy") else 0 for text, whole in zip(texts, amount, strict=True)]
    found, _ = amounts(texts)
    filled = [cents for text, cents in zip(texts, found, strict=True) if not is_nothing(text)]
    is_of_amounts = any(cents is not None for cents in filled) and not all(cents in (None, 100, 0) for cents in filled)
    if is_of_amounts or (filled and all(cents == 0 for cents in filled)):
        told = [0 if is_nothing(text) else cents for text, cents in zip(texts, found, strict=True)]
        return [own and abs(own) * (-1 if (whole or 0) < 0 else 1) for own, whole in zip(told, amount, strict=True)]
    return [whole if is_settled(text) else 0 for text, whole in zip(texts, amount, strict=True)]


def is_settled(text: str) -> bool:
    """A word for what is paid, or the day on which it was."""
    return bare(text) in SETTLED or bool(DAY.fullmatch(text.strip()) and day_readings(text, "dmy"))


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
