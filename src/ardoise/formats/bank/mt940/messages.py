"""One message of an MT940 or MT942 file: its account, its balances, and its movements with their details."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ardoise.formats.bank import amounts
from ardoise.formats.bank.gathering import Gathering, in_figures
from ardoise.formats.bank.identifiers import iban_of, iban_of_parts
from ardoise.formats.bank.mt940 import details, lines

BALANCE = re.compile(r"(?P<side>[CD])(?P<day>\d{6})(?P<currency>[A-Z]{3})(?P<amount>[\d., ]{1,20})")
SUM = re.compile(r"(?P<count>\d*)(?P<currency>[A-Z]{3})(?P<amount>[\d.,]{1,20})")
ACCOUNT_WITH_CURRENCY = re.compile(r"(?P<account>.*\d)\s*(?P<currency>EUR|USD|GBP|CHF|PLN|HUF|CZK|SEK|NOK|DKK|CAD|JPY)")
ACCOUNT_MAX = 35
INTERIM = frozenset({"34F", "13D", "13", "90D", "90C"})


@dataclass
class Message:
    """What has been read of the message in hand; a movement waits for the details that may follow it."""

    gathering: Gathering
    format: str = "mt940"
    is_open: bool = False
    is_closed: bool = False  # its closing balance has been read: what follows in :86: is about the statement
    waiting: dict[str, Any] | None = None
    detail: list[str] = field(default_factory=list)
    sums: dict[str, int] = field(default_factory=dict)  # of MT942: what its own movements make, per side

    def take(self, line: int, tag: str, texts: list[str]) -> None:
        """One field of the file."""
        if tag == "20" and self.is_open:
            self.end()
        if not self.is_open:
            self._open(line)
        if tag in INTERIM:
            self.format = "mt942"
            self.gathering.statement["is_final"] = False
        reader = READERS.get(tag)
        if reader:
            reader(self, line, texts)

    def end(self) -> None:
        """The message ends: the last movement is whole, the statement is closed."""
        self._settle()
        self.gathering.close()
        self.is_open = False

    def _open(self, line: int) -> None:
        self.gathering.open(line)
        self.is_open, self.is_closed, self.sums = True, False, {}

    def _settle(self) -> None:
        """Hands on the movement that waited, with what its details tell."""
        if self.waiting is None:
            return
        row, self.waiting = self.waiting, None
        told = details.read(self.detail)
        extra = row.pop("extra")
        parts = [told.pop("label"), extra]
        told["counterparty_iban"] = told.get("counterparty_iban") or iban_of(extra)
        row |= {word: value for word, value in told.items() if value is not None}
        row["label"] = " ".join(filter(None, parts)) or None
        self.detail = []
        self.gathering.add(**row)

    def _account(self, line: int, texts: list[str]) -> None:
        account = "".join("".join(texts).split())
        statement = self.gathering.statement
        if (found := ACCOUNT_WITH_CURRENCY.fullmatch(account)) and not iban_of(account):
            account = found["account"]
            statement["currency"] = statement["currency"] or found["currency"]
        bank, slash, number = account.rpartition("/")
        if made := iban_of_parts(account):
            statement["account"], statement["bank"] = made, bank or None
            return
        if len(number) > ACCOUNT_MAX:
            self.gathering.faults.add("bad_bank_account", line, "25", value=account)
            return
        statement["account"] = (number if slash else account) or None
        statement["bank"] = bank or None

    def _floor(self, line: int, texts: list[str]) -> None:
        """The floor limit of MT942: it names the currency."""
        statement = self.gathering.statement
        if found := re.match(r"[A-Z]{3}(?=[CD ]?[\d,])", texts[0]):
            statement["currency"] = statement["currency"] or found[0]

    def _number(self, line: int, texts: list[str]) -> None:
        self.gathering.statement["number"] = texts[0].strip() or None

    def _balance(self, place: str) -> Callable[[int, list[str]], None]:
        def read(line: int, texts: list[str]) -> None:
            found = BALANCE.match("".join(texts[0].split()))
            read = amounts.cents(found["amount"]) if found else None
            if found is None or read is None:
                self.gathering.faults.add("bad_bank_balance", line, place[0], value=texts[0])
                return
            statement = self.gathering.statement
            statement["currency"] = statement["currency"] or found["currency"]
            if found["currency"] != statement["currency"]:
                self.gathering.faults.add(
                    "foreign_balance", line, None, currency=found["currency"], expected=statement["currency"]
                )
                return
            statement[place] = read[0] if found["side"] == "C" else -read[0]
            word = "from_on" if place == "opening_cents" else "to_on"
            statement[word] = amounts.two_digit_day(found["day"])

        return read

    def _opening(self, line: int, texts: list[str]) -> None:
        self._balance("opening_cents")(line, texts)

    def _closing(self, line: int, texts: list[str]) -> None:
        self._settle()
        self._balance("closing_cents")(line, texts)
        self.is_closed = True

    def _movement(self, line: int, texts: list[str]) -> None:
        self._settle()
        self.gathering.rows += 1
        read = lines.read(line, texts, self.gathering.faults)
        if read is None:
            self.gathering.leave_out()
            return
        self.waiting = read
        side = "C" if read["amount_cents"] > 0 else "D"
        self.sums[side] = self.sums.get(side, 0) + abs(read["amount_cents"])

    def _details(self, line: int, texts: list[str]) -> None:
        if self.waiting is not None and not self.is_closed:
            self.detail += texts

    def _continued(self, line: int, texts: list[str]) -> None:
        """Subfields outside SWIFT (`:NS:`), which some banks use for the details of a movement."""
        if self.waiting is not None and not self.is_closed:
            self.detail += [text[2:] if re.match(r"\d{2}", text) else text for text in texts]

    def _sum(self, side: str) -> Callable[[int, list[str]], None]:
        def check(line: int, texts: list[str]) -> None:
            self._settle()
            found = SUM.match("".join(texts[0].split()))
            read = amounts.cents(found["amount"]) if found else None
            if read is not None and read[0] != self.sums.get(side, 0) and self.gathering.is_complete:
                parts: dict[str, Any] = {
                    "told": in_figures(read[0]),
                    "found": in_figures(self.sums.get(side, 0)),
                }
                self.gathering.faults.add("interim_sum", line, None, **parts)

        return check


READERS: dict[str, Callable[[Message, int, list[str]], None]] = {
    "25": Message._account,
    "34F": Message._floor,
    "28": Message._number,
    "28C": Message._number,
    "60F": Message._opening,
    "60M": Message._opening,
    "60": Message._opening,
    "61": Message._movement,
    "86": Message._details,
    "NS": Message._continued,
    "62F": Message._closing,
    "62M": Message._closing,
    "62": Message._closing,
    "90C": lambda message, line, texts: message._sum("C")(line, texts),
    "90D": lambda message, line, texts: message._sum("D")(line, texts),
}
