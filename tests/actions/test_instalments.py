"""A plan agreed with a customer: it works, needs the right, is recorded, does nothing twice, and is told in full."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.translation import override
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.outbox import TEN_DAYS_LATE, approved, approved_on, clock, dispatched_on, state_of

from ardoise.actions import dunning, instalments, restraints, rights, sending, tasks, timeline, verification
from ardoise.actions.correspondence.parts import with_parts_told
from ardoise.actions.dunning.promising import planned_blocks, plans_judged
from ardoise.actions.restraints import Noted
from ardoise.records.models import (
    Contact,
    Entry,
    Event,
    Instalment,
    InstalmentPlan,
    Message,
    PlannedItem,
    Promise,
    Task,
)

MONTH = timedelta(30)
DAYS = [AS_OF + timedelta(4), AS_OF + timedelta(34), AS_OF + timedelta(64)]


@pytest.fixture
def owed(company, in_company):
    """Two invoices of Martin's, 900 and 600."""
    return [invoice(company, "MARTIN", cents, TEN_DAYS_LATE, name) for cents, name in ((90_000, "F1"), (60_000, "F2"))]


def agree(planned, by, *cents, said_by="Mme Martin", customer=None, on=AS_OF, days=DAYS):
    told = list(zip(days, cents or (50_000, 50_000, 50_000), strict=False))
    customer = customer or next(iter(planned)).customer
    return instalments.agree(customer, planned, told, Noted("trésorerie tendue", on, by, AT, said_by))


def reason_of(company, on=AS_OF):
    plan = dunning.proposed(company, on)
    return plan.skips.filter(customer="MARTIN")["reason"].to_list() or plan.proposals["level"].to_list()


def test_a_plan_is_recorded_once_and_leaves_its_items_in_peace_until_an_instalment_is_broken(company, alice, owed):
    other = invoice(company, "MARTIN", 10_000, TEN_DAYS_LATE, "F3")
    both = dict.fromkeys(owed)
    many = [AS_OF + timedelta(n) for n in range(8)]  # so that the keys of the next ones have one digit and two
    agree({other: None}, alice, *[1_000] * 7, 3_000, days=many)
    restraints.end(InstalmentPlan.objects.get(), alice, AT, "essai")
    plan = agree(both, alice)
    assert agree(both, alice) == plan and InstalmentPlan.objects.count() == 2, "two clicks are one"
    assert (plan.amount_cents, plan.said_by, plan.by) == (150_000, "Mme Martin", alice)
    event = Event.objects.filter(verb="agreed_plan").last()
    assert (event.by, event.customer, event.object_id) == (alice, plan.customer, plan.pk)
    found = dunning.proposed(company, AS_OF)
    assert found.items["entry"].to_list() == [other.pk], "the rest of the customer keeps being reminded"
    pay(company, "MARTIN", other)
    assert reason_of(company) == ["planned"] and reason_of(company, DAYS[0] + timedelta(3)) == ["planned"]
    late = DAYS[0] + timedelta(4)
    broken = dunning.proposed(company, late)
    assert broken.items["entry"].sort().to_list() == sorted(entry.pk for entry in owed)
    assert broken.proposals["promise_broken_on"].to_list() == [DAYS[0]], "it presses, at the rung they had reached"
    judged = dunning.promises_judged(company, late, [plan.customer_id])
    assert sorted(row["outcome"] for row in judged.values()) == ["broken", "waiting", "waiting"]
    assert plans_judged(company, late, [plan.customer_id], judged.values())[plan.pk]["outcome"] == "broken"
    invoice(company, "MARTIN", -50_000, late, kind="payment", booked_on=late)
    assert reason_of(company, late) == ["planned"], "caught up, it runs again"
    with override("en"):
        line, *_ = [step for step in timeline.page(plan.customer, late, "en").steps if step.code == "agreed_plan"]
    assert line.detail.index("20\xa0Mar") < line.detail.index("19\xa0Apr") < line.detail.index("19\xa0May")
    assert "F1" in line.detail and "(paid late)" in line.detail and "(waited for)" in line.detail


def test_a_reminder_that_left_while_it_was_broken_ends_its_peace_and_money_that_crossed_with_it_does_not(
    company, alice, owed
):
    Contact.objects.get_or_create(company=company, customer=owed[0].customer, email="m@client.example")
    plan = agree(dict.fromkeys(owed), alice)
    late = DAYS[0] + timedelta(4)
    message = approved_on(company, alice, late)
    assert {item.entry for item in message.items.all()} == set(owed), "broken: all of it is claimed again"
    dispatched_on(company, late)

    def told(on):
        judged = dunning.promises_judged(company, on, [plan.customer_id])
        found = plans_judged(company, on, [plan.customer_id], judged.values())[plan.pk]
        return found["outcome"], found["reminded_on"], found["is_caught_up"]

    money = invoice(company, "MARTIN", -50_000, late, kind="payment", booked_on=late + timedelta(2))
    assert told(late + timedelta(3)) == ("broken", late, True), "broken, paid late since"
    assert reason_of(company, late + timedelta(3)) != ["planned"]
    assert planned_blocks(company, late + timedelta(3), plan.customer_id).is_empty()
    Entry.objects.filter(pk=money.pk).update(booked_on=late)
    assert told(late + timedelta(3)) == ("waiting", None, False), "it crossed with the reminder"
    assert reason_of(company, late + timedelta(3)) == ["planned"]


def test_a_reminder_that_waits_does_not_end_the_peace_it_is_stopped_by(company, alice, owed):
    Contact.objects.get_or_create(company=company, customer=owed[0].customer, email="m@client.example")
    agree(dict.fromkeys(owed), alice)
    late = DAYS[0] + timedelta(4)
    message = approved_on(company, alice, late)
    invoice(company, "MARTIN", -50_000, late, kind="payment", booked_on=late)
    assert dispatched_on(company, late).counts == {"suppressed": 1} and message.pk
    assert reason_of(company, late + timedelta(1)) == ["planned"], "caught up before anything left"


def test_it_takes_the_place_of_promises_and_of_the_plan_before_and_ends_with_a_reason(company, alice, owed):
    first, second = owed
    restraints.promise(first, 90_000, DAYS[0], Noted("", AS_OF, alice, AT))
    on_all = restraints.promise(first.customer, 1_000, DAYS[0], Noted("", AS_OF, alice, AT))
    old = agree({first: None}, alice, 45_000, 45_000)
    assert list(Promise.objects.filter(ended_at=None)) == [on_all], "what names no item says nothing of these"
    new = agree({first: None, second: None}, alice)
    assert list(InstalmentPlan.objects.filter(ended_at=None)) == [new] and new != old
    assert not Promise.objects.filter(ended_at=None).exists(), "all that is overdue is planned now"
    assert restraints.end(new, alice, AT, "dépôt de bilan annoncé") and not restraints.end(new, alice, AT)
    assert Event.objects.filter(verb="ended_instalmentplan").count() == 2
    assert planned_blocks(company, AS_OF, first.customer_id).is_empty()


def test_an_advance_that_is_lettered_with_a_planned_invoice_afterwards_fills_its_instalments(company, alice, owed):
    advance = invoice(company, "MARTIN", -90_000, AS_OF, kind="payment", booked_on=AS_OF - MONTH)
    plan = agree({owed[0]: None}, alice, 45_000, 45_000)
    for entry in (advance, owed[0]):
        entry.letter = "A"
        entry.save(update_fields=["letter"])
    judged = dunning.promises_judged(company, AS_OF + 3 * MONTH, [plan.customer_id])
    assert sorted(row["outcome"] for row in judged.values()) == ["kept", "kept"]


def test_who_asked_for_a_plan_has_one(company, alice, owed):
    martin = owed[0].customer
    subjects = ("plan_asked", "plan_wanted:F1", "copy_wanted:F1")
    for subject in subjects:
        Task.objects.create(company=company, customer=martin, kind="other", subject=subject, due_on=AS_OF, at=AT)
    agree(dict.fromkeys(owed), alice)
    assert [task.subject for task in tasks.standing(company, alice)] == ["copy_wanted:F1"]


def test_needs_the_right_and_items_of_this_customer(company, alice, bob, charlie, owed):
    theirs = invoice(company, "PETIT", 10_000, TEN_DAYS_LATE)
    with pytest.raises(rights.Refused):
        agree(dict.fromkeys(owed), bob)
    for by, planned in ((charlie, owed), (alice, [owed[0], theirs])):
        with pytest.raises(rights.Missing):
            agree(dict.fromkeys(planned), by, customer=owed[0].customer)
    assert not InstalmentPlan.objects.exists() and not Event.objects.exists()


def test_what_makes_no_sense_is_refused_with_a_sentence_and_leaves_nothing(company, alice, owed):
    first, second = owed
    foreign = invoice(company, "MARTIN", 10_000, TEN_DAYS_LATE, currency="CHF")
    paid = invoice(company, "MARTIN", 5_000, TEN_DAYS_LATE, "F9")
    pay(company, "MARTIN", paid)
    for planned, cents in (
        ({}, (1,)),
        ({first: 90_001}, (90_001,)),
        ({first: 0}, (0,)),
        ({paid: None}, (5_000,)),
        ({first: None, foreign: None}, (100_000,)),
        ({first: None}, (45_000, 44_999)),
    ):
        with pytest.raises(restraints.Unfit, match=r"\w+ \w+ \w+"):
            agree(planned, alice, *cents, customer=second.customer)
    assert not InstalmentPlan.objects.exists() and not Event.objects.exists()


def test_a_message_approved_before_does_not_leave_and_says_why(company, alice, owed):
    Contact.objects.get_or_create(company=company, customer=owed[0].customer, email="m@client.example")
    whole = approved(company, alice)
    agree(dict.fromkeys(owed), alice)
    assert sending.dispatch(company, clock).counts == {"suppressed": 1}
    assert (state_of(whole), whole.reason) == ("suppressed", "planned")


def test_of_an_invoice_planned_in_part_the_rest_is_claimed_and_the_letter_says_so(company, alice, owed):
    first, second = owed
    Contact.objects.get_or_create(company=company, customer=first.customer, email="m@client.example")
    agree({first: 60_000, second: None}, alice, 60_000, 60_000)
    message = approved(company, alice)
    (item,) = message.approval.proposal.items.all()
    assert (item.entry, item.open_cents, item.planned_cents) == (first, 30_000, 60_000)
    (listed,) = with_parts_told(message, list(message.items.select_related("entry")))
    told = " ".join(listed.part.split())
    assert listed.planned_cents == 60_000 and "900,00 €" in told and "600,00 € échelonnés" in told
    assert "échelonnés" in message.body
    agree({first: 70_000}, alice, 70_000)
    assert sending.dispatch(company, clock).counts == {"suppressed": 1}
    assert (state_of(message), message.reason) == ("suppressed", "planned")


TAMPERED = {
    "an instalment lowered": lambda: Instalment.objects.filter(promised_on=DAYS[0]).update(amount_cents=1),
    "an instalment put off": lambda: Instalment.objects.filter(promised_on=DAYS[2]).update(promised_on=DAYS[2] + MONTH),
    "an instalment removed": lambda: Instalment.objects.filter(promised_on=DAYS[1]).delete(),
    "an item lowered": lambda: PlannedItem.objects.filter(entry__document="F1").update(planned_cents=1),
    "a plan lowered": lambda: InstalmentPlan.objects.update(amount_cents=1),
    "a plan ended": lambda: InstalmentPlan.objects.update(ended_at=AT),
}


def test_a_tampered_plan_is_found_and_a_sound_one_is_not(company, alice, owed):
    def attested():
        return [found.sentence for found in verification.run("attested", company, AS_OF)]

    agree(dict.fromkeys(owed), alice)
    sound = attested()
    for name, tamper in TAMPERED.items():
        with transaction.atomic():
            tamper()
            assert len(attested()) > len(sound), name
            transaction.set_rollback(True)
    assert not any("plan" in sentence for sentence in sound)


def test_a_reminder_written_about_what_was_planned_by_then_is_found(company, alice, owed):
    Contact.objects.get_or_create(company=company, customer=owed[0].customer, email="m@client.example")
    message = approved(company, alice)
    agree(dict.fromkeys(owed), alice)
    InstalmentPlan.objects.update(at=AT + timedelta(hours=1))
    assert not list(verification.peace(company, AS_OF)), "it came later: looked at before it leaves"
    Message.objects.filter(pk=message.pk).update(composed_at=AT + timedelta(hours=2))
    assert len(list(verification.peace(company, AS_OF))) == 2
