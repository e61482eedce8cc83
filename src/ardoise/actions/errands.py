"""Long work somebody asks for and need not wait for: today's plan, many approvals, many receipts applied,
the mailbox read.

What is asked is kept first, carried out by the worker then; each kind of work changes
nothing the second time, so whoever finds one half done begins it again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime
from hashlib import sha256
from time import monotonic
from typing import Any

from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_scopes import scope, scopes_disabled

from ardoise.actions import dunning, events, reconciliation, replies, rights
from ardoise.actions.days import business_date
from ardoise.actions.dunning import relatives
from ardoise.actions.imports.locks import Busy, alone
from ardoise.actions.obstacles import is_busy, reason_of
from ardoise.actions.policies import simulation
from ardoise.records.models import Approval, Company, Errand, PolicyVersion, User

Clock = Callable[[], datetime]
Tell = Callable[[int], None]
LOG = logging.getLogger(__name__)

ATTEMPTS = 3  # after which work that kills its worker is given up
FEW_AT_ONCE = 20  # receipts applied between two words of progress
REFUSALS_KEPT = 20
LOCKS = {
    "plan": "-plan", "approve": "-approve", "simulate": "-simulate", "apply": "-apply", "explain": "-explain",
    "fetch": "-fetch",
}  # fmt: skip
"""Kind → the lock a process holds while it is at it; one of a kind and company at a time."""


def ask_plan(company: Company, as_of: date, by: User | None, at: datetime) -> Errand:
    """The plan of that day is to be computed; asked again while it is under way, it is the same errand."""
    rights.require(by, "plan", company)
    return _ask(company, "plan", as_of.isoformat(), {"as_of": as_of.isoformat()}, by, at)


def ask_approvals(company: Company, proposals: Sequence[int], by: User | None, at: datetime) -> Errand:
    """Those proposals (keys of rows) are to be approved; asked again while it is under way, it is the same errand."""
    rights.require(by, "approve", company)
    return _ask_many(company, "approve", proposals, by, at)


def ask_applying(company: Company, proposals: Sequence[int], by: User | None, at: datetime) -> Errand:
    """Those explanations of receipts (keys of rows) are to be applied; asked again meanwhile, it is the same errand."""
    rights.require(by, "reconcile", company)
    return _ask_many(company, "apply", proposals, by, at)


def ask_explaining(company: Company, by: User | None, at: datetime) -> Errand:
    """Every receipt is to be explained anew by what is open, learned and let pass now; asked again meanwhile, it is
    the same errand."""
    rights.require(by, "reconcile", company)
    return _ask(company, "explain", "all", {}, by, at)


def ask_fetching(company: Company, by: User | None, at: datetime) -> Errand:
    """The mailbox is to be read now; asked again meanwhile, it is the same errand."""
    rights.require(by, "correspond", company)
    return _ask(company, "fetch", "mailbox", {}, by, at)


def _ask_many(company: Company, kind: str, proposals: Sequence[int], by: User | None, at: datetime) -> Errand:
    """Work on many rows, told by the rows."""
    key = sha256(",".join(map(str, sorted(proposals))).encode()).hexdigest()
    return _ask(company, kind, key, {"proposals": list(proposals), "count": len(proposals)}, by, at)


def ask_simulation(version: PolicyVersion, as_of: date, is_everybody: bool, by: User | None, at: datetime) -> Errand:
    """What would leave that day under a version of a policy is to be told; nothing else is kept of it."""
    rights.require(by, "see_all", version.company)
    asked = {"version": version.pk, "as_of": as_of.isoformat(), "is_everybody": is_everybody}
    return _ask(version.company, "simulate", simulation_key(version, as_of, is_everybody), asked, by, at)


def simulation_key(version: PolicyVersion, as_of: date, is_everybody: bool) -> str:
    """By which the errand of a simulation is found again."""
    return f"{version.pk} {as_of:%Y-%m-%d}{' everybody' if is_everybody else ''}"


def _ask(company: Company, kind: str, key: str, asked: dict[str, Any], by: User | None, at: datetime) -> Errand:
    """The errand and its event; the one that is under way already, if there is one."""
    with events.act(company):  # two clicks, one after the other
        same = {"company": company, "kind": kind, "key": key}
        if known := Errand.objects.filter(**same, state__in=Errand.UNDER_WAY).first():
            return known
        errand = Errand.objects.create(**same, asked=asked, by=by, at=at)
        events.record(company, f"asked_{kind}", by, at, errand, after={"key": key})
    return errand


def carry_out(errand_id: int, clock: Clock) -> Errand | None:
    """Does what was asked, as of when it was asked; an errand that has ended, or is being carried out, is left."""
    with scopes_disabled():
        found = Errand.objects.select_related("company", "by").filter(pk=errand_id).first()
    if found is None:
        return None
    with alone(found.company_id, about=LOCKS[found.kind]), scope(company=found.company):
        if not _begin(found):
            return found
        with override(found.company.language):
            _run(found, clock)
    return found


def _begin(errand: Errand) -> bool:
    """Takes it up, unless it has ended meanwhile; one that killed its worker too often is given up by `recover`."""
    errand.refresh_from_db(fields=["state", "attempts"])
    if errand.state not in Errand.UNDER_WAY:
        return False
    errand.state, errand.attempts, errand.progress = "running", errand.attempts + 1, 0
    errand.save(update_fields=["state", "attempts", "progress"])
    return True


def _run(errand: Errand, clock: Clock) -> None:
    """Carries it out, or says why not."""
    try:
        outcome = _outcome(errand, clock)
    except (rights.Refused, rights.Missing) as refusal:
        fail(errand, str(refusal), clock())
    except (DatabaseError, OSError) as error:
        fail(
            errand,
            _("This machine stopped it (%(reason)s). Check its disk, then ask again.") % {"reason": reason_of(error)},
            clock(),
        )
    except Exception as error:
        LOG.exception("Errand %s failed", errand.pk)
        fail(
            errand,
            _("It met something unforeseen (%(reason)s). Ask again; if it comes back, tell us.")
            % {"reason": repr(error)},
            clock(),
        )
    else:
        _end(errand, "done", outcome, clock())


def _outcome(errand: Errand, clock: Clock) -> dict[str, Any]:
    """What the work gives; begun again where others held the database too long: it does nothing twice."""
    for _attempt in range(1, ATTEMPTS):
        try:
            return WORK[errand.kind](errand, _progress_of(errand), clock)
        except OperationalError as busy:
            if not is_busy(busy):
                raise
            LOG.warning("Errand %s is begun again: %s", errand.pk, busy)
    return WORK[errand.kind](errand, _progress_of(errand), clock)


def _plan(errand: Errand, tell: Tell, clock: Clock) -> dict[str, Any]:
    """The day's run; how many proposals it made, and how many were approved by themselves."""
    run = dunning.run(errand.company, date.fromisoformat(errand.asked["as_of"]), errand.by, errand.at, tell)
    approved = Approval.objects.filter(proposal__run=run, by=None, message__carrier=None).count()
    return {"run": run.pk, "proposals": run.figures["proposals"], "automatic": approved}


def _simulate(errand: Errand, tell: Tell, clock: Clock) -> dict[str, Any]:
    """What would leave."""
    version = PolicyVersion.objects.select_related("policy", "company").get(pk=errand.asked["version"])
    as_of, is_everybody = date.fromisoformat(errand.asked["as_of"]), errand.asked["is_everybody"]
    return simulation.simulate(version, as_of, is_everybody, errand.by, clock(), tell)


def _approve(errand: Errand, tell: Tell, clock: Clock) -> dict[str, Any]:
    """Approves the proposals that still stand; how many, and which were refused, why."""
    keys = relatives.brought_together(errand.company, errand.asked["proposals"])
    outcome = dunning.approve(
        relatives.of_keys(keys), errand.by, errand.at, lambda count: tell(100 * count // len(keys))
    )
    refusals = [[refusal.proposal.customer.name, refusal.reason] for refusal in outcome.refusals]
    gone = len(keys) - len(outcome.messages) - len(refusals)
    counts: dict[str, int] = {}
    for _name, reason in [*refusals, *[["", "replaced"]] * gone]:
        counts[reason] = counts.get(reason, 0) + 1
    leave = sum(message.carrier_id is None for message in outcome.messages)  # what leaves in another stands with that
    return {"approved": leave, "refused": counts, "refusals": refusals[:REFUSALS_KEPT]}


def _apply(errand: Errand, tell: Tell, clock: Clock) -> dict[str, Any]:
    """Applies the explanations that still hold; how many receipts, and which were refused, with the sentence."""
    keys, receipts, refusals = errand.asked["proposals"], 0, []
    for start in range(0, len(keys), FEW_AT_ONCE):
        outcome = reconciliation.bulk(errand.company, keys[start : start + FEW_AT_ONCE], errand.by, errand.at)
        receipts += len({done.together for done in outcome.applied})
        refusals += [[str(one.movement.counterparty or one.movement.label), words] for one, words in outcome.refusals]
        tell(100 * start // len(keys))
    return {"applied": receipts, "refused": len(keys) - receipts, "refusals": refusals[:REFUSALS_KEPT]}


def _explain(errand: Errand, tell: Tell, clock: Clock) -> dict[str, Any]:
    """Explains every receipt anew, and applies what is sure where the company lets it; how many of each."""
    company = errand.company
    explained = reconciliation.propose(company, business_date(company, errand.at), errand.at, errand.by)
    tell(50)
    applied = reconciliation.apply_automatic(company, errand.at).applied
    return {"explained": explained, "applied": len({done.together for done in applied})}


def _fetch(errand: Errand, tell: Tell, clock: Clock) -> dict[str, Any]:
    """Reads the mailbox; how many replies are new, how many mails lie there still, and what stood in the way."""
    done = replies.fetch(errand.company, clock, tell=tell)
    return {"replies": done.news, "left": done.left, "fault": done.fault}


WORK: dict[str, Callable[[Errand, Tell, Clock], dict[str, Any]]] = {
    "plan": _plan,
    "approve": _approve,
    "simulate": _simulate,
    "apply": _apply,
    "explain": _explain,
    "fetch": _fetch,
}


def _progress_of(errand: Errand) -> Tell:
    """Writes the progress on the errand's row, twice a second at most."""
    last = [-1.0]

    def note(percent: int) -> None:
        if monotonic() - last[0] >= 0.5:
            last[0] = monotonic()
            Errand.objects.filter(pk=errand.pk).update(progress=min(percent, 99))

    return note


def fail(errand: Errand, words: str, at: datetime) -> bool:
    """Notes that it came to nothing, or only to a part, and why; once."""
    return _end(errand, "failed", {"words": words}, at)


def _end(errand: Errand, state: str, outcome: dict[str, Any], at: datetime) -> bool:
    """Notes how it ended and the event, together; once."""
    with events.act(errand.company):
        under_way = Errand.objects.filter(pk=errand.pk, state__in=Errand.UNDER_WAY)
        if not under_way.update(state=state, outcome=outcome, progress=100, ended_at=at):
            return False
        told = {"key": errand.key, "state": state, "outcome": outcome}
        events.record(errand.company, f"ended_{errand.kind}", errand.by, at, errand, after=told)
    errand.refresh_from_db()
    return True


def recover(at: datetime) -> list[Errand]:
    """Finds the errands whose worker died: they wait again, or are given up when they keep killing it."""
    with scopes_disabled():
        running = list(Errand.objects.filter(state="running").select_related("company", "by"))
    return [errand for errand in running if _pick_up(errand, at)]


def _pick_up(errand: Errand, at: datetime) -> bool:
    """Makes one wait again unless somebody still works on it."""
    try:
        with alone(errand.company_id, wait=False, about=LOCKS[errand.kind]), scope(company=errand.company):
            if errand.attempts >= ATTEMPTS:
                with override(errand.company.language):
                    words = _("It was interrupted %(n)d times. Is there memory enough on this machine? Ask again.")
                return fail(errand, words % {"n": errand.attempts}, at)
            return bool(Errand.objects.filter(pk=errand.pk, state="running").update(state="waiting"))
    except Busy:
        return False


def tell_outcome(errand: Errand, to: User, at: datetime) -> bool:
    """Notes that who asked has read what came of it; False for anybody else, and the second time."""
    with scope(company=errand.company):
        untold = Errand.objects.filter(pk=errand.pk, by=to, told_at=None, ended_at__isnull=False)
        return bool(untold.update(told_at=at))
