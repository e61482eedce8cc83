"""What a reply asks a person to do, once."""

from __future__ import annotations

from datetime import date, datetime

from ardoise.records.models import Customer, Message, Task


def remember(
    customer: Customer,
    kind: str,
    subject: str,
    due_on: date,
    at: datetime,
    message: Message | None = None,
    note: str = "",
) -> Task:
    """The open task of that kind and subject, made where there is none; inside the caller's transaction."""
    told = {"due_on": due_on, "at": at, "script": note}
    task, _made = Task.objects.get_or_create(
        company_id=customer.company_id,
        customer=customer,
        kind=kind,
        subject=subject[:300],
        message=message,
        done_at=None,
        defaults=told,
    )
    return task
