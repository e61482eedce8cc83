"""What customers paid on orders, and the bills they handed over: told, and set against nothing."""

from __future__ import annotations

from tests.formats.fec_files import invoice, line
from tests.formats.test_fec import put

from ardoise.formats.files import read


def test_advances_received_on_orders_are_told_and_not_claimed(tmp_path):
    """4191: Martin's 500 less 200 used up, Durand's all used up; what is owed on 411 stays what it is."""
    lines = [*invoice(1, "20250110", "MARTIN", "Martin", 12_000)]
    for code, account, debit, credit in [
        ("MARTIN", "41910000", 0, 50_000), ("MARTIN", "41910000", 20_000, 0),
        ("DURAND", "4191", 0, 700), ("DURAND", "4191", 700, 0),
    ]:  # fmt: skip
        lines.append(line("BQ", "BQ9", "20250111", account, code, code.title(), "AC1", "Acompte", debit, credit))
        lines.append(line("BQ", "BQ9", "20250111", "51200000", "", "", "AC1", "Acompte", credit, debit))
    lines += [line("OD", "OD1", "20250201", "413", "PETIT", "Petit", "LCR1", "LCR", 1_500, 0),
              line("OD", "OD1", "20250201", "51130000", "", "", "LCR1", "LCR", 0, 1_500)]  # fmt: skip
    reading = read(put(tmp_path, lines))
    (bills,) = [p.message for p in reading.problems if "413" in p.message]
    assert "15,00" in bills and "clients concernés : 1, dont PETIT" in bills
    assert dict(reading.advances) == {"MARTIN": 30_000}
    (told,) = [p.message for p in reading.problems if "4191" in p.message]
    assert "300,00" in told and "clients concernés : 1, dont MARTIN" in told
    assert reading.is_readable and reading.entries["amount_cents"].to_list() == [12_000]


def test_a_bill_handed_over_is_a_payment_and_one_unpaid_is_returned(tmp_path):
    lines = [*invoice(1, "20250110", "PETIT", "Petit", 12_000)]
    for number, day, debit, credit in [("OD1", "20250201", 0, 12_000), ("OD2", "20250320", 12_000, 0)]:
        lines.append(line("OD", number, day, "41100000", "PETIT", "Petit", "LCR1", "LCR", debit, credit))
        lines.append(line("OD", number, day, "41300000", "", "", "LCR1", "LCR", credit, debit))
    assert read(put(tmp_path, lines)).entries["kind"].to_list() == ["invoice", "payment", "returned_payment"]
