"""A message written down: frozen with its attachments, hashed over everything, one per approval."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256
from uuid import uuid4

from ardoise.actions import events
from ardoise.actions.correspondence.drafting import Context, Draft, Paper, preview
from ardoise.records.models import Approval, Attachment, Message, MessageItem, User


def compose(approval: Approval, at: datetime, draft: Draft | None = None) -> Message:
    """The approval's one message, frozen and queued; call it inside the transaction that writes the approval."""
    proposal = approval.proposal
    draft = draft or preview(proposal)
    if draft.obstacle:
        raise ValueError(f"Proposal {proposal.pk} cannot be written: {draft.obstacle}.")
    if draft.context.proposal_id != proposal.pk or any(p.customer_id != proposal.customer_id for p in draft.papers):
        raise ValueError(f"A draft of another customer was offered for proposal {proposal.pk}: refused.")
    message = Message.objects.create(
        company=approval.company,
        approval=approval,
        customer=proposal.customer,
        channel=proposal.channel,
        level=proposal.level,
        cycle=proposal.cycle,
        as_of=proposal.run.as_of,
        sender=draft.sender,
        recipient=draft.recipient,
        language=draft.language,
        subject=draft.subject,
        body=draft.body,
        html=draft.html,
        amount_cents=draft.amount_cents,
        currency=proposal.currency,
        message_id=_message_id(draft.sender),
        state="queued",
        composed_at=at,
    )
    _attach(message, draft.papers)
    _list_items(message, draft.context)
    message.sha256 = fingerprint(message)
    message.save(update_fields=["sha256"])
    return message


def _message_id(sender: str) -> str:
    """Made once; every attempt carries the same one."""
    return f"<{uuid4().hex}@{parseaddr(sender)[1].rpartition('@')[2] or 'ardoise.invalid'}>"


def _attach(message: Message, papers: Sequence[Paper]) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            company_id=message.company_id,
            message=message,
            customer_id=paper.customer_id,
            name=paper.name,
            content_type=paper.content_type,
            content=paper.content,
            sha256=sha256(paper.content).hexdigest(),
        )
        for paper in papers
    )


def _list_items(message: Message, context: Context) -> None:
    """Each item as it stood; a credit claims nothing, so it may lower the next claim as well."""
    MessageItem.objects.bulk_create(
        MessageItem(
            company_id=message.company_id,
            message=message,
            entry_id=entry,
            level=message.level,
            document=item.document[:120],
            document_on=item.document_on,
            due_on=item.due_on,
            open_cents=item.open_cents,
            days_overdue=item.days_overdue,
            is_claimed=item.open_cents > 0,
        )
        for entry, item in zip(context.entries, context.letter.items, strict=True)
    )


def fingerprint(message: Message) -> str:
    """SHA-256 over everything that leaves, the attachments by their own bytes."""
    items = message.items.order_by("pk").values_list("entry_id", "document", "due_on", "open_cents")
    papers = [(a.name, a.content_type, a.customer_id, sha256(a.content).hexdigest()) for a in attachments(message)]
    everything = [
        [message.company_id, message.customer_id, message.message_id, message.sender, message.recipient],
        [message.channel, message.level, message.language, message.subject, message.body, message.html],
        [message.amount_cents, message.currency, message.as_of.isoformat()],
        [(entry, document, due_on.isoformat(), cents) for entry, document, due_on, cents in items],
        papers,
    ]
    return sha256(json.dumps(everything, ensure_ascii=False).encode()).hexdigest()


def attachments(message: Message) -> list[Attachment]:
    """In the order they were attached."""
    return list(message.attachments.order_by("pk"))


def is_whole(message: Message) -> bool:
    """Unchanged since it was frozen, adding up, and with papers of its own customer only."""
    amounts = sum(message.items.values_list("open_cents", flat=True))
    strangers = message.attachments.exclude(customer_id=message.customer_id).exists()
    foreign = message.items.exclude(entry__customer_id=message.customer_id).exists()
    return not strangers and not foreign and amounts == message.amount_cents and fingerprint(message) == message.sha256


def release(message: Message) -> None:
    """Its items are free to be claimed again: it has not left and will not."""
    message.items.update(is_claimed=False)


def unwrite(message: Message, verb: str, by: User | None, at: datetime) -> None:
    """Undo an approval whose message never left: the event keeps what it was, the proposal is open again."""
    events.record(
        message.company,
        verb,
        by,
        at,
        message.approval.proposal,
        customer=message.customer,
        before={"message_id": message.message_id, "sha256": message.sha256, "subject": message.subject},
    )
    approval = message.approval
    message.attachments.all().delete()
    message.items.all().delete()
    message.delete()
    approval.delete()
