"""The amount and the documents a sentence names."""

from __future__ import annotations

import re

FIGURES = r"\d{1,3}(?:[ .,']\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?"
UNIT = r"(?:€|eur\b|euros?\b|k€|£|gbp\b|\$|usd\b|chf\b)"
AMOUNT = re.compile(rf"(?<![\w.,/-])({FIGURES})\s*(k€|{UNIT})|(?:€|£|\$|eur)\s*({FIGURES})(?![\w/-])")
SIGN = r"n[o°]?\.?|numbers?|no\.?|#|:|num(?:ero)?\.?"
NUMBER = r"(?=[\w/.-]*\d)[a-z]{0,6}[\w/-]{2,24}\w"
DOCUMENT = re.compile(
    r"(?:facture|factures|avoir|invoices?|credit note|piece|document|fact\.?|inv\.?|ref(?:erence)?\.?|commande|order)"
    rf"\s*(?:{SIGN})?s?\s*({NUMBER})"
)
ANOTHER = re.compile(
    rf"(?:\s*(?:[,;&+]|\b(?:et|and|ainsi que|as well as)\b)){{1,2}}\s*"
    rf"(?:(?:la|the)\s+)?(?:facture|invoice)?\s*(?:{SIGN})?\s*"
    rf"(?!\d{{1,2}}/\d{{1,2}}\b|(?:19|20)\d\d\b(?!-))({NUMBER})(?![\w/-])(?!\s*{UNIT})(?!\s?\d)"
)
"""One more number of the same list: no day and no amount."""


def amount_in(folded: str) -> int | None:
    """The first amount of money named, in cents; None where there is none."""
    found = AMOUNT.search(folded)
    if not found:
        return None
    cents = cents_of(found[1] or found[3])
    return cents * 1000 if found[2] == "k€" else cents


def cents_of(figures: str) -> int:
    """1 234,56 and 1,234.56 and 1.234,56: the last separator before one or two digits is the decimal one."""
    bare = figures.replace(" ", "").replace("'", "")
    whole, decimals = bare, ""
    if found := re.search(r"[.,](\d{1,2})$", bare):
        whole, decimals = bare[: found.start()], found[1]
    return int(re.sub(r"[.,]", "", whole)) * 100 + int(decimals.ljust(2, "0") or 0)


def documents_in(folded: str) -> list[str]:
    """The invoice numbers named after a word that says so, and those listed behind, in capitals, in order."""
    told, end = [], 0
    for first in DOCUMENT.finditer(folded):
        found: re.Match[str] | None = first
        while found and found.start() >= end:
            told.append(found[1].strip("-/.").upper())
            end = found.end()
            found = ANOTHER.match(folded, end)
    return list(dict.fromkeys(told))
