"""The FEC, read the naive way: one loop over the lines, one text at a time. The columns must agree with it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

WORDS = {
    "journalcode": "journal", "journallib": "journal_label", "ecriturenum": "number", "ecrituredate": "booked_on",
    "comptenum": "account", "comptelib": "account_label", "compauxnum": "code", "compauxlib": "name",
    "pieceref": "document", "piecedate": "document_on", "ecriturelib": "label", "debit": "debit", "credit": "credit",
    "montant": "amount", "sens": "side", "ecriturelet": "letter", "datelet": "lettered_on",
}  # fmt: skip


@dataclass
class Reading:
    rows: int = 0
    debit_cents: int = 0
    credit_cents: int = 0
    entries: list[dict] = field(default_factory=list)
    bad_lines: set[int] = field(default_factory=set)
    unbalanced: dict[tuple[str, str], int] = field(default_factory=dict)


def read(text: str) -> Reading:
    """The reading of a FEC already decoded, whose lines end with one line feed."""
    reading, lines = Reading(), []
    rows = text.split("\n")
    separator = max("\t|;", key=rows[0].count)
    names = [WORDS.get(cell.strip().lower()) for cell in rows[0].rstrip(separator).split(separator)]
    counts = [row.count(separator) + 1 for row in rows[1:] if row.strip(" \t|;")]
    usual = max((rows[0].count(separator) + 1, len(names), len(names) + 1), key=counts.count)
    for number, row in enumerate(rows[1:], 2):
        if not row.strip(" \t|;"):
            continue
        reading.rows += 1
        cells = row.split(separator)
        is_whole = len(cells) == usual and not any(cell.strip() for cell in cells[len(names) :])
        line = typed(dict(zip(names, cells, strict=False)), number) if is_whole else None
        if line is None:
            reading.bad_lines.add(number)
        else:
            lines.append(line)
    reading.debit_cents = sum(line["debit"] for line in lines)
    reading.credit_cents = sum(line["credit"] for line in lines)
    if not reading.debit_cents and not any(line["credit"] for line in lines):  # each credit is a negative debit
        reading.debit_cents = reading.credit_cents = sum(max(line["debit"], 0) for line in lines)
    reading.entries = entries_of(lines)
    reading.unbalanced = unbalanced(lines, reading)
    return reading


def typed(cells: dict, number: int) -> dict | None:
    """A line with its day and its cents; None when one of them says nothing."""
    line = {name: text.strip() for name, text in cells.items() if name} | {"line": number}
    line["booked_on"] = day(line["booked_on"])
    if "side" in line:
        amount = cents(line.pop("amount"))
        side = {"D": "debit", "+1": "debit", "C": "credit", "-1": "credit"}.get(line.pop("side"))
        if amount is None or side is None:
            return None
        line |= {"debit": 0, "credit": 0} | {side: amount}
    else:
        line |= {"debit": cents(line["debit"]), "credit": cents(line["credit"])}
    if line["booked_on"] is None or not line["account"] or line["debit"] is None or line["credit"] is None:
        return None
    return line


def day(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def cents(text: str) -> int | None:
    text = re.sub(r"[\u00a0\u202f]", " ", text)
    if not text:
        return 0
    if text[-1] in "+-":
        text = text[-1] + text[:-1].strip()
    if re.fullmatch(r"[+-]?\d{1,3}( \d{3})+([.,]\d*)?", text):
        text = text.replace(" ", "")
    try:
        value = Decimal(text.replace(",", ".")) * 100
    except InvalidOperation:
        return None
    return int(value) if value == int(value) else None


def entries_of(lines: list[dict]) -> list[dict]:
    """The receivable lines, each with its customer and what it is."""
    together, across = defaultdict(list), defaultdict(list)
    for line in lines:
        together[key(line)].append(line)
        across[key(line)[2:]].append(line)
    first_on = min((line["booked_on"] for line in lines), default=None)
    owed = []
    for line in lines:
        if line["account"].startswith(("411", "416")):
            entry = together[key(line)]
            shared = across[key(line)[2:]]
            if balance(entry) and halves_balance(shared):
                entry = [other for other in shared if balance(together[key(other)])]
            owed.append((line, entry))
    coded = [(line, entry) for line, entry in owed if says_code(line) and not says_opening(line)]
    trading = {
        journal
        for journal in {line["journal"] for line, _ in coded}
        for trade in [[has_result(entry) for line, entry in coded if line["journal"] == journal]]
        if sum(trade) * 2 > len(trade)
    }
    opened = [is_opening(line, entry, trading) for line, entry in owed]
    return [
        entry_of(line, entry, opens, any(opened), first_on) for (line, entry), opens in zip(owed, opened, strict=True)
    ]


def has_result(entry: list[dict]) -> bool:
    return any(line["account"].startswith(("6", "7")) for line in entry)


def is_opening(line: dict, entry: list[dict], trading: set[str]) -> bool:
    """As its journal or label says, unless its entry is trade."""
    accounts = [other["account"] for other in entry]
    if says_opening(line):
        return not (has_result(entry) and key(line)[2] != "")
    is_sale = any(a.startswith("4457") for a in accounts) and not any(a.startswith("1") for a in accounts)
    return says_code(line) and not has_result(entry) and not is_sale and line["journal"] not in trading


def key(line: dict) -> tuple:
    identity = line["number"] if line["number"].strip("0") else line["document"]
    return line["journal"], line["number"], identity, line["booked_on"]


def balance(lines: list[dict]) -> int:
    return sum(line["debit"] - line["credit"] for line in lines)


def halves_balance(lines: list[dict]) -> bool:
    return balance(lines) == 0


def says_code(line: dict) -> bool:
    return line["journal"].upper() in ("AN", "RAN")


def says_opening(line: dict) -> bool:
    return bool(
        re.search(r"(?i)[aà][\s-]*nouv", line["journal_label"]) or re.match(r"(?i)[aà][\s-]*nouveaux?\b", line["label"])
    )


def entry_of(line: dict, entry: list[dict], opens: bool, told: bool, first_on: date | None) -> dict:
    accounts = [other["account"] for other in entry]
    has_capital = any(a.startswith("1") for a in accounts)
    is_first = has_capital and not has_result(entry) and line["booked_on"] == first_on
    opens = opens or (not told and is_first)
    amount = line["debit"] - line["credit"]
    has_cash = any(a.startswith(("51", "53", "58", "413")) for a in accounts)
    has_sales = any(a.startswith(("7", "4457")) for a in accounts)
    is_cash_journal = bool(re.search(r"(?i)banque|caisse", line["journal_label"])) or line["journal"].upper() == "BQ"
    if opens:
        kind = "opening"
    elif amount > 0:
        kind = "returned_payment" if has_cash and not has_sales else "invoice"
    elif amount == 0:
        kind = "other"
    elif has_cash or is_cash_journal:
        kind = "payment"
    else:
        kind = "credit_note" if has_sales else "other"
    is_sub_account = line["account"][3:].strip("0") != ""
    customer = line["code"] or (line["account"] if is_sub_account else line["name"] or line["account"])
    own_name = line["name"] if line["code"] or not is_sub_account else ""
    return {
        "line": line["line"], "journal": line["journal"] or None, "number": line["number"] or None,
        "booked_on": line["booked_on"], "gl_account": line["account"], "customer": customer,
        "customer_name": own_name or line["account_label"] or None, "document": line["document"] or None,
        "document_on": day(line["document_on"]), "label": line["label"] or None, "amount_cents": amount,
        "currency": "EUR", "letter": line["letter"] or None, "lettered_on": day(line["lettered_on"]), "due_on": None,
        "kind": kind, "is_opening": opens, "foreign_cents": None, "foreign_currency": None,
    }  # fmt: skip


def unbalanced(lines: list[dict], reading: Reading) -> dict[tuple[str, str], int]:
    """(journal, number) → difference of the entries to be told; see formats/fec/balance.py for the reasons."""
    groups = [group for group in grouped(lines, key) if balance(group)]
    left = [line for group in groups for line in group]
    left = flat(group for group in grouped(left, lambda line: (line["number"], line["booked_on"])) if balance(group))
    left = flat(group for group in grouped(left, lambda line: (line["journal"], line["number"])) if balance(group))
    found = grouped(left, lambda line: (line["journal"], line["number"]))
    if len(found) * 50 > reading.rows and len(found) > 1:
        by_day = [group for group in grouped(left, lambda line: line["booked_on"]) if balance(group)]
        if not by_day or reading.debit_cents == reading.credit_cents:
            return {}
    return {(group[0]["journal"], group[0]["number"]): balance(group) for group in found}


def grouped(lines: list[dict], of) -> list[list[dict]]:
    groups = defaultdict(list)
    for line in lines:
        groups[of(line)].append(line)
    return list(groups.values())


def flat(groups) -> list[dict]:
    return [line for group in groups for line in group]
