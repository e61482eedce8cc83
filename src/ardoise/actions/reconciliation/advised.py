"""What an advice names that nobody will find: no document of ours, somebody else's, or one that is paid already."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from ardoise.actions import ledger
from ardoise.domain.documents import running_of
from ardoise.engine.reconciliation.advising import NEAR, SCANNED, number_score
from ardoise.engine.reconciliation.names import likeness
from ardoise.engine.reconciliation.payers import LIKE
from ardoise.records.models import Company, Customer, Entry

AT_ONCE = 500
CUSTOMERS_MAX = 50  # whose documents are looked at one by one; an advice is of one or a few


class Known(NamedTuple):
    """A document of ours, as an advice may name it."""

    entry: int
    document: str
    customer: Customer


def remarks(company: Company, lines: pl.DataFrame, sender: Customer | None, as_of: date) -> list[dict[str, Any]]:
    """A problem per line whose document isn't found, is another customer's than the payer's, or is paid already."""
    told = lines.filter(pl.col("document").is_not_null()).select("line", "payer", "document", "amount_cents").rows()
    found = named(company, {document for _line, _payer, document, _cents in told}, sender)
    left = still_open(company, {one.customer.pk for some in found.values() for one in some}, as_of)
    return [
        {"line": line, "column": "document", "message": said}
        for line, payer, document, cents in told
        for said in remarks_on(document, payer or "", cents, found[document], sender, left)
    ]


def named(company: Company, told: Collection[str], sender: Customer | None) -> dict[str, list[Known]]:
    """Document as an advice names it → ours that it may mean."""
    known = documents(company, told)
    owners = {one.customer.pk: one.customer for found in known.values() for one in found}
    ends = by_tail(documents_of(company, [sender] if sender else list(owners.values())))
    return {document: known.get(document.upper()) or near(document, ends) for document in told}


def remarks_on(
    document: str,
    payer: str,
    cents: int | None,
    theirs: Sequence[Known],
    sender: Customer | None,
    left: set[int] | None,
) -> Iterator[str]:
    """What is to be said of one line."""
    facts = {"document": document, "payer": sender.name if sender else payer}
    if not theirs:
        yield (
            _("%(document)s is no document we know: this line will pay nothing. Ask the customer which it is.") % facts
        )
        return
    own = [one for one in theirs if is_of(one.customer, payer, sender)]
    if not own:
        said = _("%(document)s is a document of %(owner)s, not of %(payer)s: check with the customer whose it pays.")
        yield said % (facts | {"owner": theirs[0].customer.name})
    elif left is not None and (cents or 0) > 0 and not left & {one.entry for one in own}:
        yield _("%(document)s is paid already: ask the customer whether he pays it twice.") % facts


def is_of(customer: Customer, payer: str, sender: Customer | None) -> bool:
    """Is it the payer's? Who is not named, is called by the code, is like the name, or of the same group, may be."""
    if sender:
        return customer.pk == sender.pk or bool(group_of(customer) & group_of(sender))
    return not payer or payer.upper() == customer.code.upper() or likeness(payer, customer.name) >= LIKE


def group_of(customer: Customer) -> set[str]:
    """The codes of its group: its own and its parent's."""
    return {customer.code, customer.group} - {""}


def documents(company: Company, named: Collection[str]) -> dict[str, list[Known]]:
    """Number in capitals → the documents that bear it."""
    found: dict[str, list[Known]] = {}
    spelled = sorted({document.upper() for document in named})
    for start in range(0, len(spelled), AT_ONCE):
        some = spelled[start : start + AT_ONCE]
        rows = Entry.objects.annotate(spelled=Upper("document")).filter(company=company, spelled__in=some)
        for entry in rows.exclude(kind="payment").select_related("customer").order_by("pk"):
            found.setdefault(entry.document.upper(), []).append(Known(entry.pk, entry.document, entry.customer))
    return found


def documents_of(company: Company, customers: Sequence[Customer]) -> list[Known]:
    """All documents of some customers."""
    if len(customers) > CUSTOMERS_MAX:
        return []
    whose = {customer.pk: customer for customer in customers}
    rows = Entry.objects.filter(company=company, customer__in=whose, gone_on=None).exclude(kind="payment")
    listed = rows.exclude(document="").values_list("pk", "document", "customer").order_by("pk")
    return [Known(entry, document, whose[customer]) for entry, document, customer in listed]


def by_tail(theirs: Sequence[Known]) -> dict[str, list[Known]]:
    """The same by the last figures of their numbers."""
    ends: dict[str, list[Known]] = {}
    for one in theirs:
        ends.setdefault(tail_of(one.document), []).append(one)
    return ends


def near(document: str, theirs: Mapping[str, Sequence[Known]]) -> list[Known]:
    """Those that the number means though it is written otherwise: without its letters, or with a typing error."""
    is_few = sum(map(len, theirs.values())) <= SCANNED
    looked_at = [one for some in theirs.values() for one in some] if is_few else theirs.get(tail_of(document), ())
    return [one for one in looked_at if number_score(document, one.document) >= NEAR]


def tail_of(document: str) -> str:
    """What tells a number from the one before and the one after, without the zeros in front."""
    return running_of(document).lstrip("0")


def still_open(company: Company, customers: Collection[int], as_of: date) -> set[int] | None:
    """The entries of these customers of which something is open; None where they are too many to ask."""
    if len(customers) > CUSTOMERS_MAX:
        return None
    return set(ledger.items(company, as_of, sorted(customers))["entry"]) if customers else set()
