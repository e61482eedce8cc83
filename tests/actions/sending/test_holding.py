"""What a worker holds of the queue while others act."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django_scopes import scope
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.outbox import approved, clock, later, many_approved, state_of
from tests.channels.sink import taken

from ardoise.actions import dunning, sending, work
from ardoise.actions.policies import limits
from ardoise.actions.sending import holding
from ardoise.actions.sending.claiming import ATTEMPTS_MAX, claim, give_back, intend, reap, renew
from ardoise.actions.sending.holding import Holding
from ardoise.actions.sending.verdicts import Verdicts
from ardoise.records import facts
from ardoise.records.models import Approval, Brake, Company, Event, Message, Run


def brake(book):
    Brake.objects.create(company=book, run=Run.objects.get(), reasons=[], at=AT)


def test_an_approval_taken_back_while_its_run_is_stopped_ends_no_round(book, alice, server, passes):
    waiting = many_approved(book, alice, 3)

    def act():
        brake(book)
        assert dunning.withdraw(Approval.objects.get(message__state="claimed", message=first), alice, AT)

    first = Message.objects.order_by("pk").first()
    passes("claimed", act)
    assert sending.dispatch(book, clock).counts == {"lost": 1, "queued": waiting - 1}
    assert set(Message.objects.values_list("state", "reason")) == {("queued", "braked")}


def test_a_run_stopped_while_its_message_is_addressed_keeps_it_here(book, alice, server, world, passes):
    approved(book, alice)
    passes("preintent", lambda: brake(book))
    sending.dispatch(book, clock)
    told = Message.objects.get()
    assert (told.state, told.reason, told.attempts) == ("queued", "braked", 0) and not taken(world)


@pytest.mark.parametrize(("place", "slept", "ended"), [("preintent", 4, "lost"), ("intent", 5, "queued")])
def test_a_worker_that_slept_on_its_way_out_says_nothing(book, alice, server, world, passes, place, slept, ended):
    """Past its lease another may have the message; minutes after its intent the server's line is not the same."""
    approved(book, alice)
    now = [AT]
    passes(place, lambda: now.append(AT + timedelta(minutes=slept)))
    assert sending.dispatch(book, lambda: now[-1]).counts == {ended: 1} and not taken(world)
    assert sending.dispatch(book, later(hours=1)).counts == {"sent": 1} and len(taken(world)) == 1


@pytest.mark.parametrize(("tried", "state"), [(ATTEMPTS_MAX - 2, "queued"), (ATTEMPTS_MAX - 1, "failed")])
def test_a_message_that_kills_its_worker_is_tried_so_often_and_no_more(book, alice, tried, state):
    message = approved(book, alice)
    claim(book, AT)
    Message.objects.update(attempts=tried)
    reap(book, later(hours=1)())
    assert (state_of(message), message.attempts) == (state, tried + 1)


def test_what_came_back_before_it_left_has_left_on_no_day(book, alice):
    message = approved(book, alice)
    (held,) = claim(book, AT)
    assert intend(held, "sending", AT, left_on=AS_OF, lease_until=AT + timedelta(minutes=9))
    give_back(held, "sending", AT, "451")
    assert state_of(message) == "queued"
    assert (message.left_at, message.left_on, message.lease_until, message.token) == (None, None, None, "")


def test_a_message_on_its_way_out_is_its_workers_for_as_long_as_a_server_may_take_to_answer(
    book, alice, server, world, passes
):
    approved(book, alice)
    passes("intent", lambda: reap(book, later(minutes=14)()))
    assert sending.dispatch(book, clock).counts == {"sent": 1}
    assert not Event.objects.filter(verb="doubted").exists()


def test_a_worker_whose_clock_is_slow_finds_that_its_message_is_anothers(book, alice):
    """Its lease has not ended by its own clock: the token says whose it is."""
    message = approved(book, alice)
    (slow,) = claim(book, AT)
    reap(book, later(hours=1)())
    (held,) = claim(book, later(hours=1)())
    asked = {"left_on": AS_OF, "lease_until": later(hours=2)()}
    assert not intend(slow, "sending", AT, **asked) and state_of(message) == "claimed"
    assert intend(held, "sending", later(hours=1)(), **asked)


def test_a_claim_that_has_ended_is_not_renewed(book, alice):
    many_approved(book, alice, 2)
    held = claim(book, AT)
    assert renew(held, later(minutes=2)()) == held
    assert renew(held, later(minutes=5)()) == [], "another may hold them by now"


def test_an_answer_of_the_server_ends_the_doubt_that_came_before_it(book, alice, server, world, passes):
    message = approved(book, alice)
    passes("presend", lambda: reap(book, later(hours=1)()))
    assert sending.dispatch(book, clock).counts == {"sent": 1} and state_of(message) == "sent"
    assert message.reason == "", "nothing is said of a doubt that is over"


def test_a_stop_that_would_have_ended_yesterday_stands_until_somebody_ends_it(book, alice, server, world):
    approved(book, alice)
    assert sending.stop(book, alice, AT, until_on=AS_OF - timedelta(1)).until_on is None
    assert sending.dispatch(book, clock).obstacle == "sending_stopped" and not taken(world)


def test_a_last_run_that_waits_for_somebody_to_look_holds_what_was_approved_before(book, alice, server, world):
    """The bank is not read since: what Friday's list said may be paid."""
    approved(book, alice)
    last = Run.objects.create(company=book, policy="default", as_of=AS_OF + timedelta(1), at=AT)
    stopped = Brake.objects.create(company=book, run=last, reasons=[], at=AT)
    sending.dispatch(book, clock)
    assert list(Message.objects.values_list("state", "reason")) == [("queued", "braked")]
    Brake.objects.filter(pk=stopped.pk).update(dropped_at=AT)  # nothing of that list leaves: this is of another
    assert sending.dispatch(book, later(minutes=11)).counts == {"sent": 1} and len(taken(world)) == 1


def test_a_stopped_list_on_which_nobody_decides_holds_no_message_for_ever(book, alice, server, world):
    """Its words grow old: the customer is free for the next list."""
    approved(book, alice)
    brake(book)
    sending.dispatch(book, later(days=3))
    assert Message.objects.get().state == "queued"
    assert sending.dispatch(book, later(days=4)).counts == {"suppressed": 1} and not taken(world)
    assert Message.objects.get().reason == "prepared_long_ago:4"


def test_what_was_done_since_is_asked_of_a_thousand_companies_at_once(book):
    assert facts.since(facts.Last(tuple((pk, 0) for pk in range(1, 1000)))).last.seqs[0][0] == 1
    assert facts.since(facts.NOTHING).last.seqs == tuple(p for p in facts.last_event().seqs if p[1])


def test_a_message_whose_addressing_lasted_into_the_quiet_hours_waits(book, alice, server, world, passes):
    approved(book, alice)
    limits.change_limits(book, alice, AT, quiet_from=time(10, 31), quiet_until=time(14))  # it is 10:30 in Paris
    now = [AT]
    passes("preintent", lambda: now.append(AT + timedelta(minutes=1)))
    sending.dispatch(book, lambda: now[-1])
    told = Message.objects.get()
    assert (told.state, told.reason, told.attempts) == ("queued", "quiet_hours", 0) and not taken(world)


def test_quiet_hours_that_are_set_in_the_middle_of_a_round_hold_from_then_on(book, alice, server, world, passes):
    approved(book, alice)
    passes("preintent", lambda: limits.change_limits(book, alice, AT, quiet_from=time(10), quiet_until=time(14)))
    sending.dispatch(book, clock)
    told = Message.objects.get()
    assert (told.state, told.reason) == ("queued", "quiet_hours") and not taken(world)


def test_a_worker_that_was_slower_than_its_lease_takes_what_waits(book, alice):
    waiting = many_approved(book, alice, 3)
    instants = iter([AT, AT, AT, AT])
    with Holding(book, lambda: next(instants, AT + timedelta(minutes=4))) as held:
        slow = held.next((), (), None)
        with scope(company=book):
            reap(book, later(minutes=4)())
        instants = iter(())
        assert held.next((), (), None) is not None and slow is not None and waiting > 2


def test_terms_that_changed_since_the_round_began_count(book, alice):
    """Sixty days instead of thirty: what was late is not due yet."""
    for code in ("PETIT", "DURAND"):
        invoice(book, code, 50_000, None, document_on=AS_OF - timedelta(50))
    approved(book, alice)
    held = claim(book, AT, most=2)
    Company.objects.filter(pk=book.pk).update(terms="60 jours")
    asked = Verdicts()
    asked.ask(book, AS_OF, held)
    for message in held:
        assert asked.reasons[message.pk] == Verdicts().of(message, AS_OF)


def test_a_worker_asked_to_end_ends_the_message_in_hand_and_gives_the_others_back(book, alice, server, world):
    count = many_approved(book, alice, 3)
    answers = iter([True])
    done = sending.dispatch(book, clock, go_on=lambda: next(answers, False))
    assert done.counts == {"sent": 1} and len(taken(world)) == 1
    assert Message.objects.filter(state="queued", token="").count() == count - 1


def test_what_is_leaving_for_too_long_is_a_doubt_though_its_own_worker_still_waits(book, alice, server, passes):
    approved(book, alice)
    told = []

    def look():
        work.recover(later(minutes=16)())
        told.append(state_of(Message.objects.get()))

    passes("presend", look)
    sending.dispatch(book, clock)
    assert told == ["in_doubt"]
    assert state_of(Message.objects.get()) == "sent", "its server answered after all"


@pytest.mark.parametrize(("seconds", "claimed"), [(0, 12), (0.25, 8), (5, 4)])
def test_a_worker_whose_server_is_slow_leaves_to_the_others_what_they_can_send_meanwhile(
    book, alice, monkeypatch, seconds, claimed
):
    """It takes half of what waits where all left in no time, two seconds' worth where they did not; but never so few
    that asking about each for itself would make it slow, which would make it take fewer still."""
    assert many_approved(book, alice, 27) == 28
    monkeypatch.setattr(holding, "AT_LEAST", 4)
    now = [AT]
    with Holding(book, lambda: now[0]) as held:
        for _ in range(4):
            held.next((), (), None)
            now[0] += timedelta(seconds=seconds)
        assert held.messages == [] and held.next((), (), None) is not None
        assert len(held.messages) == claimed - 1
