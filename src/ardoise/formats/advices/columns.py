"""Which amount is which on the lines of a list: by the headings above them, else by what they make of each other."""

from __future__ import annotations

import re
from typing import Any

HEADINGS = (
    ("deducted", r"escompte|d[ée]duction|retenue|remise|discount|deduct\w*|withh\w*|adjustment"),
    ("amount", r"(?:montant\s+)?(?:net|pay[ée]|r[ée]gl[ée]|vers[ée])(?:\s+(?:pay[ée]|[àa] payer|r[ée]gl[ée]|amount))?|"
               r"(?:net|paid)\s*(?:amount)?|amount\s+paid|payment\s+amount|reglement|r[èe]glement"),
    ("gross", r"brut|(?:montant\s+)?(?:de la )?factur[ée]|gross|(?:invoice|original)\s+amount|montant|"
              r"amount|ttc|solde"),
)  # fmt: skip
DOCUMENT = re.compile(
    r"(?i)\b(?:factures?|n[°o]|num[ée]ro|pi[èe]ces?|documents?|r[ée]f[ée]rences?|invoices?|number|ref|doc)\b"
)
OF_OURS = re.compile(r"(?i)\b(?:votre|vos|your)\b|\bv/\s?r[ée]f")
"""Of two numbers of a document, the payer's and ours: the heading of ours."""
PATTERN = re.compile("|".join(f"(?P<{word}>{pattern})" for word, pattern in HEADINGS), re.I)


class Columns:
    """The amounts that the headings of a list announce, from left to right."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.theirs = 0  # which cell of a line holds the number that we gave the document
        self.every: list[str] = []  # where blanks between headings are too narrow to part them

    def learn(self, line: str) -> bool:
        """Is the line a row of headings? It then says what the amounts below are."""
        cells = [cell.strip() for cell in re.split(r"\s{2,}", line.strip()) if cell.strip()]
        if len(cells) < 2 or any(character.isdigit() for character in line) or len(line) > 400:
            return False
        first, *rest = cells
        words = [found.lastgroup or "" for cell in rest if (found := PATTERN.search(cell))]
        if not DOCUMENT.search(first) and not DOCUMENT.search(rest[0]):
            return False
        self.theirs = next((place for place, cell in enumerate(cells) if OF_OURS.search(cell)), 0)
        self.words, self.every = words, [found.lastgroup or "" for found in PATTERN.finditer(" ".join(rest))]
        return bool(words)

    def told(self, cents: list[int]) -> dict[str, Any]:
        """What the amounts of a line are: paid, and deducted where it says so or shows it."""
        if not cents:
            return {"amount_cents": None}
        words = next((told for told in (self.words, self.every) if len(told) == len(cents)), [])
        if len(cents) == 2 and sorted(words) == ["deducted", "gross"]:
            named = dict(zip(words, cents, strict=True))
            kept = abs(named["deducted"])
            return {"amount_cents": named["gross"] - kept, "deducted_cents": kept or None}
        if words and ("amount" in words or len(cents) == 1):
            named = dict(zip(words, cents, strict=True))
            paid = named.get("amount", cents[-1])
            deducted = named.get("deducted", named["gross"] - paid if "gross" in named else 0)
            return {"amount_cents": paid, "deducted_cents": abs(deducted) or None}
        if len(cents) == 3 and cents[0] - abs(cents[1]) == cents[2]:
            return {"amount_cents": cents[2], "deducted_cents": abs(cents[1]) or None}
        if len(cents) == 2 and 0 < cents[1] < cents[0]:
            return {"amount_cents": cents[1], "deducted_cents": cents[0] - cents[1]}
        return {"amount_cents": next((one for one in reversed(cents) if one), 0)}
