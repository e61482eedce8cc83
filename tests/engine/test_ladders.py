"""Several policies, levels counted from the last contact, bounds, contested parts, channels, pressure, promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.engine.dunning_books import AS_OF, held, item, of_martin, planned, sent

from ardoise.domain.dunning import DEFAULT_POLICY, Level, Policy
from ardoise.domain.pressure import Limits
from ardoise.domain.reasons import say
from ardoise.engine.brake import figures

GENTLE = Policy("gentle", (Level("hello", 30, tone="courteous"), Level("again", 60)), amount_min_cents=0)
BOTH = {"default": DEFAULT_POLICY, "gentle": GENTLE}


def martin(**facts):
    return [{"customer": "MARTIN", "has_address": True} | facts]


def skipped(*args, **facts):
    """Why Martin is left in peace: the whole row."""
    return planned(*args, **facts).skips.filter(customer="MARTIN").row(0, named=True)


def test_each_customer_climbs_the_ladder_of_its_policy_and_the_run_says_which():
    items = [item(1), item(2, "DURAND"), item(3, "PETIT", late=20)]
    people = [*martin(policy="gentle", assigned_by="Key accounts")]
    people += [{"customer": "DURAND"}, {"customer": "PETIT", "policy": "gentle", "assigned_by": "override"}]
    plan = planned(items, policy=BOTH, customers=people)
    told = ["customer", "level", "policy", "assigned_by"]
    assert plan.proposals.sort("customer").select(told).rows() == [
        ("DURAND", "friendly", "default", ""),
        ("MARTIN", "hello", "gentle", "Key accounts"),
    ]
    assert plan.skips.select("customer", "reason", "policy", "assigned_by").rows() == [
        ("PETIT", "in_grace", "gentle", "override")
    ]


def test_an_item_under_another_policy_climbs_that_ladder_and_the_stronger_case_speaks_alone():
    items = [item(1, cents=900_000, late=40) | {"policy": "gentle"}, item(2, late=30), item(3, cents=-1_000)]
    plan = planned(items, policy=BOTH)
    assert plan.proposals.select("level", "policy", "assigned_by", "amount_cents").rows() == [
        ("hello", "gentle", "override", 899_000)
    ]
    assert sorted(plan.items["entry"]) == [1, 3]
    assert plan.waiting.select("customer", "reason", "level", "policy").rows() == [
        ("MARTIN", "one_message", "friendly", "default")
    ]
    later = planned(items, policy=BOTH, history=[sent(1, "hello", 8)])
    assert later.proposals.select("level", "policy", "amount_cents").rows() == [("friendly", "default", 10_000)], (
        "the credit covers the older claim, and no second one"
    )


def test_what_is_open_under_two_policies_is_told_whole():
    items = [item(1, late=2) | {"policy": "gentle"}, item(2, late=3), item(3, late=-9)]
    row = skipped(items, policy=BOTH)
    assert (row["reason"], row["open_cents"], row["overdue_cents"]) == ("in_grace", 30_000, 20_000)


def test_a_policy_that_is_gone_leaves_its_customers_to_the_default():
    assert planned([item(1)], policy=BOTH, customers=martin(policy="retired")).proposals["policy"].to_list() == [
        "default"
    ]


CALLING = Policy("c", (Level("first", 7), Level("call", 10, "call", counted_from="last_contact"), Level("last", 60)))


@pytest.mark.parametrize(("ago", "reason"), [(9, "waiting_next_level"), (10, "next_level"), (40, "next_level")])
def test_ten_days_after_the_last_contact_is_counted_from_what_really_left(ago, reason):
    assert of_martin([item(1, late=90)], history=[sent(1, "first", ago)], policy=CALLING)[1] == reason


def test_any_message_puts_off_a_level_counted_from_the_last_contact():
    history = [sent(1, "first", 30), sent(8, "before_due", 4)]
    row = skipped([item(1, late=90)], history=history, policy=CALLING)
    assert (row["reason"], row["on"]) == ("waiting_next_level", AS_OF + timedelta(6))


@pytest.mark.parametrize(
    ("ago", "spoken", "reason", "on"),
    [(12, [9], "waiting_next_level", 1), (30, [40, 4], "waiting_next_level", 6), (12, [10], "next_level", None)],
)
def test_what_a_person_said_puts_off_a_level_counted_from_the_last_contact_and_is_told(ago, spoken, reason, on):
    """The last call that reached them counts, whichever came later of it and of the last message."""
    calls = [{"customer": "MARTIN", "on": AS_OF - timedelta(days)} for days in spoken]
    facts = {"history": [sent(1, "first", ago)], "policy": CALLING, "spoken": calls}
    assert of_martin([item(1, late=90)], **facts)[1] == reason
    if on:
        row = skipped([item(1, late=90)], **facts)
        assert (row["on"], row["note"]) == (AS_OF + timedelta(on), f"{AS_OF - timedelta(spoken[-1])}")
        assert "spoke with them or wrote to them on" in say(**row, language="en")


def test_what_a_person_said_before_the_last_message_is_not_told_and_no_other_level_waits_for_it():
    facts = {"spoken": [{"customer": "MARTIN", "on": AS_OF - timedelta(9)}], "policy": CALLING}
    row = skipped([item(1, late=90)], history=[sent(1, "first", 4)], **facts)
    assert (row["on"], row["note"]) == (AS_OF + timedelta(6), None) and "spoke" not in say(**row, language="en")
    history = [sent(1, "first", 30), sent(1, "call", 20)]
    assert of_martin([item(1, late=90)], history=history, **facts)[:2] == ("last", "next_level")
    assert of_martin([item(1, late=9)], **facts)[:2] == ("first", "first_reminder"), "counted from the due date"


def test_a_level_called_otherwise_is_the_same_rung_and_a_name_in_use_is_its_own_levels():
    heard = [sent(1, "friendly", 30), sent(1, "firm", 20)]
    first, second = Level("First reminder", 7, formerly=("friendly",)), Level("Second", 21, formerly=("firm",))
    named = replace(DEFAULT_POLICY, levels=(first, second, Level("formal_notice", 45, tone="formal")))
    assert of_martin([item(1, late=90)], history=heard, policy=named)[:2] == ("formal_notice", "next_level")
    taken = replace(DEFAULT_POLICY, levels=(Level("firm", 7), second, Level("last", 45)))
    assert of_martin([item(1, late=90)], history=heard, policy=taken)[0] == "Second"


def test_who_was_chased_by_levels_the_policy_does_not_know_is_not_said_never_to_have_been():
    strange = [sent(1, "elsewhere", 20)]
    plan = planned([item(1, late=90)], history=strange)
    (row,) = plan.proposals.to_dicts()
    assert (row["level"], row["reason"]) == ("friendly", "other_ladder")
    told = say(**row, language="en")
    assert "levels that this policy doesn’t know (last message: “elsewhere” on " in told
    both = [*strange, sent(2, "friendly", 10)]  # of an invoice paid since: the last level said is one of this policy
    (row,) = planned([item(1, late=90)], history=both).proposals.to_dicts()
    assert (row["reason"], row["last_level"]) == ("other_ladder", "friendly")
    assert "(last message: “Friendly reminder” on " in say(**row, language="en")
    assert of_martin([item(2, late=90)], history=strange)[1] == "first_reminder", "that was about another invoice"
    noticed = [sent(1, "before_due", 95)]
    assert of_martin([item(1, late=90)], history=noticed)[1] == "first_reminder", "a notice is no reminder"
    assert figures(plan.proposals, plan.proposals.with_columns(pays_by_debit=False)).first_count == 1, "a ladder begins"


def test_a_level_keeps_its_own_distance():
    spaced = replace(
        DEFAULT_POLICY, levels=(Level("friendly", 7), Level("firm", 21, days_between_min=2), Level("last", 22))
    )
    assert of_martin([item(1, late=90)], history=[sent(1, "friendly", 2)], policy=spaced)[:2] == ("firm", "next_level")
    history = [sent(1, "friendly", 9), sent(1, "firm", 6)]
    assert of_martin([item(1, late=90)], history=history, policy=spaced)[1] == "contacted_recently"


def test_a_claim_above_what_a_level_may_say_is_a_persons():
    bounded = Policy("b", (Level("first", 7, amount_max_cents=50_000, is_automatic=True),))
    assert planned([item(1, cents=50_000)], policy=bounded).proposals["is_automatic"].to_list() == [True]
    row = skipped([item(1, cents=50_001)], policy=bounded)
    assert (row["reason"], row["level"], row["overdue_cents"]) == ("amount_above", "first", 50_001)


def test_the_contested_part_is_owed_but_not_claimed():
    plan = planned([item(1, cents=10_000)], blocks=[held("disputed", 1, contested=4_000)])
    assert plan.proposals["amount_cents"].to_list() == [6_000]
    assert plan.items.select("open_cents", "contested_cents").rows() == [(6_000, 4_000)]
    row = skipped([item(1, cents=10_000)], blocks=[held("disputed", 1, contested=9_000)])
    assert (row["reason"], row["open_cents"], row["overdue_cents"]) == ("too_small", 10_000, 10_000)


def test_two_contested_parts_that_make_the_whole_leave_the_invoice_in_peace():
    blocks = [held("disputed", 1, contested=4_000), held("disputed", 1, contested=6_000)]
    assert of_martin([item(1, cents=10_000), item(2)], blocks=blocks)[2] == [2]
    assert of_martin([item(1, cents=10_000)], blocks=blocks)[1] == "disputed"


@pytest.mark.parametrize("reason", ["disputed_grace", "payment_notice"])
def test_a_settled_dispute_and_a_payment_on_its_way_hold_until_their_day(reason):
    row = skipped([item(1)], blocks=[held(reason, 1, until=2)])
    assert (row["reason"], row["on"]) == (reason, AS_OF + timedelta(2))
    assert of_martin([item(1), item(2)], blocks=[held(reason, 1, until=2)])[2] == [2]
    assert of_martin([item(1)], blocks=[held(reason, 1, until=-1)])[1] == "first_reminder"


def test_who_is_reached_by_post_only_gets_no_mail_and_who_refused_mail_is_not_written_to():
    assert of_martin([item(1)], customers=martin(reach=["letter"]))[1] == "no_address"
    assert of_martin([item(1)], customers=martin(reach=["email"], has_address=False))[1] == "first_reminder"
    by_post = Policy("post", (Level("first", 7, channel="letter"),))
    assert of_martin([item(1)], customers=martin(reach=["letter"]), policy=by_post)[1] == "first_reminder"
    assert skipped([item(1)], customers=martin(reach=["email"], opted_out=["email"]))["reason"] == "opted_out"


def contact(ago, debtor="123456789"):
    return {"debtor": debtor, "channel": "email", "on": AS_OF - timedelta(ago)}


def test_who_was_contacted_often_enough_by_whomever_is_left_alone_until_the_day_that_is_said():
    facts = {"customers": martin(debtor="123456789"), "limits": Limits(2, 30)}
    assert of_martin([item(1)], contacts=[contact(3)], **facts)[1] == "first_reminder"
    assert of_martin([item(1)], contacts=[contact(3), contact(30)], **facts)[1] == "first_reminder"
    row = skipped([item(1)], contacts=[contact(3), contact(29), contact(12)], **facts)
    assert (row["reason"], row["on"], row["days"]) == ("contact_pressure", AS_OF + timedelta(18), 18)
    assert of_martin([item(1)], contacts=[contact(3, "9"), contact(4, "9")], **facts)[1] == "first_reminder"
    assert of_martin([item(1)], contacts=[contact(3), contact(4)], customers=facts["customers"])[1] == "first_reminder"


def test_two_accounts_of_one_debtor_share_what_it_may_still_hear_and_the_more_pressing_speaks():
    people = [{"customer": name, "debtor": "123456789"} for name in ("MARTIN", "PETIT")]
    facts = {"customers": people, "contacts": [contact(3)], "limits": Limits(2, 30)}
    plan = planned([item(1), item(2, "PETIT", cents=900_000)], **facts)
    assert plan.proposals["customer"].to_list() == ["PETIT"] and plan.items["entry"].to_list() == [2]
    assert plan.skips.select("customer", "reason", "on").rows() == [
        ("MARTIN", "contact_pressure", AS_OF + timedelta(27))
    ]
    roomy = planned([item(1), item(2, "PETIT")], **facts | {"limits": Limits(3, 30)})
    assert roomy.proposals.height == 2
    facts["customers"] = [person | {"reader": "GROUPE"} for person in people]
    as_one = planned([item(1), item(2, "PETIT", cents=900_000)], **facts)
    assert as_one.proposals["customer"].to_list() == ["PETIT", "MARTIN"]  # in one message to the head of the group
    assert as_one.proposals["contacts_count"].to_list() == [2, 2]
    alone = (Level("first", 7, channel="letter"), Level("first", 7, tone="formal"))  # each leaves by itself
    policies = [Policy("alone", (level,)) for level in alone]
    assert [planned([item(1), item(2, "PETIT")], policy=one, **facts).proposals.height for one in policies] == [1, 1]


def test_of_two_accounts_that_press_alike_the_first_by_name_speaks_whatever_policy_its_item_is_under():
    people = [{"customer": name, "debtor": "123456789"} for name in ("MARTIN", "PETIT")]
    facts = {"customers": people, "contacts": [contact(3)], "limits": Limits(2, 30)}
    apart = {policy.name: policy for policy in (DEFAULT_POLICY, replace(DEFAULT_POLICY, name="apart"))}
    plan = planned([item(1) | {"policy": "apart"}, item(2, "PETIT")], policy=apart, **facts)
    assert plan.proposals.select("customer", "policy").rows() == [("MARTIN", "apart")]
    assert plan.skips.select("customer", "reason").rows() == [("PETIT", "contact_pressure")]


def test_lateness_presses_up_to_a_hundred_and_twenty_days_and_an_amount_from_the_very_step_on():
    pressing = planned([item(1, cents=9_999, late=130), item(2, "DURAND", cents=10_000, late=120)]).proposals
    assert pressing.select("customer", "priority").rows() == [("DURAND", 50), ("MARTIN", 40)]


def test_a_broken_promise_presses_while_what_was_promised_is_still_claimed():
    broken = [{"customer": "MARTIN", "outcome": "broken", "promised_on": AS_OF - timedelta(10)}]
    plain, pressed = planned([item(1)]), planned([item(1)], promises=broken)
    assert pressed.proposals["priority"][0] == plain.proposals["priority"][0] + 20
    assert pressed.proposals["promise_broken_on"].to_list() == [AS_OF - timedelta(10)]
    assert planned([item(1, late=8)], promises=broken).proposals["promise_broken_on"].to_list() == [None]
    assert planned([item(1, late=10)], promises=broken).proposals["promise_broken_on"].null_count() == 0
    kept = [broken[0] | {"outcome": "kept"}]
    assert planned([item(1)], promises=kept).proposals["priority"].to_list() == plain.proposals["priority"].to_list()


def test_after_a_full_payment_the_ladder_starts_again_at_the_first_rung():
    history = [sent(1, "friendly", 60), sent(1, "firm", 40)]
    plan = planned([item(2, late=90)], history=history)
    assert plan.proposals.select("level", "cycle").rows() == [("friendly", 2)]


def test_a_missed_run_is_caught_up_one_rung_at_a_time():
    assert of_martin([item(1, late=300)], history=[sent(1, "friendly", 200)])[:2] == ("firm", "next_level")


BY_POST = replace(DEFAULT_POLICY, levels=(Level("letter", 5, channel="letter"), Level("firm", 21), Level("formal", 40)))


def test_no_level_is_proposed_after_one_that_nobody_has_printed_and_the_reason_names_it():
    said = [sent(1, "letter", 25, is_unheard=True)]
    plan = planned([item(1, late=30)], history=said, policy=BY_POST)
    (row,) = plan.skips.filter(customer="MARTIN").to_dicts()
    assert (row["reason"], row["level"], row["overdue_cents"]) == ("waits_by_hand", "letter", 10_000)
    assert "« letter » attend encore" in say(**row)
    assert of_martin([item(1, late=30)], history=[sent(1, "letter", 25)], policy=BY_POST)[0] == "firm"


def test_what_waits_holds_up_what_it_tells_of_and_nothing_else():
    """Not the invoice of another customer, nor one that is disputed by now, nor what is no rung."""
    fresh = [item(1, late=30), item(2, customer="PETIT", late=30)]
    said = [sent(1, "letter", 25, is_unheard=True), sent(2, "letter", 25, customer="PETIT")]
    plan = planned(fresh, history=said, policy=BY_POST)
    assert plan.proposals.select("customer", "level").rows() == [("PETIT", "firm")]
    both = [item(1, late=30), item(3, late=30)]
    assert of_martin(both, [held("disputed", 1)], said, BY_POST) == ("letter", "first_reminder", [3])
    assert (
        of_martin([item(1, late=30)], history=[sent(1, "thanks", 25, is_unheard=True)], policy=BY_POST)[0] == "letter"
    )


def test_an_earlier_notice_that_nobody_has_printed_holds_up_the_next_one():
    notices = replace(DEFAULT_POLICY, levels=(Level("early", -20, channel="letter"), Level("late", -5), Level("a", 5)))
    said = [sent(1, "early", 10, is_unheard=True)]
    assert of_martin([item(1, late=-4)], history=said, policy=notices)[1] == "waits_by_hand"
    assert of_martin([item(1, late=-4)], history=[sent(1, "early", 10)], policy=notices)[1] == "before_due"
