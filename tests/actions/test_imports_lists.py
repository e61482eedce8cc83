"""Lists of open items, one after another: an item stays itself while it is paid bit by bit, goes and comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.actions.fecs import bring, open_by_document, sale, write

from ardoise.actions import dunning, imports, ledger, rights, sending, verification
from ardoise.records.models import Entry, EntryChange

HEADER = "Code client;Facture;Date facture;Échéance;Reste à payer"
F1 = "MARTIN;F1;15/01/2026;01/03/2026;"
FIRST, SECOND, THIRD, FOURTH = (date(2026, 3, 10) + timedelta(15 * n) for n in range(4))


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.fixture
def lists(company, alice, tmp_path, in_company):
    """Brings a list as of a day, given its rows."""

    def bring_list(as_of, *rows, header=HEADER):
        path = tmp_path / f"{as_of}.csv"
        path.write_text("\n".join((header, *rows)) + "\n")
        done = bring(company, path, alice, "open_items", "erp", as_of=as_of.isoformat())
        assert done.state == "done", done.problems
        return done

    return bring_list


def told(done):
    return [done.report[name] for name in ("new", "adjusted", "unchanged", "changed", "gone")]


def open_of(company, day):
    return ledger.items(company, day).select("document", "open_cents").sort("document", "open_cents").rows()


def test_a_partly_paid_item_stays_itself_and_the_ladder_goes_on(company, alice, lists):
    lists(FIRST, F1 + "1200,00")
    invoice = Entry.objects.get()
    assert remind(company, alice, FIRST) == ("friendly", 120_000)

    assert told(lists(SECOND, F1 + "700,00")) == [0, 1, 0, 0, 0]
    assert ledger.items(company, SECOND).select("entry", "open_cents").rows() == [(invoice.pk, 70_000)]
    assert ledger.items(company, SECOND - timedelta(1))["open_cents"].to_list() == [120_000], "as before"
    assert remind(company, alice, SECOND) == ("firm", 70_000)

    done = lists(THIRD, "PETIT;F9;26/03/2026;01/04/2026;10,00")
    assert done.report["gone"] == 1
    assert open_by_document(company, THIRD) == {"F9": 1000}
    assert ledger.items(company, SECOND).select("entry", "open_cents").rows() == [(invoice.pk, 70_000)]

    lists(FOURTH, F1 + "700,00", "PETIT;F9;26/03/2026;01/04/2026;10,00")
    assert open_of(company, FOURTH) == [("F1", 70_000), ("F9", 1000)]
    run = dunning.plan(company, FOURTH, alice, instant(FOURTH))
    assert run.proposals.get(customer__code="MARTIN").level == "formal_notice"
    assert verification.verify(company) == []


def remind(company, alice, day):
    """Martin's reminder of the day, sent: its level and amount."""
    run = dunning.plan(company, day, alice, instant(day))
    proposal = run.proposals.get(customer__code="MARTIN")
    outcome = dunning.approve([proposal], alice, instant(day))
    assert not outcome.refusals
    sending.dispatch(company, lambda: instant(day))
    return proposal.level, outcome.messages[0].amount_cents


def instant(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def test_a_list_twice_changes_nothing(company, lists):
    rows = (F1 + "1200,00", "DURAND;F2;01/03/2026;31/03/2026;50,00", "DURAND;;;;30,00")
    lists(FIRST, *rows)
    lists(SECOND, F1 + "700,00", *rows[1:])
    before = list(Entry.objects.values_list().order_by("pk")), EntryChange.objects.count()
    assert told(lists(SECOND, F1 + "700,00", *rows[1:])) == [0, 0, 3, 0, 0]
    assert (list(Entry.objects.values_list().order_by("pk")), EntryChange.objects.count()) == before


def test_what_is_open_may_fall_rise_and_fall_again(company, lists):
    for day, amount in zip((FIRST, SECOND, THIRD, FOURTH), ("1200,00", "700,00", "900,00", "100,00"), strict=True):
        lists(day, F1 + amount)
    days = (FIRST, SECOND, THIRD, FOURTH)
    assert [ledger.items(company, day)["open_cents"].sum() for day in days] == [120_000, 70_000, 90_000, 10_000]
    kinds = Entry.objects.order_by("pk").values_list("kind", "amount_cents", "booked_on")
    assert list(kinds)[1:] == [("payment", -50_000, SECOND), ("other", 20_000, THIRD), ("payment", -80_000, FOURTH)]
    assert "700,00" in Entry.objects.order_by("pk")[1].label


def test_a_credit_note_used_in_part_is_adjusted_too(company, lists):
    lists(FIRST, "MARTIN;A1;15/01/2026;;-300,00")
    lists(SECOND, "MARTIN;A1;15/01/2026;;-100,00")
    assert open_of(company, SECOND) == [("A1", -10_000)]


def test_undo_takes_the_adjustments_back(company, alice, lists):
    first = lists(FIRST, F1 + "1200,00")
    before = list(Entry.objects.values_list())
    second = lists(SECOND, F1 + "700,00")
    with pytest.raises(rights.Refused):
        imports.undo(first, alice, instant(SECOND))
    imports.undo(second, alice, instant(SECOND))
    assert list(Entry.objects.values_list()) == before
    assert open_of(company, SECOND) == [("F1", 120_000)]


def test_it_comes_back_with_its_adjustments_and_another_amount(company, lists):
    lists(FIRST, F1 + "1200,00")
    lists(SECOND, F1 + "700,00")
    lists(THIRD, "PETIT;F9;26/03/2026;01/04/2026;10,00")
    assert set(Entry.objects.filter(document="F1").values_list("gone_on", flat=True)) == {THIRD}
    lists(FOURTH, F1 + "500,00")
    assert open_of(company, FOURTH) == [("F1", 50_000)]
    assert ("F1", 70_000) in open_of(company, SECOND)
    assert Entry.objects.filter(document="F1", gone_on=None).count() == 3


def test_of_two_instalments_the_second_stays_the_second_when_the_first_is_paid(company, lists):
    rows = ["MARTIN;F1;15/01/2026;01/03/2026;600,00", "MARTIN;F1;15/01/2026;01/04/2026;600,00"]
    lists(FIRST, *rows)
    second = Entry.objects.get(due_on=date(2026, 4, 1))
    lists(SECOND, rows[1])
    assert ledger.items(company, SECOND)["entry"].to_list() == [second.pk]
    lists(THIRD, rows[1].replace("01/04/2026", "15/05/2026"))
    assert ledger.items(company, THIRD).select("entry", "due_on").rows() == [(second.pk, date(2026, 5, 15))]


def test_what_has_no_number_and_went_is_a_new_claim_when_something_like_it_is_listed(company, lists):
    lists(FIRST, "MARTIN;;;;50,00")
    lists(SECOND, "PETIT;F9;26/03/2026;01/04/2026;10,00")
    lists(THIRD, "MARTIN;;;;50,00")
    assert Entry.objects.filter(customer__code="MARTIN").count() == 2
    assert ledger.items(company, THIRD)["open_cents"].to_list() == [5000]


def test_letters_of_a_list_net_with_its_adjustments(company, lists):
    header = HEADER + ";Lettrage"
    lists(FIRST, F1 + "1200,00;A", "MARTIN;R1;05/02/2026;;-200,00;A", header=header)
    assert open_of(company, FIRST) == [("F1", 100_000)]
    lists(SECOND, F1 + "900,00;B", "MARTIN;R1;05/02/2026;;-200,00;B", header=header)
    assert open_of(company, SECOND) == [("F1", 70_000)]
    lists(THIRD, F1 + "800,00;", header=header)
    assert open_of(company, THIRD) == [("F1", 80_000)]


class TestAFecAndAListOfOneLedger:
    """They would claim every receivable twice."""

    @pytest.fixture
    def fec(self, tmp_path):
        return write(tmp_path / "2026.txt", sale("F1", "MARTIN", "2026-01-15", 120_000))

    def test_the_fec_is_refused_beside_the_list(self, company, alice, lists, fec):
        lists(FIRST, F1 + "1200,00")
        done = bring(company, fec, alice)
        assert done.state == "failed" and f"{FIRST}.csv" in done.problems[0]["message"]
        assert open_of(company, FIRST) == [("F1", 120_000)]

    def test_the_list_is_refused_beside_the_fec(self, company, alice, tmp_path, fec, in_company):
        bring(company, fec, alice)
        path = tmp_path / "list.csv"
        path.write_text(f"{HEADER}\n{F1}1200,00\n")
        done = bring(company, path, alice, "open_items", "erp", as_of="2026-03-10")
        assert done.state == "failed" and "2026.txt" in done.problems[0]["message"]
        assert open_of(company, FIRST) == [("F1", 120_000)]

    def test_another_ledger_comes_in_once_it_is_said_also_from_the_same_source(self, company, alice, lists, fec):
        lists(FIRST, "PETIT;F9;26/02/2026;01/04/2026;10,00")
        assert bring(company, fec, alice, source="erp", other_ledger=True).state == "done"
        assert bring(company, fec, alice, source="erp").report["unchanged"] == 1, "said once"
        lists(SECOND, "PETIT;F9;26/02/2026;01/04/2026;8,00")
        assert open_of(company, SECOND) == [("F1", 120_000), ("F9", 800)]

    def test_an_undone_list_is_no_hindrance(self, company, alice, lists, fec):
        imports.undo(lists(FIRST, F1 + "1200,00"), alice, instant(FIRST))
        assert bring(company, fec, alice).state == "done"
