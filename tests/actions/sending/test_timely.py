"""Sending in time: on working days, in words still fresh, by a sender with an address."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from tests.actions.books import AS_OF, AT
from tests.actions.outbox import approved, approved_on, clock, dispatched_on, many_approved, state_of
from tests.channels.sink import listening, taken

from ardoise.actions import correspondence, dunning, sending
from ardoise.actions.sending.hours import Hours
from ardoise.domain.correspondence.reasons import in_words
from ardoise.records.models import Customer, MailServer, Message, MessageItem

FRIDAY, SATURDAY, SUNDAY, MONDAY = (AS_OF + timedelta(n) for n in (4, 5, 6, 7))


def test_what_was_approved_on_a_friday_waits_over_the_weekend_and_leaves_on_monday(book, alice, server, world):
    message = approved_on(book, alice, FRIDAY)
    for day in (SATURDAY, SUNDAY):
        done = dispatched_on(book, day)
        assert done.counts == {} and f"day_off_until:{MONDAY}" == done.obstacle
        assert (state_of(message), message.reason, message.attempts) == ("queued", "day_off", 0)
    assert taken(world) == []
    assert dispatched_on(book, MONDAY).counts == {"sent": 1}
    assert (state_of(message), message.reason) == ("sent", "")


def test_nothing_leaves_on_a_public_holiday(book, alice, server, world):
    """Easter Monday 2026 is the sixth of April."""
    approved_on(book, alice, date(2026, 4, 5))
    assert "2026-04-07" in dispatched_on(book, date(2026, 4, 6)).obstacle
    assert dispatched_on(book, date(2026, 4, 7)).counts == {"sent": 1}


def test_a_week_end_longer_than_three_days_makes_nothing_old(book, alice, server, world):
    """From Good Friday to Easter Monday nobody works in Germany: what was prepared on Thursday leaves on Tuesday."""
    Customer.objects.update(country="DE")
    message = approved_on(book, alice, date(2026, 4, 2))
    for day in (3, 4, 5, 6):
        dispatched_on(book, date(2026, 4, day))
        assert state_of(message) == "queued"
    assert dispatched_on(book, date(2026, 4, 7)).counts == {"sent": 1}
    approved_on(book, alice, date(2026, 12, 24))
    Customer.objects.update(country="FR")
    assert dispatched_on(book, date(2026, 12, 28)).counts == {"sent": 1}
    assert len(taken(world)) == 2


def test_quiet_hours_begin_with_their_first_minute_and_end_before_their_last(company):
    hours = Hours(company)
    for begins, ends, ends_on in ((20, 8, MONDAY), (12, 14, SUNDAY)):
        hours.quiet = time(begins), time(ends)
        ended = datetime.combine(ends_on, time(ends), hours.zone)
        for at, until in (
            (datetime.combine(SUNDAY, time(begins), hours.zone), ended),
            (datetime.combine(SUNDAY, time(begins - 1, 59), hours.zone), None),
            (ended - timedelta(minutes=1), ended),
            (ended, None),
        ):
            assert hours.is_quiet(at) == until


def test_a_sunday_on_which_nothing_waits_is_no_obstacle(book, server):
    assert dispatched_on(book, SUNDAY).obstacle == ""


def test_what_is_kept_may_be_kept_on_any_day(book, alice):
    approved_on(book, alice, FRIDAY)
    assert dispatched_on(book, SUNDAY).counts == {"kept": 1}


@pytest.mark.parametrize(
    ("level", "code", "words"),
    [
        ("friendly", "prepared_long_ago", "La relance"),
        ("personal", "words_long_ago", "Ces mots"),
        ("instalments", "confirmed_long_ago", "La confirmation"),
        ("question", "question_long_ago", "La question"),
        ("thanks", "thanks_long_ago", "Le remerciement"),
        ("resolver_asked", "asked_long_ago", "La demande"),
        ("credit_reminded", "asked_long_ago", "La demande"),
    ],
)
def test_what_waited_too_long_is_called_what_it_is(book, alice, server, world, level, code, words):
    """A person’s own words are no reminder, and are not to be proposed anew."""
    message = approved_on(book, alice, FRIDAY)
    Message.objects.filter(pk=message.pk).update(level=level)
    assert dispatched_on(book, FRIDAY + timedelta(11)).counts == {"suppressed": 1} and taken(world) == []
    assert (state_of(message), message.reason) == ("suppressed", f"{code}:11")
    assert re.match(words, in_words(message.reason, "fr")) and "11" in in_words(message.reason, "en")


def test_an_approval_of_long_ago_does_not_leave_and_its_items_are_free(book, alice, server, world):
    message = approved_on(book, alice, FRIDAY)
    assert dispatched_on(book, FRIDAY + timedelta(11)).counts == {"suppressed": 1}
    assert (state_of(message), message.reason) == ("suppressed", "prepared_long_ago:11")
    assert in_words(message.reason, "en") == "The reminder was prepared 11 days ago: propose it anew."
    assert taken(world) == [] and not MessageItem.objects.filter(is_claimed=True).exists()
    approved_on(book, alice, FRIDAY + timedelta(11))
    assert dispatched_on(book, FRIDAY + timedelta(11)).counts == {"sent": 1}


def test_without_a_senders_address_nothing_is_approved(book, alice):
    type(book).objects.update(sender_email="")
    run = dunning.plan(book, AS_OF, alice, AT)
    assert correspondence.preview(run.proposals.get()).obstacle == "no_sender"
    outcome = dunning.approve(list(run.proposals.all()), alice, AT)
    assert [refusal.reason for refusal in outcome.refusals] == ["no_sender"] and not Message.objects.exists()
    assert "Settings" in in_words("no_sender", "en") and "réglages" in in_words("no_sender", "fr")


def test_a_message_without_a_senders_address_waits_and_is_not_given_up(book, alice, server, world):
    """Written by an earlier version, which asked for none."""
    message = approved(book, alice)
    Message.objects.update(sender="Ardoise")
    assert sending.dispatch(book, clock).counts == {"queued": 1}
    assert (state_of(message), message.reason) == ("queued", "no_sender") and taken(world) == []


def test_a_letter_speaks_of_the_last_message_that_left_and_never_of_one_only_kept(book, alice, world):
    approved(book, alice)
    assert dispatched_on(book, AS_OF).counts == {"kept": 1}
    with listening(world) as port:
        MailServer.objects.create(company=book, host="127.0.0.1", port=port, security="none")
        firm = approved_on(book, alice, AS_OF + timedelta(11))
        assert firm.level == "firm" and "relancé à ce sujet" not in firm.body
        assert dispatched_on(book, AS_OF + timedelta(11)).counts == {"sent": 1}
        formal = approved_on(book, alice, AS_OF + timedelta(35))
    assert formal.level == "formal_notice" and "relancé à ce sujet le 27 mars 2026" in formal.body


@pytest.mark.parametrize(("state", "told"), [("to_do", "waits_by_hand"), ("queued", "level_changed")])
def test_no_level_leaves_before_one_that_was_to_be_said_first(book, alice, server, world, state, told):
    """Approved in good time, and by then the letter before it is found to be unprinted yet, or its way out broken."""
    first = approved_on(book, alice, AS_OF)
    Message.objects.filter(pk=first.pk).update(state="sent", left_at=AT, left_on=AS_OF)
    day = AS_OF + timedelta(22)
    second = approved_on(book, alice, day)
    assert second.level != first.level
    waits = {"state": state, "channel": "letter", "not_before": AT + timedelta(30), "left_at": None, "left_on": None}
    Message.objects.filter(pk=first.pk).update(**waits)
    assert dispatched_on(book, day).counts == {"suppressed": 1} and taken(world) == []
    assert (state_of(second), second.reason) == ("suppressed", told)
    assert [message.level for message in Message.objects.exclude(state="suppressed")] == [first.level]


def test_asked_of_many_at_once_no_level_leaves_before_one_that_nobody_has_printed(book, alice, server, world):
    count = many_approved(book, alice, 3)
    Message.objects.update(state="sent", left_at=AT, left_on=AS_OF)
    day = AS_OF + timedelta(22)
    approved_on(book, alice, day)
    first, *_ = Message.objects.filter(as_of=AS_OF).order_by("pk")
    Message.objects.filter(pk=first.pk).update(state="to_do", channel="letter", left_at=None, left_on=None)
    assert dispatched_on(book, day).counts == {"suppressed": 1, "sent": count - 1}
    (held,) = Message.objects.filter(state="suppressed")
    assert (held.customer_id, held.reason) == (first.customer_id, "waits_by_hand")
