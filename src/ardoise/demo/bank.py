"""The firm's bank: the last weeks of its account as one CAMT.053 file, the last day with what no ledger holds yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from xml.etree import ElementTree

from ardoise.demo.accounting import Entry
from ardoise.demo.receipts import Receipt, draw, iban_of, written_by_bank
from ardoise.demo.trading import Book
from ardoise.domain.calendar import previous_working_day

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
DAYS = 31  # told before the last day
BANK = "512000"
Dated = tuple[date, Receipt]


def written(seed: int, book: Book, entries: list[Entry], iban: str, bic: str) -> bytes:
    """Two statements that follow each other: the weeks the ledger tells too, and the last working day.

    On that day there is also what reached the bank since the accountant was here; no FEC holds it.
    """
    first_on, day = book.as_of - timedelta(days=DAYS), previous_working_day(book.as_of)
    of_ledger = booked(entries)
    opening = sum(cents for on, cents, _ in of_ledger if on < first_on)
    before = [(on, told(entry, cents)) for on, cents, entry in of_ledger if first_on <= on < day]
    last = [(on, told(entry, cents)) for on, cents, entry in of_ledger if on >= day]
    last += [(day, receipt) for receipt in draw(seed, book)]
    root = ElementTree.Element("Document", xmlns=NAMESPACE)
    message = add(root, "BkToCstmrStmt")
    head = add(message, "GrpHdr")
    add(head, "MsgId", f"CHAI{book.as_of:%Y%m%d}")
    add(head, "CreDtTm", f"{book.as_of}T22:15:00")
    closing = opening + sum(receipt.amount_cents for _, receipt in before)
    statement(message, (iban, bic), (first_on, day - timedelta(days=1)), opening, before)
    statement(message, (iban, bic), (day, book.as_of), closing, last)
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def booked(entries: Iterable[Entry]) -> list[tuple[date, int, Entry]]:
    """What the books say of the bank: day, cents that came in, the entry."""
    return [(e.on, line.amount_cents, e) for e in entries for line in e.lines if line.account == BANK]


def told(entry: Entry, cents: int) -> Receipt:
    """A booked entry as the bank told it at the time."""
    movement = entry.lines[0].movement
    if movement is None:
        return Receipt("other", cents, "", "", written_by_bank(entry.label), family="ICDT/ESCT")
    family = "IDDT/UPDD" if movement.kind == "returned_payment" else "RCDT/ESCT"
    family = "IDDT/ESDD" if movement.kind == "payment" and movement.customer.habit == "debit" else family
    quoted = " ".join(bill.document for bill in movement.about[:4])
    reason = "AM04" if movement.kind == "returned_payment" else ""
    whose = movement.customer
    return Receipt("booked", cents, written_by_bank(whose.name), iban_of(whose), quoted, (movement,), family, reason)


def statement(
    message: ElementTree.Element,
    account: tuple[str, str],
    days: tuple[date, date],
    opening_cents: int,
    movements: list[Dated],
) -> None:
    """One statement: its account, what was there before, every movement, what is there after."""
    number = f"{days[1]:%Y%j}"
    stmt = add(message, "Stmt")
    add(stmt, "Id", number)
    add(stmt, "ElctrncSeqNb", number[4:])
    add(stmt, "CreDtTm", f"{days[1]}T22:15:00")
    span = add(stmt, "FrToDt")
    add(span, "FrDtTm", f"{days[0]}T00:00:00")
    add(span, "ToDtTm", f"{days[1]}T23:59:59")
    own = add(stmt, "Acct")
    add(add(own, "Id"), "IBAN", account[0])
    add(own, "Ccy", "EUR")
    add(add(add(own, "Svcr"), "FinInstnId"), "BICFI", account[1])
    balance(stmt, "OPBD", days[0], opening_cents)
    balance(stmt, "CLBD", days[1], opening_cents + sum(receipt.amount_cents for _, receipt in movements))
    for place, (on, receipt) in enumerate(movements, 1):
        movement(stmt, f"{number}{place:04d}", on, receipt)


def balance(stmt: ElementTree.Element, kind: str, on: date, cents: int) -> None:
    """An opening or a closing balance."""
    bal = add(stmt, "Bal")
    add(add(add(bal, "Tp"), "CdOrPrtry"), "Cd", kind)
    amount(bal, cents)
    add(add(bal, "Dt"), "Dt", on.isoformat())


def amount(parent: ElementTree.Element, cents: int) -> None:
    """An amount with its side."""
    add(parent, "Amt", f"{abs(cents) // 100}.{abs(cents) % 100:02d}").set("Ccy", "EUR")
    add(parent, "CdtDbtInd", "CRDT" if cents >= 0 else "DBIT")


def movement(stmt: ElementTree.Element, reference: str, on: date, receipt: Receipt) -> None:
    """One booking with its one detail."""
    entry = add(stmt, "Ntry")
    amount(entry, receipt.amount_cents)
    add(add(entry, "Sts"), "Cd", "BOOK")
    add(add(entry, "BookgDt"), "Dt", on.isoformat())
    add(add(entry, "ValDt"), "Dt", on.isoformat())
    add(entry, "AcctSvcrRef", reference)
    family, sub = receipt.family.split("/")
    domain = add(add(entry, "BkTxCd"), "Domn")
    add(domain, "Cd", "ACMT" if family == "MCOP" else "PMNT")
    kind = add(domain, "Fmly")
    add(kind, "Cd", family)
    add(kind, "SubFmlyCd", sub)
    detail(add(add(entry, "NtryDtls"), "TxDtls"), receipt)
    add(entry, "AddtlNtryInf", " ".join(part for part in (words_of(receipt), receipt.payer) if part))


def detail(details: ElementTree.Element, receipt: Receipt) -> None:
    """Who, from which account, with which words, and why it went back."""
    add(add(details, "Refs"), "EndToEndId", "NOTPROVIDED")
    amount(details, receipt.amount_cents)
    if receipt.payer:
        parties = add(details, "RltdPties")
        is_out = receipt.amount_cents < 0 and not receipt.return_reason
        other = "Cdtr" if is_out else "Dbtr"
        add(add(add(parties, other), "Pty"), "Nm", receipt.payer)
        add(add(add(parties, f"{other}Acct"), "Id"), "IBAN", receipt.iban)
    add(add(details, "RmtInf"), "Ustrd", receipt.text)
    if receipt.return_reason:
        add(add(add(details, "RtrInf"), "Rsn"), "Cd", receipt.return_reason)


def words_of(receipt: Receipt) -> str:
    """What the bank itself calls the booking."""
    if receipt.return_reason:
        return "REJET DE PRELEVEMENT"
    if receipt.family == "RCDT/ESCT":
        return "VIR SEPA RECU"
    return "PRELEVEMENT SEPA EMIS" if receipt.family == "IDDT/ESDD" else ""


def add(parent: ElementTree.Element, tag: str, text: str | None = None) -> ElementTree.Element:
    """A child with its text."""
    child = ElementTree.SubElement(parent, tag)
    child.text = text
    return child
