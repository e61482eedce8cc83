"""A run that leaves the usual corridor, or stands on old books, stops and says why, with figures."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from tests.engine.dunning_books import AS_OF, NAMES, item, planned

from ardoise.domain import brake as words
from ardoise.domain.brake import Corridor, Figures
from ardoise.engine import brake

USUAL = [Figures(count=100, amount_cents=10_000_000, first_count=40, debit_count=2)] * 8


def codes(now, past=USUAL, corridor=None):
    return [reason["reason"] for reason in brake.leaves_corridor(now, past, corridor or Corridor())]


def run(count=100, mean=100_000, first=40, **facts):
    return Figures(count=count, amount_cents=count * mean, first_count=first, **facts)


def test_a_usual_run_goes():
    assert codes(run()) == []
    assert codes(run(count=200, first=80)) == []
    assert codes(Figures()) == []


def test_the_direct_debits_that_a_file_lost_stop_the_run():
    """A supplier once dunned 41 300 customers whose direct debits its own file had lost."""
    found = brake.leaves_corridor(run(count=41_300, first=40_000, debit_count=30_000), USUAL)
    assert [reason["reason"] for reason in found] == ["volume_max", "debit_share", "volume", "first_share"]
    assert found[1] == {"reason": "debit_share", "pct": 73, "count": 30_000, "bound": 5}
    assert all(words.say(reason, language) for reason in found for language in ("fr", "en"))


def test_each_bound_is_left_by_the_first_unit_beyond_it():
    assert codes(run(count=201, first=80)) == ["volume"]
    far = brake.leaves_corridor(run(count=400, mean=400_000, first=160), USUAL)
    assert far[0] == {"reason": "volume", "count": 400, "usual": 100, "bound": 200}
    assert far[1] == {"reason": "mean_high", "mean_cents": 400_000, "usual_cents": 100_000, "bound_cents": 300_000}
    low = {"reason": "mean_low", "mean_cents": 10_000, "usual_cents": 100_000, "bound_cents": 33_000}
    assert brake.leaves_corridor(run(mean=10_000), USUAL) == [low]
    assert codes(run(mean=300_000)) == [] and codes(run(mean=300_001)) == ["mean_high"]
    assert codes(run(mean=33_000)) == [] and codes(run(mean=32_990)) == ["mean_low"]
    assert codes(run(first=70)) == [] and codes(run(first=71)) == ["first_share"]
    assert codes(run(debit_count=5)) == [] and codes(run(debit_count=6)) == ["debit_share"]
    assert codes(run(sent_count=100, bounced_count=5)) == []
    assert codes(run(sent_count=100, bounced_count=6)) == ["bounce_rate"]


def test_without_a_past_only_the_absolute_bounds_hold():
    assert codes(run(count=4_000, mean=10**7), past=USUAL[:2]) == []
    assert codes(run(count=6_000), past=[]) == ["volume_max"]
    assert codes(run(count=6_000), past=[], corridor=Corridor(volume_max=None)) == []
    assert codes(run(count=4_000), past=[Figures()] * 8) == []


def test_a_handful_more_stops_nobody():
    few = [Figures(count=2, amount_cents=1_000, first_count=1)] * 8
    assert codes(run(count=19, first=19, debit_count=19), past=few) == []


def test_books_too_old_are_said_with_their_day():
    fresh = AS_OF - timedelta(7)
    assert brake.freshness(AS_OF, fresh, None, 7, None) == []
    stale = brake.freshness(AS_OF, fresh - timedelta(1), None, 7, 3)
    assert [reason["reason"] for reason in stale] == ["ledger_stale", "bank_missing"]
    said = words.say(stale[0], "en").replace("\xa0", " ")
    assert said == "The last ledger is of 8 Mar 2026, 8 days ago (limit: 7 days)."
    assert brake.freshness(AS_OF, None, fresh, 7, 3)[0]["reason"] == "ledger_missing"


def test_the_figures_are_those_of_the_plan():
    plan = planned([item(n, name, late=30) for n, name in enumerate(NAMES, 1)])
    customers = pl.DataFrame({"customer": ["MARTIN", "NOBODY"], "pays_by_debit": [True, True]})
    told = brake.figures(plan.proposals, customers, sent_count=9, bounced_count=1)
    counts = {"debit_count": 1, "first_count": 4, "mail_count": 4, "sent_count": 9, "bounced_count": 1}
    assert told == Figures(count=4, amount_cents=40_000, **counts)


def test_what_somebody_let_pass_is_said_again_once_it_is_more_than_a_tenth_graver():
    volume, low = {"reason": "volume", "count": 100}, {"reason": "mean_low", "mean_cents": 1_100}
    assert not words.is_graver(volume | {"count": 110}, volume) and words.is_graver(volume | {"count": 111}, volume)
    assert not words.is_graver(low | {"mean_cents": 1_000}, low) and words.is_graver(low | {"mean_cents": 999}, low)
    assert words.is_graver(volume, None) and not words.is_graver({"reason": "bank_missing"}, {"reason": "bank_missing"})
    assert set(words.MEASURES) | {"ledger_missing", "ledger_waits", "bank_missing", "put_back"} == set(words.REASONS)


def test_a_corridor_is_stored_and_read_back_and_a_bad_one_is_refused():
    corridor = Corridor(volume_max=None, debit_pct_max=1)
    assert words.read(words.told(corridor)) == (corridor, [])
    told, faults = words.read({"volume_max": -1, "speed": 3, "runs": True})
    assert told == Corridor() and len(faults) == 3
