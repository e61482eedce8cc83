"""The columns read a FEC as the naive loop does, whatever the dialect, the book and its faults."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.fec_files import Dialect, credit_note, invoice, line, opening, payment, returned, written
from tests.reference import fec as twin

from ardoise.domain.ledger import ENTRIES
from ardoise.formats import fec

DAYS = st.sampled_from(["20250101", "20250102", "20250131", "20250228", "20251231"])
CUSTOMERS = st.sampled_from(
    [("MARTIN", "Martin & Fils"), ("DURAND", "Durand SARL"), ("", ""), ("", "Passage"), ("9", "é")]
)
CENTS = st.integers(min_value=1, max_value=10**9)
LETTERS = st.sampled_from(["", "AA", "B"])


@st.composite
def entries(draw, number):
    """One accounting entry of any kind."""
    day, (code, name), cents = draw(DAYS), draw(CUSTOMERS), draw(CENTS)
    kind = draw(
        st.sampled_from(
            [
                "invoice",
                "payment",
                "returned",
                "credit_note",
                "opening",
                "suppliers",
                "spanning",
                "agency",
                "sale in openings",
                "coded",
            ]
        )
    )
    if kind == "suppliers":
        return [line("OD", f"O{number}", day, "401000", "F", "F", "x", "x", 0, cents),
                line("OD", f"O{number}", day, "606000", "", "", "x", "x", cents, 0)]  # fmt: skip
    if kind == "spanning":
        return [line("VE", f"S{number}", day, "41115300", code, name, "x", "x", -cents, 0),
                line("OD", f"S{number}", day, "706000", "", "", "x", "x", cents, 0)]  # fmt: skip
    if kind in ("agency", "sale in openings"):
        label = "A nouveaux" if kind == "sale in openings" else "Ventes agence Nantes"
        return [["AN", label, *row[2:]] for row in invoice(number, day, code, name, cents)]
    if kind == "coded":
        return [["AN", "", *row[2:]] for row in opening(day, code, name, cents)]
    if kind == "opening":
        return opening(day, code, name, cents)
    if kind in ("invoice", "payment"):
        return {"invoice": invoice, "payment": payment}[kind](number, day, code, name, cents, draw(LETTERS))
    return {"returned": returned, "credit_note": credit_note}[kind](number, day, code, name, cents)


@st.composite
def books(draw):
    """A book of some entries, a few of them spoilt, sometimes numbered 0 throughout."""
    lines = [row for number in range(draw(st.integers(1, 12))) for row in draw(entries(number))]
    for _ in range(draw(st.integers(0, 2))):
        row = draw(st.sampled_from(lines))
        place, text = draw(st.sampled_from([(11, "12OO,50"), (3, "20250231"), (4, ""), (12, 1), (9, "hier"), (3, "")]))
        row[place] = text
    if draw(st.booleans()) and draw(st.booleans()):
        for row in lines:
            row[2] = "0"
    return lines


DIALECTS = st.builds(
    Dialect,
    separator=st.sampled_from("\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "iso-8859-15", "utf-16"]),
    decimal=st.sampled_from(",."),
    sign=st.sampled_from(["left", "right", "always"]),
    width=st.sampled_from([0, 10]),
    is_padded=st.booleans(),
    has_trailing_separator=st.booleans(),
    extra=st.sampled_from([(), ("DateRglt", "ModeRglt", "NatOp", "IdClient")]),
    is_cased=st.booleans(),
    has_groups=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(books(), DIALECTS)
def test_the_columns_agree_with_the_loop(lines, dialect):
    raw = written(lines, dialect)
    text = raw.decode(dialect.encoding).replace(dialect.end, "\n")
    expected = twin.read(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fec"
        path.write_bytes(raw)
        reading = fec.read(path)
    assert reading.entries.to_dicts() == [{word: entry[word] for word in ENTRIES} for entry in expected.entries]
    assert (reading.rows, reading.debit_cents, reading.credit_cents) == (
        expected.rows, expected.debit_cents, expected.credit_cents,
    )  # fmt: skip
    left_out = {p.line for p in reading.problems if p.line and "laissée de côté" in p.message}
    assert left_out == expected.bad_lines
    told = [p for p in reading.problems if "n’est pas équilibrée" in p.message]
    assert len(told) == len(expected.unbalanced)
