"""What stands around the lines of an advice: who pays, when, under which number, how much in all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ardoise.formats.cells import day_readings
from ardoise.formats.values import cents as cents_of
from ardoise.formats.values import worded_day

FIGURES = r"(?:\d{1,3}(?:[ \u00a0\u202f.,'’]\d{3})+|\d+)[.,]\d{2}"
MONEY = re.compile(rf"(?<![\w.,/-])(?P<open>\(?)(?P<sign>[-−+]?)\s?(?P<figures>{FIGURES})(?P<end>\)?-?)(?![\d/]|\.\d)")
ROUND = re.compile(
    r"(?<![\w.,/-])(?P<sign>[-−]?)(?P<figures>\d{1,3}(?:[ \u00a0\u202f]\d{3})*|\d+)\s?(?:€|EUR\b|euros?\b)"
)
DAY = re.compile(r"(?<![\w/-])(\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{1,2}/\d{2})(?![\w/-])")
WORDED_DAY = re.compile(
    r"(?i)\b(\d{1,2})(?:er|st|nd|rd|th)?\s+(janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|"
    r"novembre|d[ée]cembre|january|february|march|april|may|june|july|august|september|october|november|december)\s+(\d{4})"
)
PAYER = re.compile(
    r"(?im)^[^\S\n]*(?:payeur|donneur d['’]ordre|[ée]metteur|soci[ée]t[ée]|from|payer|remitter|paid by|"
    r"r[ée]gl[ée] par|de)\s*[:：]\s*(?P<value>[^\n<]{2,80})"
)
PAYMENT = re.compile(
    r"(?i)(?:(?:num[ée]ro|n[°o]|r[ée]f(?:[ée]rence)?\.?)\s*(?:de|du|d['’])?\s*(?:paiement|r[èe]glement|virement|versement)"
    r"|(?:paiement|r[èe]glement|virement|ch[èe]que)\s*(?:n[°o]\.?|num[ée]ro|r[ée]f\.?(?:[ée]rence)?)"
    r"|payment\s*(?:number|no\.?|reference|ref\.?|id)|remittance\s*(?:number|no\.?|ref\.?)|che(?:que|ck)\s*(?:number|no\.?)"
    r"|r[ée]f(?:[ée]rence)?\.?\s*[:：]?\s*(?=(?:VIR|VRT|PAY|PMT|CHQ)[\w-]*\d))"
    r"\s*[:：#]?\s*(?P<value>(?=[\w/.-]*\d)[\w/.-]{3,35})"
)
PAID_ON = re.compile(
    r"(?i)(?:date\s*(?:de|du|d['’])?\s*(?:paiement|r[èe]glement|virement|valeur|op[ée]ration)|payment\s*date|value\s*date|"
    r"paid\s*on|(?:vir[ée]|pay[ée]|r[ée]gl[ée]|proc[ée]d[ée])e?s?\s*(?:le|ce)|virement\s*(?:du|le)|date)\b"
)
TOTAL = re.compile(
    r"(?i)\b(?:total(?:\s*(?:pay[ée]|r[ée]gl[ée]|paid|amount|g[ée]n[ée]ral|du\s*\w+|of\s*payment|ttc|net))?|"
    r"montant\s*(?:total|(?:du|de\s*l['e ]?)\s*(?:paiement|r[èe]glement|virement))|"
    r"(?:payment|remitted)\s*(?:amount|total)|"
    r"amount\s*(?:paid|of\s*payment)|(?:virement|r[èe]glement|transfer|payment)\s*(?:de|of))\b"
)
LETTERS = re.compile(r"(?i)(?!eur\b|euros?\b)[^\W\d_]{2,}")
"""What a line of sums by column lacks beside its word: the last sum is then what is paid."""
JUST_BEHIND = re.compile(r"(?i)\s*(?:de|of|est|is|:|=)?\s*(?:de)?\s*")
PAYING = re.compile(r"(?i)\b(?:r[èe]gle|virement|vir[ée]|paiement|payment|transfer|remit|ch[èe]que|cheque)")
CURRENCY = re.compile(r"\b(EUR|USD|GBP|CHF|CAD)\b|(€|£|\$)")
SIGNS = {"€": "EUR", "£": "GBP", "$": "USD"}


@dataclass(frozen=True)
class Notes:
    """What is said of the payment as a whole; None where nothing is."""

    payer: str | None = None
    payment: str | None = None
    paid_on: date | None = None
    total: int | None = None
    currency: str | None = None


def read(text: str) -> Notes:
    """The notes of a text, each the first that is said."""
    text = "\n".join(line for line in text.split("\n") if line and not line.isspace())
    payer, payment = PAYER.search(text), PAYMENT.search(text)
    currency = CURRENCY.search(text)
    return Notes(
        " ".join(payer["value"].split()) if payer else None,
        payment["value"].strip(".-/") if payment else None,
        _paid_on(text),
        _total(text),
        (currency[1] or SIGNS[currency[2]]) if currency else None,
    )


def money(text: str) -> list[tuple[int, int, int]]:
    """(start, end, cents) of every amount of money; a figure counts with two decimals or its currency."""
    found = [(m.start(), m.end(), cents) for m in MONEY.finditer(text) if (cents := _cents(m)) is not None]
    taken = [(start, end) for start, end, _ in found]
    for whole in ROUND.finditer(text):
        if not any(start < whole.end() and whole.start() < end for start, end in taken):
            digits = re.sub(r"\D", "", whole["figures"])
            found.append((whole.start(), whole.end(), int(digits[:14]) * (-100 if whole["sign"] else 100)))
    return sorted(found)


def day_in(text: str) -> date | None:
    """The first day of a text; one that can be read in two ways is read the European way."""
    if found := DAY.search(text):
        return next(iter(day_readings(found[1], "dmy")), None)
    if worded := WORDED_DAY.search(text):
        return worded_day(" ".join(worded.groups()))
    return None


def _cents(found: re.Match[str]) -> int | None:
    figures = found["figures"].replace("'", " ").replace("’", " ")
    cents = cents_of(figures)
    is_negative = found["sign"] in ("-", "−") or found["end"].endswith("-") or (found["open"] and ")" in found["end"])
    return None if cents is None else -cents if is_negative else cents


def _paid_on(text: str) -> date | None:
    for line in text.split("\n"):
        if PAID_ON.search(line) and (day := day_in(line)):
            return day
    return None


def totals_in(line: str, amounts: list[tuple[int, int, int]]) -> set[int]:
    """Where the amounts begin that stand just behind a word for the total."""
    ends = [found.end() for found in TOTAL.finditer(line)]
    return {at for at, _, _ in amounts for end in ends if end <= at and JUST_BEHIND.fullmatch(line, end, at)}


def _total(text: str) -> int | None:
    """The last amount of the last line that says it is the total; else the only one of a line that speaks of paying."""
    for line in reversed(text.split("\n")):
        if TOTAL.search(line) and (amounts := money(line)):
            own = totals_in(line, amounts) if LETTERS.search(TOTAL.sub("", MONEY.sub("", line))) else ()
            return next((cents for at, _, cents in reversed(amounts) if at in own), amounts[-1][2])
    for line in text.split("\n"):
        if PAYING.search(line) and len(amounts := money(line)) == 1:
            return amounts[0][2]
    return None
