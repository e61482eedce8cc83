"""What a contacts file says beyond names: who refuses a channel, and whose group's head receives.

A file decides only what a column of its mapping says, and of a refusal only one that a file brought may be ended by a
file: what a person was told holds until a person says otherwise.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ardoise.actions import events
from ardoise.records.models import Contact, Customer, Import, OptOut

OF_A_PERSON = {"email": "email", "sms": "phone", "call": "phone", "fax": "fax"}
"""Channels that reach a contact → the field by which; the others reach the customer's address."""


def check_parents(
    wanted: dict[str, dict[str, Any]], known: dict[str, Customer], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Drops from what the file wants a head that is not one, or that is itself written to through another."""
    lines = {row["customer"][:100]: row.get("line") for row in reversed(rows)}
    problems = []
    for code, fields in wanted.items():
        if not fields.get("parent_receives"):
            continue
        head = value_of("group", code, wanted, known)
        is_no_head = not head or head == code or (head not in wanted and head not in known)
        if is_no_head or value_of("parent_receives", head, wanted, known):
            fields.pop("parent_receives")
            sentence = _(
                "The head of the group does not receive in this customer’s place: name a head by its customer code "
                "that is written to itself."
            )
            problems.append({"line": lines.get(code), "column": "parent_receives", "message": sentence})
    return problems


def value_of(field: str, code: str, wanted: dict[str, dict[str, Any]], known: dict[str, Customer]) -> Any:
    """What the customer's field will be once the file is stored."""
    return wanted.get(code, {}).get(field, getattr(known.get(code), field, None))


def store_refusals(
    running: Import, rows: list[dict[str, Any]], contacts: dict[tuple[int, str, str], Contact], at: datetime
) -> dict[str, Any]:
    """Opens the refusals the rows tell, ends those a file brought that they tell no longer; gives what was."""
    customers = {customer.code: customer for customer in Customer.objects.filter(company=running.company)}
    standing = {
        (refused.customer_id, refused.contact_id, refused.channel): refused
        for refused in OptOut.objects.filter(company=running.company, ended_at=None)
    }
    opened, ended = [], []
    for row in rows:
        if row.get("opted_out") is None:
            continue
        customer = customers[row["customer"][:100]]
        contact = contact_of(row, customer, contacts)
        wanted = {(customer.pk, whose(contact, channel), channel) for channel in row["opted_out"]}
        told = {key for key in standing if key[0] == customer.pk and key[1] in (None, contact and contact.pk)}
        for key in sorted(wanted - standing.keys(), key=str):
            standing[key] = refuse(running, customer, key, at)
            opened.append(standing[key].pk)
        for key in told - wanted:
            if standing[key].imported_id and standing[key].pk not in opened:
                refused = standing.pop(key)
                OptOut.objects.filter(pk=refused.pk).update(ended_at=at, ended_by=running.by)
                told_of = {"channel": refused.channel, "contact": refused.contact_id}
                events.record(running.company, "opted_in", running.by, at, refused, customer, before=told_of)
                ended.append(refused.pk)
    return {"new_opt_outs": opened, "ended_opt_outs": ended}


def contact_of(row: dict[str, Any], customer: Customer, contacts: dict[Any, Contact]) -> Contact | None:
    """The contact the row speaks of, if it names one."""
    kind = "email" if row.get("email") else "name"
    named = (row.get("email") or row.get("contact_name") or "").lower()
    return contacts.get((customer.pk, kind, named)) if named or row.get("phone") else None


def whose(contact: Contact | None, channel: str) -> int | None:
    """The contact's, where the channel reaches a contact; else the customer's."""
    return contact.pk if contact is not None and channel in OF_A_PERSON else None


def refuse(running: Import, customer: Customer, key: tuple[int, int | None, str], at: datetime) -> OptOut:
    """The refusal, told by this file."""
    _customer, contact, channel = key
    told = {"note": running.file_name[:300], "imported": running, "by": running.by, "at": at}
    refused = OptOut.objects.create(
        company=running.company, customer=customer, contact_id=contact, channel=channel, **told
    )
    after = {"channel": channel, "contact": contact}
    events.record(running.company, "opted_out", running.by, at, refused, customer, after=after, words=refused.note)
    return refused


def take_back(before: dict[str, Any]) -> None:
    """The refusals an import opened go, those it ended stand again."""
    OptOut.objects.filter(pk__in=before.get("new_opt_outs", [])).delete()
    OptOut.objects.filter(pk__in=before.get("ended_opt_outs", [])).update(ended_at=None, ended_by=None)
