"""The amount and the documents a sentence names."""

from __future__ import annotations

import re

FIGURES = r"\d{1,3}(?:[ .,']\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?"
UNIT = r"(?:€|eur\b|euros?\b|k€|£|gbp\b|\$|usd\b|chf\b|cad\b|francs?\b|fr\.|pounds?\b|quid\b|dollars?\b)"
MEASURE = r"(?:h|kg|g|kilos?|l|m|mm|cm|km|t|tonnes?|litres?|metres?|heures?|hours?|points?|ans?|years?)\b"
BEFORE = r"(?:€|£|\$|\beur|\bgbp|\busd|\bchf|\bcad|\bfr\.)"
AMOUNT = re.compile(
    rf"(?<![\w.,/-])(?P<after>{FIGURES})\s*(?P<k>k\s?(?=€|eur|£))?{UNIT}(?:(?P<cents>\d\d)(?!\d)|\s(?P<apart>\d\d)(?!\d|[/.-]\d|\s*[a-z%]))?"
    rf"|{BEFORE}\s*(?P<before>{FIGURES})(?P<thousands>k)?(?![\w/])"
    r"|(?<![\w.,/-])(?P<exact>\d{1,3}(?:[ .']\d{3})*,\d\d|\d{1,3}(?:,\d{3})+\.\d\d|\d{3,6}\.\d\d)(?![\w/%,.-]*\d|[a-z]"
    rf"|\s*(?:%|{MEASURE}))"
)
GIVEN = re.compile(
    r"(?:(?:virement|paiement|reglement|acompte|cheque|versement|transfer|payment|deposit|cheque|check)s?\s+(?:de|of|for)"
    r"|\b(?:donner(?:ai|ons)?|donne|vers(?:er|e|ons|erai|erons)|pai?e|pay(?:er|e|ons|ing)?|regle(?:r|rai|rons)?|vire(?:r|rai)?"
    r"|envoie|envoyer|send|see|sent|paid|wired|wire|transferred|transfer|manage|afford"
    r"|j'ai fait|j'ai mis|je mets)\s+(?:you\s+|vous\s+)?(?:the\s+(?:undisputed|agreed|remaining|outstanding|full)\s+)?)"
    rf"\s*({FIGURES})(?=\s*[.,;!)]|\s*$|\s+(?:a|per|par)\s+(?:month|week|mois|semaine)\b|\s+(?:le|la|on|by|in|au|ce|cette"
    r"|avant|before|depuis|from|hier|yesterday|last|il y a"
    r"|demain|aujourd|today|tomorrow|tonight"
    r"|now|then|the|and|et|puis|chaque|each|just|this|lundi|mardi|mercredi|jeudi|vendredi|samedi|monday|tuesday|wednesday"
    r"|thursday|friday|saturday)\b)"
)
"""Figures without a currency that a verb or noun of payment makes an amount; what is counted stands before a noun."""
IN_HAND = re.compile(
    rf"(?<![\w.,/-])({FIGURES})\s+(?:en (?:liquide|especes|cash)|(?:in )?cash|comme (?:d'hab\w*|convenu|prevu|promis)"
    r"|(?:par|a|per|chaque|every|tous les|/)\s?(?:mois|month|semaine|week)"
    r"|as (?:usual|agreed|promised)|vires?|verses?|sur (?:votre|le) compte|(?:into|to) your (?:account|bank))\b"
)
"""Figures without a currency, before how or how often they are paid."""
OF_THE_WHOLE = re.compile(
    r"\b(?:factures?|invoices?|bill|total|montant|sum|dette|debt|commande|order|devis|quote)\s*(?:[\w/-]*\d[\w/-]*\s*)?"
    r"(?:de|of|for|d'un montant de|du \S+ de|:)?\s*$"
    r"|\b(?:sur (?:les|un total de)|out of|of the|au lieu (?:de|des)|instead of)\s*$"
)
"""Before the amount of an invoice, of which perhaps a part is paid."""
NUMERALS = {
    word: value
    for value, words in {
        1: "un une one", 2: "deux two", 3: "trois three", 4: "quatre four", 5: "cinq five", 6: "six", 7: "sept seven",
        8: "huit eight", 9: "neuf nine", 10: "dix ten", 11: "onze eleven", 12: "douze twelve", 13: "treize thirteen",
        14: "quatorze fourteen", 15: "quinze fifteen", 16: "seize sixteen", 17: "seventeen", 18: "eighteen",
        19: "nineteen", 20: "vingt vingts twenty", 30: "trente thirty", 40: "quarante forty", 50: "cinquante fifty",
        60: "soixante sixty", 70: "seventy", 80: "eighty", 90: "ninety", 100: "cent cents hundred",
        1000: "mille thousand",
    }.items()
    for word in words.split()
}  # fmt: skip
NUMERAL = "|".join(sorted(NUMERALS, key=len, reverse=True))
SPOKEN = re.compile(rf"\b((?:{NUMERAL})(?:(?:[\s-]+(?:et|and))?[\s-]+(?:{NUMERAL}))*)\s+{UNIT}")
"""An amount in words, before its unit."""
SHARE = re.compile(r"\b(?:(moitie|half|50 ?%)|(tiers|one third|a third)|(quart|quarter))\b")
SIGN = r"n[o°]?\.?|numbers?|no\.?|#|:|num(?:ero)?\.?"
NUMBER = r"(?=[\w/.-]*\d)[a-z]{0,6}[\w/-]{2,24}\w"
LETTERED = r"(?!(?:eur|gbp|usd|chf|cad)\d)[a-z]{1,5}(?:[-/]\d{2}|\d{3})"
PAID_IS = (
    r"paye|regle|solde|paier(?:ai|ons|a)|payer(?:ai|ons|a)?|regler(?:ai|ons|a)?|solder(?:ai|ons|a)?"
    r"|paid|pay|settled?|cleared?"
)
DOCUMENT = re.compile(
    r"(?:(?:factures?|avoir|invoices?|credit note|piece|document|fact\.?|inv\.?|ref(?:erence)?\.?|commande|order)"
    rf"\s*(?:{SIGN})?s?\s*|\b(?:{PAID_IS})\s+(?={LETTERED}))({NUMBER})"
)
"""A number behind a word for what bears one, or, with its letters, behind a verb of payment."""
ANOTHER = re.compile(
    rf"(?:\s*(?:[,;&+]|\b(?:et|and|ainsi que|as well as)\b)){{1,2}}\s*"
    rf"(?:(?:la|the)\s+)?(?:facture|invoice)?\s*(?:{SIGN})?\s*"
    rf"(?!\d{{1,2}}/\d{{1,2}}\b|(?:19|20)\d\d\b(?!-))({NUMBER})(?![\w/-])(?!\s*{UNIT})(?!\s?\d)"
)
"""One more number of the same list: no day and no amount."""

LETTERS = re.compile(r"(?<![a-z])[a-z]{1,6}$")
"""What a number begins with that bears the word for it: *INV-31*."""


def amount_in(folded: str) -> int | None:
    """The first amount of money named that is not an invoice's whole, else the first, in cents; None without any."""
    named = list(AMOUNT.finditer(folded))
    if not named:
        given = GIVEN.search(folded) or IN_HAND.search(folded)
        return cents_of(given[1]) if given and len(given[1]) > 1 else in_words(folded)
    parts = (one for one in named if not OF_THE_WHOLE.search(folded[max(0, one.start() - 60) : one.start()]))
    found = next(parts, named[0])
    cents = cents_of(found["after"] or found["before"] or found["exact"])
    return cents * (1000 if found["k"] or found["thousands"] else 1) + int(found["cents"] or found["apart"] or 0)


def in_words(folded: str) -> int | None:
    """The first amount told in words (*six cents euros*), in cents; None where there is none."""
    found = SPOKEN.search(folded)
    if found is None:
        return None
    whole = part = 0
    for word in re.findall(r"[a-z]+", found[1]):
        value = NUMERALS.get(word, 0)
        if value == 1000:
            whole, part = whole + (part or 1) * 1000, 0
        elif value == 100:
            part = (part or 1) * 100
        elif (value, word) == (20, "vingts") or (word == "vingt" and part % 100 == 4):
            part += 76  # quatre-vingts
        else:
            part += value
    return (whole + part) * 100 or None


def share_in(folded: str) -> str:
    """The part of what is owed that is named, as a fraction; "" where none is."""
    found = SHARE.search(folded)
    return ("1/2", "1/3", "1/4")[(found.lastindex or 1) - 1] if found else ""


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
            letters = LETTERS.search(folded[: found.start(1)]) if found[1][0] in "-/" else None
            told.append(f"{letters[0] if letters else ''}{found[1]}".strip("-/.").upper())
            end = found.end()
            found = ANOTHER.match(folded, end)
    return list(dict.fromkeys(told))
