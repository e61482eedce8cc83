"""Calls and what came of them; addresses to repair. Whom one reached has heard the level, nobody else has."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import by_channel, reachable, settle
from tests.actions.outbox import TEN_DAYS_LATE, approved, state_of

from ardoise.actions import contacts, delivery, dunning, policies, restraints, rights, tasks
from ardoise.actions.restraints import Unfit
from ardoise.actions.tasks import Said
from ardoise.actions.tasks.subjects import SUBJECTS
from ardoise.channels.outcomes import ToDo
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.domain.policies import described
from ardoise.domain.reasons import say
from ardoise.records.models import (
    Contact,
    Customer,
    Dispute,
    Event,
    MessageItem,
    PaymentNotice,
    Policy,
    PolicyOverride,
    PolicyVersion,
    Promise,
    Task,
)

TOMORROW = AT + timedelta(1)


@pytest.fixture(autouse=True)
def owed(in_company):
    return invoice(in_company, "MARTIN", 154_567, TEN_DAYS_LATE)


@pytest.fixture
def call(company, alice):
    """Martin is to be called."""
    settle(company, "call", "person", cost_micros=2_000_000)
    reachable(company)
    message = by_channel(approved(company, alice), "call", "to_do")
    return tasks.begin(message, ToDo("call", message.recipient, "Bonjour…"), AT)


def test_a_call_waits_with_its_number_and_its_words(company, alice, call):
    assert list(tasks.standing(company, alice)) == [call]
    assert (call.phone, call.script, call.due_on) == ("+33612345678", "Bonjour…", AS_OF)
    assert tasks.open_task(call, alice, AT).reason == ""


@pytest.mark.parametrize(
    "outcome", ["message_left", "reached", "refused", "plan_asked", "promise", "dispute", "payment_notice"]
)
def test_whom_one_reached_has_heard_the_level(company, alice, call, outcome):
    cents = None if outcome == "dispute" else 154_567
    said = Said("dit Mme Martin", on=AS_OF, amount_cents=cents, reason="price")
    noted = tasks.note_outcome(call, outcome, alice, AT, said)
    assert noted.reason == "" and noted.task.outcome == outcome and noted.task.attempts == 1
    assert state_of(call.message) == "sent" and call.message.left_on == AS_OF
    assert call.message.cost_micros == 2_000_000
    assert call not in tasks.standing(company, alice)


def test_who_is_called_while_the_level_gets_another_name_has_heard_it(company, alice, call):
    policy, usual = policies.adopt(company, alice, AT), described(DEFAULT_POLICY)
    called = {"friendly": {"key": "Appel", "formerly": ["friendly"]}}
    levels = [level | called.get(level["key"], {}) for level in usual["levels"]]
    policies.switch_on(policies.draft(policy, usual | {"levels": levels}, alice, AT), alice, AT)
    assert tasks.note_outcome(call, "reached", alice, AT, Said()).reason == ""
    assert state_of(call.message) == "sent"
    later = AS_OF + timedelta(21)
    run = dunning.plan(company, later, alice, AT + timedelta(21))
    assert [proposal.level for proposal in run.proposals.all()] == ["firm"]


def test_who_never_picks_up_is_spared_no_level(company, alice, call):
    """A call that was tried is one that was made: the level after it is proposed and approved, be the task still there;
    one that nobody tried holds it up."""
    day, at = AS_OF + timedelta(21), AT + timedelta(21)
    for is_tried in (False, True):
        if is_tried:
            tasks.note_outcome(call, "no_answer", alice, AT, Said())
        run = dunning.plan(company, day, alice, at)
        assert run.skips.filter(reason="waits_by_hand").count() == (0 if is_tried else 1)
        outcome = dunning.approve(list(run.proposals.all()), alice, at)
        assert not outcome.refusals and len(outcome.messages) == is_tried
    assert [message.level for message in outcome.messages] == ["firm"] and state_of(call.message) == "to_do"


def test_nobody_answered_is_another_day_and_one_attempt_more(company, alice, call):
    for attempt, day in enumerate([date(2026, 3, 17), date(2026, 3, 20)], 1):
        said = Said(on=day if attempt == 2 else None)
        noted = tasks.note_outcome(call, "no_answer", alice, AT, said)
        assert (noted.task.attempts, noted.task.due_on, noted.task.done_at) == (attempt, day, None)
    assert state_of(call.message) == "to_do"
    with pytest.raises(restraints.Unfit):
        tasks.note_outcome(call, "no_answer", alice, AT, Said(on=AS_OF - timedelta(1)))


def test_after_friday_comes_monday(alice, call):
    friday = AT + timedelta(4)
    assert tasks.note_outcome(call, "no_answer", alice, friday).task.due_on == date(2026, 3, 23)


def test_what_was_said_on_the_telephone_is_kept(alice, call, owed):
    said = Said("par virement", on=date(2026, 3, 20), amount_cents=100_000, said_by="Mme Martin")
    tasks.note_outcome(call, "promise", alice, AT, said)
    promise = Promise.objects.get()
    assert (promise.amount_cents, promise.promised_on, promise.note) == (100_000, date(2026, 3, 20), "par virement")
    assert promise.said_by == "Mme Martin"


def test_a_dispute_is_of_the_item_named(alice, call, owed):
    tasks.note_outcome(call, "dispute", alice, AT, Said("trop cher", reason="price", entries=[owed]))
    assert Dispute.objects.get().entry == owed


def test_a_dispute_told_on_the_telephone_may_be_of_a_part(alice, call, owed):
    with pytest.raises(Unfit):
        tasks.note_outcome(call, "dispute", alice, AT, Said(reason="price", amount_cents=2_000))
    tasks.note_outcome(call, "dispute", alice, AT, Said(reason="price", entries=[owed], amount_cents=2_000))
    assert Dispute.objects.get().items.get().contested_cents == 2_000


@pytest.mark.parametrize("outcome", ["promise", "dispute", "payment_notice"])
def test_what_is_said_of_some_items_leaves_the_others_to_be_reminded(company, alice, owed, outcome):
    """One promise, one dispute of all that is named, a notice of each."""
    other, rest = (invoice(company, "MARTIN", 20_000, TEN_DAYS_LATE) for _ in range(2))
    cents = 174_567 if outcome == "promise" else None
    said = Said(on=AS_OF, amount_cents=cents, reason="price", entries=[owed, other])
    tasks.note_call(owed.customer, outcome, alice, AT, said)
    verb, count = {"promise": ("promised", 1), "dispute": ("opened_dispute", 1)}.get(outcome, ("announced_payment", 2))
    assert Event.objects.filter(customer=owed.customer, verb=verb).count() == count
    assert dunning.plan(company, AS_OF, alice, AT).proposals.get().items.get().entry == rest


def test_of_several_transfers_an_amount_is_not_told_and_nothing_is_noted(company, alice, call, owed):
    other = invoice(company, "MARTIN", 20_000, TEN_DAYS_LATE)
    with pytest.raises(Unfit):
        tasks.note_outcome(call, "payment_notice", alice, AT, Said(amount_cents=5_000, entries=[owed, other]))
    assert not PaymentNotice.objects.exists() and not Event.objects.filter(verb="called").exists()


@pytest.mark.parametrize("outcome", ["promise", "dispute", "payment_notice"])
def test_an_item_of_somebody_else_is_none_of_theirs(company, alice, call, outcome):
    foreign = invoice(company, "DURAND", 5_000, TEN_DAYS_LATE)
    said = Said(on=AS_OF, amount_cents=5_000 if outcome == "promise" else None, entries=[foreign])
    with pytest.raises(rights.Missing):
        tasks.note_outcome(call, outcome, alice, AT, said)
    call.refresh_from_db()
    assert call.done_at is None and not Promise.objects.exists() and not PaymentNotice.objects.exists()


def test_a_payment_under_way_leaves_them_in_peace(alice, call):
    tasks.note_outcome(call, "payment_notice", alice, AT, Said(on=AS_OF - timedelta(1), amount_cents=154_567))
    assert PaymentNotice.objects.get().paid_on == AS_OF - timedelta(1)


def test_who_asks_for_a_plan_is_a_task_again(company, alice, call):
    tasks.note_outcome(call, "plan_asked", alice, AT)
    assert [task.subject for task in tasks.standing(company, alice)] == ["plan_asked"]


def test_a_promise_without_its_day_notes_nothing(alice, call):
    with pytest.raises(restraints.Unfit):
        tasks.note_outcome(call, "promise", alice, AT, Said(amount_cents=1))
    call.refresh_from_db()
    assert call.done_at is None and state_of(call.message) == "to_do" and not Promise.objects.exists()


def test_the_wrong_number_is_struck_out_and_another_is_looked_for(company, alice, call):
    noted = tasks.note_outcome(call, "wrong_contact", alice, AT, Said("un particulier"))
    assert noted.reason == "wrong_contact" and state_of(call.message) == "failed"
    assert not MessageItem.objects.filter(message=call.message, is_claimed=True).exists()
    assert Contact.objects.get(customer=call.customer).phone == ""
    (repair,) = tasks.standing(company, alice)
    assert (repair.kind, repair.subject) == ("repair", "no_phone")


def test_the_wrong_address_of_a_visit_is_struck_out_and_looked_for_until_another_comes_in(company, alice):
    settle(company, "visit", "person")
    martin = reachable(company)
    visit = tasks.begin(by_channel(approved(company, alice), "visit", "to_do"), ToDo("visit", "", "Bonjour…"), AT)
    assert tasks.note_outcome(visit, "wrong_contact", alice, AT, Said("parti sans adresse")).reason == "wrong_contact"
    tasks.open_repairs(company, {martin.pk: "visit"}, AS_OF, TOMORROW)
    (repair,) = tasks.standing(company, alice)
    assert (repair.kind, repair.subject) == ("repair", "no_postal_address")
    contacts.set_address(martin, alice, TOMORROW, address="1 rue Neuve", postcode="69001", city="Lyon")
    assert not tasks.standing(company, alice).exists()


def test_an_address_corrected_before_the_visit_was_noted_is_not_struck_out(company, alice):
    settle(company, "visit", "person")
    martin = reachable(company)
    visit = tasks.begin(by_channel(approved(company, alice), "visit", "to_do"), ToDo("visit", "", "Bonjour…"), AT)
    contacts.set_address(martin, alice, AT, address="1 rue Neuve", postcode="69001", city="Lyon")
    tasks.note_outcome(visit, "wrong_contact", alice, AT)
    martin.refresh_from_db()
    assert martin.address == "1 rue Neuve"


def test_who_has_paid_meanwhile_is_not_called(company, alice, call, owed):
    pay(company, "MARTIN", owed)
    noted = tasks.open_task(call, alice, TOMORROW)
    assert noted.reason == "nothing_open" and noted.task.outcome == "dropped"
    assert state_of(call.message) == "suppressed" and not tasks.standing(company, alice).exists()


def test_who_paid_while_we_spoke_is_not_told_the_level_but_what_was_said_is_kept(company, alice, call, owed):
    pay(company, "MARTIN", owed)
    noted = tasks.note_outcome(call, "reached", alice, TOMORROW, Said("vient de payer"))
    assert noted.reason == "nothing_open" and noted.task.outcome == "reached" and noted.task.note == "vient de payer"
    assert state_of(call.message) == "suppressed"


@pytest.mark.parametrize(
    ("outcome", "model"),
    [("promise", Promise), ("dispute", Dispute), ("payment_notice", PaymentNotice), ("reached", None)],
)
def test_who_was_reached_has_heard_the_level_of_what_is_still_owed(company, alice, outcome, model):
    part, rest = (invoice(company, "PETIT", cents, TEN_DAYS_LATE) for cents in (30_000, 50_000))
    settle(company, "call", "person")
    reachable(company, "PETIT")
    run = dunning.plan(company, AS_OF, alice, AT)
    message = by_channel(
        dunning.approve(run.proposals.filter(customer__code="PETIT"), alice, AT).messages[0], "call", "to_do"
    )
    task = tasks.begin(message, ToDo("call", message.recipient, "Bonjour…"), AT)
    pay(company, "PETIT", part)
    cents = None if outcome == "dispute" else rest.amount_cents
    noted = tasks.note_outcome(task, outcome, alice, AT, Said("dit", AS_OF, cents, "price"))
    assert noted.reason == "" and state_of(message) == "sent"
    assert model is None or model.objects.filter(customer__code="PETIT").count() == 1
    assert {i.entry_id: i.is_claimed for i in message.items.all()} == {part.pk: False, rest.pk: True}
    assert not dunning.plan(company, AS_OF + timedelta(1), alice, TOMORROW).proposals.filter(customer__code="PETIT")


def test_who_was_reached_about_what_is_paid_has_not_heard_the_level_of_what_is_new(company, alice, call, owed):
    pay(company, "MARTIN", owed)
    other = invoice(company, "MARTIN", 90_000, TEN_DAYS_LATE)
    noted = tasks.note_outcome(call, "reached", alice, AT, Said("à recompter"))
    assert noted.reason == "amount_changed" and state_of(call.message) == "suppressed"
    (proposal,) = dunning.plan(company, AS_OF + timedelta(30), alice, AT + timedelta(30)).proposals.all()
    assert [item.entry_id for item in proposal.items.all()] == [other.pk]


def test_a_credit_told_again_is_no_claim_that_was_heard(company, alice, owed):
    settle(company, "call", "person")
    reachable(company)
    invoice(company, "MARTIN", -1_000, AS_OF)
    run = dunning.plan(company, AS_OF, alice, AT)
    message = by_channel(dunning.approve(run.proposals.all(), alice, AT).messages[0], "call", "to_do")
    task = tasks.begin(message, ToDo("call", message.recipient, "Bonjour…"), AT)
    pay(company, "MARTIN", owed)
    invoice(company, "MARTIN", 90_000, TEN_DAYS_LATE)
    noted = tasks.note_outcome(task, "reached", alice, AT, Said("à recompter"))
    assert noted.reason == "amount_changed" and state_of(message) == "suppressed"


def test_a_number_that_changed_is_not_called(alice, call):
    contacts.keep(call.customer, alice, AT, Contact.objects.get(customer=call.customer), phone="07 56 00 00 01")
    assert tasks.open_task(call, alice, AT).reason == "contact_changed"


def test_an_outcome_is_noted_once(alice, call):
    tasks.note_outcome(call, "reached", alice, AT)
    tasks.note_outcome(call, "refused", alice, AT)
    call.refresh_from_db()
    assert call.outcome == "reached" and Event.objects.filter(verb="called").count() == 1


def test_noting_needs_the_right(bob, charlie, call):
    for person, refusal in [(bob, rights.Refused), (charlie, rights.Missing)]:
        for act in (
            lambda who: tasks.note_outcome(call, "reached", who, AT),
            lambda who: tasks.open_task(call, who, AT),
            lambda who: tasks.put_off(call, AS_OF, who, AT),
        ):
            with pytest.raises(refusal):
                act(person)


def test_a_task_is_put_off_to_a_day_to_come(alice, call):
    assert tasks.put_off(call, AS_OF + timedelta(2), alice, AT)
    with pytest.raises(restraints.Unfit):
        tasks.put_off(call, AS_OF - timedelta(1), alice, AT)


def test_a_missing_address_is_a_task_once(company, alice):
    durand, petit = Customer.objects.get(code="DURAND"), Customer.objects.get(code="PETIT")
    missing = {durand.pk: "call", petit.pk: "letter"}
    assert tasks.open_repairs(company, missing, AS_OF, AT) == 2
    assert tasks.open_repairs(company, missing, AS_OF, TOMORROW) == 0
    assert set(Task.objects.values_list("subject", flat=True)) == {"no_phone", "no_postal_address"}


def test_an_address_whose_contact_refuses_mail_is_not_said_to_be_missing(company, alice):
    martin = Customer.objects.get(code="MARTIN")
    (contact,) = Contact.objects.filter(customer=martin)
    delivery.opt_out(martin, "email", alice, AT, contact)
    run = dunning.run(company, AS_OF, alice, AT)
    skip = run.skips.get(customer=martin)
    assert skip.reason == "no_address" and "refuses" in say(skip.reason, "en", level="friendly", policy="")
    (repair,) = tasks.standing(company, alice)
    assert str(SUBJECTS[repair.subject]).endswith("où écrire"), "an address stands in the file"


def test_a_repair_ends_when_the_address_comes_in(company, alice):
    durand, petit = Customer.objects.get(code="DURAND"), Customer.objects.get(code="PETIT")
    tasks.open_repairs(company, {durand.pk: "sms", petit.pk: "letter"}, AS_OF, AT)
    contacts.keep(durand, alice, AT, phone="une secrétaire")
    assert Task.objects.filter(done_at=None).count() == 2, "that is no number"
    contacts.keep(durand, alice, AT, phone="06 12 34 56 78")
    contacts.set_address(petit, alice, AT, address="3 place du Marché", postcode="69001", city="Lyon")
    assert not Task.objects.filter(done_at=None).exists()
    assert set(Task.objects.values_list("outcome", "done_by")) == {("done", alice.pk)}


def test_a_repair_that_a_file_brought_ends_with_the_next_run(company, alice):
    durand = Customer.objects.get(code="DURAND")
    tasks.open_repairs(company, {durand.pk: "letter"}, AS_OF, AT)
    reachable(company, "DURAND")
    tasks.open_repairs(company, {}, AS_OF, TOMORROW)
    assert not Task.objects.filter(done_at=None).exists()


def under_letters(company, customer):
    """All levels of the customer's policy go by letter."""
    usual = described(DEFAULT_POLICY)
    content = usual | {"name": "letters", "levels": [told | {"channel": "letter"} for told in usual["levels"]]}
    policy = Policy.objects.create(company=company, name="letters")
    told = {"company": company, "policy": policy, "number": 1, "content": content}
    PolicyVersion.objects.create(**told, at=AT, switched_on_at=AT)
    PolicyOverride.objects.create(company=company, customer=customer, policy=policy, note="so", at=AT)


def test_a_repair_ends_once_no_level_of_the_policy_goes_that_way_and_says_why(company, alice):
    """A number that is not theirs is asked for all the same, since somebody will want to call."""
    invoice(company, "DURAND", 80_000, TEN_DAYS_LATE)
    Contact.objects.filter(customer__code="DURAND").delete()
    durand = Customer.objects.get(code="DURAND")
    dunning.run(company, AS_OF, alice, AT)
    (repair,) = Task.objects.filter(kind="repair", customer=durand)
    assert repair.subject == "no_email"
    wrong = Task.objects.create(company=company, customer=durand, kind="call", subject="", due_on=AS_OF, at=AT)
    Task.objects.filter(pk=wrong.pk).update(outcome="wrong_contact", done_at=TOMORROW)
    tasks.open_repairs(company, {durand.pk: "call"}, AS_OF, TOMORROW)
    under_letters(company, durand)
    dunning.run(company, AS_OF + timedelta(1), alice, TOMORROW)
    repair.refresh_from_db()
    assert (repair.outcome, repair.done_by) == ("dropped", None) and "scénario" in repair.note
    assert set(Task.objects.filter(kind="repair", done_at=None).values_list("subject", flat=True)) == {
        "no_phone", "no_postal_address",
    }  # fmt: skip
    event = Event.objects.filter(verb="closed_task").get()
    assert (event.customer, event.by) == (durand, None) and "scénario" in json.loads(bytes(event.content))["words"]


def test_a_repair_is_dropped_by_a_person(company, alice):
    durand = Customer.objects.get(code="DURAND")
    tasks.open_repairs(company, {durand.pk: "letter"}, AS_OF, AT)
    task = Task.objects.get()
    assert tasks.close(task, alice, AT, "fermé", is_done=False) and not tasks.close(task, alice, AT)


def test_an_address_says_what_is_wrong_with_it(company, alice, bob):
    durand = Customer.objects.get(code="DURAND")
    for wrong in ({"country": "France"}, {"city": "Lyon\nX"}, {"address": "a" * 500}):
        with pytest.raises(contacts.Unfit):
            contacts.set_address(durand, alice, AT, **wrong)
    with pytest.raises(rights.Refused):
        contacts.set_address(durand, bob, AT, city="Lyon")
    assert contacts.set_address(durand, alice, AT, city="Lyon") == {"city": ""}
    assert contacts.set_address(durand, alice, AT, city="Lyon") == {}


def test_why_a_task_was_put_off_is_told(alice, call):
    tasks.put_off(call, AS_OF + timedelta(2), alice, AT, "  en  congés ")
    assert json.loads(bytes(Event.objects.get(verb="put_off_task").content))["words"] == "en congés"
