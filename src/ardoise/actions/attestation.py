"""Do the rows still say what the audit trail told of them? The trail is chained; a row alone can be changed unseen.

Every act told its object, and what of it is so from then on: a row that is gone, that nobody made, that says something
else, or that ended without anybody ending it, was written behind the program's back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.apps import apps
from django.db.models import Field, Model, Sum
from django.utils.translation import gettext as _

from ardoise.actions import events, instalments
from ardoise.records.models import Company, Difference, Event, Import, InstalmentPlan, Message, Proof, Reply, Settlement

NAMED = 20  # findings of one kind before it stops
DIGEST = 64  # characters of a message's hash

RESTRAINTS = ("block", "dispute", "insolvency", "instalmentplan", "paymentnotice", "promise")
ATTESTED = (*RESTRAINTS, "mark", "proof", "reconciliation", "reply", "sendingstop")
"""Tables of which every row was told when it came, and none is ever removed."""

KEPT = (*ATTESTED, "difference", "import", "policy", "policyversion", "remark", "template")
"""Tables of which no row that was told of is ever removed."""

COMPARED = (*KEPT, "channelsetting", "dunningsettings", "mailserver", "membership", "policyoverride", "proposal")
"""Tables whose columns are told by their own names."""

SILENT = {
    *(("import", name) for name in ("problems", "first_on", "last_on")),
    *(("dispute", name) for name in ("resolver", "resolver_id", "resolver_email")),
}
"""Columns that change without being told by their own name."""

ENDS = {kind: ("ended_at", {f"ended_{kind}"}) for kind in RESTRAINTS} | {
    "dispute": ("ended_at", {"ended_dispute", "settled_dispute"}),
    "reconciliation": ("undone_at", {"unreconciled"}),
    "sendingstop": ("ended_at", {"resumed_sending"}),
    "mark": ("ended_at", {"unmarked_movement"}),
}
"""Which column says that a row stands no longer, and the acts that end it."""

WAITING = frozenset({"queued", "claimed", "sending"})
STATES = {
    "sent": {"sent"},
    "posted": {"sent"},
    "count_as_sent": {"sent"},
    "kept": {"kept"},
    "to_do": {"to_do"},
    "suppressed": {"suppressed"},
    "failed": {"failed"},
    "bounced": {"failed"},
    "doubted": {"in_doubt"},
    "send_again": WAITING,
}
"""In which states a message may be after each act; before any it waits."""


@dataclass
class Told:
    """What the trail tells of one object: what was done to it, and what each of its facts was said to be last."""

    verbs: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Trail:
    """The whole trail of a company, by object; the messages it tells of, by hash, with the number of the event."""

    objects: dict[str, dict[int, Told]] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)

    def of(self, kind: str) -> dict[int, Told]:
        return self.objects.get(kind, {})


def read(company: Company) -> Trail:
    """Every event of the company, first to last."""
    trail = Trail()
    for event in events.chain_of(company).iterator(chunk_size=2000):
        content = json.loads(bytes(event.content))
        _hear(trail, event, content.get("before"), content.get("after"))
    return trail


def _hear(trail: Trail, event: Event, before: Any, after: Any) -> None:
    if isinstance(after, dict) and len(str(after.get("message"))) == DIGEST:
        trail.messages[after["message"]] = event.seq
    if isinstance(before, dict) and "message_id" in before and "sha256" in before:  # unwritten
        trail.messages.pop(before["sha256"], None)
    if event.object_id is not None:
        told = trail.objects.setdefault(event.object_kind, {}).setdefault(event.object_id, Told())
        told.verbs.append(event.verb)
        if isinstance(after, dict) and event.verb != "undid_import":  # which counts what it took away
            told.facts.update(after)


def attested(company: Company, as_of: date) -> Iterator[str]:
    """Each row is there, was made by an act, stands as long as nobody ended it, and says what was told last."""
    trail = read(company)
    for kind in COMPARED:
        yield from _some(_of_kind(company, kind, trail))
    yield from _some(_messages(company, trail))
    yield from _some(_settlements(company, trail.of("reconciliation")))
    yield from _some(_plans(company, trail.of("instalmentplan")))


def _some(found: Iterator[str]) -> Iterator[str]:
    """The first few."""
    yield from (sentence for sentence, _n in zip(found, range(NAMED), strict=False))


def _of_kind(company: Company, kind: str, trail: Trail) -> Iterator[str]:
    told = trail.of(kind)
    model = apps.get_model("records", kind)
    columns: dict[str, Any] = {name: f for f in model._meta.concrete_fields for name in (f.name, f.attname)}
    rows: dict[int, Model] = {
        row.pk: row for row in model._default_manager.filter(company=company).defer(*_heavy(model))
    }
    for pk in sorted(told.keys() - rows.keys()) if kind in KEPT else ():
        yield _("The trail tells of %(kind)s %(row)s (%(verb)s); it is no longer there.") % {
            "kind": kind, "row": pk, "verb": told[pk].verbs[0]
        }  # fmt: skip
    for pk in _untold(company, rows, trail, kind) if kind in ATTESTED else ():
        yield _("The trail tells nothing of %(kind)s %(row)s: nobody made it here.") % {"kind": kind, "row": pk}
    for pk in sorted(rows.keys() & told.keys()):
        yield from _differences(kind, rows[pk], told[pk], columns)


def _untold(company: Company, rows: dict[int, Model], trail: Trail, kind: str) -> list[int]:
    """Those the trail tells nothing of: a message that came back is told with the reply that says so, a write-off that
    was to wait for a second person with the difference that waits."""
    untold = sorted(rows.keys() - trail.of(kind).keys())
    if untold and kind == "proof":
        answers = Reply.objects.filter(company=company).exclude(answers=None).values("answers")
        back = Proof.objects.filter(company=company, kind="bounce", message__in=answers)
        return sorted(set(untold) - set(back.values_list("pk", flat=True)))
    if untold and kind == "reconciliation":
        noted = Difference.objects.filter(company=company).values_list("pk", "reconciliation")
        return sorted(set(untold) - {whole for pk, whole in noted if pk in trail.of("difference")})
    return untold


def _heavy(model: type[Model]) -> list[str]:
    """The columns of bytes, which nothing is compared with."""
    return [f.name for f in model._meta.concrete_fields if f.get_internal_type() == "BinaryField"]


def _differences(kind: str, row: Model, told: Told, columns: dict[str, Any]) -> Iterator[str]:
    for name, fact in told.facts.items():
        column: Field[Any, Any] | None = None if (kind, name) in SILENT else columns.get(name)
        if column is None or (column.is_relation and isinstance(fact, str)):
            continue
        if (now := _plain(getattr(row, column.attname))) != fact:
            yield _("%(kind)s %(row)s says %(name)s = %(now)s; the trail told %(fact)s last.") % {
                "kind": kind, "row": row.pk, "name": name, "now": now, "fact": fact
            }  # fmt: skip
    if isinstance(row, Import):
        yield from _reports(row, told)
    if kind in ENDS:
        column_name, verbs = ENDS[kind]
        if (getattr(row, column_name) is not None) != bool(verbs & set(told.verbs)):
            yield _("%(kind)s %(row)s stands, or has ended, otherwise than the trail tells.") % {
                "kind": kind, "row": row.pk
            }  # fmt: skip


def _reports(row: Import, told: Told) -> Iterator[str]:
    """What an import says it brought, by which its entries are counted, is what it told when it ended."""
    is_told = "imported" in told.verbs
    if is_told and any(told.facts.get(name) != value for name, value in row.report.items()):
        yield _("The report of import %(row)s is not the one the trail tells of.") % {"row": row.pk}
    if is_told and (row.state == "undone") != ("undid_import" in told.verbs):
        yield _("%(kind)s %(row)s stands, or has ended, otherwise than the trail tells.") % {
            "kind": "import", "row": row.pk
        }  # fmt: skip


def _plain(value: Any) -> Any:
    """As an event would have written it."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _messages(company: Company, trail: Trail) -> Iterator[str]:
    """Each message that was written is there, none that was not, and each is where the last act left it."""
    rows = Message.objects.filter(company=company).values_list("pk", "sha256", "state", "reason")
    there = {digest: pk for pk, digest, _state, _reason in rows}
    for digest in sorted(trail.messages.keys() - there.keys(), key=trail.messages.__getitem__):
        yield _("The message that event %(seq)s tells of is no longer there, or is not what was frozen.") % {
            "seq": trail.messages[digest]
        }  # fmt: skip
    for digest in there.keys() - trail.messages.keys():
        yield _("The trail tells nothing of message %(row)s: nobody wrote it here.") % {"row": there[digest]}
    told = trail.of("message")
    for pk, _digest, state, reason in rows:
        acts = [verb for verb in told.get(pk, Told()).verbs if verb in STATES]
        allowed = STATES[acts[-1]] if acts else WAITING
        if state not in allowed and not (state == "in_doubt" and reason == "copied" and allowed is WAITING):
            yield _("Message %(row)s is said to be %(state)s; the last the trail tells of it is “%(verb)s”.") % {
                "row": pk, "state": state, "verb": acts[-1] if acts else "–"
            }  # fmt: skip


def _settlements(company: Company, told: dict[int, Told]) -> Iterator[str]:
    """What was accepted settles what the act said; an act that names a document twice tells too little to say."""
    gains = Difference.objects.filter(company=company, entry__isnull=False).values("entry")  # beside what was accepted
    own = Settlement.objects.filter(company=company).exclude(item__in=gains)
    sums = own.values_list("reconciliation", "item__document").annotate(sum_cents=Sum("cents"))
    settled: dict[int, dict[str, int]] = {}
    for pk, document, cents in sums:
        settled.setdefault(pk, {})[document] = cents
    # What waits for a second person, or was refused, settles nothing, though the act told of it.
    waits = Difference.objects.filter(company=company, entry=None, item__isnull=False)
    for pk, document, cents in waits.values_list("reconciliation", "item__document", "cents"):
        found = settled.setdefault(pk, {})
        found[document] = found.get(document, 0) + cents
    for pk, one in told.items():
        items = one.facts.get("items")
        if not isinstance(items, dict):
            continue
        found = settled.get(pk, {})
        if (len(found) == len(items) and sum(found.values()) != sum(items.values())) or len(found) < len(items):
            yield _("Reconciliation %(row)s settles %(found)s cents; %(told)s were accepted.") % {
                "row": pk, "found": sum(found.values()), "told": sum(items.values())
            }  # fmt: skip


def _plans(company: Company, told: dict[int, Told]) -> Iterator[str]:
    """Each instalment plan spreads the items, over the instalments, that were agreed."""
    for plan in InstalmentPlan.objects.filter(company=company, pk__in=told).order_by("pk"):
        now = instalments.spelled(plan)
        for name, words in (("items", _("items")), ("instalments", _("instalments"))):
            if now[name] != told[plan.pk].facts.get(name):
                yield _("The %(what)s of instalment plan %(row)s are not those that were agreed.") % {
                    "what": words, "row": plan.pk
                }  # fmt: skip


CHECKS = {"attested": attested}
