"""The invented firm is a firm an accountant would believe, and nobody's."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from datetime import date
from io import StringIO

import pytest

from ardoise import demo
from ardoise.demo.customers import draw
from ardoise.demo.identity import luhn_sum
from ardoise.domain.terms import parse

AS_OF = date(2026, 11, 23)


def cents(text):
    return int(text.replace(",", ""))


def lines_of(path):
    text = path.read_bytes().decode("utf-8")
    assert text.endswith("\r\n")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return demo.firm(1, AS_OF).write(tmp_path_factory.mktemp("firm"))


@pytest.fixture(scope="module")
def years(written):
    return [lines_of(path) for path in written.fecs]


def test_the_same_seed_and_day_give_the_same_bytes(written, tmp_path):
    again = demo.firm(1, AS_OF).write(tmp_path)
    for first, second in zip(
        (*written.fecs, written.contacts, written.restraints, written.statements),
        (*again.fecs, again.contacts, again.restraints, again.statements),
        strict=True,
    ):
        assert first.name == second.name and first.read_bytes() == second.read_bytes()


def test_another_seed_gives_another_firm(written, tmp_path):
    other = demo.firm(2, AS_OF).write(tmp_path)
    assert other.fecs[1].read_bytes() != written.fecs[1].read_bytes()


def test_the_files_are_named_as_the_law_names_them(written):
    assert [path.name for path in written.fecs] == [f"{demo.SIREN}FEC20251231.txt", f"{demo.SIREN}FEC20261123.txt"]


def test_every_entry_balances_and_numbers_have_no_gap(years):
    for lines in years:
        entries = defaultdict(int)
        for line in lines:
            assert len(line) == 18
            entries[int(line["EcritureNum"])] += cents(line["Debit"]) - cents(line["Credit"])
        assert set(entries.values()) == {0}
        assert list(entries) == list(range(1, len(entries) + 1))


def test_entries_follow_the_days_of_their_year(years):
    for lines, year in zip(years, ("2025", "2026"), strict=True):
        days = [line["EcritureDate"] for line in lines]
        assert days == sorted(days) and {day[:4] for day in days} == {year}


def test_a_letter_is_of_one_customer_and_its_lines_cancel_out(years):
    for lines in years:
        groups = defaultdict(int)
        for line in lines:
            assert bool(line["EcritureLet"]) == bool(line["DateLet"])
            if line["EcritureLet"]:
                groups[line["CompAuxNum"], line["EcritureLet"]] += cents(line["Debit"]) - cents(line["Credit"])
        assert set(groups.values()) == {0}
        assert len({letter for _, letter in groups}) < len(groups)  # the same letter serves several customers


def test_the_opening_repeats_in_detail_what_the_year_before_left_open(years):
    closed, current = years
    left_open = Counter(key(line) for line in closed if is_customers(line) and not line["EcritureLet"])
    repeated = Counter(key(line) for line in current if is_customers(line) and line["JournalCode"] == "AN")
    assert repeated and left_open == repeated


def is_customers(line):
    return line["CompteNum"][:3] in ("411", "416")


def key(line):
    return tuple(line[column] for column in ("CompteNum", "CompAuxNum", "PieceRef", "PieceDate", "Debit", "Credit"))


def test_the_balances_of_the_year_before_are_carried_forward(years):
    closed, current = years
    final = balances(line for line in closed)
    opening = balances(line for line in current if line["JournalCode"] == "AN")
    assert {k: v for k, v in final.items() if k[0] < "6" and k[0] != "120000"} == {
        k: v for k, v in opening.items() if k[0] != "120000"
    }


def balances(lines):
    found = Counter()
    for line in lines:
        found[line["CompteNum"], line["CompAuxNum"]] += cents(line["Debit"]) - cents(line["Credit"])
    return {account: balance for account, balance in found.items() if balance}


def test_the_book_looks_like_a_french_regional_firm():
    book = demo.firm(1, AS_OF).book
    left_open = [m for m in book.movements if not m.lettered_on]
    outstanding = sum(m.amount_cents for m in left_open)
    overdue = sum(m.amount_cents for m in left_open if m.due_on and m.due_on < AS_OF)
    sold = Counter()
    for m in book.movements:
        if m.kind == "invoice" and (AS_OF - m.on).days <= 365:
            sold[m.customer.code] += m.amount_cents
    assert 50 <= outstanding * 365 / sold.total() <= 60
    assert 0.25 <= overdue / outstanding <= 0.35
    assert 0.2 <= sum(amount for _, amount in sold.most_common(10)) / sold.total() <= 0.5


def test_some_transfers_pay_several_invoices_and_some_invoices_are_paid_in_parts():
    movements = demo.firm(1, AS_OF).book.movements
    payments = [m for m in movements if m.kind == "payment"]
    assert sum(len(p.about) > 1 for p in payments) > 100
    assert any(len([p for p in payments if p.about == first.about and p.lettered_with == first.lettered_with]) > 1
               for first in payments if first.about and first.lettered_on)  # fmt: skip
    assert any(m.kind == "returned_payment" for m in movements)


def test_contacts_are_about_three_hundred_of_three_kinds_and_reach_nobody_real(written):
    rows = list(csv.DictReader(StringIO(written.contacts.read_text("utf-8-sig")), delimiter=";"))
    assert len(rows) == len({row["Code client"] for row in rows}) == len({row["Raison sociale"] for row in rows}) == 300
    assert {row["Type"] for row in rows} == {"Professionnel", "Organisme public", "Particulier"}
    assert sum(not row["E-mail"] for row in rows) == 3
    assert all(row["E-mail"].endswith(".example") for row in rows if row["E-mail"])
    assert all(luhn_sum(row["SIREN"]) % 10 == 0 and row["SIREN"].startswith("00") for row in rows if row["SIREN"])
    assert 2 <= len({row["Groupe"] for row in rows} - {""}) <= 3
    assert {row["Chargé de recouvrement"] for row in rows} == {"alice", "benoit", "chloe"}
    for row in rows:
        parse(row["Conditions"])


def test_a_firm_of_thousands_has_a_name_for_each_once_the_lists_are_drawn_out():
    names = [customer.name for customer in draw(7, 1_200)]
    assert len(set(names)) == 1_200


def test_the_firms_own_numbers_are_well_formed():
    firm = demo.firm(1, AS_OF, customers=30)
    assert luhn_sum(firm.siren) % 10 == 0
    assert int(firm.iban[4:] + "1527" + firm.iban[2:4]) % 97 == 1


def test_what_no_ledger_tells_speaks_of_customers_and_open_documents_of_the_ledger(written, years):
    told = json.loads(written.restraints.read_bytes())
    known = {line["CompAuxNum"] for lines in years for line in lines}
    documents = {(line["CompAuxNum"], line["PieceRef"]) for lines in years for line in lines}
    assert len(told["insolvencies"]) == 2 and len(told["promises"]) == 2
    assert len(told["disputes"]) == 2 and told["blocks"] and len(told["plans"]) == 3
    for kind in ("disputes", "promises", "plans", "blocks", "insolvencies"):
        for one in told[kind]:
            assert one["customer"] in known and one["opened_on"] < told["as_of"]
            assert one["document"] is None or (one["customer"], one["document"]) in documents
    for reminder in told["reminders"]:
        assert reminder["sent_on"] < told["as_of"] and reminder["documents"]
        assert all((reminder["customer"], document) in documents for document in reminder["documents"])


@pytest.mark.parametrize("as_of", [date(2027, 1, 1), date(2026, 12, 31), date(2028, 2, 29), date(2027, 3, 7)])
def test_the_firm_stands_on_any_day(as_of, tmp_path):
    paths = demo.firm(3, as_of, customers=40).write(tmp_path)
    for lines in map(lines_of, paths.fecs):
        assert lines and sum(cents(x["Debit"]) for x in lines) == sum(cents(x["Credit"]) for x in lines)
        assert max(line["EcritureDate"] for line in lines) <= f"{as_of:%Y%m%d}"
