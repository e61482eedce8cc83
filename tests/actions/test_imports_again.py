"""The same year exported again, a year that is missing, another ledger: no debt is claimed twice."""

from __future__ import annotations

from datetime import date

import pytest
from tests.actions.fecs import bring, open_by_document, opening, receipt, sale, write

YEAR_END = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.fixture
def first(tmp_path):
    """2024: Martin owes F1, Durand F2."""
    return write(
        tmp_path / "2024.txt",
        sale("F1", "MARTIN", "2024-03-05", 10_000),
        sale("F2", "DURAND", "2024-11-05", 30_000),
        sale("F3", "DURAND", "2024-11-06", 700, "A", "2024-12-31"),
        receipt("R3", "DURAND", "2024-12-31", 700, "A", "2024-12-31"),
    )


@pytest.fixture
def third(tmp_path):
    """2026: Martin paid F1 in 2025, Durand still owes F2 and, of 2025, F9."""
    return write(
        tmp_path / "2026.txt",
        opening("F2", "DURAND", "2026-01-01", 30_000),
        opening("F9", "DURAND", "2026-01-01", 900),
        sale("F10", "DURAND", "2026-02-01", 50),
    )


def words(done):
    return " ".join(problem["message"] for problem in done.problems)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_missing_year_doubles_nothing_and_is_told(company, alice, first, third, in_company, is_reversed):
    files = [third, first] if is_reversed else [first, third]
    done = [bring(company, file, alice) for file in files]
    assert open_by_document(company, YEAR_END) == {"F2": 30_000, "F9": 900, "F10": 50}
    assert "2025" in words(done[1]) and done[1].report["gaps"] == 1


def test_the_missing_year_brought_later_is_missed_no_more(company, alice, first, third, in_company, tmp_path):
    bring(company, first, alice)
    bring(company, third, alice)
    second = write(
        tmp_path / "2025.txt",
        opening("F1", "MARTIN", "2025-01-01", 10_000, "A", "2025-03-03"),
        opening("F2", "DURAND", "2025-01-01", 30_000),
        receipt("R1", "MARTIN", "2025-03-03", 10_000, "A", "2025-03-03"),
        sale("F9", "DURAND", "2025-09-09", 900),
        receipt("R4", "DURAND", "2025-12-20", 1),
        sale("F4", "DURAND", "2025-12-21", 1),
    )
    done = bring(company, second, alice)
    assert not done.report.get("gaps")
    assert sum(open_by_document(company, YEAR_END).values()) == 30_950


def test_the_opening_of_another_ledger_lets_nothing_go(company, alice, first, in_company, tmp_path):
    bring(company, first, alice)
    other = write(
        tmp_path / "other.txt",
        opening("G1", "BISTRO", "2025-01-01", 100),
        sale("G2", "BISTRO", "2025-02-01", 200),
    )
    assert bring(company, other, alice, source="caisse", other_ledger=True).state == "done"
    assert open_by_document(company, YEAR_END) == {"F1": 10_000, "F2": 30_000, "G1": 100, "G2": 200}
