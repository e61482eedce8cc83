"""One worker's round: each message that waits is claimed, addressed, intended, handed over and noted.

Several rounds may run at once, in several processes: what they share is the database.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from django.db import OperationalError, transaction
from django_scopes import scope

from ardoise.actions import correspondence, events, personal_messages, tasks
from ardoise.actions.days import business_date
from ardoise.actions.dunning.approving import is_too_old
from ardoise.actions.installation import is_at_home
from ardoise.actions.obstacles import insist
from ardoise.actions.sending.anew import Anew
from ardoise.actions.sending.claiming import (
    PATIENCE,
    TO_TRANSFER,
    doubt,
    end,
    fail,
    give_back,
    hand_to_person,
    intend,
    move,
    put_off,
    reap,
    release,
)
from ardoise.actions.sending.deciding import end_stops
from ardoise.actions.sending.holding import Holding
from ardoise.actions.sending.hours import Hours
from ardoise.actions.sending.outlets import Outlets
from ardoise.actions.sending.pausing import paused
from ardoise.actions.sending.traces import Trace
from ardoise.actions.sending.verdicts import Verdicts
from ardoise.channels import EMAIL, NAMES, Session, person
from ardoise.channels.failpoints import passing
from ardoise.channels.outcomes import Accepted, InDoubt, NotSent, Paper, Parcel
from ardoise.domain.calendar import is_working_day, next_working_day
from ardoise.records import locks, outbox
from ardoise.records.correspondence import PERSONAL
from ardoise.records.models import Company, Message

LOG = logging.getLogger(__name__)
Clock = Callable[[], datetime]
BRAKED_FOR = timedelta(minutes=10)


@dataclass
class Dispatch:
    """What a round did: how many messages ended in each state, and why it stopped early, if it did."""

    counts: Counter[str] = field(default_factory=Counter)
    obstacle: str = ""  # a reason's code: the server could not be reached, sending is stopped, …


@dataclass(frozen=True)
class Round:
    """What a worker sends with: its clock, the ways out, the company's hours, what it knows of the facts, and what the
    folder is told of it."""

    clock: Clock
    outlets: Outlets
    hours: Hours
    verdicts: Verdicts
    trace: Trace


def dispatch(
    company: Company, clock: Clock, limit: int | None = None, go_on: Callable[[], bool] = lambda: True
) -> Dispatch:
    """Send what waits, at most `limit` messages, each channel on one line; the facts of each are looked at first.

    `go_on`: asked before each message; once it says no, what was claimed waits again.
    """
    done = Dispatch()
    with scope(company=company):
        reap(company, clock())
        end_stops(company, clock())
        if obstacle := _obstacle(company, clock()):
            done.obstacle = obstacle
            return done
        with Outlets(company) as outlets, Holding(company, clock) as held, Trace(company) as trace:
            hours, pauses = Hours(company), paused(company, clock())
            ours = Round(clock, outlets, hours, held.verdicts, trace)
            while (left := _left(limit, done)) != 0 and go_on():
                passing("preclaim")
                resting = _resting(company, outlets, hours, clock())
                message = held.next({*outlets.shut, *pauses}, resting, left)
                if message is None:
                    break
                passing("claimed")
                ended = _attempt(message, ours)
                done.counts[ended] += 1
                if ended == "in_doubt":
                    pauses = paused(company, clock())
                passing("done")
        done.obstacle = _told(company, outlets, hours, clock()) or _paused_told(company, pauses, hours)
    return done


def _left(limit: int | None, done: Dispatch) -> int | None:
    """How many more may be tried; None: as many as wait."""
    return None if limit is None else max(0, limit - done.counts.total())


def _obstacle(company: Company, at: datetime) -> str:
    if not is_at_home(at):
        return "restored"
    return "sending_stopped" if outbox.is_stopped(company.pk) else ""


def _resting(company: Company, outlets: Outlets, hours: Hours, at: datetime) -> tuple[str, ...]:
    """The channels by which nothing leaves at that moment: all but the e-mails that are only kept here, on a day off
    of the company's and in its quiet hours."""
    if is_working_day(business_date(company, at)) and hours.is_quiet(at) is None:
        return ()
    return tuple(name for name in NAMES if name != EMAIL or not outlets.keeps_mail)


def _told(company: Company, outlets: Outlets, hours: Hours, at: datetime) -> str:
    """Why what waits has not left: the company rests, or the first way out that failed; "" where nothing waits."""
    waiting = Message.objects.filter(company=company, state="queued", channel__in=_resting(company, outlets, hours, at))
    if not waiting.exists():
        return next(iter(outlets.shut.values()), "")
    today = business_date(company, at)
    if not is_working_day(today):
        waiting.filter(reason="").update(reason="day_off")
        return f"day_off_until:{next_working_day(today):%Y-%m-%d}"
    waiting.filter(reason="").update(reason="quiet_hours")
    return f"quiet_until:{hours.is_quiet(at):%H:%M}"


def _paused_told(company: Company, pauses: dict[str, datetime], hours: Hours) -> str:
    """What waits for a way out that leaves only doubts, until when; "" where nothing waits for one."""
    for channel, until in pauses.items():
        waiting = Message.objects.filter(company=company, state="queued", channel=channel)
        if waiting.exists():
            waiting.filter(reason="").update(reason="doubts")
            return f"doubts_until:{until.astimezone(hours.zone):%H:%M}"
    return ""


def _attempt(message: Message, ours: Round) -> str:
    """The state the message ends this attempt in; one that cannot be treated does not stop the others."""
    try:
        session = ours.outlets.of(message.channel)
    except NotSent as refused:
        return _refused(message, "claimed", refused, ours)
    today = business_date(message.company, ours.clock())
    if is_too_old(message.as_of, today, message.customer) and not session.keeps:
        # whatever it waits for: a list that nobody decides on holds nothing for ever
        end(message, "claimed", "suppressed", ours.clock(), f"prepared_long_ago:{(today - message.as_of).days}")
        return "suppressed"
    if wait := _wait(message, session, ours.hours, ours.clock(), outbox.in_the_way(message.company_id)):
        put_off(message, *wait)
        return "queued"
    contents = correspondence.contents_of(message)
    parcel = _parcel(message, contents)
    try:
        _address(parcel, session, ours.clock)
    except NotSent as refused:
        return _refused(message, "claimed", refused, ours)
    passing("preintent")
    anew = None
    try:
        anew = Anew(message, contents.carried) if contents.carried else None
        ended = _intend(message, parcel, contents, session, anew, ours)
    except OperationalError:  # a busy or full database is no fault of the message: the claim ends by itself
        session.forget()
        raise
    except Exception as failure:
        if not Message.objects.filter(pk=message.pk, token=message.token).exists():  # its approval was taken back
            session.forget()
            return "lost"
        LOG.exception("The facts of message %s could not be looked at", message.pk)
        ended = _refused(message, "claimed", NotSent(f"not_addressed:{type(failure).__name__}"), ours)
    if ended is not None:
        session.forget()
        if not anew or ended != "anew":
            return ended
        passing("regathered")
        return anew.approve(ours.clock())
    passing("intent")
    if session.keeps:
        return "kept"
    ours.trace.note(ours.verdicts.event, message.left_at)
    return _hand_over(message, contents.carried, parcel, session, ours)


def _wait(
    message: Message, session: Session, hours: Hours, at: datetime, stands: outbox.InTheWay
) -> tuple[datetime, str] | None:
    """Until when the message waits, and why: its run is braked, or its customer is not to be reached at this hour.

    What a person prints or calls reaches nobody by itself, nor does what is kept here; who wrote waits for an answer.
    """
    if stands.has_brake and outbox.is_held_back(message):
        return at + BRAKED_FOR, "braked"
    is_awaited = session.keeps or session.asks or outbox.is_answer(message)
    return None if is_awaited else hours.wait_of(message, at)


def _address(parcel: Parcel, session: Session, clock: Clock) -> None:
    try:
        session.address(parcel, clock())
    except NotSent:
        raise
    except Exception as failure:
        LOG.exception("Message %s could not be addressed", parcel.message_id)
        session.forget()
        raise NotSent(f"not_addressed:{type(failure).__name__}") from failure


def _intend(
    message: Message,
    parcel: Parcel,
    contents: correspondence.Contents,
    session: Session,
    anew: Anew | None,
    ours: Round,
) -> str | None:
    """None: the intent is committed and this worker must send now. Else the state the message went to instead.

    One transaction holds the company's row and the debtor, whom other companies may face too, looks at
    every fact again and writes the intent: what was committed before it counts, what comes after it
    crossed in the post. That what leaves is what was approved needs no transaction: the hash is taken
    of the very bytes that will leave.
    """
    is_whole = correspondence.is_whole(message, contents)
    with transaction.atomic():
        company = events.hold(message.company_id)
        customers = (message.customer_id, *(one.customer_id for one in contents.carried))
        for siren in sorted({outbox.siren_of(customer) for customer in customers} - {""}):  # as told by now
            locks.hold_to_the_end(f"debtor {siren}")
        at, stands = ours.clock(), outbox.in_the_way(company.pk)
        if stands.is_stopped:
            release([message])
            return "queued"
        if ours.verdicts.look():
            ours.hours.read(company)
        if wait := _wait(message, session, ours.hours, at, stands):  # to connect and address may have taken minutes
            put_off(message, *wait)
            return "queued"
        reasons = {message.pk: "not_whole"}
        if is_whole:
            reasons = ours.verdicts.against(message, contents.carried, business_date(company, at))
        if anew and anew.drops_out(reasons, business_date(company, at)):
            if not move(message, "claimed", "suppressed", reason="", lease_until=None):
                return "lost"
            anew.unwrite(at, business_date(company, at))
            return "anew"
        if reasons:
            reason = reasons[message.pk]
            return "suppressed" if end(message, "claimed", "suppressed", at, reason, reasons) else "lost"
        left_on = business_date(company, at)
        if session.asks:
            if not hand_to_person(message, at):
                return "lost"
            asked = cast(person.Session, session).to_do(parcel)
            tasks.begin(message, asked, at)
            events.record(company, "to_do", None, at, message, message.customer, after={"kind": asked.kind})
            return "to_do"
        if session.keeps:
            if not intend(message, "kept", at, left_on=left_on, lease_until=None, receipt=""):
                return "lost"
            for one in (message, *contents.carried):
                events.record(company, "kept", None, at, one, one.customer)
        elif not intend(message, "sending", at, left_on=left_on, lease_until=at + PATIENCE):
            return "lost"
        message.left_at = at
    return None


def _hand_over(message: Message, carried: Sequence[Message], parcel: Parcel, session: Session, ours: Round) -> str:
    try:
        accepted = session.hand_over(parcel, lambda: ours.clock() >= message.left_at + TO_TRANSFER)
    except NotSent as refused:
        told = refused  # its name ends with the block
        return insist(lambda: _refused(message, "sending", told, ours))
    except InDoubt as silence:
        why = str(silence)
        if silence.breaks_session:
            ours.outlets.close(message.channel, why)
        insist(lambda: doubt(message, ours.clock(), why))
        return "in_doubt"
    except Exception as failure:
        LOG.exception("Message %s was cut off while leaving", message.pk)
        doubt(message, ours.clock(), f"cut_off:{type(failure).__name__}")
        raise
    passing("presend")
    return insist(lambda: _note(message, carried, accepted, ours))


def _note(message: Message, carried: Sequence[Message], accepted: Accepted, ours: Round) -> str:
    """The server took it and what it carries; even if the reaper doubted in the meantime, we know better.

    The disk is not waited for: the next intent takes this along, and what a power cut takes is in doubt, never sent
    again.
    """
    at, cost_micros = ours.clock(), ours.outlets.cost_of(message.channel, message.body)
    facts = {"state": "sent", "receipt": accepted.receipt, "reason": "", "lease_until": None}
    with events.act(message.company, is_lasting=False):
        if not outbox.turn([message.pk], message.token, ["sending", "in_doubt"], facts | {"cost_micros": cost_micros}):
            return "lost"
        for one in (message, *carried):
            events.record(message.company, "sent", None, at, one, one.customer, after={"receipt": accepted.receipt})
    return "sent"


def _refused(message: Message, source: str, refused: NotSent, ours: Round) -> str:
    """Failed for good, or back in the queue; a way out that is itself at fault is shut for the round."""
    if refused.breaks_session:
        ours.outlets.close(message.channel, str(refused))
    if refused.is_final:
        fail(message, source, ours.clock(), str(refused))
        return "failed"
    give_back(message, source, ours.clock(), str(refused), refused.is_counted, is_patient=refused.is_ours)
    return "queued"


def _parcel(message: Message, contents: correspondence.Contents) -> Parcel:
    """What the message froze, and what it carries: of each, papers of its own customer only."""
    papers = [paper for paper in contents.papers if paper.customer_id == message.customer_id]
    for one in contents.carried:
        papers += [paper for paper in correspondence.contents_of(one).papers if paper.customer_id == one.customer_id]
    return Parcel(
        message.message_id,
        message.sender,
        message.recipient,
        message.language,
        message.subject,
        message.body,
        message.html,
        tuple(Paper(paper.name, paper.content_type, paper.content) for paper in papers),
        cc=message.cc,
        also=tuple(one.cc for one in contents.carried),
        reply_to=message.reply_to,
        answers=(*outbox.said_before(message, correspondence.LEFT), *personal_messages.thread_of(message)),
        is_by_hand=message.level == PERSONAL,
    )
