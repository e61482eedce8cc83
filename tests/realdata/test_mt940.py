"""The MT940 files nobody here wrote: each movement equals what lies beside it, in the words of our columns.

Their expectation joins all messages of a file into one; ours keeps each statement. What is compared is each
movement and, where the file holds one message, its balances, account and number.
"""

from __future__ import annotations

import base64
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cast import REALDATA

from ardoise.formats import bank

FOLDER = REALDATA / "bank" / "WoLpH_mt940" / "mt940_tests"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"real MT940 files are not here: {FOLDER}")
FILES = sorted(FOLDER.glob("*/*.sta"))


def blocks(path: Path) -> tuple[str, list[str]]:
    """Their YAML, which holds pickled Python: never loaded, read as text. (of the file, of each transaction)"""
    text = path.with_suffix(".yml").read_text()
    head, _, rest = text.partition("\ntransactions:")
    return head, rest.split("!!python/object:mt940.models.Transaction\n")[1:]


def money(text: str, name: str) -> int | None:
    """Cents of a Balance; its amount is negative, or its status D, when we owe."""
    found = re.search(
        rf"\n  {name}: [^\n]*\n(?:    [^\n]*\n)*?      amount: \S+ \['(-?[\d.]+)'\]"
        r"(?:\n    [^\n]*)*?\n    status: ([CD])",
        text,
    )
    return int(Decimal(found[1]) * 100) * (1 if Decimal(found[1]) <= 0 or found[2] == "C" else -1) if found else None


def cents_of(transaction: str) -> int:
    found = re.search(r"decimal\.Decimal \['(-?[\d.]+)'\]", transaction)
    assert found
    return int(Decimal(found[1]) * 100)


def plain(transaction: str, name: str) -> str | None:
    """A text of theirs on one line, None where it is null."""
    found = re.search(rf"[\n{{] *{name}: ([^\n}}]*)", transaction)
    text = found[1].strip("'\" ") if found else "null"
    return None if text in ("null", "") else text


def day(transaction: str, name: str) -> date | None:
    """A pickled date: two bytes of year, one of month, one of day."""
    found = re.search(rf"\n *{name}: [^\n]*\n +- !!binary \|\n +(\S+)\n", transaction)
    if found is None:
        return None
    raw = base64.b64decode(found[1])
    return date(int.from_bytes(raw[:2], "big"), raw[2], raw[3])


def squeezed(text: str | None) -> str:
    """A text without blanks, quotes and marks: lines are joined otherwise there than here."""
    return re.sub(r"[^0-9A-Za-z]", "", text or "").upper()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_movement_has_its_amount_days_code_and_references(path):
    _, transactions = blocks(path)
    rows = bank.read(path).movements.to_dicts()
    theirs = [t for t in transactions if "decimal.Decimal" in t]
    assert [row["amount_cents"] for row in rows] == [cents_of(t) for t in theirs]
    for row, other in zip(rows, theirs, strict=True):
        assert row["code"] == plain(other, "id")
        assert row["value_on"] == day(other, "date")
        assert row["booked_on"] == (day(other, "entry_date") or row["value_on"])
        known = squeezed(" ".join(filter(None, (row["reference"], row["end_to_end_id"], row["label"]))))
        for name in ("bank_reference", "customer_reference"):
            # they leave `NONREF//55555` in one piece and cut it at sixteen characters; ours takes it apart
            for said in (plain(other, name) or "").split("//"):
                assert said in ("", "NONREF", "N", "KREF+", "EREF") or squeezed(said) in known


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_word_of_the_details_is_in_the_label(path):
    _, transactions = blocks(path)
    rows = bank.read(path).movements.to_dicts()
    theirs = [t for t in transactions if "decimal.Decimal" in t]
    for row, other in zip(rows, theirs, strict=True):
        for name in ("transaction_details", "purpose", "end_to_end_reference", "applicant_name"):
            words = re.sub(r"\\\S*|\S*[?>]\S*", " ", plain(other, name) or "").split()  # no escapes, no marks
            label = squeezed(" ".join(filter(None, (row["label"], row["end_to_end_id"], row["counterparty"]))))
            missing = [w for w in words if w.isascii() and squeezed(w) not in label]
            assert not missing, label


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_of_one_message_has_its_balances_account_and_number(path):
    head, _ = blocks(path)
    statements = bank.read(path).statements.to_dicts()
    if len(statements) != 1:
        pytest.skip("several messages: their expectation keeps of each word the last one")
    statement = statements[0]
    for place, names in (("opening_cents", ("final_opening_balance", "intermediate_opening_balance")),
                         ("closing_cents", ("final_closing_balance", "intermediate_closing_balance"))):  # fmt: skip
        told = next((cents for name in names if (cents := money(head, name)) is not None), None)
        assert statement[place] == told
    if path.stem != "sepa_snippet_broken":  # its account holds the details of a movement: ours tells, and keeps none
        account, told = squeezed(statement["account"]), squeezed(plain(head, "account_identification"))
        if account.startswith("DE") and "DE" not in told:  # an IBAN made of a bank code and a number
            assert told.startswith(account[4:12] + account[12:].lstrip("0"))
        else:
            assert account in told
    assert squeezed(statement["number"]).startswith(squeezed(plain(head, "statement_number")))
