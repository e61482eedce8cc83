"""The FECs nobody here wrote: every line read, totals equal, customers and lettered groups as counted elsewhere."""

from __future__ import annotations

import polars as pl
import pytest
from tests.cast import REALDATA

from ardoise.formats import fec
from ardoise.formats.files import read

FOLDER = REALDATA / "fec"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"real FECs are not here: {FOLDER}")

FILES = {
    # name: (encoding, rows, receivable lines, customers, cents on each side)
    "111111111FEC20221231.TXT": ("iso-8859-15", 934, 151, 34, 22_568_223),
    "22_columns_cash_desk_2021_2022.txt": ("utf-8", 3500, 399, 3, 217_173_348),
    "22_columns_unlettered_2023.txt": ("utf-8", 2102, 153, 4, 126_535_082),
    "excerpt_11_digit_accounts_2020.txt": ("utf-8", 47, 8, 1, 2_809_449),
    "padded_header_signed_amounts_2023.txt": ("utf-8", 1480, 282, 7, 141_679_598),
    "pipe_21_columns_2020.txt": ("utf-8", 1982, 2, 1, 24_157_842),
    "quadra_half_lettered.txt": ("utf-8", 12605, 3310, 732, 1_373_828_595),
}
WITH_ADVANCES = {"quadra_half_lettered.txt"}  # received on orders: told of


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_read_and_debit_equals_credit(name):
    encoding, rows, lines, customers, cents = FILES[name]
    reading = read(FOLDER / name)
    assert (reading.format, reading.encoding, reading.rows) == ("fec", encoding, rows)
    assert (reading.entries.height, reading.customers) == (lines, customers)
    assert reading.debit_cents == reading.credit_cents == cents


@pytest.mark.parametrize("name", FILES)
def test_no_false_alarm_is_raised(name):
    told = [problem.message for problem in read(FOLDER / name).problems]
    assert len(told) == (name in WITH_ADVANCES) and all("4191" in message for message in told)


@pytest.mark.parametrize("name", FILES)
def test_small_blocks_change_nothing(name):
    whole, cut = read(FOLDER / name), fec.read(FOLDER / name, size=20_000)
    assert cut.entries.equals(whole.entries)
    assert cut.problems == whole.problems


@pytest.mark.parametrize(
    ("name", "groups", "balanced"),
    [("quadra_half_lettered.txt", 641, 641), ("111111111FEC20221231.TXT", 45, 45),
     ("22_columns_cash_desk_2021_2022.txt", 5, 5), ("22_columns_unlettered_2023.txt", 0, 0)],
)  # fmt: skip
def test_letters_group_within_a_customer(name, groups, balanced):
    found = lettered(read(FOLDER / name).entries)
    assert (found.height, found.filter(pl.col("amount_cents") == 0).height) == (groups, balanced)


def test_letters_of_one_customer_say_nothing_about_another():
    entries = read(FOLDER / "quadra_half_lettered.txt").entries
    reused = entries.drop_nulls("letter").group_by("letter").agg(pl.col("customer").n_unique())
    assert reused.height == 26
    assert reused.filter(pl.col("customer") > 1).height == 22


def test_one_transfer_pays_several_invoices():
    entries = read(FOLDER / "111111111FEC20221231.TXT").entries.drop_nulls("letter")
    groups = entries.group_by("customer", "letter").agg(
        (pl.col("amount_cents") > 0).sum().alias("debits"), (pl.col("amount_cents") < 0).sum().alias("credits")
    )
    assert groups.filter((pl.col("debits") == 1) & (pl.col("credits") == 1)).height == 38
    assert groups.filter((pl.col("debits") > 1) & (pl.col("credits") == 1)).height == 5


def test_last_years_items_are_openings():
    entries = read(FOLDER / "quadra_half_lettered.txt").entries
    assert entries.filter("is_opening").height == 444
    assert set(entries.filter("is_opening")["journal"]) == {"AN"}


def lettered(entries):
    return entries.drop_nulls("letter").group_by("customer", "letter").agg(pl.col("amount_cents").sum())
