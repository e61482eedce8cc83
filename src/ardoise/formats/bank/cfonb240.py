"""CFONB240, the operations a French bank reports one by one: transfers received, payments that come back.

The amount has no sign: the interbank code says which way the money went.

Records 31 (opens), 34 (an operation), 39 (closes, with the total). A report, not a statement: it has no balance, and
the same operations come again, booked, on the account.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ardoise.formats.bank import codes
from ardoise.formats.bank.gathering import Gathering, in_figures
from ardoise.formats.bank.identifiers import french_iban
from ardoise.formats.bank.labels import is_told
from ardoise.formats.bank.reading import StatementReading
from ardoise.formats.bank.records import Record, account_of, records
from ardoise.formats.encodings import Decoder
from ardoise.formats.faults import Faults
from ardoise.formats.reading import Progress

CODES = ("31", "34", "39")
SIZE = 240
CURRENCIES = {"E": "EUR", "F": "FRF"}


def read(path: Path, language: str = "fr", progress: Progress | None = None) -> StatementReading:
    """The operations of a CFONB240 file; a total that differs from them is told."""
    faults, decoder = Faults(language), Decoder()
    file = File(Gathering(faults))
    for record in records(path, SIZE, CODES, decoder, faults, progress):
        READERS[record.text[:2]](file, record)
    return file.gathering.reading("cfonb240", decoder.name)


@dataclass
class File:
    """One file, record by record."""

    gathering: Gathering
    total: int = field(default=0)

    def opening(self, record: Record) -> None:
        """31: the account, and the day of the report."""
        self.gathering.open(
            record.line,
            is_final=False,
            account=account_of(record.at(22, 26), record.at(27, 31), record.at(32, 42)),
            bank=record.at(22, 26) or None,
            currency=CURRENCIES.get(record.at(17, 17)),
            number=record.at(3, 8).lstrip("0") or None,
            from_on=record.day(11, self.gathering.faults),
        )
        self.total = 0

    def operation(self, record: Record) -> None:
        """34: one transfer received, or one payment that comes back."""
        faults = self.gathering.faults
        self.gathering.rows += 1
        if not self.gathering.is_open:
            faults.add("outside_statement", record.line, None)
            account = account_of(record.at(78, 82), record.at(83, 87), record.at(88, 98))
            self.gathering.open(record.line, is_final=False, account=account, bank=record.at(78, 82) or None)
        cents = record.cents(229, 240, "2")
        if cents is None:
            faults.add("bad_bank_amount", record.line, "229", value=record.raw(229, 240))
            self.gathering.leave_out()
            return
        self.total += cents
        code, reason = record.at(9, 10), record.at(18, 19)
        kind = codes.CFONB.get(code, "transfer" if code in codes.CFONB_IN else "return")
        booked_on = record.day(11, faults)
        reference, first_reference = record.at(123, 128), record.at(223, 228)
        row: dict[str, Any] = {
            "booked_on": booked_on,
            "value_on": booked_on,
            "currency": CURRENCIES.get(record.at(17, 17)),
            "code": code or None,
            "kind": kind,
            "return_reason": reason if kind == "return" and reason.strip("0") else None,
            "counterparty": record.at(43, 66) or None,
            "counterparty_iban": french_iban(record.at(22, 26), record.at(27, 31), record.at(32, 42)),
            "label": " ".join(record.at(129, 216).split()) or None,
            "reference": reference if is_told(reference) else first_reference or None,
        }
        self.gathering.add(record.line, cents if code in codes.CFONB_IN else -cents, **row)

    def closing(self, record: Record) -> None:
        """39: the total of the operations before."""
        if not self.gathering.is_open:
            self.gathering.faults.add("no_opening", record.line, None)
            return
        told = record.cents(229, 240, "2")
        if told is not None and told != self.total and self.gathering.is_complete:
            parts: dict[str, Any] = {
                "told": in_figures(told),
                "found": in_figures(self.total),
            }
            self.gathering.faults.add("interim_sum", record.line, "229", **parts)
        self.gathering.statement["to_on"] = record.day(11, self.gathering.faults)
        self.gathering.close()


READERS = {"31": File.opening, "34": File.operation, "39": File.closing}
