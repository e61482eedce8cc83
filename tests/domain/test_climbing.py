"""How far a claim climbs a ladder: what the sentences say of it is what the rule of dunning, day after day, does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import dunning

from ardoise.domain import policies
from ardoise.domain.dunning import DEFAULT_POLICY, Level, Policy
from ardoise.domain.policies import climbing

DUE = date(2026, 3, 31)
TO_100, FROM_200 = Level("a", 7, amount_max_cents=10_000), Level("b", 21, amount_min_cents=20_000)
CHARGE = {"kind": "invoice", "currency": "EUR", "settled_later_on": None, "customer": "MARTIN", "entry": 1}


def heard(policy: Policy, cents: int) -> dict[str, int]:
    """The levels that a claim of that amount hears, known since long before it was due, with the day of each."""
    item = CHARGE | {"open_cents": cents, "due_on": DUE}
    told, history = {}, []
    for days in range(-40, 200):
        made, _ = dunning.plan([item], [{"customer": "MARTIN"}], {"p": policy}, DUE + timedelta(days), [], history)
        if said := made.get("MARTIN"):
            told[said["level"]] = days
            row = {"customer": "MARTIN", "entry": 1, "level": said["level"], "cycle": said["cycle"]}
            history.append(row | {"sent_on": DUE + timedelta(days), "is_formal": None})
    return told


def english(faults):
    assert all(fault.fr and fault.fr != fault.en and "{" not in fault.fr + fault.en for fault in faults)
    return [fault.en.replace("\u00a0", " ") for fault in faults]


def test_the_default_ladder_and_one_of_every_sort_leave_nothing_to_say():
    rich = (
        Level("notice", -10, tone="courteous", amount_min_cents=500_000),
        Level("first", 7, amount_max_cents=10_000_000),
        Level("call", 10, "call", counted_from="last_contact", amount_max_cents=10_000_000),
        Level("formal", 45, tone="formal", amount_min_cents=50_000, amount_max_cents=10_000_000),
    )
    for policy in (DEFAULT_POLICY, Policy("p", rich)):
        assert climbing.stranded(policy) == climbing.gaps(policy) == []


def test_a_level_that_shares_no_amount_with_one_before_it_is_refused_naming_both_and_the_amounts():
    (said,) = english(climbing.stranded(Policy("p", (TO_100, FROM_200))))
    assert said.startswith(
        "The level “b” can't be reached: it starts at 200.00, but “a” before it takes at most 100.00"
    )
    assert "two policies and a rule by amount" in said
    (said,) = english(climbing.stranded(Policy("p", (replace(FROM_200, days_overdue_min=3), TO_100))))
    assert "“a” can't be reached: it takes at most 100.00, but “b” before it starts at 200.00" in said
    floor = Policy("p", (Level("a", 7, amount_max_cents=10_000), Level("b", 21)), amount_min_cents=10_000)
    assert climbing.stranded(floor) == [], "a hundred reaches both"
    between = (TO_100, Level("c", 14), FROM_200)
    assert "“b” can't be reached" in english(climbing.stranded(Policy("p", between)))[0]


def test_such_a_policy_is_refused_where_it_comes_from_a_file_and_read_where_it_is_stored():
    described = policies.described(Policy("p", (TO_100, FROM_200)))
    assert policies.taken(described).levels == (TO_100, FROM_200), "one in force goes on"
    text = '{"levels": [{"key": "a", "days_overdue_min": 7, "amount_max_cents": 10000}, '
    text += '{"key": "b", "days_overdue_min": 21, "amount_min_cents": 20000}]}'
    with pytest.raises(policies.PolicyError, match="can't be reached"):
        policies.read(text)


def test_amounts_that_stop_before_a_level_that_would_take_them_are_told_by_what_stops_them():
    ladder = (
        Level("a", 7, amount_max_cents=50_000),
        replace(FROM_200, days_overdue_min=14),
        Level("c", 30),
        Level("d", 45),
    )
    told = english(climbing.gaps(Policy("p", ladder)))
    assert told == [
        "Below 200.00 a new claim never reaches “c” and “d”: “b” comes before, starts at that amount, and no level is "
        "skipped.",
        "Above 500.00 a new claim never reaches “b”, “c” and “d”: “a” comes before, stops at that amount, and no level "
        "is skipped; a person decides.",
    ]


def test_what_comes_later_than_its_day_is_told_with_the_day():
    def told(*levels):
        return english(climbing.gaps(Policy("p", levels)))

    (said,) = told(Level("a", 7), Level("b", 10))
    assert said.startswith(
        "“b” is set at 10 days late and leaves at 14 at the earliest for whoever got “a”: 7 days must"
    )
    assert told(Level("a", 7), Level("b", 10, days_between_min=3)) == []
    (said,) = told(Level("a", 7), Level("call", 20, counted_from="last_contact"), Level("b", 30))
    assert "“b” is set at 30 days late and leaves at 34" in said
    (said,) = told(Level("soon", -3, tone="courteous"), Level("a", 2))
    assert "“a” is set at 2 days late and leaves at 4 at the earliest for whoever got “soon”" in said
    (said,) = told(Level("x", -12), Level("y", -10), Level("a", 7))
    assert "“y” is set at 10 days before the due date and leaves at 5 at the earliest" in said


def test_a_second_notice_that_no_day_is_left_for_and_one_that_a_week_end_swallows_are_told():
    (said,) = english(climbing.gaps(Policy("p", (Level("x", -5), Level("y", -3), Level("a", 9)))))
    assert said.startswith("After “x”, “y” does not leave any more for the same due date: 7 days must lie between two")
    small = Level("x", -5, amount_max_cents=10_000), Level("y", -3, amount_min_cents=10_001), Level("a", 9)
    assert climbing.gaps(Policy("p", small)) == [], "no item hears both"
    some = Level("x", -6, amount_max_cents=10_000), Level("y", -3), Level("a", 1)
    told = english(climbing.gaps(Policy("p", some, days_between_min=6)))
    assert "“a” is set at 1 day late and leaves at 3 at the earliest for whoever got “y”" in told[-1], "of the large"
    (said,) = english(climbing.gaps(Policy("p", (Level("x", -2), Level("a", 9)))))
    assert "does not announce what falls due on a Monday" in said and "2 days before" in said


amounts = st.sampled_from([None, 1_000, 5_000, 10_000, 20_000])
steps = st.tuples(st.integers(1, 12), amounts, amounts, st.sampled_from(["due", "due", "last_contact"]), st.booleans())


@st.composite
def ladders(draw):
    """Policies that may be saved but for their amounts: two to five levels, one or two of them before the due date."""
    levels, days = [], -draw(st.integers(4, 20))
    for number, (more, least, most, counted, is_spaced) in enumerate(draw(st.lists(steps, min_size=2, max_size=5))):
        is_first = not any(level.days_overdue_min > 0 for level in levels)
        counted = "due" if is_first else counted
        days = days + more if counted == "due" else days
        days = 1 if days == 0 else days
        if least is not None and most is not None and most < least:
            least, most = most, least
        own = more if counted == "last_contact" else days
        levels.append(
            Level(
                f"l{number}",
                own,
                amount_min_cents=least or 0,
                amount_max_cents=most,
                counted_from=counted,
                days_between_min=1 if is_spaced or counted == "last_contact" else None,
            )
        )
    if all(level.is_before_due for level in levels):
        levels.append(Level("last", days + 30))
    return Policy("p", tuple(levels), days_between_min=draw(st.integers(1, 9)), amount_min_cents=1_000)


@settings(max_examples=60, deadline=None)
@given(ladders())
def test_what_is_told_is_what_the_rule_does_day_after_day(policy):
    policies.taken(policies.described(policy))
    edges = (1_000, 5_000, 10_000, 20_000)
    reached = {cents: heard(policy, cents) for edge in edges for cents in (edge - 1, edge, edge + 1)}
    rungs = [level for level in policy.levels if not level.is_before_due]
    lost = [x.key for x in rungs if not any(x.key in told for told in reached.values())]
    said = english(climbing.stranded(policy))
    assert bool(lost) == bool(said) and (not lost or f"The level “{lost[0]}” can't be reached" in said[0])
    missed = {x.key for x in rungs for cents, told in reached.items() if takes(policy, x, cents) and x.key not in told}
    told_of = " ".join([*said, *(s for s in english(climbing.gaps(policy)) if "never reaches" in s)])
    assert {key for key in missed - set(lost) if f"“{key}”" not in told_of} == set()
    assert bool(missed) == bool(told_of)
    late = {
        x.key
        for x in rungs
        for told in reached.values()
        if x.counted_from == "due" and told.get(x.key, -99) > x.days_overdue_min
    }
    named = {x.key for x in rungs if any(s.startswith(f"“{x.key}” is set at") for s in english(climbing.gaps(policy)))}
    assert late <= named


def takes(policy: Policy, level: Level, cents: int) -> bool:
    """Do its own words take that amount?"""
    return max(level.amount_min_cents, policy.amount_min_cents) <= cents <= (level.amount_max_cents or cents)
