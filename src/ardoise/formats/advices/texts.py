"""A remittance advice as text, from a mail or a PDF: documents with their amounts, in lines or in sentences.

A document counts when a word announces it (*facture*, *invoice*, *avoir*…), or when its line has the shape of those of
a list: a reference, then amounts. What is not said is left empty: a list of invoices without amounts is one too.
"""

from __future__ import annotations

import re
from typing import Any

from ardoise.formats.advices import notes
from ardoise.formats.advices.columns import Columns
from ardoise.formats.advices.reading import AdviceReading, gathered
from ardoise.formats.faults import Faults

CHARACTERS_MAX = 2_000_000
LINE_MAX = 2_000
WORD = re.compile(
    r"(?i)\b(?P<word>factures?|fact\.?|invoices?|inv\.?|avoirs?|credit\s?notes?|credit\s?memos?|pi[èe]ces?|documents?|"
    r"votre r[ée]f(?:[ée]rence)?\.?|your ref(?:erence)?\.?|note de cr[ée]dit)"
    r"(?:\s+|\b\s*(?=[#:n]))(?:n[°os]{1,2}\.?\s|n[°o.]+|num[ée]ros?|numbers?|no\.?)?\s*[:#]?\s*"
)
CREDIT = re.compile(r"(?i)\bavoirs?\b|\bcredit\s?(?:notes?|memos?)\b|note de cr[ée]dit")
OF_THE_NEXT = re.compile(
    r"(?i)\s*(?:€|euros?\b|[A-Z]{3}\b)?\s*(?:sur|pour|de|on|for|of|against|towards|au titre de)\s+"
    r"(?:l['’]\s*|(?:la|le|the|votre|your|notre)\s+)?(?:facture|invoice|avoir|credit\s?note|pi[èe]ce|document)\s*"
    r"(?:n[°o.]*|num[ée]ro|number|no\.?)?\s*[:#]?\s*"
)
"""What stands between an amount and the one document behind it whose it is: *300,00 € sur la facture F2*."""
REFERENCE = re.compile(r"(?=[\w/.-]*\d)[A-Za-z0-9][\w/.-]{1,28}\w")
CELL = re.compile(r"\S+(?: \S+)*")
"""What two blanks part in a line of a list."""
BETWEEN = rf"(?:\s*\([^()\n]{{1,40}}\)|\s*(?:pour|de|for|of|[:=])?\s*[-−]?{notes.FIGURES}\s*(?:€|[A-Z]{{3}}\b)?)?"
"""What may stand between one document and the next: its amount."""
FOLLOWING = re.compile(BETWEEN + r"\s*(?:,|;|&|\+|\bet\b|\band\b|/)\s*(?=(?:n[°o]\.?\s*)?[A-Z]{0,6}[-_/]?\d)", re.I)
ANOTHER = re.compile(r"(?:n[°o]\.?\s*)?(?P<reference>(?=[\w/.-]*\d)[A-Za-z0-9][\w/.-]{1,28}\w)")
LISTED = re.compile(r"^\s*(?:[-*•·]\s*)?(?P<reference>(?=[\w/.-]*\d)[A-Za-z0-9][\w/.-]{1,28}\w)(?=\s|[:;|]|$)")
DEDUCTION = re.compile(
    r"(?i)\b(?P<word>escompte|d[ée]duction|d[ée]duit[es]*|retenues?|ristourne|remise|p[ée]nalit[ée]s?|litige|discount|"
    r"deduct(?:ed|ion)|withh(?:eld|olding)|rebate|short[- ]?paid|penalty|frais)\b"
)
ELSEWHERE = re.compile(
    r"(?i)\b(?:iban|bic|swift|siren|siret|rcs|tva\s*(?:intra|n)|vat\s*(?:no|number|id)|t[ée]l[ée]?(?:phone)?|fax|phone|"
    r"capital|cedex|www\.|http|page\s+\d)"
)
QUOTED = re.compile(r"^\s*>")


def read(text: str, format: str = "text", language: str = "fr", name: str = "") -> AdviceReading:
    """The advice in a text; a text without a document is told."""
    faults = Faults(language)
    if len(text) > CHARACTERS_MAX:
        faults.add("long_text", None, None, name=name or "text", limit=CHARACTERS_MAX)
        text = text[:CHARACTERS_MAX]
    told = notes.read(text)
    columns = Columns()
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line or line.isspace() or QUOTED.match(line) or ELSEWHERE.search(line):
            continue
        line = line[:LINE_MAX].replace("\t", "  ").replace("|", "  ")
        if columns.learn(line):
            continue
        rows += [{"line": number} | row for row in rows_of(line, columns)]
    around = {
        "payer": told.payer, "paid_on": told.paid_on, "payment": told.payment, "payment_cents": told.total,
        "currency": told.currency,
    }  # fmt: skip
    return gathered(format, [around | row for row in rows], faults)


def rows_of(line: str, columns: Columns) -> list[dict[str, Any]]:
    """What a line says: each document with its amount, or a deduction by itself."""
    amounts = notes.money(line)
    places = documents_in(line, amounts, columns.theirs)
    if not places:
        return _deduction(line, amounts)
    rows = []
    before, owners = amounts_before(line, amounts, places), {_owner(at, places) for at, _, _ in amounts}
    if len(places) > 1 and len(owners) == 1 and (owners == {0} or not before):
        amounts = []  # one amount for several documents is none's own
    totals = notes.totals_in(line, amounts)
    for number, (start, end, reference) in enumerate(places):
        until = places[number + 1][0] if number + 1 < len(places) else len(line)
        behind = {at: cents for at, _, cents in amounts if end <= at < until and at not in before.values()}
        own = [cents for at, cents in behind.items() if at not in totals] or list(behind.values())
        own = own or [cents for at, _, cents in amounts if at == before.get(start)]
        row: dict[str, Any] = columns.told(own) if len(places) == 1 else {"amount_cents": own[-1] if own else None}
        is_credit = bool(CREDIT.search(line[:start].rpartition(",")[2] if len(places) > 1 else line))
        paid = row["amount_cents"]
        if is_credit and paid is not None:
            row["amount_cents"] = -abs(paid)
        deduction = DEDUCTION.search(line, end, until)
        if deduction and len(own) > 1 and row.get("deducted_cents") is None:
            row |= {"amount_cents": own[0], "deducted_cents": abs(own[-1])}
        rows.append(
            {"document": reference, "reason": _reason(line[deduction.start() : until]) if deduction else None} | row
        )
    return rows


def amounts_before(
    line: str, amounts: list[tuple[int, int, int]], places: list[tuple[int, int, str]]
) -> dict[int, int]:
    """Start of a document → that of the amount in front of it that is its own."""
    return {
        start: at
        for start, _, _ in places
        for at, end, _ in amounts
        if end < start and OF_THE_NEXT.fullmatch(line, end, start)
    }


def documents_in(line: str, amounts: list[tuple[int, int, int]], theirs: int = 0) -> list[tuple[int, int, str]]:
    """(start, end, reference) of each document of a line, in order; in a list, of the cell `theirs` or the first."""
    found: list[tuple[int, int, str]] = []
    for word in WORD.finditer(line):
        place = REFERENCE.match(line, word.end())
        while place and _is_reference(place[0], place.start(), amounts):
            found.append((place.start(), place.end(), place[0].rstrip(".-/")))
            comma = FOLLOWING.match(line, place.end())
            place = ANOTHER.match(line, comma.end()) if comma else None
    if not found and amounts and (listed := LISTED.match(line)):
        cells = list(CELL.finditer(line))
        own = REFERENCE.fullmatch(cells[theirs][0]) if 0 < theirs < len(cells) else None
        if own and _is_reference(own[0], cells[theirs].start(), amounts):
            return [(*cells[theirs].span(), own[0])]
        start, end = listed.span("reference")
        if _is_reference(listed["reference"], start, amounts):
            found.append((start, end, listed["reference"]))
    return list(dict.fromkeys(found))


def _is_reference(text: str, start: int, amounts: list[tuple[int, int, int]]) -> bool:
    """Not a day, not an amount, and long enough to name something."""
    is_amount = any(at <= start < end for at, end, _ in amounts)
    return not is_amount and not notes.DAY.fullmatch(text) and len(re.sub(r"\W", "", text)) >= 3


def _deduction(line: str, amounts: list[tuple[int, int, int]]) -> list[dict[str, Any]]:
    """A line that takes something off the whole payment."""
    if not amounts or not DEDUCTION.search(line) or notes.TOTAL.search(line):
        return []
    return [{"deducted_cents": abs(amounts[-1][2]), "reason": _reason(line)}]


def _owner(at: int, places: list[tuple[int, int, str]]) -> int:
    """Behind which document an amount stands."""
    return sum(end <= at for _, end, _ in places)


def _reason(text: str) -> str | None:
    """The words of a deduction, without its figures, up to where something else begins."""
    words = re.split(r"[();:]|\bet\b|\band\b", notes.MONEY.sub(" ", text).replace("€", " "))[0]
    return " ".join(words.split()).strip(" -:,.")[:120] or None
