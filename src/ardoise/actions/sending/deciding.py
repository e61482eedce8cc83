"""What only a person decides: a doubt, the emergency stop, what was kept and never left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from ardoise.actions import correspondence, events, rights
from ardoise.actions.days import business_date
from ardoise.records.models import Company, Message, Proof, SendingStop, User

Outcome = Literal["count_as_sent", "send_again"]


def decide(message: Message, outcome: Outcome, by: User | None, at: datetime) -> bool:
    """End a doubt: it counts as sent, or it is queued again to be looked at anew. False: there was none."""
    rights.require(by, "send", message.company)
    if outcome not in ("count_as_sent", "send_again"):
        raise ValueError(f"“{outcome}” is no way to end a doubt: count_as_sent or send_again.")
    facts = (
        {"state": "sent", "receipt": "counted as sent"}
        if outcome == "count_as_sent"
        else {"state": "queued", "attempts": 0, "reason": "", "not_before": None, "left_at": None, "left_on": None}
    )
    with events.act(message.company):
        whole = correspondence.all_of(message)  # what left in one message is decided together
        doubted = Message.objects.filter(pk__in=[one.pk for one in whole], state="in_doubt")
        if not doubted.update(token="", lease_until=None, **facts):
            return False
        for one in whole:
            events.record(message.company, outcome, by, at, one, one.customer, before={"reason": one.reason})
    return True


def decide_each(messages: Iterable[Message], outcome: Outcome, by: User | None, at: datetime) -> int:
    """The same of each, in a transaction and with an event of its own; how many doubts it ended."""
    return sum(decide(message, outcome, by, at) for message in messages)


def forget_kept(messages: Iterable[Message], by: User | None, at: datetime) -> int:
    """Kept messages never left: their approvals are undone and their levels count as not said. How many were.

    One of which a proof came in did leave, whatever its state says: it stays.
    """
    forgotten = 0
    for message in messages:
        rights.require(by, "send", message.company)
        with events.act(message.company):
            if kept := Message.objects.select_for_update().filter(pk=message.pk, state="kept").first():
                if Proof.objects.filter(message__in=correspondence.all_of(kept)).exists():
                    continue
                correspondence.unwrite(kept, "forgot_kept", by, at)
                forgotten += 1
    return forgotten


def stop(company: Company, by: User | None, at: datetime, note: str = "", until_on: date | None = None) -> SendingStop:
    """The emergency stop: from its commit on no intent is written, whether or not anybody has said why by then. A stop
    that stands is kept: of its reason and its end what nobody has told yet is added.

    After `until_on` it ends by itself; a day that is past would stop nothing, and counts as none.
    """
    rights.require(by, "settle", company)
    last = until_on if until_on and until_on >= business_date(company, at) else None
    end_stops(company, at)  # one that is over would else be the one that stands, and end with the next round
    with events.act(company):
        if standing := SendingStop.objects.filter(ended_at=None).first():
            return _explained(standing, note, last, by, at)
        stopped = SendingStop.objects.create(company=company, by=by, at=at, note=note, until_on=last)
        events.record(company, "stopped_sending", by, at, stopped, after={"until_on": last}, words=note)
    return stopped


def _explained(standing: SendingStop, note: str, last: date | None, by: User | None, at: datetime) -> SendingStop:
    told: dict[str, Any] = {"note": note} if note and not standing.note else {}
    told |= {"until_on": last} if last and not standing.until_on else {}
    if told:
        SendingStop.objects.filter(pk=standing.pk).update(**told)
        after, words = {"until_on": told.get("until_on", standing.until_on)}, told.get("note", "")
        events.record(standing.company, "explained_stop", by, at, standing, after=after, words=words)
        standing.refresh_from_db()
    return standing


def end_stops(company: Company, at: datetime) -> None:
    """A stop whose last day is over stands no longer."""
    over = {"ended_at": None, "until_on__lt": business_date(company, at)}
    if not SendingStop.objects.filter(company=company, **over).exists():
        return
    with events.act(company):
        for stopped in SendingStop.objects.select_for_update().filter(company=company, **over):
            SendingStop.objects.filter(pk=stopped.pk).update(ended_at=at)
            events.record(company, "resumed_sending", None, at, stopped, after={"until_on": stopped.until_on})


def resume(company: Company, by: User | None, at: datetime) -> bool:
    """Sending goes on; False if nothing stood in its way."""
    rights.require(by, "settle", company)
    with events.act(company):
        standing = SendingStop.objects.filter(ended_at=None).first()
        if standing is None:
            return False
        SendingStop.objects.filter(pk=standing.pk).update(ended_at=at, ended_by=by)
        events.record(company, "resumed_sending", by, at, standing)
    return True
