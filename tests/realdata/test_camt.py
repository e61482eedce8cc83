"""The CAMT files nobody here wrote: each equals what lies beside it, in the words of our columns."""

from __future__ import annotations

import ast
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import REALDATA

from ardoise.formats import bank

GENKGO = REALDATA / "bank" / "genkgo_camt" / "test" / "data"
OCA = REALDATA / "bank" / "OCA_bank-statement-import" / "account_statement_import_camt" / "test_files"
OTHERS = REALDATA / "bank" / "sebastienrousseau_bankstatementparser" / "tests" / "test_data"
pytestmark = pytest.mark.skipif(not GENKGO.is_dir(), reason=f"real CAMT files are not here: {GENKGO}")

EXPECTED = sorted(GENKGO.glob("*.json"))
BALANCES = {"opening": "opening_cents", "closing": "closing_cents"}

OF_THE_OTHER_SIDE = {"camt052.v4", "camt052.v6", "camt052.v6.Amt-zero"}
"""Odd files: their entry is a debit, its lone detail says CRDT; the dump gives the detail the side of its entry."""


def day(moment: dict[str, Any] | None) -> date | None:
    """The day of a PHP instant; theirs are in UTC, and none of these crosses midnight."""
    return date.fromisoformat(moment["0"][:10]) if moment else None


def whole(money: dict[str, Any]) -> int:
    """Hundredths of a Money, which counts in the smallest unit of its currency: yens have none."""
    return int(money["getAmount"]) * (100 if money["getCurrency"]["getCode"] == "JPY" else 1)


def detail_of(entry: dict[str, Any]) -> dict[str, Any]:
    """The lone detail of an entry; their dump writes a second mention of it as a word."""
    return entry["getTransactionDetail"] or {}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_each_entry_is_a_movement_with_its_amount_days_reference_and_code(path):
    expected = json.loads(path.read_text())
    reading = bank.read(path.with_suffix(".xml"))
    assert reading.rows == len(expected["getEntries"])
    for row, entry in zip(reading.movements.to_dicts(), expected["getEntries"], strict=True):
        assert row["amount_cents"] == whole(entry["getAmount"])
        assert row["currency"] == entry["getAmount"]["getCurrency"]["getCode"]
        assert row["value_on"] == day(entry["getValueDate"])
        assert row["booked_on"] == (day(entry["getBookingDate"]) or day(entry["getValueDate"]))
        assert row["reference"] in (entry["getAccountServicerReference"], own_reference(entry))
        assert (row["kind"] == "return") == entry["getReversalIndicator"]
        assert row["code"] == code_of(entry["getBankTransactionCode"])


def own_reference(entry: dict[str, Any]) -> str | None:
    return (detail_of(entry).get("getReference") or {}).get("getAccountServicerReference")


def code_of(code: dict[str, Any] | None) -> str | None:
    if code is None:
        return None
    domain = code["getDomain"]
    if domain is None:
        return (code["getProprietary"] or {}).get("getCode")
    return "-".join((domain["getCode"], domain["getFamily"]["getCode"], domain["getFamily"]["getSubFamilyCode"]))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_lone_detail_tells_its_references_its_mandate_and_its_text(path):
    expected = json.loads(path.read_text())
    rows = bank.read(path.with_suffix(".xml")).movements.to_dicts()
    for row, entry in zip(rows, expected["getEntries"], strict=True):
        reference = detail_of(entry).get("getReference") or {}
        assert row["end_to_end_id"] == reference.get("getEndToEndId")
        assert row["mandate"] == reference.get("getMandateId")
        remittance = detail_of(entry).get("getRemittanceInformation") or {}
        if message := remittance.get("getMessage"):
            assert all(word in row["label"] for word in message.split())
        structured = (remittance.get("getCreditorReferenceInformation") or {}).get("getRef")
        if structured and len(entry["getTransactionDetails"]) == 1:
            assert row["creditor_reference"] == structured


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_the_other_party_is_the_debtor_of_what_came_in_and_the_creditor_of_what_went_out(path):
    """Their dump lists all parties without choosing; ours never takes the account's own side for the other's."""
    expected = json.loads(path.read_text())
    rows = bank.read(path.with_suffix(".xml")).movements.to_dicts()
    for row, entry in zip(rows, expected["getEntries"], strict=True):
        came_in = (row["amount_cents"] > 0) != (path.stem in OF_THE_OTHER_SIDE)
        wanted = "Debtor" if came_in else "Creditor"
        parties = [
            party["getRelatedPartyType"]["getName"]
            for party in detail_of(entry).get("getRelatedParties") or []
            if isinstance(party, dict) and party["getRelatedPartyType"]["__CLASS__"].endswith(wanted)
        ]
        assert row["counterparty"] in (parties or [None])


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_each_statement_has_its_number_account_and_balances_of_its_own_currency(path):
    """Some of them state balances in four currencies for one account: ours keeps its own, and tells the rest."""
    expected = json.loads(path.read_text())
    reading = bank.read(path.with_suffix(".xml"))
    for row, record in zip(reading.statements.to_dicts(), expected["getRecords"], strict=True):
        record = expected["getEntries"][0]["getRecord"] if record == "__RECURSIVITY__" else record
        assert row["number"] == record["getId"]
        account = record["getAccount"]
        if account["__CLASS__"].endswith(("IbanAccount", "OtherAccount")):
            assert row["account"] == account["getIdentification"]
        for balance in record.get("getBalances", ()):
            place, money = BALANCES.get(balance["getType"]), balance["getAmount"]
            if place is None:
                continue
            is_own = money["getCurrency"]["getCode"] == row["currency"]
            alike = [whole(b["getAmount"]) for b in record["getBalances"] if b["getType"] == balance["getType"]]
            assert row[place] in alike if is_own else row[place] is None  # they call PRCD and OPBD both "opening"
            assert is_own or any(money["getCurrency"]["getCode"] in p.message for p in reading.problems)


def test_a_file_without_a_statement_is_refused_with_a_sentence():
    reading = bank.read(GENKGO / "camt053.v2.wrong.xml", language="en")
    assert not reading.is_readable
    assert "holds no statement" in reading.problems[0].message


def expectation(name: str) -> list[dict[str, Any]]:
    """OCA's expectation: amounts as floats, which have at most two decimals here."""
    _, _, statements = ast.literal_eval((OCA / name).read_text())
    return statements


@pytest.mark.parametrize("name", ["test-camt053", "test-camt053-txdtls"])
def test_batches_returns_and_balances_equal_those_of_the_odoo_community(name):
    reading = bank.read(OCA / name)
    statements = expectation(f"golden-{name.removeprefix('test-')}.pydata")
    for row, theirs in zip(reading.statements.to_dicts(), statements, strict=True):
        assert (row["opening_cents"], row["closing_cents"]) == tuple(
            int(Decimal(str(theirs[key])) * 100) for key in ("balance_start", "balance_end_real")
        )
        mine = [m for m in reading.movements.to_dicts() if m["statement"] == row["statement"]]
        for movement, other in zip(mine, theirs["transactions"], strict=True):
            assert movement["amount_cents"] == int(Decimal(str(other["amount"])) * 100)
            assert movement["booked_on"].isoformat() == other["date"]
            assert movement["counterparty"] == other.get("partner_name")
            assert movement["counterparty_iban"] == other.get("account_number")
            assert other["payment_ref"] in movement["label"] or other["payment_ref"] == "/"
            if "Return Reason Code (RtrInf/Rsn/Cd)" in other["narration"]:
                assert movement["return_reason"] in other["narration"]
                assert movement["kind"] == "return"
    doubtful = [] if name.endswith("txdtls") else ["−434,16"]  # its balances are 434.16 away from its movements
    assert [any(sum_ in p.message for sum_ in doubtful) for p in reading.problems] == [True] * len(doubtful)


def test_a_statement_without_a_movement_is_kept_with_its_balances():
    """Their expectation is nothing at all, since nothing is to be booked; ours says that the day was still."""
    assert ast.literal_eval((OCA / "golden-camt053-no-ntry.pydata").read_text()) == (None, None, [])
    reading = bank.read(OCA / "test-camt053-no-ntry")
    assert (reading.movements.height, reading.problems) == (0, ())
    assert reading.statements.select("opening_cents", "closing_cents").rows() == [(152076, 152076)]


def test_two_identical_movements_of_a_day_are_two():
    rows = bank.read(OTHERS / "golden" / "camt053_duplicate_same_day.xml").movements.to_dicts()
    assert [row["amount_cents"] for row in rows] == [-450, -450]
    assert rows[0]["line"] != rows[1]["line"]


def test_a_garbled_amount_is_told_with_its_line_and_nothing_is_invented_for_it():
    reading = bank.read(OTHERS / "golden" / "camt053_garbled_amount.xml", language="en")
    assert (reading.rows, reading.movements.height) == (1, 0)
    assert [problem.line for problem in reading.problems] == [8, 17] and reading.is_readable, "no balances, no amount"
    assert "12..34" in reading.problems[1].message


def test_a_file_without_namespace_is_read_and_told():
    reading = bank.read(OTHERS / "golden" / "camt053_no_namespace.xml", language="en")
    assert reading.movements.get_column("amount_cents").to_list() == [25000]
    assert ["version" in problem.message for problem in reading.problems] == [True]


def test_accounts_in_two_currencies_stand_side_by_side_and_balance():
    reading = bank.read(OTHERS / "golden" / "camt053_multicurrency.xml")
    assert reading.statements.get_column("currency").to_list() == ["EUR", "USD"]
    assert reading.problems == ()
