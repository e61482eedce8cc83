"""A message written down: frozen with its attachments, hashed over everything, one per approval."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db.models import Q

from ardoise.actions import events, links, message_names
from ardoise.actions.correspondence.drafting import preview
from ardoise.actions.correspondence.drafts import Context, Draft
from ardoise.actions.correspondence.papers import Paper
from ardoise.actions.correspondence.together import all_of
from ardoise.records import outbox
from ardoise.records.models import Approval, Attachment, Message, MessageItem, Proposal, User


@dataclass(frozen=True)
class Contents:
    """What a message lists and what it carries, read once."""

    items: tuple[tuple[int, str, date, int, bool], ...]  # entry, document, due_on, open_cents, is_apart
    owners: frozenset[int]  # the customers whose entries are listed
    papers: tuple[Paper, ...]
    carried: tuple[Message, ...] = ()  # what leaves in it beside what it says itself


def compose(approval: Approval, at: datetime, draft: Draft | None = None) -> Message:
    """The approval's one message, frozen and queued; call it inside the transaction that writes the approval."""
    return compose_many([(approval, draft or preview(approval.proposal))], at)[0]


def compose_many(written: Sequence[tuple[Approval, Draft]], at: datetime) -> list[Message]:
    """The same for many approvals of one company; all of them or none."""
    for approval, draft in written:
        _refuse_unfit(approval.proposal, draft)
    listed = [_items(approval.proposal, draft.context) for approval, draft in written]
    origin = events.origin(written[0][0].company) if written else ""
    unsealed = [_unsealed(approval, draft, origin, at) for approval, draft in written]
    messages = _stored(unsealed, [draft for _, draft in written], listed)
    for message, items in zip(messages, listed, strict=True):
        for item in items:
            item.message = message
    MessageItem.objects.bulk_create([item for items in listed for item in items])
    Attachment.objects.bulk_create(
        _attached(message, paper)
        for message, (_, draft) in zip(messages, written, strict=True)
        for paper in draft.papers
    )
    read = zip(messages, written, strict=True)
    links.to_read([m for m, (_, draft) in read if draft.context.letter.online and not draft.carrier_id], at)
    return messages


def _stored(messages: list[Message], drafts: Sequence[Draft], listed: Sequence[Sequence[MessageItem]]) -> list[Message]:
    """Sealed and stored, the carriers first: the seal of each covers those of what it carries."""
    by_proposal = {draft.context.proposal_id: m for draft, m in zip(drafts, messages, strict=True)}
    carried: dict[int, list[Message]] = {}
    whole = list(zip(messages, drafts, listed, strict=True))
    for message, draft, items in whole:
        if draft.carrier_id:
            message.carrier = by_proposal[draft.carrier_id]
            carried.setdefault(draft.carrier_id, []).append(_sealed(message, draft, items))
    for message, draft, items in whole:
        if not draft.carrier_id:
            _sealed(message, draft, items, carried.get(draft.context.proposal_id, ()))
    Message.objects.bulk_create([message for message in messages if message.carrier is None])
    Message.objects.bulk_create([message for message in messages if message.carrier is not None])
    return messages


def _sealed(message: Message, draft: Draft, items: Sequence[MessageItem], carried: Sequence[Message] = ()) -> Message:
    told = tuple((i.entry_id, i.document, i.due_on, i.open_cents, i.is_apart) for i in items)
    message.sha256 = fingerprint(message, Contents(told, frozenset(), draft.papers, tuple(carried)))
    return message


def _refuse_unfit(proposal: Proposal, draft: Draft) -> None:
    if draft.obstacle:
        raise ValueError(f"Proposal {proposal.pk} cannot be written: {draft.obstacle}.")
    if draft.context.proposal_id != proposal.pk or any(p.customer_id != proposal.customer_id for p in draft.papers):
        raise ValueError(f"A draft of another customer was offered for proposal {proposal.pk}: refused.")


def _unsealed(approval: Approval, draft: Draft, origin: str, at: datetime) -> Message:
    proposal = approval.proposal
    return Message(
        company=approval.company,
        approval=approval,
        customer=proposal.customer,
        channel=proposal.channel,
        level=proposal.level,
        tone=draft.context.letter.tone,
        cycle=proposal.cycle,
        as_of=proposal.run.as_of,
        sender=draft.sender,
        recipient=draft.recipient,
        cc=draft.cc,
        reply_to=draft.reply_to,
        template_version_id=draft.context.chosen.version_id,
        language=draft.language,
        subject=draft.subject,
        body=draft.body,
        html=draft.html,
        amount_cents=draft.amount_cents,
        currency=proposal.currency,
        message_id=message_names.new(origin, draft.sender, at),  # once: every attempt carries the same
        state="queued",
        composed_at=at,
    )


def _attached(message: Message, paper: Paper) -> Attachment:
    return Attachment(
        company_id=message.company_id,
        message=message,
        customer_id=paper.customer_id,
        name=paper.name,
        content_type=paper.content_type,
        content=paper.content,
        sha256=sha256(paper.content).hexdigest(),
    )


def _items(proposal: Proposal, context: Context) -> list[MessageItem]:
    """Each item as it stood; a credit claims nothing, so it may be listed in the next message as well."""
    listed = [*((item, False) for item in context.letter.items), *((item, True) for item in context.letter.credits)]
    return [
        MessageItem(
            company_id=proposal.company_id,
            entry_id=entry,
            level=proposal.level,
            document=item.document[:120],
            document_on=item.document_on,
            due_on=item.due_on,
            open_cents=item.open_cents,
            days_overdue=item.days_overdue,
            is_claimed=item.open_cents > 0,
            is_apart=is_apart,
            planned_cents=item.planned_cents,
        )
        for entry, (item, is_apart) in zip(context.entries, listed, strict=True)
    ]


def contents_of(message: Message) -> Contents:
    """What the database holds of it, in the order it was written."""
    rows, papers = outbox.items_of(message.pk), outbox.papers_of(message.pk)
    return Contents(
        items=tuple((*row[:4], bool(row[4])) for row in rows),
        owners=frozenset(row[5] for row in rows),
        papers=tuple(Paper(owner, name, kind, bytes(content)) for owner, name, kind, content in papers),
        carried=tuple(outbox.carried_by(message.pk)) if message.carrier_id is None else (),
    )


def fingerprint(message: Message, contents: Contents | None = None) -> str:
    """SHA-256 over everything that leaves, the attachments by their own bytes, what it carries by its seals."""
    held = contents or contents_of(message)
    papers = [(p.name, p.content_type, p.customer_id, sha256(p.content).hexdigest()) for p in held.papers]
    everything = [
        [message.company_id, message.customer_id, message.message_id, message.sender, message.recipient],
        [message.channel, message.level, message.language, message.subject, message.body, message.html],
        [message.amount_cents, message.currency, message.as_of.isoformat()],
        [(entry, document, due_on.isoformat(), cents) for entry, document, due_on, cents, _ in held.items],
        papers,
    ]
    if message.cc or message.reply_to or message.template_version_id:
        everything.append([message.cc, message.reply_to, message.template_version_id])
    if message.tone:
        everything.append(["tone", message.tone])
    if apart := [entry for entry, *_, is_apart in held.items if is_apart]:
        everything.append(["apart", *apart])
    if message.carrier is not None:
        everything.append(["in", message.carrier.message_id])
    if held.carried:
        everything.append(["carries", *(one.sha256 for one in held.carried)])
    return sha256(json.dumps(everything, ensure_ascii=False).encode()).hexdigest()


def is_whole(message: Message, contents: Contents | None = None) -> bool:
    """Unchanged since it was frozen, adding up, and with papers of its own customer only; so is all that it carries,
    which goes where it goes and says the same."""
    held = contents or contents_of(message)
    owners = held.owners | {paper.customer_id for paper in held.papers}
    return (
        owners <= {message.customer_id}
        and sum(cents for *_, cents, is_apart in held.items if not is_apart) == message.amount_cents
        and fingerprint(message, held) == message.sha256
        and all(_as_said(one) == _as_said(message) and is_whole(one) for one in held.carried)
    )


def _as_said(message: Message) -> tuple[object, ...]:
    """What is the same of all that leaves as one."""
    return (message.company_id, message.sender, message.recipient, message.subject, message.body, message.html)


def release(message: Message) -> None:
    """Its items are free to be claimed again, and those of what left in it: it has not left and will not."""
    MessageItem.objects.filter(Q(message=message) | Q(message__carrier=message)).update(is_claimed=False)


def unwrite(
    message: Message, verb: str, by: User | None, at: datetime, reasons: Mapping[int, str] | None = None
) -> None:
    """Undo an approval whose message never left: the event keeps what it was, the proposal is open again.

    What was to leave in one message is undone together: its words told of all. `reasons`: why, by key.
    """
    for one in reversed(all_of(message)):
        _unwrite_one(one, verb, by, at, (reasons or {}).get(one.pk, ""))


def _unwrite_one(message: Message, verb: str, by: User | None, at: datetime, reason: str) -> None:
    events.record(
        message.company,
        verb,
        by,
        at,
        message.approval.proposal,
        customer=message.customer,
        before={"message_id": message.message_id, "sha256": message.sha256, "subject": message.subject},
        after={"why": reason} if reason else None,
    )
    approval = message.approval
    message.attachments.all().delete()
    message.items.all().delete()
    message.delete()
    approval.delete()
