"""The emergency stop: a person stops all that leaves, and resumes it; over with its last day, whoever notes it when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ardoise.actions import events, rights
from ardoise.actions.days import business_date
from ardoise.records import outbox
from ardoise.records.models import Company, SendingStop, User


def stands(company: Company, at: datetime) -> SendingStop | None:
    """The stop that stands at that moment: asked by whoever sends, and by whoever shows it."""
    key = outbox.stop_of(company.pk, business_date(company, at))
    return SendingStop.objects.select_related("by", "company").get(pk=key) if key else None


def stop(company: Company, by: User | None, at: datetime, note: str = "", until_on: date | None = None) -> SendingStop:
    """The emergency stop: from its commit on no intent is written, whether or not anybody has said why by then. A stop
    that stands is kept: of its reason and its end what nobody has told yet is added.

    After `until_on` it ends by itself; a day that is past would stop nothing, and counts as none.
    """
    rights.require(by, "settle", company)
    last = until_on if until_on and until_on >= business_date(company, at) else None
    end_stops(company, at)  # one that is over would else be the one that stands, and end with the next round
    with events.act(company):
        if standing := stands(company, at):
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
    end_stops(company, at)
    with events.act(company):
        standing = stands(company, at)
        if standing is None:
            return False
        SendingStop.objects.filter(pk=standing.pk).update(ended_at=at, ended_by=by)
        events.record(company, "resumed_sending", by, at, standing)
    return True
