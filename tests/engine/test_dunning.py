"""Whom to remind, of what, and why not the others: never a wrong reminder, never a double one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.engine.dunning_books import AS_OF, held, item, of_martin, planned, sent

from ardoise.domain.charges import late_interest
from ardoise.domain.dunning import DEFAULT_POLICY, Level, Policy
from ardoise.law.regimes import FR_B2B


def test_martin_thirty_days_late_gets_one_friendly_reminder_of_all_he_owes():
    items = [item(1, late=30), item(2, late=1), item(3, late=-10)]
    assert of_martin(items) == ("friendly", "first_reminder", [1, 2])


def test_a_hundred_days_late_is_still_the_first_rung_first():
    assert of_martin([item(1, late=100)])[0] == "friendly"


def test_the_next_rung_follows_what_really_left():
    assert of_martin([item(1, late=30)], history=[sent(1, "friendly", 14)])[:2] == ("firm", "next_level")


def test_no_two_messages_within_a_week_whatever_they_said():
    plan = planned([item(1, late=30)], history=[sent(9, "before_due", 3)])
    skip = plan.skips.filter(customer="MARTIN").row(0, named=True)
    assert (skip["reason"], skip["on"], skip["days"]) == ("contacted_recently", AS_OF + timedelta(4), 3)
    assert skip["level"] == "before_due"
    nothing = plan.skips.filter(customer="PETIT").row(0, named=True)
    assert (nothing["reason"], nothing["open_cents"], nothing["overdue_cents"]) == ("nothing_open", 0, 0)


def test_after_the_last_rung_a_person_decides():
    items, history = [item(1, late=90)], [sent(1, "formal_notice", 30, cycle=2)]
    assert of_martin(items, history=history)[:2] == (None, "ladder_exhausted")


def test_what_falls_due_after_a_formal_notice_opens_a_ladder_of_its_own():
    """15 € were put on notice; the 90 000 € of the next month are not forgotten, and the 15 € are a person's."""
    items, history = [item(1, cents=1_500, late=90), item(2, cents=9_000_000, late=34)], [sent(1, "formal_notice", 30)]
    plan = planned(items, history=history)
    assert plan.proposals.select("level", "cycle", "reason", "amount_cents").rows() == [
        ("friendly", 2, "first_reminder", 9_000_000)
    ]
    assert plan.items["entry"].to_list() == [2]
    history += [sent(2, "friendly", 8, cycle=2)]
    assert of_martin(items, history=history) == ("firm", "next_level", [2])
    history = [*history[:1], *(sent(2, level, 20 + n, cycle=2) for n, level in enumerate(["formal_notice", "firm"]))]
    assert of_martin(items, history=history) == (None, "ladder_exhausted", [])


def test_an_unfinished_ladder_takes_what_is_new_along():
    history = [sent(1, "formal_notice", 60), sent(2, "firm", 20, cycle=2)]
    items = [item(1, late=120), item(2, late=60), item(3, late=10)]
    assert of_martin(items, history=history) == ("formal_notice", "next_level", [2, 3])


def test_what_an_item_in_dispute_has_heard_does_not_count_for_the_others():
    items, history = [item(1, late=120), item(2, late=30)], [sent(1, "formal_notice", 30)]
    assert of_martin(items, [held("disputed", 1)], history) == ("friendly", "first_reminder", [2])
    firm = [sent(1, "friendly", 30), sent(1, "firm", 15)]
    assert planned(items, [held("disputed", 1)], firm).proposals.select("level", "cycle").rows() == [("friendly", 2)]
    assert of_martin(items, history=firm)[:2] == ("formal_notice", "next_level")


def test_before_its_day_the_next_rung_waits():
    plan = planned([item(1, late=12)], history=[sent(1, "friendly", 5)])
    skip = plan.skips.filter(customer="MARTIN").row(0, named=True)
    assert (skip["reason"], skip["level"], skip["on"]) == ("waiting_next_level", "firm", AS_OF + timedelta(9))


def test_an_invoice_due_today_is_not_overdue():
    assert of_martin([item(1, late=0)])[:2] == (None, "not_due")


def test_durand_disputes_one_invoice_and_hears_of_the_other_only():
    assert of_martin([item(1), item(2)], blocks=[held("disputed", 1)]) == ("friendly", "first_reminder", [2])


def test_a_disputed_credit_lowers_no_claim():
    items = [item(1), item(2, cents=-4_000)]
    assert of_martin(items)[2] == [1, 2]
    assert of_martin(items, blocks=[held("disputed", 2)])[2] == [1]


def test_petit_is_believed_until_three_days_after_his_promise():
    assert of_martin([item(1)], blocks=[held("promised", until=-3)])[1] == "promised"
    assert of_martin([item(1)], blocks=[held("promised", until=-4)])[1] == "first_reminder"


def test_insolvency_told_of_one_invoice_silences_all():
    assert of_martin([item(1), item(2)], blocks=[held("insolvent", 1)]) == (None, "insolvent", [])


def test_what_a_payment_of_next_week_is_lettered_with_is_not_claimed():
    paid = item(1) | {"settled_later_on": AS_OF + timedelta(7)}
    skip = planned([paid]).skips.filter(customer="MARTIN").row(0, named=True)
    assert (skip["reason"], skip["on"]) == ("payment_booked", AS_OF + timedelta(7))
    assert of_martin([paid, item(2)]) == ("friendly", "first_reminder", [2])
    assert of_martin([paid], blocks=[held("disputed", 1)])[1] == "disputed"


def test_a_restraint_nobody_taught_us_holds_like_a_block():
    assert of_martin([item(1)], blocks=[held("mediation")])[1] == "blocked"


def test_credits_lower_the_claim_and_are_listed():
    plan = planned([item(1), item(2, cents=-4_000, late=None)])
    assert plan.proposals["amount_cents"].to_list() == [6_000]
    assert of_martin([item(1), item(2, cents=-10_000)])[1] == "credits_cover"
    assert of_martin([item(1), item(2, cents=-9_000)])[1] == "too_small"


def test_without_netting_credits_stand_apart_and_lower_nothing():
    gross = replace(DEFAULT_POLICY, net_credits=False)
    plan = planned([item(1), item(2, cents=-8_000), item(3, cents=-500, currency="CHF")], policy=gross)
    assert plan.proposals["amount_cents"].to_list() == [10_000]
    assert plan.items.select("entry", "open_cents", "is_apart").rows() == [(1, 10_000, False), (2, -8_000, True)]
    assert of_martin([item(1), item(2, cents=-5_000)], blocks=[held("disputed", 2)], policy=gross)[2] == [1]
    netted = planned([item(1), item(2, cents=-4_000)])
    assert netted.items["is_apart"].to_list() == [False, False]


def test_a_credit_covers_one_claim_once_when_an_item_is_under_a_policy_of_its_own():
    """The older claim first, then the other by what that leaves; each message is the sum of what it lists."""
    policies = {"usual": DEFAULT_POLICY, "other": replace(DEFAULT_POLICY, name="other")}
    owed = [item(1, late=40), item(2, late=30) | {"policy": "other"}]

    def listed(cents, *more):
        plan = planned([*owed, item(3, cents=cents), *more], policy=policies)
        assert plan.proposals["amount_cents"].sum() == plan.items["open_cents"].sum()
        return plan.items.select("entry", "open_cents").rows()

    assert listed(-10_000) == [(2, 10_000)]
    assert listed(-4_000, item(4, cents=-8_000, late=20)) == [(2, 10_000), (4, -2_000)]
    assert listed(-20_000) == []
    settled = planned([*owed, item(3, cents=-25_000)], policy=policies).skips.filter(customer="MARTIN")
    assert settled.select("reason", "open_cents").rows() == [("credits_cover", -5_000)]


def test_nobody_is_asked_for_what_his_credits_cover_or_nearly_deducted_or_not():
    gross = replace(DEFAULT_POLICY, net_credits=False)
    assert of_martin([item(1), item(2, cents=-10_000)], policy=gross)[1] == "credits_cover"
    assert of_martin([item(1), item(2, cents=-8_600)], policy=gross)[1] == "too_small"
    soon = [item(1, cents=600_000, late=-5), item(2, cents=-600_000)]
    assert of_martin(soon, policy=gross)[1] == "not_due"


def test_two_currencies_are_a_persons_work():
    assert of_martin([item(1), item(2, currency="CHF")])[1] == "several_currencies"


def test_nobody_to_write_to_is_said():
    assert of_martin([item(1)], customers=[{"customer": "MARTIN", "has_address": False}])[1] == "no_address"


def test_a_large_amount_is_announced_once_and_never_on_its_day():
    large = item(1, cents=600_000, late=-5)
    assert of_martin([large]) == ("before_due", "before_due", [1])
    assert of_martin([large], history=[sent(1, "before_due", 20)])[1] == "not_due"
    assert of_martin([item(1, cents=600_000, late=0)])[1] == "not_due"
    assert of_martin([item(1, cents=400_000, late=-5)])[1] == "not_due"


def test_who_is_being_chased_gets_no_courtesy():
    items = [item(1, cents=600_000, late=-5), item(2, late=3)]
    assert of_martin(items)[1] == "in_grace"


def test_a_new_debt_after_all_is_paid_opens_a_new_cycle():
    plan = planned([item(2)], history=[sent(1, "firm", 60, cycle=1)])
    assert plan.proposals.select("level", "cycle").rows() == [("friendly", 2)]


def test_a_level_already_said_in_a_cycle_opens_the_next_one():
    """The dispute on 2 is over; 1, for which "firm" left, is paid: "firm" for 2 is another message."""
    history = [sent(1, "friendly", 40), sent(2, "friendly", 40), sent(1, "firm", 20)]
    plan = planned([item(2, late=60)], history=history)
    assert plan.proposals.select("level", "cycle").rows() == [("firm", 2)]


def test_the_claim_is_the_sum_of_its_items_and_interest_is_told_apart():
    martin = [{"customer": "MARTIN", "customer_kind": "professional", "has_address": True}]
    plan = planned([item(1), item(2, cents=25_000, late=60), item(3, cents=-1_000)], customers=martin)
    assert plan.proposals["amount_cents"][0] == plan.items["open_cents"].sum() == 34_000
    assert plan.items.filter(entry=2)["interest_cents"][0] > 0


def test_interest_is_told_of_what_credits_leave_deducted_or_not():
    martin = [{"customer": "MARTIN", "customer_kind": "professional", "has_address": True}]
    items = [item(1, late=60), item(2, cents=25_000, late=60), item(3, cents=-12_000, late=None)]
    for policy in (DEFAULT_POLICY, replace(DEFAULT_POLICY, net_credits=False)):
        told = planned(items, customers=martin, policy=policy).items.select("entry", "open_cents", "interest_cents")
        left = late_interest(23_000, AS_OF - timedelta(60), AS_OF, FR_B2B).interest_cents
        assert told.rows() == [(1, 10_000, 0), (2, 25_000, left), (3, -12_000, 0)]


def test_a_consumer_owes_interest_from_the_formal_notice_that_left():
    """Petit was put on notice of 1 (by a level whose tone is formal), reminded of 2 only."""
    tones = (Level("soft", 1), Level("hard", 2, tone="formal"), Level("again", 3, tone="formal"))
    ladder = Policy("own words", (*tones, Level("last", 4)))
    people = [{"customer": "PETIT", "customer_kind": "consumer", "has_address": True}]
    items = [item(1, "PETIT", cents=900_000, late=90), item(2, "PETIT", cents=900_000, late=90)]
    history = [sent(1, "hard", 40, customer="PETIT"), sent(2, "soft", 40, customer="PETIT")]
    facts = {"policy": ladder, "history": history}
    interest = dict(planned(items, **facts, customers=people).items.select("entry", "interest_cents").iter_rows())
    frozen = [sent(1, "hard", 40, customer="PETIT", is_formal=False)]
    frozen.append(sent(2, "soft", 40, customer="PETIT", is_formal=True))
    told = planned(items, policy=ladder, history=frozen, customers=people).items.select("entry", "interest_cents")
    assert dict(told.iter_rows()) == {1: 0, 2: interest[1]}, "as it was written, whatever the policy says since"
    since_due = planned(items, **facts, customers=[people[0] | {"customer_kind": "professional"}]).items
    assert interest[2] == 0 and 0 < interest[1] < since_due.filter(entry=1)["interest_cents"][0]
    called = replace(ladder, levels=(tones[0], replace(tones[1], channel="call"), *ladder.levels[2:]))
    told = planned(items, **facts | {"policy": called}, customers=people).items
    assert told["interest_cents"].sum() == 0, "nobody is put on notice by telephone"
    facts["history"] = [*history, sent(1, "again", 20, customer="PETIT")]  # the first notice counts, not the last
    assert planned(items, **facts, customers=people).items.filter(entry=1)["interest_cents"].to_list() == [interest[1]]
