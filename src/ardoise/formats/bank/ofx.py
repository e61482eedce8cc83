"""OFX, as SGML (1.x) or XML (2.x), read tag by tag: accounts, movements, the balance each statement ends with."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ardoise.formats import values
from ardoise.formats.bank import amounts, codes
from ardoise.formats.bank.gathering import Gathering
from ardoise.formats.bank.identifiers import french_iban, iban_of
from ardoise.formats.bank.labels import is_told
from ardoise.formats.bank.lines import numbered
from ardoise.formats.bank.reading import StatementReading
from ardoise.formats.encodings import Decoder
from ardoise.formats.faults import Faults
from ardoise.formats.reading import Progress

STATEMENTS = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
ACCOUNTS = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
OTHERS = frozenset({"BANKACCTTO", "CCACCTTO"})
SMALL = frozenset({"LEDGERBAL", "AVAILBAL", "STATUS", "PAYEE", "ORIGCURRENCY"})
VALUE_MAX = 4096


@dataclass
class Tag:
    """A mark with what follows it up to the next one."""

    line: int
    name: str
    is_end: bool
    value: str


def read(path: Path, language: str = "fr", progress: Progress | None = None) -> StatementReading:
    """The statements of an OFX file; what the bank's server says instead of one is told."""
    faults, decoder = Faults(language), Decoder()
    file = File(Gathering(faults))
    for tag in tags(path, decoder, progress):
        file.take(tag)
    file.end(path.name)
    return file.gathering.reading("ofx", decoder.name)


def tags(path: Path, decoder: Decoder, progress: Progress | None) -> Iterator[Tag]:
    """Every mark of the file, wherever the lines end; what stands in a comment is not read."""
    open_tag, at, last, is_comment = "", 0, 0, False
    for number, text in numbered(path, decoder, progress):
        head, *rest = text.split("<")
        is_comment = is_comment and "-->" not in head
        if open_tag and len(open_tag) < VALUE_MAX:
            open_tag += head if number == last else f" {head}"
        for piece in rest:
            if open_tag:
                yield from _tag(at, open_tag)
            open_tag, at = "", number
            if is_comment or piece.startswith("!--"):
                is_comment = "-->" not in piece
            else:
                open_tag = piece or " "
        last = number
    if open_tag:
        yield from _tag(at, open_tag)


def _tag(line: int, text: str) -> Iterator[Tag]:
    name, mark, value = text.partition(">")
    if mark and (name := name.strip().upper()) and name[0] not in "?!":
        is_end = name.startswith("/")
        yield Tag(line, name.strip("/ ").rpartition(":")[2], is_end, " ".join(html.unescape(value).split()))


@dataclass
class File:
    """One file, mark by mark."""

    gathering: Gathering
    movement: dict[str, str] | None = None
    line: int = 0
    account: dict[str, str] = field(default_factory=dict)
    inside: str = ""  # LEDGERBAL, an account, STATUS, BANKACCTTO: the small aggregate the values belong to
    status: dict[str, str] = field(default_factory=dict)
    is_begun: bool = False  # <OFX> was there and its end is not: there is more to come
    line_last: int = 0

    def take(self, tag: Tag) -> None:
        """One mark."""
        self.line_last = tag.line
        if tag.name == "OFX":
            self.is_begun = not tag.is_end
        if tag.is_end:
            self._leave(tag)
        elif tag.name in STATEMENTS:
            self._settle()
            self.gathering.open(tag.line)
            if tag.name == "INVSTMTRS":
                self.gathering.faults.add("investment", tag.line, None)
        elif tag.name == "STMTTRN":
            self._settle()
            self.movement, self.line = {}, tag.line
        elif tag.name in ACCOUNTS | OTHERS | SMALL and not tag.value:
            self.inside, self.account = tag.name, {}
        else:
            self._value(tag)

    def end(self, name: str) -> None:
        """The file ends; what its last marks do not close was cut."""
        if self.movement is not None:
            self.gathering.faults.add("cut_movement", self.line, None)
            self.gathering.leave_out()
            self.gathering.rows += 1
        elif self.is_begun and self.gathering.statements:
            self.gathering.faults.add("cut_file", self.line_last, None, name=name, reason="</OFX>")
        self.gathering.is_whole = self.movement is None and not self.is_begun

    def _leave(self, tag: Tag) -> None:
        if tag.name == "STMTTRN":
            self._settle()
        elif tag.name in STATEMENTS and self.gathering.is_open:
            self.gathering.close()
        elif tag.name == "STATUS":
            self._tell_status(tag.line)
        if tag.name == self.inside:
            self.inside = ""

    def _value(self, tag: Tag) -> None:
        """A mark with a value, of whatever aggregate is open."""
        if self.inside == "STATUS":
            self.status[tag.name] = tag.value
        elif not self.gathering.is_open:
            return
        elif self.inside in ACCOUNTS:
            self.account[tag.name] = tag.value
            self.gathering.statement["account"], self.gathering.statement["bank"] = self._account()
        elif self.inside in OTHERS and self.movement is not None:
            self.movement[f"TO {tag.name}"] = tag.value
        elif tag.name == "TRNAMT" and (self.movement is None or "TRNAMT" in self.movement):
            self._tell_stray(tag)  # the mark of its movement is garbled
        elif self.movement is not None:
            if self.inside != "ORIGCURRENCY":  # what it was before the bank changed it
                self.movement.setdefault(f"{self.inside} {tag.name}".strip(), tag.value)
        else:
            self._of_statement(tag)

    def _tell_stray(self, tag: Tag) -> None:
        """An amount of no movement."""
        self.gathering.faults.add("bad_statement_line", tag.line, tag.name, value=f"{tag.name} {tag.value}")
        self.gathering.leave_out()
        self.gathering.rows += 1

    def _of_statement(self, tag: Tag) -> None:
        statement = self.gathering.statement
        if tag.name == "CURDEF":
            statement["currency"] = tag.value or None
        elif tag.name in ("DTSTART", "DTEND"):
            statement["from_on" if tag.name == "DTSTART" else "to_on"] = self._day(tag.line, tag.value)
        elif tag.name == "BALAMT" and self.inside == "LEDGERBAL":
            statement["closing_cents"] = cents_of(tag.value)
            if statement["closing_cents"] is None:
                self.gathering.faults.add("bad_bank_balance", tag.line, "BALAMT", value=tag.value)
        elif tag.name == "DTASOF" and self.inside == "LEDGERBAL":
            statement["to_on"] = statement["to_on"] or self._day(tag.line, tag.value)

    def _account(self) -> tuple[str | None, str | None]:
        """(IBAN, else the number as written; bank) of the account in hand."""
        number = "".join(self.account.get("ACCTID", "").split())
        bank, branch = self.account.get("BANKID", ""), self.account.get("BRANCHID", "")
        return iban_of(number) or french_iban(bank, branch, number) or number or None, bank or None

    def _settle(self) -> None:
        """Hands on the movement in hand."""
        if self.movement is None:
            return
        told, self.movement = self.movement, None
        self.gathering.rows += 1
        cents = cents_of(told.get("TRNAMT", ""))
        if cents is None:
            self.gathering.faults.add("bad_bank_amount", self.line, "TRNAMT", value=told.get("TRNAMT", ""))
            self.gathering.leave_out()
            return
        posted, user = (self._day(self.line, told.get(name, "")) for name in ("DTPOSTED", "DTAVAIL"))
        kind = codes.OFX.get(told.get("TRNTYPE", "").upper(), "other")
        parts = [told.get("NAME"), told.get("MEMO"), told.get("CHECKNUM") if kind == "cheque" else None]
        row: dict[str, Any] = {
            "booked_on": posted,
            "value_on": user or posted,
            "currency": told.get("CURSYM") or None,
            "kind": kind,
            "code": told.get("TRNTYPE") or None,
            "label": " ".join(dict.fromkeys(part for part in parts if part)) or None,
            "reference": told.get("FITID") or None,
            "end_to_end_id": told["REFNUM"] if is_told(told.get("REFNUM")) else None,
            "counterparty": told.get("PAYEE NAME") or None,
            "counterparty_iban": iban_of(told.get("TO ACCTID")),
        }
        self.gathering.add(self.line, cents, **row)

    def _day(self, line: int, text: str) -> date | None:
        found = re.match(r"\d{8}", text)
        day = values.day(found[0]) if found else None
        if day is None and text.strip("0 "):
            self.gathering.faults.add("bad_bank_date", line, None, value=text)
        return day

    def _tell_status(self, line: int) -> None:
        """What the bank's server answers instead of a statement."""
        status, self.status = self.status, {}
        if status.get("CODE", "0") not in ("0", "") or status.get("SEVERITY", "").upper() == "ERROR":
            said = status.get("MESSAGE") or status.get("CODE", "?")
            self.gathering.faults.add("bank_says", line, "STATUS", value=said)


def cents_of(text: str) -> int | None:
    """The cents of an OFX amount, with a point or a comma; rounded half up beyond the cent."""
    read = amounts.cents(text)
    if read is not None:
        return read[0]
    return values.cents(text) if text.strip() else None
