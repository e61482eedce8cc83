"""A ledger that names some customers no more: what it would let go of is asked about, with names and amounts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.actions.fecs import bring, open_by_document, opening, receipt, sale, write

from ardoise.actions.dunning import braking
from ardoise.records.models import Run

YEAR_END = date(2026, 12, 31)
SETTLED = "absent_settled"
HEADER = "Code client;Facture;Date facture;Échéance;Reste à payer"
SOLD = [sale(f"F{n}", code, f"2026-03-0{n}", 1_000 * n) for n, code in enumerate(("MARTIN", "DURAND", "PETIT"), 1)]
LAST = sale("F9", "MARTIN", "2026-04-20", 10)


@pytest.fixture(autouse=True)
def received(settings, tmp_path, in_company):
    settings.RECEIVED_FILES = tmp_path / "received"


def said(done):
    return done.problems[0]["message"].replace("\u202f", " ").replace("\xa0", " ")


def test_an_export_that_names_a_customer_no_more_asks_whether_he_has_paid(company, alice, tmp_path):
    bring(company, write(tmp_path / "all.txt", *SOLD, LAST), alice)
    part = write(tmp_path / "part.txt", *SOLD[:2], LAST)
    done = bring(company, part, alice)
    assert (done.state, done.problems[0]["choices"]) == ("failed", [SETTLED])
    assert "Petit Frères 30,00 €" in said(done) and "Martin" not in said(done)
    assert open_by_document(company, YEAR_END) == {"F1": 1_000, "F2": 2_000, "F3": 3_000, "F9": 10}
    assert bring(company, part, alice, absent_settled=True).report["gone"] == 1
    assert open_by_document(company, YEAR_END) == {"F1": 1_000, "F2": 2_000, "F9": 10}


def test_who_owed_nothing_or_a_trifle_is_not_asked_about(company, alice, tmp_path):
    even = [sale("F7", "MOREAU", "2026-03-07", 3_000), receipt("R7", "MOREAU", "2026-03-08", 3_000)]
    paid = receipt("R2", "DURAND", "2026-04-02", 3_500)
    trifle = sale("F8", "PETIT", "2026-03-08", 999)
    bring(company, write(tmp_path / "all.txt", *SOLD[:2], *even, paid, trifle, LAST), alice)
    done = bring(company, write(tmp_path / "part.txt", *SOLD[:2], paid, LAST), alice)
    assert (done.state, done.report["gone"]) == ("done", 3)


def test_an_opening_that_names_a_customer_no_more_asks_before_anything_is_written(company, alice, tmp_path):
    bring(company, write(tmp_path / "2026.txt", *SOLD, sale("F9", "MARTIN", "2026-12-31", 10)), alice)
    carried = [opening(line.document, line.customer, "2027-01-01", line.cents) for line in SOLD[:2]]
    following = write(tmp_path / "2027.txt", *carried, opening("F9", "MARTIN", "2027-01-01", 10))
    done = bring(company, following, alice)
    assert (done.state, done.problems[0]["choices"]) == ("failed", [SETTLED]) and "Petit Frères 30,00 €" in said(done)
    assert sum(open_by_document(company, date(2027, 6, 30)).values()) == 6_010
    done = bring(company, following, alice, absent_settled=True)
    assert done.state == "done" and done.report["no_longer_listed"] == "30.00"


def test_a_list_that_leaves_out_most_of_what_was_open_asks_and_one_of_which_some_paid_does_not(
    company, alice, tmp_path
):
    def bring_list(day, *rows, **options):
        path = tmp_path / f"{day}.csv"
        path.write_text("\n".join((HEADER, *rows)) + "\n")
        return bring(company, path, alice, "open_items", "erp", as_of=day, **options)

    rows = [f"{code};F{n};15/01/2026;01/03/2026;{n}00,00" for n, code in enumerate(("MARTIN", "DURAND", "PETIT"), 1)]
    rows.append("MOREAU;F4;15/01/2026;01/03/2026;500,00")
    assert bring_list("2026-03-10", *rows).state == "done"
    assert bring_list("2026-03-11", *rows[:1], *rows[2:]).state == "done"
    assert bring_list("2026-03-12", *rows).state == "done"
    asked = bring_list("2026-03-13", rows[0])
    assert (asked.state, asked.problems[0]["choices"]) == ("failed", [SETTLED]) and "Durand SARL 200,00 €" in said(
        asked
    )
    assert bring_list("2026-03-13", rows[0], absent_settled=True).report["gone"] == 3


def test_nothing_leaves_by_itself_while_a_ledger_waits_for_its_answer(company, alice, tmp_path):
    at = datetime.now(UTC)
    run = Run.objects.create(company=company, policy=Run.WHOLE, as_of=at.date(), at=at)

    def why():
        brake = braking.weigh(run, at)
        return [one for one in (brake.reasons if brake else ()) if one["reason"] == "ledger_waits"]

    bring(company, write(tmp_path / "all.txt", *SOLD, LAST), alice)
    assert not why()
    asked = bring(company, tmp_path / "all.txt", alice, "fec", "another")
    assert asked.problems[0]["choices"] and not why(), "a source nobody knows says nothing of what is known"
    part = write(tmp_path / "part.txt", *SOLD[:2], LAST)
    bring(company, part, alice)
    assert [one["name"] for one in why()] == ["part.txt"]
    broken = tmp_path / "broken.txt"
    broken.write_text("nothing that is a ledger")
    bring(company, broken, alice)
    assert why(), "another file that is none answers nothing"
    bring(company, part, alice, absent_settled=True)
    assert not why()
