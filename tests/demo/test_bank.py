"""The invented firm's bank account is one a bank would print, and holds what no ledger knows yet."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from ardoise import demo
from ardoise.demo import accounting, receipts

AS_OF = date(2026, 11, 23)
SPACE = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}


@pytest.fixture(scope="module")
def firm():
    return demo.firm(1, AS_OF)


@pytest.fixture(scope="module")
def statements(firm, tmp_path_factory):
    path = firm.write(tmp_path_factory.mktemp("bank")).statements
    return ElementTree.parse(path).getroot().findall("c:BkToCstmrStmt/c:Stmt", SPACE)


def signed(node):
    whole, cents = node.findtext("c:Amt", namespaces=SPACE).split(".")
    value = int(whole) * 100 + int(cents)
    return value if node.findtext("c:CdtDbtInd", namespaces=SPACE) == "CRDT" else -value


def test_each_statement_goes_from_its_opening_to_its_closing_and_the_next_begins_there(statements):
    assert len(statements) == 2
    balances = [[signed(bal) for bal in stmt.findall("c:Bal", SPACE)] for stmt in statements]
    for (opening, closing), stmt in zip(balances, statements, strict=True):
        assert opening + sum(signed(entry) for entry in stmt.findall("c:Ntry", SPACE)) == closing
    assert balances[0][1] == balances[1][0]


def test_the_bank_and_the_books_agree_but_for_what_the_books_do_not_hold_yet(firm, statements):
    entries = accounting.entries_of(firm.book)
    in_books = sum(line.amount_cents for e in entries for line in e.lines if line.account == "512000")
    news = sum(receipt.amount_cents for receipt in receipts.draw(1, firm.book))
    assert signed(statements[1].findall("c:Bal", SPACE)[1]) == in_books + news


def test_each_way_of_paying_is_shown_once_about_invoices_still_open(firm):
    drawn = receipts.draw(1, firm.book)
    assert {r.shows for r in drawn} >= set(receipts.SHOWN) | {"returned", "unknown", "fees"}
    paid = [bill.document for r in drawn if r.shows in receipts.SHOWN for bill in r.about]
    assert len(paid) == len(set(paid))
    assert all(not bill.lettered_with for r in drawn if r.shows in receipts.SHOWN for bill in r.about)


def test_a_payer_is_written_as_banks_write():
    assert receipts.written_by_bank("Épicerie d'Été & Fils") == "EPICERIE D ETE ET FILS"
    assert len(receipts.written_by_bank("Société des Vignobles Réunis de la Haute Vallée")) <= 35
