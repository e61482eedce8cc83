"""One account's days, told by six formats, are read as the same days: the readers are each other's twins."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.bank.files import IBAN, camt, cfonb, entry, overpunched, statement

from ardoise.formats import bank

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CENTS = st.integers(-(10**9), 10**9).filter(bool)
BOOKS = st.lists(st.tuples(CENTS, DAYS), min_size=1, max_size=12)


def written(cents: int, mark: str = ".") -> str:
    return f"{abs(cents) // 100}{mark}{abs(cents) % 100:02d}"


def side(cents: int) -> str:
    return "CRDT" if cents >= 0 else "DBIT"


def as_camt(opening: int, book: list[tuple[int, date]]) -> bytes:
    closing = opening + sum(cents for cents, _ in book)
    entries = "".join(
        entry(written(cents), side=side(cents)).replace("2026-03-02", day.isoformat()) for cents, day in book
    )
    text = statement(entries, "OPENING", "CLOSING")
    for word, cents in (("OPENING", opening), ("CLOSING", closing)):
        text = text.replace(f"{word}</Amt><CdtDbtInd>CRDT", f"{written(cents)}</Amt><CdtDbtInd>{side(cents)}")
    return camt(text)


def as_mt940(opening: int, book: list[tuple[int, date]]) -> bytes:
    closing = opening + sum(cents for cents, _ in book)
    mark = {True: "C", False: "D"}
    lines = [f":61:{day:%y%m%d%m%d}{mark[cents > 0]}{written(cents, ',')}NTRFNONREF" for cents, day in book]
    ends = [f"{mark[cents >= 0]}260101EUR{written(cents, ',')}" for cents in (opening, closing)]
    return "\n".join([f":20:X\n:25:{IBAN}\n:28C:1\n:60F:{ends[0]}", *lines, f":62F:{ends[1]}\n-\n"]).encode()


def as_cfonb(opening: int, book: list[tuple[int, date]]) -> bytes:
    closing = opening + sum(cents for cents, _ in book)
    lines = [cfonb("01", cents=opening)]
    for cents, day in book:
        lines.append(cfonb("04", "05", f"{day:%d%m%y}", f"  {day:%d%m%y}{'VIR':<31}  0000000  ", cents))
    return "\n".join([*lines, cfonb("07", cents=closing)]).encode()


def as_ofx(opening: int, book: list[tuple[int, date]]) -> bytes:
    closing = opening + sum(cents for cents, _ in book)
    lines = [
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day:%Y%m%d}<TRNAMT>{'-' * (cents < 0)}{written(cents)}<FITID>{n}</STMTTRN>"
        for n, (cents, day) in enumerate(book)
    ]
    balance = f"<LEDGERBAL><BALAMT>{'-' * (closing < 0)}{written(closing)}<DTASOF>20261231</LEDGERBAL>"
    account = f"<BANKACCTFROM><BANKID>1<ACCTID>{IBAN}</BANKACCTFROM>"
    return f"OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR{account}{''.join(lines)}{balance}</STMTRS></OFX>".encode()


def as_sides(opening: int, book: list[tuple[int, date]]) -> bytes:
    lines = ["Date opération;Libellé;Débit;Crédit"]
    for cents, day in book:
        amount = written(cents, ",")
        lines.append(f"{day:%d/%m/%Y};VIR;{amount if cents < 0 else ''};{amount if cents > 0 else ''}")
    return "\n".join(lines).encode()


def as_signed(opening: int, book: list[tuple[int, date]]) -> bytes:
    lines, balance = ["Date,Label,Amount,Balance"], opening
    for cents, day in book:
        balance += cents
        lines.append(f"{day},VIR,{'-' * (cents < 0)}{written(cents)},{'-' * (balance < 0)}{written(balance)}")
    return "\n".join(lines).encode()


WRITERS = (as_camt, as_mt940, as_cfonb, as_ofx, as_sides, as_signed)


@settings(deadline=None, max_examples=60)
@given(st.integers(-(10**9), 10**9), BOOKS)
def test_every_format_tells_the_same_amounts_and_days_and_its_balances_hold(opening, book):
    with tempfile.TemporaryDirectory() as folder:
        for write in WRITERS:
            path = Path(folder) / write.__name__
            path.write_bytes(write(opening, book))
            reading = bank.read(path)
            rows = [(row["amount_cents"], row["booked_on"]) for row in reading.movements.to_dicts()]
            assert rows == book, write.__name__
            assert reading.problems == (), write.__name__
            closing = reading.statements.get_column("closing_cents")[0]
            assert closing in (None, opening + sum(cents for cents, _ in book)), write.__name__


@settings(deadline=None, max_examples=40)
@given(st.integers(-(10**6), 10**6), BOOKS, st.integers(1, 10**6))
def test_an_amount_that_the_balances_do_not_know_is_told(opening, book, wrong):
    """Whatever the format, one amount altered after the balances were written is noticed."""
    altered = [(book[0][0] + wrong or 1, book[0][1]), *book[1:]]
    if altered == book:
        return
    with tempfile.TemporaryDirectory() as folder:
        for write in (as_camt, as_mt940, as_cfonb):
            right, other = write(opening, book), write(opening, altered)
            path = Path(folder) / write.__name__
            path.write_bytes(_ends_of(right, other, write))
            assert bank.read(path).problems != (), write.__name__


def _ends_of(right: bytes, altered: bytes, write: object) -> bytes:
    """The altered movements between the balances of the right ones."""
    if write is as_camt:
        return right[: right.index(b"<Ntry>")] + altered[altered.index(b"<Ntry>") :]
    last = 3 if write is as_mt940 else 1
    return b"\n".join([*altered.split(b"\n")[:-last], *right.split(b"\n")[-last:]])


def test_the_signed_digit_of_our_writer_is_the_standard_s():
    assert [overpunched(cents, 2) for cents in (0, 19, -10, -19)] == ["0{", "1I", "1}", "1R"]
