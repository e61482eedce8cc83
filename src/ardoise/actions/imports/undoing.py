"""Undo an import as a whole: what it brought goes, what it changed is as before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.actions import events, rights
from ardoise.actions.days import business_date, moment_written
from ardoise.actions.imports import statements, wishes
from ardoise.actions.imports.locks import alone, is_held
from ardoise.actions.imports.posting import STATE
from ardoise.actions.imports.storing import set_state
from ardoise.actions.reconciliation import propose, taking_over
from ardoise.records.models import (
    Block,
    Company,
    Contact,
    Customer,
    Dispute,
    DisputeItem,
    Document,
    Entry,
    EntryChange,
    Event,
    Import,
    Insolvency,
    InstalmentPlan,
    MessageItem,
    PaymentNotice,
    PlannedItem,
    PolicyOverride,
    Promise,
    Proposal,
    ProposalItem,
    Settlement,
    User,
)

NAMED = 5  # documents a refusal names

STATE_SCHEMA: dict[str, type] = {
    "letter": str,
    "lettered_on": str,
    "due_on": str,
    "document_on": str,
    "letter_scope": int,
    "gone_on": str,
    "entry": int,
}


def undo(done: Import, by: User | None, at: datetime) -> Import:
    """Takes back all of a done import, or refuses with a sentence; an import already undone stays so."""
    rights.require(by, "import", done.company)
    refuse_meanwhile(done.company)
    with alone(done.company_id), events.act(done.company):
        done.refresh_from_db()
        if done.state == "undone":
            return done
        refuse(done)
        counts = TAKE_BACK.get(done.kind, take_back)(done)
        taking_over.refresh(done.company)
        done.state, done.ended_at = "undone", at
        done.save(update_fields=["state", "ended_at"])
        events.record(done.company, "undid_import", by, at, done, before=done.report, after=counts)
    if done.kind != "contacts":
        propose(done.company, business_date(done.company, at), at)
    return done


def refuse_meanwhile(company: Company) -> None:
    """Raises Refused while another import is carried out, which may take long. Whoever else is alone with the company
    is so for a moment, at the end of an import for one, and is waited for."""
    with scope(company=company):
        is_running = Import.objects.filter(state="running").exists()
    if is_running and is_held(company.pk):
        raise rights.Refused(_("Another import of this company is under way: try again when it has ended."))


def refuse(done: Import) -> None:
    """Raises Refused unless nothing stands on what the import brought."""
    if done.state != "done" or done.kind == "house":
        raise rights.Refused(_("Only an import that was carried out can be undone."))
    if done.kind in TAKE_BACK:
        statements.refuse(done)
        return
    if later := blocking(done):
        told = {"file": later.file_name, "day": moment_written(done.company, later.started_at)}
        raise rights.Refused(_("“%(file)s”, imported on %(day)s, builds on this import: undo that one first.") % told)
    refuse_if_named(
        done,
        MessageItem.objects.filter(entry__imported=done),
        _("A reminder already lists what this import brought (%(documents)s): it can't be undone."),
    )
    promised = Promise.entries.through._default_manager.all()
    named = (Dispute, DisputeItem, Promise, PlannedItem, PaymentNotice, Block, Insolvency)
    for standing in (promised, *(restraint.objects.all() for restraint in named)):
        refuse_if_named(
            done,
            standing.filter(entry__imported=done),
            _("A dispute, promise or block stands on what this import brought (%(documents)s): it can't be undone."),
        )
    standing = Settlement.objects.filter(reconciliation__undone_at=None)
    refuse_if_named(
        done,
        [
            standing.filter(item__imported=done).values_list("item__document", "item__customer__name"),
            standing.filter(payment__imported=done).values_list("payment__document", "payment__customer__name"),
        ],
        _("Receipts are applied to what this import brought (%(documents)s): undo those first."),
    )
    refuse_if_named(
        done,
        ProposalItem.objects.filter(entry__imported=done, proposal__approval__isnull=False),
        _("A reminder with what this import brought is approved (%(documents)s): withdraw the approval first."),
    )


def refuse_if_named(done: Import, naming: QuerySet[Any] | list[QuerySet[Any, Any]], sentence: str) -> None:
    """Refused, naming the documents, if there is any such row; a list of queries gives document and name itself."""
    if isinstance(naming, list):
        named = [row for query in naming for row in query.distinct()[:NAMED]]
    else:
        named = list(naming.values_list("entry__document", "entry__customer__name").distinct()[:NAMED])
    if named:
        raise rights.Refused(sentence % {"documents": ", ".join(f"{document} – {name}" for document, name in named)})


def blocking(done: Import) -> Import | None:
    """A later import that changed something of what this one brought or changed, or that says what it says too."""
    later = Import.objects.filter(state="done", pk__gt=done.pk).order_by("-pk")
    if done.kind == "contacts":
        return next((other for other in later.filter(kind="contacts") if share(done.before, other.before)), None)
    same = later.filter(source=done.source, kind__in=["fec", "open_items"])
    overlapping = (
        same
        if done.kind == "open_items" or done.last_on is None
        else same.filter(Q(first_on__lte=done.last_on) & Q(last_on__gte=done.first_on))
    )
    return next((other for other in overlapping if builds(other, done)), None)


def builds(other: Import, done: Import) -> bool:
    """Would the book be wrong if `done` went and `other` stayed? What the other found there already would go too."""
    return any(other.report.get(told) for told in ("new", "changed", "gone", "adjusted", "unchanged"))


def share(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Do two images of before speak of the same customers or contacts?"""
    return any(spoken(one, kind) & spoken(other, kind) for kind in ("customers", "contacts"))


def spoken(before: dict[str, Any], kind: str) -> set[int]:
    """The rows an image speaks of."""
    return {int(pk) for pk in before.get(kind, {})} | set(before.get(f"new_{kind}", []))


def take_back(done: Import) -> dict[str, int]:
    """Removes what it brought and restores what it changed; gives the counts."""
    Proposal.objects.filter(items__entry__imported=done).delete()
    statements.let_go_of(Entry.objects.filter(imported=done))
    PolicyOverride.objects.filter(entry__imported=done).delete()
    Document.objects.filter(entry__imported=done).update(entry=None)
    restored = restore_entries(done)
    removed = Entry.objects.filter(imported=done)._raw_delete("default")
    restore(Customer, done.before.get("customers", {}))
    restore(Contact, done.before.get("contacts", {}))
    wishes.take_back(done.before)
    Contact.objects.filter(pk__in=done.before.get("new_contacts", [])).delete()
    return {"entries": removed, "restored": restored, "customers": remove_customers(done)}


TAKE_BACK: dict[str, Callable[[Import], dict[str, int]]] = {
    "bank": statements.take_back,
    "advices": statements.take_advices_back,
}


def restore_entries(done: Import) -> int:
    """Entries it changed get back their lettering, their days and their presence."""
    changes = EntryChange.objects.filter(imported=done).annotate(now=F("entry__document_on"))
    rows = [
        {"document_on": now and now.isoformat()} | before | {"entry": entry}  # an older image does not tell the day
        for entry, before, now in changes.values_list("entry_id", "before", "now")
    ]
    set_state(pl.DataFrame(rows, schema=STATE_SCHEMA).select(*STATE, "entry"))
    EntryChange.objects.filter(entry__imported=done).delete()
    return len(rows)


def restore(model: type[Customer] | type[Contact], before: dict[str, dict[str, Any]]) -> None:
    """Rows get back the fields of the image, if they are still there."""
    for pk, fields in before.items():
        model.objects.filter(pk=int(pk)).update(**fields)


def remove_customers(done: Import) -> int:
    """Customers it created go, but for those that something else speaks of by now."""
    created = Customer.objects.filter(pk__in=done.before.get("new_customers", []))
    spoken_of = [
        Q(pk__in=model.objects.values("customer_id"))
        for model in (Entry, Contact, Proposal, Dispute, Promise, InstalmentPlan, Block, Insolvency)
    ]
    from_events = Q(pk__in=Event.objects.filter(customer__isnull=False).values("customer_id"))
    unused = created.exclude(from_events)
    for condition in spoken_of:
        unused = unused.exclude(condition)
    return unused.delete()[0]
