"""The timeline of a customer: every act, each message as it left, each import that touched their account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from ardoise.actions import events
from ardoise.desk.customers.words import CHANGED, DISPUTE_REASONS, KINDS
from ardoise.desk.frame.tags import day_text, language, state_name, written
from ardoise.domain.reasons import level_name
from ardoise.records.models import Customer, Entry, Event, Import, Message

VERBS: dict[str, tuple[str | Lazy, str]] = {
    "opened_dispute": (_("Dispute opened"), "scales"),
    "promised": (_("Promise noted"), "handshake"),
    "blocked": (_("Reminders suspended"), "pause"),
    "declared_insolvency": (_("Insolvency noted"), "building"),
    "ended_dispute": (_("Dispute ended"), "check"),
    "ended_promise": (_("Promise ended"), "check"),
    "ended_block": (_("Suspension ended"), "check"),
    "ended_insolvency": (_("Insolvency ended"), "check"),
    "overrode_policy": (_("Put under another policy"), "ladder"),
    "ended_override": (_("The rules assign the policy again"), "ladder"),
    "changed_customer": (_("Customer file changed"), "edit"),
    "added_contact": (_("Contact added"), "people"),
    "changed_contact": (_("Contact changed"), "people"),
    "removed_contact": (_("Contact removed"), "people"),
    "approved": (_("Reminder approved"), "check"),
    "withdrew": (_("Approval taken back"), "undo"),
    "withdrawn": (_("Approval taken back"), "undo"),
}
OF_MESSAGES = ("message",)
"""Events about these are told by the thing itself."""


@dataclass(frozen=True)
class Step:
    """One line of the timeline."""

    at: datetime
    words: str
    drawing: str
    detail: str = ""
    by: str = ""
    url: str = ""


def trail(customer: Customer, limit: int = 60) -> list[Step]:
    """Latest first."""
    told = [step_of(e) for e in events.timeline(customer, limit) if e.object_kind not in OF_MESSAGES]
    return sorted([*told, *messages(customer, limit), *imports(customer)], key=lambda s: s.at, reverse=True)[:limit]


def step_of(event: Event) -> Step:
    """An act, in words."""
    words, drawing = VERBS.get(event.verb, (event.verb.replace("_", " "), "dot"))
    by = event.by.get_full_name() or event.by.username if event.by else ""
    return Step(event.at, str(words), drawing, detail_of(event.told), by)


def detail_of(told: dict) -> str:
    """What the act says of itself that a person wants to read."""
    after, before = told.get("after") or {}, told.get("before") or {}
    about = after or before
    parts = []
    if reason := about.get("reason"):
        parts.append(str(DISPUTE_REASONS.get(reason, reason)))
    if level := about.get("level"):
        parts.append(level_name(level, language()))
    if cents := about.get("amount_cents"):
        parts.append(written(cents))
    if named := about.get("policy"):
        parts.append(str(named))
    for field in ("promised_on", "until_on", "judged_on"):
        if about.get(field):
            parts.append(day_text(datetime.fromisoformat(about[field]).date()))
    if told.get("verb") == "changed_customer":
        parts += [f"{CHANGED[field]}: {value_of(field, after[field])}" for field in after if field in CHANGED]
    parts += [str(about[field]) for field in ("name", "email") if about.get(field)]
    return " · ".join([*parts, *filter(None, [told.get("words")])])


def value_of(field: str, value: object) -> str:
    """The value a field was given."""
    return str(KINDS.get(str(value), value)) if field == "kind" else str(value or "–")


def messages(customer: Customer, limit: int) -> list[Step]:
    """The messages, as they left."""
    found = Message.objects.filter(customer=customer).order_by("-composed_at")[:limit]
    return [
        Step(
            m.left_at or m.composed_at,
            f"{level_name(m.level, language())} – {state_name(m.state)}",
            "mail",
            f"{m.recipient} · {written(m.amount_cents)}",
            url=reverse("message", args=[m.pk]),
        )
        for m in found
    ]


def imports(customer: Customer) -> list[Step]:
    """The imports that brought entries of this customer."""
    brought = Entry.objects.filter(customer=customer).values("imported").annotate(n=Count("pk"))
    counts = {row["imported"]: row["n"] for row in brought}
    return [
        Step(i.ended_at or i.started_at, str(_("Ledger read")), "upload", f"{i.file_name} · {counts[i.pk]}")
        for i in Import.objects.filter(pk__in=counts)
    ]
