"""Every invariant, looked for in the database itself: what it found, in sentences.

A second telling, in SQL and plain sums, of what the code elsewhere promises;
it repairs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.actions import attestation, correspondence, events, ledger
from ardoise.actions.dunning.promising import planned_blocks
from ardoise.actions.imports import checks as import_checks
from ardoise.actions.imports import locks
from ardoise.actions.reconciliation import checks
from ardoise.engine.ledger import carry_openings
from ardoise.records import book as records
from ardoise.records.correspondence import PERSONAL
from ardoise.records.models import (
    Attachment,
    Block,
    Company,
    Contact,
    Dispute,
    Entry,
    EntryChange,
    Import,
    Insolvency,
    Message,
    MessageItem,
    PlannedItem,
    Promise,
    ProposalItem,
)
from ardoise.records.openings import booking_days

NAMED = 3  # things a finding names before it only counts


@dataclass(frozen=True)
class Finding:
    """Something that must not be: which invariant, and what was found, in a sentence."""

    check: str
    sentence: str


Check = Callable[[Company, date], Iterator[str]]


def verify(company: Company, as_of: date | None = None) -> list[Finding]:
    """Everything that is wrong in the company's books; an empty list when nothing is. Within no transaction."""
    with scope(company=company):
        day = as_of or last_day(company)
        return [finding for name in CHECKS for finding in run(name, company, day)]


def run(name: str, company: Company, as_of: date) -> list[Finding]:
    """What one check found; a check that can't be done is a finding too."""
    try:
        return [Finding(name, sentence) for sentence in CHECKS[name](company, as_of)]
    except Exception as error:
        return [Finding(name, _("This could not be checked: %(error)r.") % {"error": error})]


def verify_database() -> list[Finding]:
    """What is wrong with the database as a whole: a damaged file, rows that point nowhere."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        said = [row[0] for row in cursor.execute("PRAGMA integrity_check").fetchall()]
        orphans = cursor.execute("PRAGMA foreign_key_check").fetchall()
    findings = [Finding("file", _("The database file is damaged: %(what)s.") % {"what": s}) for s in said if s != "ok"]
    return findings + [
        Finding(
            "orphans",
            _("Row %(row)s of %(table)s points to a row of %(other)s that is not there.")
            % {"row": row, "table": table, "other": other},
        )
        for table, row, other, _key in orphans
    ]


def last_day(company: Company) -> date:
    """The last day of which the book knows anything, so that everything counts."""
    days = Entry.objects.filter(company=company).order_by("-booked_on").values_list("booked_on", flat=True)
    return days.first() or date(2000, 1, 1)


def balances(company: Company, as_of: date) -> Iterator[str]:
    """A customer's open items are the balance of the entries that count."""
    book = carry_openings(records.book(company.pk), booking_days(company.pk))[0]
    counted = book.filter((pl.col("booked_on") <= as_of) & (pl.col("gone_on") > as_of).fill_null(True))
    balance = counted.group_by("customer", "currency").agg(balance=pl.col("amount_cents").sum())
    opened = ledger.items(company, as_of).group_by("customer", "currency").agg(opened=pl.col("open_cents").sum())
    both = balance.join(opened, on=["customer", "currency"], how="full", coalesce=True).fill_null(0)
    for customer, currency, told, open_cents in both.filter(pl.col("balance") != pl.col("opened")).iter_rows():
        yield _("%(customer)s: open items are %(open)s cents, the ledger says %(balance)s (%(currency)s).") % {
            "customer": customer, "open": open_cents, "balance": told, "currency": currency
        }  # fmt: skip


def allocations(company: Company, as_of: date) -> Iterator[str]:
    """Nothing is allocated beyond its amount: what is open has the entry's sign and at most its size."""
    beyond = ledger.items(company, as_of).filter(
        (pl.col("open_cents").sign() != pl.col("amount_cents").sign())
        | (pl.col("open_cents").abs() > pl.col("amount_cents").abs())
    )
    for document, customer, opened, amount in beyond.select(
        "document", "customer", "open_cents", "amount_cents"
    ).iter_rows():
        yield _("%(document)s of %(customer)s: %(open)s cents open of an amount of %(amount)s.") % {
            "document": document, "customer": customer, "open": opened, "amount": amount
        }  # fmt: skip


def peace(company: Company, as_of: date) -> Iterator[str]:
    """No reminder that waits was written about what was in peace by then; what came later is looked at before it
    leaves. A part in dispute lets the rest be claimed, a promise is over with its day."""
    day = OuterRef("message__as_of")
    alone, whole = Q(entry=OuterRef("entry")), Q(entry=None, customer=OuterRef("message__customer"))
    contested = Q(items__entry=OuterRef("entry"), items__contested_cents=None) | Q(items=None) & (alone | whole)
    promised = Q(entries=OuterRef("entry")) | Q(entries=None) & (alone | whole)
    standing = {
        _("in dispute"): Dispute.objects.filter(contested),
        _("payment promised"): Promise.objects.filter(promised, promised_on__gte=day),
        _("reminders suspended"): Block.objects.filter(alone | whole, Q(until_on=None) | Q(until_on__gte=day)),
        _("insolvency proceedings"): Insolvency.objects.filter(alone | whole),
    }
    waiting = MessageItem.objects.filter(message__state__in=["queued", "claimed"], open_cents__gt=0)
    written = waiting.exclude(message__level=PERSONAL).select_related("message__customer")
    for why, restraints in standing.items():
        known = restraints.filter(ended_at=None, at__lte=OuterRef("message__composed_at"))
        for listed in written.filter(Exists(known)):
            yield waiting_with(listed, why)
    agreed = PlannedItem.objects.filter(entry=OuterRef("entry"), planned_cents=F("open_cents"), plan__ended_at=None)
    for listed in written.filter(Exists(agreed.filter(plan__at__lte=OuterRef("message__composed_at")))):
        held = planned_blocks(company, listed.message.as_of, listed.message.customer_id)
        if listed.entry_id in held["entry"].to_list():
            yield waiting_with(listed, _("payable by instalments"))


def waiting_with(listed: MessageItem, why: str) -> str:
    """The finding: a reminder that waits lists what is in peace."""
    return _("Reminder %(message)s to %(customer)s waits to leave with %(document)s (%(reason)s).") % {
        "message": listed.message_id, "customer": listed.message.customer.code,
        "document": listed.document, "reason": why,
    }  # fmt: skip


def sums(company: Company, as_of: date) -> Iterator[str]:
    """A message claims the sum of the items it lists, those apart left out."""
    claimed = Sum("items__open_cents", filter=Q(items__is_apart=False))
    told = Message.objects.annotate(listed=Coalesce(claimed, 0)).exclude(listed=F("amount_cents"))
    for message in told:
        yield _("Reminder %(message)s claims %(amount)s cents; its items add up to %(listed)s.") % {
            "message": message.pk, "amount": message.amount_cents, "listed": message.listed
        }  # fmt: skip


def strangers(company: Company, as_of: date) -> Iterator[str]:
    """No message carries another customer's item or paper, nothing points into another company."""
    papers = Attachment.objects.exclude(customer=F("message__customer")).count()
    items = MessageItem.objects.exclude(entry__customer=F("message__customer")).count()
    crossings = {
        "entry": Entry.objects.exclude(customer__company=company),
        "import": Entry.objects.exclude(imported__company=company),
        "contact": Contact.objects.exclude(customer__company=company),
        "message": Message.objects.exclude(customer__company=company),
        "proposal": ProposalItem.objects.exclude(entry__customer=F("proposal__customer")),
        "change": EntryChange.objects.exclude(entry__company=company),
    }
    if papers or items:
        yield _("Messages carry what is another customer's: %(papers)s papers, %(items)s items.") % {
            "papers": papers, "items": items
        }  # fmt: skip
    for kind, rows in crossings.items():
        if found := list(rows.values_list("pk", flat=True)[:NAMED]):
            yield _("Rows of “%(kind)s” belong to one customer or company and point to another: %(rows)s.") % {
                "kind": kind, "rows": ", ".join(map(str, found))
            }  # fmt: skip


def seals(company: Company, as_of: date) -> Iterator[str]:
    """Messages and attachments are, byte for byte, what was frozen."""
    for attachment in Attachment.objects.iterator(chunk_size=50):
        if sha256(bytes(attachment.content)).hexdigest() != attachment.sha256:
            yield _("Attachment %(name)s of reminder %(message)s is not what was attached.") % {
                "name": attachment.name, "message": attachment.message_id
            }  # fmt: skip
    for message in Message.objects.iterator(chunk_size=100):
        if correspondence.fingerprint(message) != message.sha256:
            yield _("Reminder %(message)s is not what was frozen.") % {"message": message.pk}


def once(company: Company, as_of: date) -> Iterator[str]:
    """An item is in at most one reminder of a level that left or may have left."""
    told: dict[tuple[int, str, int], int] = {}
    said = MessageItem.objects.filter(message__state__in=records.SAID, open_cents__gt=0)
    for entry, level, cycle in said.values_list("entry_id", "level", "message__cycle"):
        told[entry, level, cycle] = told.get((entry, level, cycle), 0) + 1
    for (entry, level, _cycle), times in told.items():
        if times > 1:
            yield _("Entry %(entry)s is in %(times)s reminders of level %(level)s.") % {
                "entry": entry, "times": times, "level": level
            }  # fmt: skip


def chain(company: Company, as_of: date) -> Iterator[str]:
    """The audit trail is as it was written."""
    if (seq := events.verify_chain(company)) is not None:
        yield _("The audit trail is broken at event %(seq)s: it was changed, removed or inserted.") % {"seq": seq}


def origins(company: Company, as_of: date) -> Iterator[str]:
    """Every entry comes from an import that was carried out and not undone."""
    lost = Entry.objects.exclude(imported__state="done").values_list("imported_id", flat=True).distinct()[:NAMED]
    for import_id in lost:
        yield _("Entries are there of import %(import)s, which was not carried out or was undone.") % {
            "import": import_id
        }  # fmt: skip


def interrupted(company: Company, as_of: date) -> Iterator[str]:
    """No import is said to run that nobody carries out: neither when it is read, nor once its lock was seen free."""
    running = list(Import.objects.filter(state="running").order_by("pk"))
    if not running or locks.is_held(company.pk):
        return
    for dead in Import.objects.filter(pk__in=[one.pk for one in running], state="running").order_by("pk"):
        yield _("Import %(import)s (%(file)s) was interrupted: nothing of it is in the book. Import it again.") % {
            "import": dead.pk, "file": dead.file_name
        }  # fmt: skip


SAME_ENTRY = ["customer", "currency", "document", "amount_cents", "booked_on"]


def doubles(company: Company, as_of: date) -> Iterator[str]:
    """No ledger is told twice: two imports don't bring mostly the same documents, under whatever numbers."""
    book = records.book(company.pk).filter(
        pl.col("gone_on").is_null() & ~pl.col("is_opening") & (pl.col("document") != "")
    )
    twice = book.filter(pl.col("import_id").n_unique().over(SAME_ENTRY) > 1)
    pairs = twice.join(twice, on=SAME_ENTRY, suffix="_b", nulls_equal=True).filter(
        pl.col("import_id") < pl.col("import_id_b")
    )
    counted = pairs.group_by("import_id", "import_id_b").agg(
        n=pl.struct(SAME_ENTRY).n_unique(), named=pl.concat_str("document", "customer", separator=" – ").first()
    )
    for one, other, times, named in counted.sort("import_id", "import_id_b").iter_rows():
        if times * 2 >= overlap(book, one, other):
            files = dict(Import.objects.filter(pk__in=[one, other]).values_list("pk", "file_name"))
            told = {"one": files[one], "other": files[other], "a": one, "b": other, "times": times, "named": named}
            sentence = _(
                "%(other)s (import %(b)s) tells again %(times)s entries of %(one)s (import %(a)s), such as %(named)s: "
                "they are claimed twice. Undo one of the two imports."
            )
            yield sentence % told


def overlap(book: pl.DataFrame, one: int, other: int) -> int:
    """How many documents the smaller of two imports has in the days that both tell of."""
    sides = [book.filter(pl.col("import_id") == import_id) for import_id in (one, other)]
    days = [side["booked_on"] for side in sides]
    return min(
        mine.filter(pl.col("booked_on").is_between(theirs.min(), theirs.max())).height
        for mine, theirs in zip(sides, reversed(days), strict=True)
    )


CHECKS: dict[str, Check] = {
    "balances": balances,
    "allocations": allocations,
    "peace": peace,
    "sums": sums,
    "strangers": strangers,
    "seals": seals,
    "once": once,
    "chain": chain,
    **attestation.CHECKS,
    "origins": origins,
    "interrupted": interrupted,
    "doubles": doubles,
    **checks.CHECKS,
    **import_checks.CHECKS,
}
"""Name → what must hold; each yields a sentence per thing that doesn't."""
