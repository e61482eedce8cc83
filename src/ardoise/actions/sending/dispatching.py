"""One worker's round: each message that waits is claimed, addressed, intended, handed over and noted.

Several rounds may run at once, in several processes: what they share is the database.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import OperationalError
from django_scopes import scope

from ardoise.actions import correspondence, events, installation, personal_messages
from ardoise.actions.days import business_date
from ardoise.actions.dunning.approving import long_ago
from ardoise.actions.obstacles import insist
from ardoise.actions.sending.anew import Anew
from ardoise.actions.sending.claiming import (
    TO_TRANSFER,
    doubt,
    end,
    fail,
    give_back,
    put_off,
    reap,
)
from ardoise.actions.sending.holding import Holding
from ardoise.actions.sending.hours import Hours
from ardoise.actions.sending.intending import Clock, InHand, Round, intend, wait_of
from ardoise.actions.sending.outlets import Outlets
from ardoise.actions.sending.pausing import paused
from ardoise.actions.sending.stopping import end_stops, stands
from ardoise.actions.sending.traces import Trace
from ardoise.channels import EMAIL, NAMES, Session
from ardoise.channels.failpoints import passing
from ardoise.channels.outcomes import Accepted, InDoubt, NotSent, Paper, Parcel
from ardoise.domain.calendar import is_working_day, next_working_day
from ardoise.domain.correspondence.addressing import reads_along
from ardoise.records import outbox
from ardoise.records.correspondence import INTERNAL, PERSONAL
from ardoise.records.models import Company, Mailbox, Message

LOG = logging.getLogger(__name__)
UNHEARD_FOR = timedelta(minutes=15)  # a worker reads the mailbox every two minutes, one that does not answer every ten


@dataclass
class Dispatch:
    """What a round did: how many messages ended in each state, and why it stopped early, if it did."""

    counts: Counter[str] = field(default_factory=Counter)
    obstacle: str = ""  # a reason's code: the server could not be reached, sending is stopped, …


def dispatch(
    company: Company, clock: Clock, limit: int | None = None, go_on: Callable[[], bool] = lambda: True
) -> Dispatch:
    """Send what waits, at most `limit` messages, each channel on one line; the facts of each are looked at first.

    `go_on`: asked before each message; once it says no, what was claimed waits again.
    """
    done = Dispatch()
    with scope(company=company):
        _listen(company, clock)
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


def _listen(company: Company, clock: Clock) -> None:
    """Where nobody has read the mailbox for long, it is read before anything leaves: a mail in it may say that this is
    an older database, or that a customer has answered. What cannot be read is told where mailboxes are, and waited for
    no more than once in so long."""
    from ardoise.actions import replies  # whose room reads what came, and asks about disputes, which are sent for

    read_at = Mailbox.objects.filter(company=company).values_list("fetched_at", flat=True).first()
    if read_at and read_at <= clock() - UNHEARD_FOR:
        try:
            replies.fetch(company, clock)
        except Exception:
            LOG.exception("The mailbox of company %s could not be read before sending", company.pk)


def _obstacle(company: Company, at: datetime) -> str:
    if reason := installation.obstacle(at):
        return reason
    return "sending_stopped" if stands(company, at) else ""


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
    waiting.filter(reason="", level__in=INTERNAL).update(reason="colleague_off")
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
    if (reason := long_ago(message.as_of, today, message.customer, message.level)) and not session.keeps:
        # whatever it waits for: a list that nobody decides on holds nothing for ever
        end(message, "claimed", "suppressed", ours.clock(), reason)
        return "suppressed"
    if wait := wait_of(message, session, ours.hours, ours.clock(), outbox.in_the_way(message.company_id, today)):
        put_off(message, *wait)
        return "queued"
    contents = correspondence.contents_of(message)
    parcel = _parcel(message, contents)
    try:
        _address(parcel, session, ours.clock)
    except NotSent as refused:
        return _refused(message, "claimed", refused, ours)
    passing("preintent")
    hand = None
    try:
        anew = Anew(message, contents.carried) if contents.carried else None
        hand = InHand(message, contents, parcel, session, anew)
        ended = intend(hand, ours)
    except OperationalError:  # a busy or full database is no fault of the message: the claim ends by itself
        session.forget()
        raise
    except Exception as failure:
        if not Message.objects.filter(pk=message.pk, token=message.token).exists():  # its approval was taken back
            session.forget()
            return "lost"
        LOG.exception("The facts of message %s could not be looked at", message.pk)
        ended = _refused(message, "claimed", NotSent(f"not_addressed:{type(failure).__name__}"), ours)
    if ended is None and hand:
        passing("intent")
        if session.keeps:
            return "kept"
        ours.trace.note(ours.verdicts.event, hand.left_at)
        return _hand_over(hand, ours)
    session.forget()
    if ended == "anew" and hand and hand.anew:
        passing("regathered")
        return hand.anew.approve(ours.clock())
    return ended or "lost"


def _address(parcel: Parcel, session: Session, clock: Clock) -> None:
    try:
        session.address(parcel, clock())
    except NotSent:
        raise
    except Exception as failure:
        LOG.exception("Message %s could not be addressed", parcel.message_id)
        session.forget()
        raise NotSent(f"not_addressed:{type(failure).__name__}") from failure


def _hand_over(hand: InHand, ours: Round) -> str:
    message = hand.message
    try:
        accepted = hand.session.hand_over(hand.parcel, lambda: ours.clock() >= hand.left_at + TO_TRANSFER)
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
    return insist(lambda: _note(hand, accepted, ours))


def _note(hand: InHand, accepted: Accepted, ours: Round) -> str:
    """The server took it and what it carries; even if the reaper doubted in the meantime, we know better.

    The disk is not waited for: the next intent takes this along, and what a power cut takes is in doubt, never sent
    again.
    """
    message, at = hand.message, ours.clock()
    cost_micros = ours.outlets.cost_of(message.channel, message.body)
    facts = {"state": "sent", "receipt": accepted.receipt, "reason": "", "lease_until": None}
    with events.act(message.company, is_lasting=False):
        if not outbox.turn([message.pk], message.token, ["sending", "in_doubt"], facts | {"cost_micros": cost_micros}):
            return "lost"
        for one in hand.whole:
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
        cc=reads_along(one.cc for one in (message, *contents.carried)),
        reply_to=message.reply_to,
        answers=(*outbox.said_before(message, correspondence.LEFT), *personal_messages.thread_of(message)),
        is_by_hand=message.level == PERSONAL,
    )
