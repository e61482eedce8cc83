"""A table's rows as movements: each column is decided as a whole, then each row is kept or told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ardoise.formats.bank.gathering import Gathering
from ardoise.formats.bank.identifiers import iban_of
from ardoise.formats.bank.sheets.sides import Sides, signed
from ardoise.formats.cells import CREDIT_MARK, amounts, day_readings, days, is_nothing, order_of
from ardoise.formats.tables import Table

DATES = ("booked_on", "value_on")
COMMA = re.compile(r"\d,\d{2}\D*$")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,4})?\b")
NUMBER = re.compile(r"(?i)(?:compte|account|konto|cuenta)[^0-9]{0,25}(\d[\d ]{5,32}\d)")
CURRENCY = re.compile(r"\b(EUR|USD|GBP|CHF|CAD)\b")
BEHIND = re.compile(r"(?<=\d)\s?(PLN|CHF|USD|GBP|CAD|SEK|NOK|DKK|CZK|HUF|RON)$")
"""The currency, where each amount bears it."""
CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "EURO": "EUR", "EUROS": "EUR"}
OPENING = re.compile(
    r"(?i)solde (?:initial|pr[eé]c[eé]dent|ant[eé]rieur|(?:en |de )?d[eé]but)|start of period|opening balance|anfangss"
)
CLOSING = re.compile(
    r"(?i)solde (?:final|au|nouveau|(?:en |de )?fin|actuel|comptable|\(euros?\))|end of period|closing balance"
    r"|endsaldo|schlusss"
)


STATES = {
    "not_booked": re.compile(
        r"(?i)\s*(?:pending|en attente|en cours|[àa] venir|pr[eé]vu|(?:umsatz )?vorgemerkt|pendiente)"
    ),
    "not_executed": re.compile(
        r"(?i)\s*(?:declined|reverted|failed|cancel|rejected|refused|refus[eé]|annul[eé]|[eé]chou[eé]|storniert|abgelehnt"
        r"|rechazad)"
    ),
}
"""What a bank says of a movement that moved no money, or not yet."""
SAID = re.compile(r"(?:^|[\s:])([+-]?\d[\d \u00a0\u202f.]*,\d{2})\s*(?:€|EUR|euros)?\s*$")


class Movements:
    """The rows of one table, gathered account by account."""

    def __init__(self, table: Table, places: Mapping[str, int], order: str | None, gathering: Gathering) -> None:
        self.table, self.places, self.gathering = table, dict(places), gathering
        self.faults = gathering.faults
        self.texts = {word: [row[place] for row in table.rows] for word, place in places.items()}
        self.kept = [index for index in range(len(table.rows)) if self._is_movement(index)]
        self.order = order or order_of([[self.texts[w][i] for i in self.kept] for w in DATES if w in places])
        if self.order is None and any(COMMA.search(text) for word in Sides.WORDS for text in self.texts.get(word, ())):
            self.order = "dmy"  # who writes a decimal comma writes the day first
        self.dates = {word: self._days(word) for word in DATES if word in places}
        self.told = ("label", "more") if "label" in places else ("reference", "more")
        self.fees = [0] * len(table.rows)
        self.cents, self.balances = self._amounts()
        self._settle_accounts()

    def gather(self) -> None:
        """A statement per account, its movements in the order of the table."""
        accounts = dict.fromkeys(self._text("account", index) for index in self.kept)
        for account in accounts:
            self._statement(account, [index for index in self.kept if self._text("account", index) == account])

    def _statement(self, account: str | None, rows: list[int]) -> None:
        days = sorted(day for index in rows if (day := self._date("booked_on", index) or self._date("value_on", index)))
        currencies = [currency for index in rows if (currency := self._currency(index))]
        told = self._around()
        statement = self.gathering.open(
            self.table.lines[rows[0]],
            account=account or told["account"],
            currency=max(currencies, key=currencies.count, default=None) or told["currency"],
            from_on=days[0] if days else None,
            to_on=days[-1] if days else None,
        )
        opening, closing = self.balances.ends(rows, self.cents)
        statement["opening_cents"] = opening if opening is not None else told["opening"]
        statement["closing_cents"] = closing if closing is not None else told["closing"]
        for index in rows:
            self._movement(index, statement["currency"])
        self.gathering.close()

    def _movement(self, index: int, currency: str | None) -> None:
        self.gathering.rows += 1
        cents = self.cents[index]
        if cents is None:
            self.gathering.leave_out()
            return
        label = " ".join(dict.fromkeys(filter(None, (self._text(word, index) for word in self.told))))
        value_on = self._date("value_on", index)
        own = self._currency(index)
        other, number = self._text("counterparty", index), self._text("counterparty_iban", index)
        if number is None and iban_of(other):  # some call the account of the other party so
            other, number = None, other
        self.gathering.add(
            self.table.lines[index],
            cents + self.fees[index],
            is_counted=own in (None, currency),
            booked_on=self._date("booked_on", index) or value_on,
            value_on=value_on,
            currency=own,
            label=" ".join(label.split()) or None,
            reference=self._text("reference", index),
            counterparty=other,
            counterparty_iban=iban_of(number),
            code=self._text("code", index),
        )
        if fee := self.fees[index]:
            days = {"booked_on": self._date("booked_on", index) or value_on, "value_on": value_on}
            counted = own in (None, currency)
            self.gathering.add(
                self.table.lines[index], -fee, counted, currency=own, kind="charge", label=label or None, **days
            )

    def _is_movement(self, index: int) -> bool:
        """Has the row a day, or what was meant for one? A title, a balance or a total has none."""
        row, cells = self.table.rows[index], [self.texts[word][index] for word in DATES if word in self.texts]
        state = self._text("state", index) or ""
        if code := next((code for code, words in STATES.items() if words.match(state)), None):
            self.faults.add(code, self.table.lines[index], self._heading("state"), value=state)
            return False
        if any(day_readings(cell.strip(), None) for cell in cells):
            return True
        if OPENING.search(" ".join(row)) or CLOSING.search(" ".join(row)):
            return False
        if any(character.isdigit() for cell in cells for character in cell):
            return True
        if any(not is_nothing(self.texts[word][index]) for word in ("amount", "debit", "credit") if word in self.texts):
            self.faults.add("row_without_day", self.table.lines[index], None, value=" ".join(filter(None, row)))
        return False

    def _days(self, word: str) -> list[date | None]:
        found, doubts = days([text.removesuffix(" 00:00:00") for text in self.texts[word]], self.order)
        kept = set(self.kept)
        told = [doubt for doubt in doubts if doubt.index in kept]
        ambiguous = [doubt for doubt in told if doubt.kind == "ambiguous"]
        if ambiguous:
            line = self.table.lines[ambiguous[0].index]
            self.faults.add(
                "ambiguous_dates", line, self._heading(word), value=ambiguous[0].value, count=len(ambiguous)
            )
        for doubt in told:
            if doubt.kind == "nothing":
                self.faults.add("ignored_day", self.table.lines[doubt.index], self._heading(word), value=doubt.value)
        return found

    def _amounts(self) -> tuple[list[int | None], Sides]:
        """The signed cents of every row, and the balances that prove them."""
        columns: dict[str, list[int | None]] = {}
        doubtful: set[int] = set()
        kept = set(self.kept)
        for word in Sides.WORDS:
            if word not in self.texts:
                continue
            columns[word], doubts = amounts([written(word, text) for text in self.texts[word]])
            for doubt in doubts:
                if doubt.index in kept and word != "balance":
                    code = {"ambiguous": "ambiguous_amount", "nothing": "bad_cell_amount", "rounded": "rounded_amount"}
                    line = self.table.lines[doubt.index]
                    self.faults.add(code[doubt.kind], line, self._heading(word), value=doubt.value)
                    doubtful |= set() if doubt.kind == "rounded" else {doubt.index}
        balances = Sides(columns.get("balance"), self.kept)
        cents = self._less_fees(signed(columns, self.texts.get("side"), balances, len(self.table.rows)), balances)
        for index in self.kept:
            if cents[index] is None and index not in doubtful:
                self.faults.add("no_amount_told", self.table.lines[index], None)
        cents = [None if index in doubtful else value for index, value in enumerate(cents)]
        if (broken := balances.broken(cents)) is not None:
            self.faults.add("broken_balance", self.table.lines[broken], self._heading("balance"))
        return cents, balances

    def _less_fees(self, cents: list[int | None], balances: Sides) -> list[int | None]:
        """What moved on the account: the amounts less what the bank kept, where the running balance proves it."""
        read, _ = amounts(self.texts["fee"]) if "fee" in self.texts else ([], [])
        fees = [abs(fee or 0) for fee in read]
        less = [None if one is None else one - fee for one, fee in zip(cents, fees, strict=False)]
        if not any(fees) or balances.fit(less) <= balances.fit(cents):
            return cents
        self.fees = fees
        return less

    def _settle_accounts(self) -> None:
        """A column of account numbers is ours when it never changes, the other side's when it does."""
        if "account" in self.texts and "counterparty_iban" not in self.texts:
            written = {self.texts["account"][index] for index in self.kept}
            if len(written) > 1 and "counterparty" in self.texts:
                self.texts["counterparty_iban"] = self.texts.pop("account")
        if "account" in self.texts:
            self.texts["account"] = ["".join(text.split()) for text in self.texts["account"]]

    def _around(self) -> dict[str, Any]:
        """What the rows above the header, and those without a day, tell: the account, its currency, its balances."""
        rest = [row for index, row in enumerate(self.table.rows) if index not in set(self.kept)]
        rows = [*self.table.above, *rest]
        text = "\n".join(" ".join(row) for row in rows)
        iban = next((iban for found in IBAN.findall(text) if (iban := iban_of(found))), None)
        number = NUMBER.search(text)
        currency = CURRENCY.search(text)
        heads = f"{text} {' '.join(self.table.header).upper()}"
        return {
            "account": iban or ("".join(number[1].split()) if number else None),
            "currency": currency[1] if currency else "EUR" if "€" in heads or "EURO" in heads else None,
            "opening": _balance(rows, OPENING),
            "closing": _balance(rows, CLOSING),
        }

    def _heading(self, word: str) -> str | None:
        return self.table.header[self.places[word]] if word in self.places else None

    def _text(self, word: str, index: int) -> str | None:
        text = self.texts[word][index] if word in self.texts else ""
        return None if is_nothing(text) else text

    def _date(self, word: str, index: int) -> date | None:
        return self.dates[word][index] if word in self.dates else None

    def _currency(self, index: int) -> str | None:
        text = (self._text("currency", index) or "").upper()
        if not text and (behind := BEHIND.search((self._text("amount", index) or "").strip())):
            text = behind[1]
        return CURRENCIES.get(text, text or None)


def _balance(rows: list[tuple[str, ...]], words: re.Pattern[str]) -> int | None:
    """The last amount of the first row that says the words."""
    for row in rows:
        if words.search(" ".join(row)):
            found, _ = amounts([cell.lstrip("'") for cell in row])
            told = next((cents for cents in reversed(found) if cents is not None), None)
            said = SAID.search(" ".join(row).strip()) if told is None else None
            return amounts([said[1]])[0][0] if said else told
    return None


def written(word: str, text: str) -> str:
    """An amount as a cell holds it, without its currency and the side a column of credits says again: `12,00 C`."""
    text = BEHIND.sub("", text.lstrip("'").strip())
    return CREDIT_MARK.sub("", text) if word == "credit" else text
