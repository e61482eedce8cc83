"""Rows of the timeline's sources in words: what happened, to whom, how much, why."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ardoise.actions import links
from ardoise.actions.tasks import subjects
from ardoise.actions.timeline import words
from ardoise.actions.timeline.steps import Reader, Step, joined, named
from ardoise.domain import disputes
from ardoise.domain.bank import say_return
from ardoise.domain.correspondence.reasons import in_words
from ardoise.domain.dunning import NO_RUNGS
from ardoise.domain.reasons import level_name
from ardoise.domain.worklist import duration_written
from ardoise.records.models import Entry, Event, Proof, Reply, Task

Rows = Sequence[tuple[datetime, Any]]
Told = Mapping[str, Any]
BY_DOCUMENT = ("reconciled", "cleared", "unreconciled")
"""Acts whose items are told by the numbers of their documents; those of the others by their entries."""


def events(reader: Reader, rows: Rows, rank: int) -> list[Step]:
    """Acts, with what they say of themselves."""
    told = {event.pk: json.loads(bytes(event.content)) for _at, event in rows}
    documents = _documents([told[event.pk] for _at, event in rows if event.verb not in BY_DOCUMENT])
    disputed = _disputes([event for _at, event in rows])
    return [_event(reader, event, told[event.pk], documents, disputed, rank) for _at, event in rows]


def _event(
    reader: Reader, event: Event, told: Told, documents: dict[int, str], disputed: dict[int, int], rank: int
) -> Step:
    said, kind = words.VERBS.get(event.verb, (event.verb.replace("_", " "), "file"))
    about = told.get("after") or told.get("before") or {}
    if event.verb == "approved" and about.get("level") in NO_RUNGS:
        said = _("Message approved")
    named_as = about.get("items") or {}
    numbers = named_as if event.verb in BY_DOCUMENT else [documents.get(key, "") for key in _entries(about)]
    parts = [joined(*numbers)]
    parts += _of_change(reader, told) if event.verb.startswith("changed_") else _of_act(reader, event, about)
    parts.append(str(told.get("words") or ""))
    leads, key = _leads_to(event, disputed)
    return Step(
        event.at, kind, event.verb, str(said), joined(*parts), named(event.by), leads, key, rank=rank, row=event.pk
    )


def _entries(about: Told) -> list[int]:
    """The entries an act names, each once."""
    keys = [about.get("entry"), *(about.get("items") or {}), *(about.get("entries") or [])]
    return list(dict.fromkeys(int(key) for key in keys if key))


def _documents(told: Any) -> dict[int, str]:
    """Entry → its document, of all that a page names: one question."""
    keys = {key for one in told for key in _entries(one.get("after") or one.get("before") or {})}
    found = Entry.objects.filter(pk__in=keys).values_list("pk", "document", "label")
    return {key: document or label for key, document, label in found}


def _disputes(acts: Sequence[Event]) -> dict[int, int]:
    """Link → the dispute it opens; asked only where a page tells of links."""
    keys = [act.object_id for act in acts if act.object_kind == "link" and act.object_id]
    if not keys:
        return {}
    from ardoise.records.models import Link

    return dict(Link.objects.filter(pk__in=keys, dispute__isnull=False).values_list("pk", "dispute_id"))


def _leads_to(event: Event, disputed: dict[int, int]) -> tuple[str, int | None]:
    if event.object_kind in ("dispute", "message", "reply"):
        return event.object_kind, event.object_id
    if event.object_kind == "link" and event.object_id in disputed:
        return "dispute", disputed[event.object_id]
    return "", None


def _of_act(reader: Reader, event: Event, about: Told) -> list[str]:
    """What an act says of itself that a person wants to read."""
    parts = [_coded(reader, event, about)]
    if level := about.get("level"):
        parts.append(level_name(level, reader.language))
    if cents := next((about[field] for field in ("amount_cents", "received_cents", "cents") if about.get(field)), 0):
        parts.append(reader.money(cents))
    parts += [str(said) % {"day": reader.day(about[field])} for field, said in words.DAYS.items() if about.get(field)]
    if event.verb == "promised" and event.object_id:
        parts.append(words.said(words.PROMISES, reader.outcome(event.object_id)))
    parts += _of_plan(reader, about) if event.verb == "agreed_plan" else []
    parts += _of_dispute(reader, about) if event.object_kind == "dispute" else []
    told = ("policy", "channel", "resolver", "for", "author", "file", "said_by", "proof_name", "name", "number")
    texts = [(words.said(words.CHANNELS, about[f]) if f == "channel" else about[f]) for f in told if about.get(f)]
    parts += [str(text) for text in texts]
    return parts + ([str(about["email"])] if about.get("email") else [])


def _coded(reader: Reader, event: Event, about: Told) -> str:
    """The reason, the outcome or the situation of an act."""
    if event.verb in words.HANDING:
        return joined(words.said(words.MATTERS, about["kind"]), subjects.said(about["subject"], reader.day))
    if event.object_kind == "task":
        subject = subjects.said(about.get("subject", ""), reader.day)
        outcome = words.said(_outcomes(event.verb == "visited"), about.get("outcome", ""))
        return joined(subject, outcome, duration_written(about["seconds"]) if about.get("seconds") else "")
    if event.verb == "returned_payment":
        return say_return(about.get("reason", ""), reader.language)
    if situation := about.get("situation"):
        return joined(words.said(words.SITUATIONS, situation), about.get("excerpt", ""))
    if why := about.get("why"):
        return in_words(why, reader.language)
    return in_words(about["reason"], reader.language) if event.object_kind == "message" and about.get("reason") else ""


def _of_plan(reader: Reader, about: Told) -> list[str]:
    """Its instalments, each with what became of it."""
    return [
        _("%(day)s: %(amount)s (%(outcome)s)")
        % {
            "day": reader.day(on),
            "amount": reader.money(cents),
            "outcome": words.said(words.PROMISES, reader.outcome(-int(key))),
        }
        for key, (on, cents) in sorted((about.get("instalments") or {}).items(), key=lambda told: told[1])
    ]


def _of_dispute(reader: Reader, about: Told) -> list[str]:
    """Its reason, stage and outcome, and the parts contested."""
    named_in = (("reason", disputes.REASONS), ("outcome", disputes.OUTCOMES))
    said = [texts[about[field]][reader.language] for field, texts in named_in if about.get(field) in texts]
    if about.get("stage") in disputes.STAGES and not about.get("outcome"):
        said.append(disputes.STAGES[about["stage"]][reader.language])
    parts = [reader.money(cents) for cents in (about.get("items") or {}).values() if cents]
    return said + [_("contested: %(amount)s") % {"amount": part} for part in parts]


def _of_change(reader: Reader, told: Told) -> list[str]:
    """Each field that changed, as it was and as it is."""
    before, after = told.get("before") or {}, told.get("after") or {}
    changed = [field for field in before if field in words.FIELDS and before[field] != after.get(field, before[field])]
    return [
        _("%(field)s: %(before)s → %(after)s")
        % {
            "field": words.FIELDS[field],
            "before": _value(field, before[field]),
            "after": _value(field, after.get(field)),
        }
        for field in changed
    ]


def _value(field: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    known = {"kind": words.CUSTOMER_KINDS, "role": words.CONTACT_ROLES}.get(field, {})
    return words.said(known, str(value)) if value else "–"


def messages(reader: Reader, rows: Rows, rank: int) -> list[Step]:
    """Messages as they left, with their state."""
    return [
        Step(
            at,
            "messages",
            f"message_{message.state}",
            f"{level_name(message.level, reader.language)} – {words.said(words.STATES, message.state)}",
            joined(
                words.said(words.CHANNELS, message.channel),
                message.recipient,
                message.cc and _("copy to %(address)s") % {"address": message.cc},
                reader.money(message.amount_cents, message.currency) if message.amount_cents else "",
                message.reason and in_words(message.reason, reader.language),
            ),
            about="message",
            key=message.pk,
            more=links.hidden(f"{message.subject}\n{message.body}"),
            rank=rank,
            row=message.pk,
        )
        for at, message in rows
    ]


def proofs(reader: Reader, rows: Rows, rank: int) -> list[Step]:
    """What came back about a message."""
    return [_proof(reader, at, proof, rank) for at, proof in rows]


def _proof(reader: Reader, at: datetime, proof: Proof, rank: int) -> Step:
    detail = joined(reader.day(proof.on), proof.reference, proof.detail, proof.name)
    said = words.said(words.PROOFS, proof.kind)
    by = named(proof.by)
    return Step(
        at, "messages", f"proof_{proof.kind}", said, detail, by, "message", proof.message_id, rank=rank, row=proof.pk
    )


def replies(reader: Reader, rows: Rows, rank: int) -> list[Step]:
    """What they wrote, what was read in it and what was decided."""
    return [_reply(reader, at, reply, rank) for at, reply in rows]


def _reply(reader: Reader, at: datetime, reply: Reply, rank: int) -> Step:
    read = [
        f"{words.said(words.SITUATIONS, found.situation)} ({words.said(words.DECISIONS, found.decision)})"
        for found in reply.findings.all()
    ]
    said = _("They wrote: %(subject)s") % {"subject": reply.subject or "–"}
    head = reply.customer.name if reply.customer and reply.customer_id != reader.customer.pk else ""
    detail = joined(head, reply.sender, *read)
    return Step(at, "replies", "reply", said, detail, "", "reply", reply.pk, reply.text, rank, reply.pk)


def tasks(reader: Reader, rows: Rows, rank: int) -> list[Step]:
    """What a person was asked to do, and what came of it."""
    return [_task(reader, at, task, rank) for at, task in rows]


def _task(reader: Reader, at: datetime, task: Task, rank: int) -> Step:
    subject = level_name(task.subject, reader.language) if task.message_id else None
    detail = joined(
        subject or subjects.said(task.subject, reader.day),
        task.phone,
        reader.day(task.due_on),
        words.said(_outcomes(task.kind == "visit"), task.outcome) if task.done_at else _("open"),
        task.note,
        named(task.done_by or task.customer.collector),
    )
    what = words.said(words.TASKS, task.kind)
    said = what if task.kind == "other" else _("To do: %(what)s") % {"what": what}
    return Step(at, "calls", f"task_{task.kind}", said, detail, more=task.script, rank=rank, row=task.pk)


def _outcomes(is_visit: bool) -> dict[str, words.Words]:
    return words.OF_A_VISIT if is_visit else words.OUTCOMES


def imports(reader: Reader, rows: Rows, rank: int) -> list[Step]:
    """The files that brought entries."""
    told = [
        f"{i.file_name} · "
        + ngettext("%(n)d line of this customer", "%(n)d lines of this customer", i.count) % {"n": i.count}
        for _at, i in rows
    ]
    return [
        Step(at, "payments", "import", _("Ledger read"), words_, named(i.by), rank=rank, row=i.pk)
        for (at, i), words_ in zip(rows, told, strict=True)
    ]


def payments(reader: Reader, rows: Rows, rank: int) -> list[Step]:
    """Money booked, and what it was lettered with."""
    settled = _lettered_with([entry for _at, entry in rows])
    return [
        Step(
            at,
            "payments",
            entry.kind,
            str(words.ENTRIES.get(entry.kind, _("Credit booked"))),
            joined(
                reader.money(abs(entry.amount_cents), entry.currency),
                entry.document,
                entry.label,
                entry.letter
                and _("letter %(letter)s, %(day)s: %(documents)s")
                % {
                    "letter": entry.letter,
                    "day": reader.day(entry.lettered_on) or "–",
                    "documents": ", ".join(settled[entry.letter, _scope(entry)]) or "–",
                },
            ),
            rank=rank,
            row=entry.pk,
            is_of_day=True,
        )
        for at, entry in rows
    ]


LISTED_MAX = 12


def _lettered_with(credits: Sequence[Entry]) -> dict[tuple[str | None, int], list[str]]:
    """Letter and its scope → the documents that bear it with these: one question for all of a page."""
    letters = {entry.letter for entry in credits if entry.letter}
    found: dict[tuple[str | None, int], list[str]] = defaultdict(list)
    if letters:
        mine = Entry.objects.filter(customer=credits[0].customer_id, letter__in=letters, amount_cents__gt=0)
        for entry in mine.only("letter", "letter_scope", "imported_id", "document").order_by("pk"):
            if entry.document and len(found[entry.letter, _scope(entry)]) < LISTED_MAX:
                found[entry.letter, _scope(entry)].append(entry.document)
    return found


def _scope(entry: Entry) -> int:
    """The import whose letters these are: another one may use the same letter for something else."""
    return entry.letter_scope or entry.imported_id
