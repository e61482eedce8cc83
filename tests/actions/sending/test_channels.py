"""The round over several channels: each has its own way out, one that fails stops no other, a person gets a task."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import by_channel, reachable, settle
from tests.actions.outbox import TEN_DAYS_LATE, approved, clock, later, state_of
from tests.channels.providers import standing_in
from tests.channels.sink import listening, taken

from ardoise.actions import correspondence, delivery, dunning, sending, tasks
from ardoise.actions.delivery import doubts
from ardoise.actions.sending.hours import Hours
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY, Level, Policy
from ardoise.records.models import (
    Contact,
    Customer,
    DunningSettings,
    Import,
    MailServer,
    Message,
    PolicyVersion,
    Skip,
    Task,
)
from ardoise.records.models import Policy as PolicyRow

pytestmark = pytest.mark.usefixtures("in_company")


def climb(company, *levels):
    """The company's own ladder."""
    row = PolicyRow.objects.create(company=company, name="maison", is_default=True)
    content = words.described(Policy("maison", levels))
    PolicyVersion.objects.create(company=company, policy=row, number=1, content=content, at=AT, switched_on_at=AT)


@pytest.fixture(autouse=True)
def _unasked():
    doubts.PATIENCE.asked.clear()


@pytest.fixture
def late(company):
    reachable(company)
    return invoice(company, "MARTIN", 154_567, TEN_DAYS_LATE)


def one(company, alice):
    run = dunning.plan(company, AS_OF, alice, AT)
    outcome = dunning.approve(list(run.proposals.all()), alice, AT)
    assert not outcome.refusals, outcome.refusals
    return outcome.messages[0]


@pytest.mark.parametrize("channel", ["sms", "letter", "registered_letter"])
def test_what_a_level_says_leaves_by_its_provider(company, alice, late, tmp_path, channel):
    with standing_in(channel, tmp_path) as (port, shelf):
        settle(company, channel, "provider", port, cost_micros=50_000)
        climb(company, Level("friendly", 7, channel))
        message = one(company, alice)
        assert sending.dispatch(company, clock).counts == {"sent": 1}
    (got,) = shelf.taken()
    assert got["key"] == message.message_id
    assert state_of(message) == "sent" and message.receipt == got["id"] and message.cost_micros == 50_000
    if channel == "sms":
        assert got["message"]["to"] == "+33612345678" and "1 545,67" in got["message"]["text"]
        assert got["message"]["alphabet"] == "GSM-7"
    else:
        assert got["message"]["to"] == ["Martin & Fils", "12 rue de la Paix", "75002 PARIS"]
        assert [paper["name"].split("-")[0] for paper in got["message"]["papers"]] == ["lettre", "releve"]


@pytest.mark.parametrize(("name", "is_refused"), [
    ("شركة النور التجارية", True), ("株式会社テスト", True), ("Société 🐻", False), ("Łódź", False),
])  # fmt: skip
def test_no_letter_is_posted_to_question_marks(company, alice, late, name, is_refused):
    settle(company, "letter", "print")
    climb(company, Level("friendly", 7, "letter"))
    Customer.objects.filter(code="MARTIN").update(name=name)
    run = dunning.plan(company, AS_OF, alice, AT)
    outcome = dunning.approve(list(run.proposals.all()), alice, AT)
    assert [refusal.reason for refusal in outcome.refusals] == ["illegible_address"] * is_refused
    assert len(outcome.messages) == (not is_refused)


def test_a_channel_that_a_policy_names_is_not_switched_off_under_it(company, late):
    """What the next run approved would wait for ever."""
    for channel in ("letter", "call"):
        settle(company, channel, {"letter": "print", "call": "person"}[channel])
    climb(company, Level("friendly", 7, "letter"))
    with pytest.raises(delivery.Unfit, match="maison"):
        delivery.switch_off(company, "letter", None, AT)
    assert delivery.switch_off(company, "call", None, AT)
    PolicyVersion.objects.update(switched_on_at=None)
    assert delivery.switch_off(company, "letter", None, AT)


def test_a_letter_printed_here_waits_for_a_person(company, alice, late):
    settle(company, "letter", "print")
    climb(company, Level("friendly", 7, "letter"))
    message = one(company, alice)
    assert sending.dispatch(company, clock).counts == {"to_do": 1}
    assert list(delivery.waiting(company, "letter")) == [message] and not Task.objects.exists()
    batch = delivery.make(company, [message], alice, AT)
    assert delivery.bind(batch).startswith(b"%PDF-")
    delivery.post(batch, AS_OF, alice, AT)
    assert state_of(message) == "sent" and message.left_on == AS_OF


def test_a_call_becomes_a_task_with_what_to_say(company, alice, late):
    settle(company, "call", "person")
    climb(company, Level("friendly", 7, "call"))
    message = one(company, alice)
    assert sending.dispatch(company, clock).counts == {"to_do": 1}
    task = Task.objects.get(message=message)
    assert task.phone == "+33612345678" and task.script == message.body and "1" in task.script
    assert dunning.plan(company, AS_OF + timedelta(1), alice, AT + timedelta(1)).proposals.count() == 0, "said already"
    tasks.note_outcome(task, "reached", alice, AT)
    assert state_of(message) == "sent"


def test_a_channel_that_is_off_keeps_its_messages_waiting_and_stops_no_other(company, alice, late, tmp_path):
    invoice(company, "DURAND", 80_000, TEN_DAYS_LATE)
    run = dunning.plan(company, AS_OF, alice, AT)
    first, second = dunning.approve(list(run.proposals.order_by("customer__code")), alice, AT).messages
    by_channel(second, "sms")
    with listening(tmp_path) as port:
        MailServer.objects.create(company=company, host="127.0.0.1", port=port, security="none")
        sending.dispatch(company, clock)
    assert state_of(first) == "sent" and state_of(second) == "queued" and second.reason == "channel_off"
    assert len(taken(tmp_path)) == 1


def test_a_provider_out_of_reach_stops_no_mail(company, alice, late, tmp_path):
    invoice(company, "DURAND", 80_000, TEN_DAYS_LATE)
    settle(company, "sms", "provider", 1)
    run = dunning.plan(company, AS_OF, alice, AT)
    first, second = dunning.approve(list(run.proposals.order_by("-customer__code")), alice, AT).messages
    first.body = "Votre facture reste impayée."
    by_channel(first, "sms")
    with listening(tmp_path) as port:
        MailServer.objects.create(company=company, host="127.0.0.1", port=port, security="none")
        done = sending.dispatch(company, clock)
    assert state_of(first) == "queued" and state_of(second) == "sent"
    assert done.obstacle == "provider_unreachable:127.0.0.1" and first.attempts == 0


@pytest.mark.parametrize(
    ("deed", "state"), [("refuse", "failed"), ("busy", "queued"), ("fail", "in_doubt"), ("drop", "in_doubt")]
)
def test_what_a_provider_answers_decides(company, alice, late, tmp_path, deed, state):
    with standing_in("sms", tmp_path, by_recipient={"336": deed}) as (port, shelf):
        settle(company, "sms", "provider", port)
        climb(company, Level("friendly", 7, "sms"))
        message = one(company, alice)
        sending.dispatch(company, clock)
        assert state_of(message) == state
        if state == "in_doubt":
            sending.dispatch(company, later(days=0, hours=5))
            assert len(shelf.taken()) == 1, "a doubt was sent again"
            assert delivery.ask_about_doubts(company, AT + timedelta(hours=1)) == 1 and state_of(message) == "sent"


def test_one_who_has_paid_gets_no_text_message(company, alice, late, tmp_path):
    with standing_in("sms", tmp_path) as (port, shelf):
        settle(company, "sms", "provider", port)
        climb(company, Level("friendly", 7, "sms"))
        message = one(company, alice)
        pay(company, "MARTIN", late)
        sending.dispatch(company, clock)
    assert state_of(message) == "suppressed" and shelf.taken() == []


@pytest.mark.parametrize(("change", "reason"), [("number", "contact_changed"), ("refusal", "opted_out")])
def test_who_changes_the_number_or_refuses_the_channel_is_not_reached(company, alice, late, tmp_path, change, reason):
    with standing_in("sms", tmp_path) as (port, shelf):
        settle(company, "sms", "provider", port)
        climb(company, Level("friendly", 7, "sms"))
        message = one(company, alice)
        martin = Customer.objects.get(code="MARTIN")
        if change == "number":
            martin.contacts.update(phone="07 56 00 00 01")
        else:
            delivery.opt_out(martin, "sms", alice, AT)
        sending.dispatch(company, clock)
    assert state_of(message) == "suppressed" and message.reason == reason
    assert shelf.taken() == []


def limits(company, **fields):
    DunningSettings.objects.update_or_create(company=company, defaults=fields)


def mailed(company, port):
    MailServer.objects.create(company=company, host="127.0.0.1", port=port, security="none")


def test_nothing_leaves_in_quiet_hours(company, alice, late, tmp_path):
    """AT is half past ten in Paris."""
    limits(company, quiet_from=time(9), quiet_until=time(11))
    with listening(tmp_path) as port:
        mailed(company, port)
        message = approved(company, alice)
        done = sending.dispatch(company, clock)
        assert (
            state_of(message) == "queued" and done.obstacle == "quiet_until:11:00" and message.reason == "quiet_hours"
        )
        sending.dispatch(company, later(minutes=31))
    assert state_of(message) == "sent"


def test_nobody_is_reached_at_five_in_the_morning_unless_the_company_wants_it(company, alice, late, server):
    message = approved(company, alice)
    early = AT.replace(hour=4)
    assert sending.dispatch(company, lambda: early).counts == {} and message.state == "queued"
    limits(company, quiet_from=None, quiet_until=None)
    assert sending.dispatch(company, lambda: early).counts == {"sent": 1}


@pytest.mark.parametrize(("begins", "ends", "is_quiet"), [(20, 8, False), (10, 8, True), (22, 11, True)])
def test_quiet_hours_may_span_the_night(company, alice, late, tmp_path, begins, ends, is_quiet):
    limits(company, quiet_from=time(begins), quiet_until=time(ends))
    with listening(tmp_path) as port:
        mailed(company, port)
        message = approved(company, alice)
        sending.dispatch(company, clock)
    assert state_of(message) == ("queued" if is_quiet else "sent")


def test_a_level_has_hours_of_its_own(company, alice, late, tmp_path):
    climb(company, Level("friendly", 7, hour_from=14, hour_until=16))
    with listening(tmp_path) as port:
        mailed(company, port)
        message = one(company, alice)
        assert sending.dispatch(company, clock).counts == {"queued": 1}
        assert state_of(message) == "queued" and message.attempts == 0
        assert message.not_before.astimezone(AT.tzinfo).hour == 13  # 14 in Paris, in winter
        begins = message.not_before
        for hours, until in ((0, None), (1, None), (2, begins + timedelta(1))):  # from 14:00 on, at 16:00 no more
            waits = Hours(company).wait_of(message, begins + timedelta(hours=hours))
            assert (waits and waits.until) == until
        sending.dispatch(company, later(hours=4))
    assert state_of(message) == "sent"


def test_nobody_is_reached_on_a_holiday_of_their_own_country(company, alice, late, tmp_path):
    """21 July 2026 is Belgium's, a Tuesday like any other in Paris."""
    Customer.objects.filter(code="MARTIN").update(country="BE")
    the_day = AT + (date(2026, 7, 21) - AS_OF)
    run = dunning.plan(company, the_day.date(), alice, the_day)
    with listening(tmp_path) as port:
        mailed(company, port)
        message = dunning.approve(list(run.proposals.all()), alice, the_day).messages[0]
        sending.dispatch(company, lambda: the_day)
        assert state_of(message) == "queued" and message.reason == "day_off"
        sending.dispatch(company, lambda: the_day + timedelta(1))
    assert state_of(message) == "sent"


def test_the_contact_a_level_names_is_written_to_first(company, alice, late, tmp_path):
    martin = Customer.objects.get(code="MARTIN")
    martin.contacts.create(company=company, role="management", email="direction@client.example")
    climb(company, Level("friendly", 7, contact_role="management"))
    with listening(tmp_path) as port:
        mailed(company, port)
        message = one(company, alice)
        sending.dispatch(company, clock)
    assert message.recipient == "direction@client.example" and state_of(message) == "sent"


def test_a_landline_is_proposed_no_text_message_and_asked_for_a_mobile_once(company, alice, late):
    """A run that proposed what nobody can send would be braked by, counted for and cost messages that never leave."""
    settle(company, "sms", "provider")
    climb(company, Level("friendly", 7, "sms", is_automatic=True))
    Contact.objects.filter(customer__code="MARTIN").update(phone="01 44 55 66 77")
    Import.objects.update(ended_at=AT)
    for hour in range(2):
        run = dunning.run(company, AS_OF, None, AT + timedelta(hours=hour))
        assert not run.proposals.exists() and Skip.objects.get(run=run, customer=late.customer).reason == "no_address"
        assert [(t.subject, t.done_at) for t in Task.objects.filter(kind="repair")] == [("no_mobile", None)]
    Contact.objects.filter(customer__code="MARTIN").update(phone="06 12 34 56 78")
    assert dunning.plan(company, AS_OF, None, AT).proposals.count() == 1


def test_a_customer_without_the_channels_address_is_not_proposed(company, alice, late):
    settle(company, "letter", "print")
    climb(company, Level("friendly", 7, "letter"))
    Customer.objects.filter(code="MARTIN").update(address="", postcode="", city="")
    run = dunning.plan(company, AS_OF, alice, AT)
    assert Skip.objects.get(run=run, customer__code="MARTIN").reason == "no_address"


def test_a_message_is_whole_whatever_its_channel(company, alice, late):
    settle(company, "letter", "print")
    climb(company, Level("friendly", 7, "letter"))
    message = one(company, alice)
    assert correspondence.is_whole(message)
    Message.objects.filter(pk=message.pk).update(body="autre chose")
    sending.dispatch(company, clock)
    assert state_of(message) == "suppressed" and message.reason == "not_whole"


def test_the_built_in_policy_needs_only_e_mail():
    assert {level.channel for level in DEFAULT_POLICY.levels} == {"email"}
