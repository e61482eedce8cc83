"""CFONB120, the statement of French banks: records 01 (opens), 04 (movement), 05 (details), 07 (closes)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ardoise.formats.bank import amounts, codes
from ardoise.formats.bank.gathering import Gathering
from ardoise.formats.bank.identifiers import creditor_reference_of, iban_of
from ardoise.formats.bank.labels import is_told
from ardoise.formats.bank.reading import StatementReading
from ardoise.formats.bank.records import Record, account_of, records
from ardoise.formats.encodings import Decoder
from ardoise.formats.faults import Faults
from ardoise.formats.reading import Progress

CODES = ("01", "04", "05", "07")
SIZE = 120
ACCOUNT_MIN = 5
HALF = 35
"""A detail has seventy characters, for one text or for two of thirty-five."""


def read(path: Path, language: str = "fr", progress: Progress | None = None) -> StatementReading:
    """The statements of a CFONB120 file; a record out of its place is told, and what it says is kept."""
    faults, decoder = Faults(language), Decoder()
    file = File(Gathering(faults))
    for record in records(path, SIZE, CODES, decoder, faults, progress):
        READERS[record.text[:2]](file, record)
    file.end()
    return file.gathering.reading("cfonb120", decoder.name)


@dataclass
class File:
    """One file, record by record; a movement waits for the details that may follow it."""

    gathering: Gathering
    waiting: dict[str, Any] | None = None
    details: list[tuple[str, str]] = field(default_factory=list)  # (qualifier, its text)

    @property
    def faults(self) -> Faults:
        return self.gathering.faults

    def end(self) -> None:
        """The file ends; a statement without its closing balance is told."""
        self._settle()
        if self.gathering.is_open and self.gathering.statement["opening_cents"] is not None:
            self.faults.add("no_closing", self.gathering.statement["line"], None)

    def opening(self, record: Record) -> None:
        """01: the balance it starts from."""
        self.end()
        self._open(record)
        cents = record.cents(91, 104, record.at(20, 20))
        if cents is None:
            self.faults.add("bad_bank_balance", record.line, "91", value=record.raw(91, 104))
        self.gathering.statement["opening_cents"] = cents
        self.gathering.statement["from_on"] = record.day(35, self.faults)

    def closing(self, record: Record) -> None:
        """07: the balance it ends with."""
        self._settle()
        if not self.gathering.is_open or self._is_of_another(record):
            self.end()
            self.faults.add("no_opening", record.line, None)
            self._open(record)
        cents = record.cents(91, 104, record.at(20, 20))
        if cents is None:
            self.faults.add("bad_bank_balance", record.line, "91", value=record.raw(91, 104))
        self.gathering.statement["closing_cents"] = cents
        self.gathering.statement["to_on"] = record.day(35, self.faults)
        self._learn_currency(record)
        self.gathering.close()

    def movement(self, record: Record) -> None:
        """04: one booking."""
        self._settle()
        self.gathering.rows += 1
        if not self.gathering.is_open or self._is_of_another(record):
            self.end()
            self.faults.add("outside_statement", record.line, None)
            self._open(record)
        self._learn_currency(record)
        cents = record.cents(91, 104, record.at(20, 20))
        if cents is None:
            self.faults.add("bad_bank_amount", record.line, "91", value=record.raw(91, 104))
            self.gathering.leave_out()
            return
        reason, code = record.at(41, 42).strip("0"), record.at(33, 34)
        kind = codes.CFONB.get(code, "other")
        value_on = record.day(43, self.faults)
        reference = record.at(105, 120)
        self.waiting = {
            "line": record.line,
            "amount_cents": cents,
            "booked_on": record.day(35, self.faults) or value_on,
            "value_on": value_on,
            "currency": record.at(17, 19) or None,
            "code": code or None,
            "kind": "return" if reason else kind,
            "return_reason": (reason and record.at(41, 42)) or None,
            "label": record.at(49, 79) or None,
            "reference": reference if is_told(reference) else None,
        }

    def detail(self, record: Record) -> None:
        """05: more about the booking before."""
        if self.waiting is None:
            self.faults.add("detail_alone", record.line, None, value=record.at(46, 118))
        else:
            self.details.append((record.raw(46, 48), record.raw(49, 118)))

    def _open(self, record: Record) -> None:
        number = record.at(22, 32)
        if len(number) < ACCOUNT_MIN:
            self.faults.add("bad_bank_account", record.line, "22", value=number)
        self.gathering.open(
            record.line,
            account=account_of(record.at(3, 7), record.at(12, 16), number),
            bank=record.at(3, 7) or None,
            currency=record.at(17, 19) or None,
        )

    def _learn_currency(self, record: Record) -> None:
        statement, told = self.gathering.statement, record.at(17, 19) or None
        statement["currency"] = statement["currency"] or told
        if told and told != statement["currency"]:
            parts: dict[str, Any] = {"currency": told, "expected": statement["currency"]}
            self.faults.add("foreign_movement", record.line, "17", **parts)

    def _is_of_another(self, record: Record) -> bool:
        """Is the record about another account than the open statement's?"""
        account = record.at(22, 32)
        known = self.gathering.statement["account"] or ""
        return bool(account) and bool(known) and account not in known

    def _settle(self) -> None:
        """Hands on the movement that waited, with what its details tell."""
        if self.waiting is None:
            return
        row, self.waiting = self.waiting, None
        told = told_by(self.details, row["amount_cents"])
        self.details = []
        label = " ".join(filter(None, (row["label"], told.pop("label"))))
        row |= {word: value for word, value in told.items() if value is not None and row.get(word) is None}
        row["label"] = " ".join(label.split()) or None
        self.gathering.add(**row)


def told_by(details: list[tuple[str, str]], cents: int) -> dict[str, Any]:
    """What the details of a booking tell, by their qualifiers; one that is not known goes into the label."""
    found: dict[str, Any] = {"label": None}
    label: list[str] = []
    names: dict[str, str] = {}
    for qualifier, text in details:
        first, second = " ".join(text[:HALF].split()), " ".join(text[HALF:].split())
        whole = " ".join(text.split())
        if qualifier in ("NPY", "NBE", "NPO", "NBU"):
            names[qualifier] = names.get(qualifier) or whole
        elif qualifier == "RCN":
            found["end_to_end_id"] = first if is_told(first) else None
            label.append(second)
        elif qualifier == "RUM":
            found["mandate"] = first or None
        elif qualifier == "REF":
            found["reference"] = whole if is_told(whole) else None
            label.append(whole)
        elif qualifier == "FEE":
            found["charges_cents"] = fee_of(text)
        elif qualifier == "LCS":
            found["creditor_reference"] = creditor_reference_of(whole)
            label.append(whole)
        elif qualifier in ("IBP", "IPY", "IBE") and (iban := iban_of(first)):
            found["counterparty_iban"] = iban
        else:
            label.append(whole)
    sides = ("NPY", "NPO", "NBE", "NBU") if cents > 0 else ("NBE", "NBU", "NPY", "NPO")
    found["counterparty"] = next((names[side] for side in sides if side in names), None)
    found["label"] = " ".join(part for part in label if part) or None
    return found


def fee_of(text: str) -> int | None:
    """The cents of `EUR2` and fourteen digits."""
    digits = text[4:18].strip()
    return amounts.overpunched(digits, int(text[3])) if text[3:4].isdigit() and digits else None


READERS = {"01": File.opening, "04": File.movement, "05": File.detail, "07": File.closing}
