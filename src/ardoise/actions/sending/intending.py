"""The last look at the facts, and the intent: one transaction in which a message becomes one that must leave now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.db import transaction

from ardoise.actions import correspondence, events, tasks
from ardoise.actions.days import business_date
from ardoise.actions.dunning.facts import ELSEWHERE
from ardoise.actions.sending import claiming
from ardoise.actions.sending.anew import Anew, by_another_channel
from ardoise.actions.sending.claiming import PATIENCE, end, hand_to_person, move, put_off, release
from ardoise.actions.sending.hours import Hours
from ardoise.actions.sending.outlets import Outlets
from ardoise.actions.sending.traces import Trace
from ardoise.actions.sending.verdicts import Verdicts
from ardoise.channels import Session, person
from ardoise.channels.outcomes import Parcel
from ardoise.records import locks, outbox
from ardoise.records.models import Company, Message

Clock = Callable[[], datetime]
BRAKED_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Round:
    """What a worker sends with: its clock, the ways out, the company's hours, what it knows of the facts, and what the
    folder is told of it."""

    clock: Clock
    outlets: Outlets
    hours: Hours
    verdicts: Verdicts
    trace: Trace


@dataclass(frozen=True)
class InHand:
    """The message a worker is about to send: what was frozen of it, what will leave, by which way out."""

    message: Message
    contents: correspondence.Contents
    parcel: Parcel
    session: Session
    anew: Anew | None  # where it speaks of several accounts

    @property
    def whole(self) -> tuple[Message, ...]:
        """It and all that leaves in it."""
        return (self.message, *self.contents.carried)

    @property
    def left_at(self) -> datetime:
        """When it was let go; asked once the intent is written."""
        assert self.message.left_at is not None
        return self.message.left_at


def wait_of(
    message: Message, session: Session, hours: Hours, at: datetime, stands: outbox.InTheWay
) -> tuple[datetime, str] | None:
    """Until when the message waits, and why: its run is braked, or its customer is not to be reached at this hour.

    What a person prints or calls reaches nobody by itself, nor does what is kept here; who wrote waits for an answer,
    and a colleague who is asked reads it when they work.
    """
    if stands.has_brake and outbox.is_held_back(message):
        return at + BRAKED_FOR, "braked"
    is_awaited = session.keeps or session.asks or outbox.is_at_once(message)
    return None if is_awaited else hours.wait_of(message, at)


def intend(hand: InHand, ours: Round) -> str | None:
    """None: the intent is committed and this worker must send now. Else the state the message went to instead.

    One transaction holds the company's row and the debtor, whom other companies may face too, looks at
    every fact again and writes the intent: what was committed before it counts, what comes after it
    crossed in the post. That what leaves is what was approved needs no transaction: the hash is taken
    of the very bytes that will leave.
    """
    is_whole = correspondence.is_whole(hand.message, hand.contents)
    with transaction.atomic():
        company = _hold(hand)
        at = ours.clock()
        today = business_date(company, at)
        if not _is_the_moment(hand, ours, company, at):
            return "queued"
        reasons = {hand.message.pk: "not_whole"}
        if is_whole:
            reasons = ours.verdicts.against(hand.message, hand.contents.carried, today)
        if reasons:
            return _withheld(hand, reasons, at, today)
        return _intended(hand, company, at, today)


def _hold(hand: InHand) -> Company:
    """The company's row and all the debtors whom it is about, as told by now, held until the transaction ends."""
    company = events.hold(hand.message.company_id)
    for siren in sorted({outbox.siren_of(one.customer_id) for one in hand.whole} - {""}):
        locks.hold_to_the_end(f"debtor {siren}")
    return company


def _is_the_moment(hand: InHand, ours: Round, company: Company, at: datetime) -> bool:
    """May anything leave to them now? To connect and address may have taken minutes. If not, it waits again."""
    stands = outbox.in_the_way(company.pk, business_date(company, at))
    if stands.is_stopped:
        release([hand.message])
        return False
    if ours.verdicts.look():
        ours.hours.read(company)
    if wait := wait_of(hand.message, hand.session, ours.hours, at, stands):
        put_off(hand.message, *wait)
        return False
    return True


def _withheld(hand: InHand, reasons: dict[int, str], at: datetime, today: date) -> str:
    """Its facts have changed: it does not leave, or what is left of several accounts is prepared anew."""
    message = hand.message
    if hand.anew and hand.anew.drops_out(reasons, today):
        if not move(message, "claimed", "suppressed", reason="", lease_until=None):
            return "lost"
        hand.anew.unwrite(at, today)
        return "anew"
    if not end(message, "claimed", "suppressed", at, reasons[message.pk], reasons):
        return "lost"
    if reasons[message.pk] == ELSEWHERE:
        by_another_channel(message, at, today)
    return "suppressed"


def _intended(hand: InHand, company: Company, at: datetime, today: date) -> str | None:
    """The intent, or what stands in its place where a person takes it out or it stays here."""
    message, session = hand.message, hand.session
    if session.asks:
        if not hand_to_person(message, at):
            return "lost"
        asked = cast(person.Session, session).to_do(hand.parcel)
        tasks.begin(message, asked, at)
        events.record(company, "to_do", None, at, message, message.customer, after={"kind": asked.kind})
        return "to_do"
    if session.keeps:
        if not claiming.intend(message, "kept", at, left_on=today, lease_until=None, receipt=""):
            return "lost"
        for one in hand.whole:
            events.record(company, "kept", None, at, one, one.customer)
    elif not claiming.intend(message, "sending", at, left_on=today, lease_until=at + PATIENCE):
        return "lost"
    message.left_at = at
    return None
