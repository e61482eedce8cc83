"""A CAMT file says what the bank says: each booking once, batches by their details, returns with their reason."""

from __future__ import annotations

import re

import pytest
from tests.formats.bank.files import IBAN, MARTIN, camt, detail, entry, statement

from ardoise.formats import bank

RETURN = "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"


@pytest.fixture
def read(tmp_path):
    def read_bytes(content: bytes):
        path = tmp_path / "statement.xml"
        path.write_bytes(content)
        return bank.read(path, language="en")

    return read_bytes


def test_a_transfer_received_names_its_payer_its_account_and_its_reference(read):
    reading = read(camt(statement(entry(details=detail(text="Facture F2026-117")))))
    assert reading.format == "camt.053"
    assert reading.problems == ()
    (row,) = reading.movements.to_dicts()
    assert (row["amount_cents"], row["kind"], row["counterparty"]) == (120000, "transfer", "Martin & Fils")
    assert (row["counterparty_iban"], row["end_to_end_id"], row["batch"]) == (MARTIN, "F2026-117", None)
    assert row["label"] == "Facture F2026-117"
    (account,) = reading.statements.to_dicts()
    assert (account["account"], account["opening_cents"], account["closing_cents"]) == (IBAN, 10000, 130000)


def test_what_was_ordered_in_another_currency_stands_in_the_label(read):
    ordered = '<AmtDtls><InstdAmt><Amt Ccy="{}">1000.5</Amt></InstdAmt></AmtDtls>'
    usd, eur = (entry("920.00", details=detail(more=ordered.format(currency))) for currency in ("USD", "EUR"))
    labels = read(camt(statement(usd + eur, closing="1940.00"))).movements["label"].to_list()
    assert labels == ["[USD 1000.50]", None]


@pytest.mark.parametrize("is_inside", [True, False])
def test_a_booking_in_another_currency_counts_for_what_the_bank_says_it_is_worth(read, is_inside):
    worth = '<AmtDtls><CntrValAmt><Amt Ccy="EUR">1200.00</Amt></CntrValAmt></AmtDtls>'
    booking = entry("1300.00", details=detail(more=worth if is_inside else ""))
    booking = booking.replace('Ccy="EUR">1300.00', 'Ccy="USD">1300.00')
    reading = read(camt(statement(booking if is_inside else booking.replace("<NtryDtls>", worth + "<NtryDtls>"))))
    (row,) = reading.movements.to_dicts()
    assert (row["amount_cents"], row["currency"], row["label"]) == (120_000, "EUR", "[USD 1300.00]")
    assert reading.problems == ()


def test_what_the_payer_ordered_is_not_what_a_booking_in_another_currency_is_worth(read):
    ordered = '<AmtDtls><InstdAmt><Amt Ccy="EUR">1200.00</Amt></InstdAmt></AmtDtls>'
    reading = read(camt(statement(entry("1300.00", details=detail(more=ordered)).replace('"EUR">1300', '"USD">1300'))))
    assert reading.movements.select("amount_cents", "currency").rows() == [(130_000, "USD")] and reading.problems


def test_what_money_in_another_currency_is_worth_in_ours_stands_in_the_label(read):
    worth = '<AmtDtls><CntrValAmt><Amt Ccy="GBP">920.00</Amt></CntrValAmt></AmtDtls>'
    file = camt(statement(entry(details=detail(more=worth)))).replace(b"EUR", b"USD").replace(b"GBP", b"EUR")
    (row,) = read(file).movements.to_dicts()
    assert (row["amount_cents"], row["currency"], row["label"]) == (120_000, "USD", "[EUR 920.00]")


def test_a_batch_is_its_details_when_they_make_the_booking(read):
    details = detail("A", "700.00") + detail("B", "500.00")
    rows = read(camt(statement(entry(details=details)))).movements.to_dicts()
    assert [(row["amount_cents"], row["end_to_end_id"]) for row in rows] == [(70000, "A"), (50000, "B")]
    assert {row["batch"] for row in rows} == {"B1200.00"}


def test_a_batch_is_one_movement_when_its_details_do_not_make_the_booking(read):
    reading = read(camt(statement(entry(details=detail("A", "700.00") + detail("B", "400.00")))))
    assert reading.movements.get_column("amount_cents").to_list() == [120000]
    assert "1,100.00" in reading.problems[0].message


def test_what_the_bank_kept_of_a_batch_is_a_movement_of_its_own(read):
    charges = '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">3.00</TtlChrgsAndTaxAmt></Chrgs><NtryDtls>'
    booking = entry(details=detail("A", "703.00") + detail("B", "500.00")).replace("<NtryDtls>", charges)
    reading = read(camt(statement(booking)))
    rows = [(row["amount_cents"], row["kind"]) for row in reading.movements.to_dicts()]
    assert (rows, reading.problems) == ([(70300, "transfer"), (50000, "transfer"), (-300, "charge")], ())


def test_what_the_bank_kept_of_one_transfer_stands_beside_it(read):
    charges = '<Chrgs><Amt Ccy="EUR">3.00</Amt></Chrgs><NtryDtls>'
    (row,) = read(
        camt(statement(entry(details=detail("A", "1203.00")).replace("<NtryDtls>", charges)))
    ).movements.to_dicts()
    assert (row["amount_cents"], row["charges_cents"]) == (120000, 300)


def test_a_returned_direct_debit_keeps_its_reason_and_its_debtor(read):
    reading = read(camt(statement(entry(side="DBIT", details=detail(more=RETURN)), closing="-1100.00")))
    (row,) = reading.movements.to_dicts()
    assert (row["kind"], row["return_reason"], row["counterparty"]) == ("return", "AM04", "Martin & Fils")
    assert row["amount_cents"] == -120000


def test_a_structured_reference_proves_itself_by_its_check_digits(read):
    reading = read(camt(statement(entry(details=detail(text="paiement RF18 5390 0754 7034 merci")))))
    assert reading.movements.get_column("creditor_reference").to_list() == ["RF18539007547034"]


def test_balances_that_do_not_add_up_are_told_with_their_difference(read):
    reading = read(camt(statement(entry(), closing="1290.00")))
    assert reading.is_readable
    assert "−10.00" in reading.problems[0].message


def test_a_statement_without_balances_says_that_it_cannot_be_checked(read):
    content = camt(statement(entry()))
    reading = read(re.sub(rb"<Bal>.*?</Bal>", b"", content, flags=re.S))
    assert reading.movements.height == 1 and "cannot be checked" in reading.problems[0].message


def test_days_missing_between_two_statements_are_noticed(read):
    first = statement(entry(), day="2026-03-02")
    later = statement(entry(), "1500.00", "2700.00", "2", "2026-03-09")
    assert "opens at 1,500.00" in read(camt(first, later)).problems[0].message
    follows = statement(entry(), "1300.00", "2500.00", "2", "2026-03-03")
    assert read(camt(first, follows)).problems == ()


def test_a_file_cut_short_gives_what_stands_before_the_cut_and_says_so(read):
    whole = camt(statement(entry() + entry("50.00"), closing="1350.00"))
    reading = read(whole[: whole.rindex(b"<Ntry>") + 40])
    assert reading.movements.get_column("amount_cents").to_list() == [120000]
    assert not reading.is_whole
    assert "cut or damaged" in reading.problems[0].message


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/absent.dtd">',
    ],
)
def test_a_doctype_is_refused_and_nothing_it_names_is_read(read, prolog):
    reading = read(camt(statement(entry(details=detail(text="&b;"))), prolog=prolog))
    assert not reading.is_readable
    assert "DOCTYPE" in reading.problems[0].message


def test_what_is_only_announced_is_left_out_of_a_statement(read):
    announced = entry("50.00").replace("BOOK", "PDNG")
    reading = read(camt(statement(entry() + announced)))
    assert reading.movements.get_column("amount_cents").to_list() == [120000]
    assert "announced" in reading.problems[0].message


def test_a_namespace_torn_by_an_accident_is_no_exception(read):
    torn = camt(statement(entry())).replace(b'xmlns="urn:iso', b'xmlns="urn}o:iso')
    assert read(torn).movements.get_column("amount_cents").to_list() == [120000]
