"""The amount and the documents a sentence names."""

from __future__ import annotations

import re

FIGURES = r"\d{1,3}(?:[ .,']\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?"
UNIT = r"(?:€|eur\b|euros?\b|k€|£|gbp\b|\$|usd\b|chf\b)"
AMOUNT = re.compile(rf"(?<![\w.,/-])({FIGURES})\s*(k€|{UNIT})|(?:€|£|\$|eur)\s*({FIGURES})(?![\w/-])")
DOCUMENT = re.compile(
    r"(?:facture|factures|avoir|invoices?|credit note|piece|document|fact\.?|inv\.?|ref(?:erence)?\.?|commande|order)"
    r"\s*(?:n[o°]?\.?|number|no\.?|#|:|num(?:ero)?\.?)?\s*((?=[\w/.-]*\d)[a-z]{0,6}[\w/-]{2,24}\w)"
)


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
    """The invoice numbers named after a word that says so, in capitals, in order."""
    return list(dict.fromkeys(found[1].strip("-/.").upper() for found in DOCUMENT.finditer(folded)))
