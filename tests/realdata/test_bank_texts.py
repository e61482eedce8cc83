"""CFONB, OFX and tables nobody here wrote: what each says, read by hand from the file, is what is read."""

from __future__ import annotations

import json

import pytest
from tests.cast import REALDATA

from ardoise.formats import bank

FOLDER = REALDATA / "bank"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"real bank files are not here: {FOLDER}")

PENNYLANE = FOLDER / "pennylane-hq_cfonb" / "spec" / "files"
SILARHI = FOLDER / "silarhi_cfonb-parser" / "tests" / "fixtures"
EKYLIBRE = FOLDER / "ekylibre_ekylibre" / "test" / "fixture-files"
OFXPARSE = FOLDER / "pypi_ofxparse-0.21" / "fixtures"
SHEETS = FOLDER / "OCA_bank-statement-import" / "account_statement_import_sheet_file" / "tests" / "fixtures"
OTHERS = FOLDER / "sebastienrousseau_bankstatementparser" / "tests" / "test_data"


def cents(reading):
    return reading.movements.get_column("amount_cents").to_list()


def test_the_days_of_an_account_follow_each_other_to_the_cent():
    reading = bank.read(SILARHI / "non-strict-test.txt", language="en")
    assert (reading.rows, reading.statements.height) == (5, 8)
    assert cents(reading) == [-2279, -2011, -500000, -11775, -5025]
    assert len(reading.problems) == 1 and "days are missing" in reading.problems[0].message  # 15 to 23 April


def test_the_details_of_a_direct_debit_are_its_label_its_reference_and_its_creditor():
    row = bank.read(PENNYLANE / "example.txt").movements.to_dicts()[0]
    assert (row["end_to_end_id"], row["reference"], row["counterparty"]) == (
        "OTHER REFERENCE",
        "REFERENCE",
        "INTERNET SFR",
    )
    assert row["label"].startswith("PRLV SEPA TEST CABINET MENSUEAUHTR13133 MENSUEAUHTR13DUP")


@pytest.mark.parametrize(
    ("name", "movements", "said"),
    [
        ("end_of_statement_without_beginning.txt", 1, "without an opening one"),
        ("invalid_date.txt", 1, "“CART” is not a date"),
        ("new_statement_without_previous_ended.txt", 2, "no closing balance"),
        ("operation.txt", 1, "outside any statement"),
        ("operation_already_defined.txt", 2, "outside any statement"),
        ("operation_detail_without_operation.txt", 1, "follows no movement"),
        ("operation_out_of_statement.txt", 2, "outside any statement"),
    ],
)
def test_a_record_out_of_its_place_is_told_and_the_movements_are_kept(name, movements, said):
    reading = bank.read(PENNYLANE / name, language="en")
    assert reading.is_readable
    assert reading.movements.height == movements
    assert any(said in problem.message for problem in reading.problems)


def test_details_without_a_movement_are_no_statement():
    assert not bank.read(PENNYLANE / "operation_unstarted.txt").is_readable


def test_lines_too_long_lose_nothing():
    reading = bank.read(EKYLIBRE / "accountancy" / "cfonb" / "import_cfonb.csv")
    assert cents(reading) == [5_000_000, -5496, 20_000]
    assert not bank.read(EKYLIBRE / "accountancy" / "cfonb" / "import_cfonb_wrong_content.csv").is_readable


@pytest.mark.parametrize(
    ("path", "accounts", "amounts"),
    [
        (OFXPARSE / "bank_medium.ofx", 1, [-660, -31667, -2200]),
        (OFXPARSE / "checking.ofx", 1, [1, -3451, -2500]),
        (OFXPARSE / "anzcc.ofx", 1, [-550]),
        (OFXPARSE / "multiple_accounts.ofx", 2, []),
        (OFXPARSE / "ofx-v102-empty-tags.ofx", 1, [1234]),
        (OFXPARSE / "fidelity-savings.ofx", 1, [-150000, 11583, -19711, -19712]),
        (EKYLIBRE / "ofx_valid.ofx", 1, [-3456]),
        (EKYLIBRE / "ofx_non_utf8.ofx", 1, [-3456]),
        (EKYLIBRE / "ofx_without_newlines.ofx", 1, [-3456]),
        (EKYLIBRE / "ofx_without_ledgerbal.ofx", 1, [-3456]),
        (EKYLIBRE / "ofx_multiple_bank_accounts.ofx", 2, [-3456, -29700, 12300]),
        (OTHERS / "sample.ofx", 1, [125050, -8025]),
        (OTHERS / "sample.qfx", 1, [-1500]),
    ],
    ids=lambda value: getattr(value, "stem", None),
)
def test_every_movement_of_an_ofx_file_is_read(path, accounts, amounts):
    reading = bank.read(path)
    assert (reading.statements.height, cents(reading)) == (accounts, amounts)


@pytest.mark.parametrize("name", ["signon_fail.ofx", "error_message.ofx", "signon_success.ofx", "bank_small.ofx"])
def test_an_ofx_file_without_a_statement_is_refused_with_what_the_bank_says(name):
    reading = bank.read(OFXPARSE / name, language="en")
    assert not reading.is_readable
    assert any("bank answers" in p.message for p in reading.problems) == (
        name in ("signon_fail.ofx", "error_message.ofx")
    )


@pytest.mark.parametrize(
    ("name", "amounts", "ends"),
    [
        ("balance.csv", [-3350, 153350], (1000, 151000)),
        ("debit_credit.csv", [-3350, 153350], (1000, 151000)),
        ("meta_data_separated_credit_debit.csv", [-5000, -10000, -8068, 130000], (3000077, 3107011)),
        ("meta_data_separated_credit_debit.xlsx", [-5000, -10000, -8068, 130000], (3000077, 3107011)),
        ("multi_currency.csv", [-3350, 152500], (None, None)),
        ("sample_statement_en.csv", [-3350, 152500], (None, None)),
        ("sample_statement_en.xlsx", [-3350, 152500], (None, None)),
        ("sample_statement_en_empty_values.xlsx", [-57968, -54400, -108400], (970575, 749807)),
    ],
)
def test_a_table_of_a_bank_is_a_statement(name, amounts, ends):
    reading = bank.read(SHEETS / name)
    assert cents(reading) == amounts
    assert reading.statements.select("opening_cents", "closing_cents").row(0) == ends


@pytest.mark.parametrize(
    "name", ["empty_statement_en.csv", "original_currency_no_header.csv", "empty_statement_en.xlsx"]
)
def test_a_table_without_movements_or_headings_is_refused(name):
    assert not bank.read(SHEETS / name).is_readable


def test_the_odd_table_whose_debits_change_sign_is_told_by_its_balance():
    """Its third debit is negative and its fourth positive, yet both raise the balance: no reading fits both."""
    reading = bank.read(SHEETS / "debit_credit_amount.csv", language="en")
    assert [problem.line for problem in reading.problems] == [5]


@pytest.mark.parametrize("name", ["csv_european_decimals", "csv_french_headers", "csv_spanish_headers"])
def test_three_languages_of_headings_say_the_same_amounts(name):
    assert cents(bank.read(OTHERS / "golden" / f"{name}.csv")) == [-123456, 350000, -450]


@pytest.mark.parametrize("name", ["european_format", "same_day_duplicates", "single_currency_checking"])
def test_the_plain_text_of_a_printed_statement_is_no_file_of_a_bank(tmp_path, name):
    """These expectations stand beside a text as printed on paper, which no bank hands out as a file: it is refused."""
    told = json.loads((OTHERS / "eval" / f"{name}.json").read_text())
    path = tmp_path / "statement.txt"
    path.write_text(told["statement_text"])
    assert not bank.read(path).is_readable
