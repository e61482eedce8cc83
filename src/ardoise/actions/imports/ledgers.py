"""The ledger's files: FEC and lists of open items, prepared as columns and stored."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import polars as pl
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ardoise.actions.days import business_date
from ardoise.actions.imports import openings, repeats, storing
from ardoise.actions.imports.absent import ask_about_absent, ask_about_unlisted
from ardoise.actions.imports.gathering import Gathering, gather
from ardoise.actions.imports.listing import post_list
from ardoise.actions.imports.mappings import columns_of
from ardoise.actions.imports.posting import Contradiction, Lacking, Posting, Span, post_export, post_first
from ardoise.actions.imports.refusals import Unusable, refusal, told
from ardoise.actions.reconciliation import taking_over
from ardoise.domain.money import decimal_text, written
from ardoise.formats import files
from ardoise.formats.parts import Parts
from ardoise.formats.reading import LedgerReading
from ardoise.records import book as records
from ardoise.records.models import EntryChange, Import


@dataclass(frozen=True)
class Plan:
    """What an import will write, decided."""

    posting: Posting
    new: storing.Ready
    customers: pl.DataFrame
    rename: bool
    report: dict[str, Any]
    problems: list[dict[str, Any]]

    def at_hand(self) -> AbstractContextManager[None]:
        """What was laid out can be taken into the database meanwhile."""
        return self.new.at_hand()


def prepare(running: Import, at: datetime, tell: Any) -> Plan:
    """Reads, completes, keys, compares and lays out; Unusable when nothing of the file can be."""
    refuse_second_telling(running)
    reading = read_file(running, tell)
    tell("posting", 60)
    as_of = spoken_of_on(running, at)
    gathering = gather(reading.parts, running, as_of)
    problems = [*map(told, reading.problems), *gathering.complaints.told()]
    if not gathering.store.height:
        raise Unusable(*problems) if problems else refusal(lambda: _("The file lists no entry."))
    running.first_on = reading.first_on or gathering.first_on
    running.last_on = as_of if running.kind == "open_items" else (reading.last_on or gathering.last_on)
    posting = post(running, gathering.entries, as_of)
    customers = gathering.customers
    ask_about_absent(running, customers, posting.changed)
    report = report_of(reading, gathering, customers.height, posting)
    tell("posting", 70)
    new = storing.make_ready(running, posting.new, customers)
    return Plan(posting, new, customers, is_latest(running), report, problems)


def refuse_second_telling(running: Import) -> None:
    """A FEC and a list of open items of one ledger would claim every receivable twice: refused unless said otherwise.

    Said once (`other_ledger`), it holds for the later files of the same source.
    """
    other = {"fec": "open_items", "open_items": "fec"}[running.kind]
    carried_out = Import.objects.filter(state="done")
    is_said = carried_out.filter(kind=running.kind, source=running.source).exists()
    there = carried_out.filter(kind=other, entries__gone_on=None, entries__isnull=False).first()
    if there is None or is_said or running.options.get("other_ledger"):
        return
    told_of = {"file": there.file_name, "source": there.source}
    raise refusal(lambda: told_twice(running.kind) % told_of, "other_ledger")


def told_twice(kind: str) -> str:
    """Why a ledger of that kind is not taken beside the other."""
    return {
        "fec": _(
            "This company already holds a list of open items (%(file)s, source “%(source)s”): the FEC of the same "
            "ledger would claim every receivable twice. Undo that import first, or import the FEC into a new company; "
            "if it is another ledger, say so (“another ledger”) and import it again."
        ),
        "open_items": _(
            "This company already holds a FEC (%(file)s, source “%(source)s”): a list of open items of the same ledger "
            "would claim every receivable twice. Import the next FEC instead, or the list into a new company; if it is "
            "another ledger, say so (“another ledger”) and import it again."
        ),
    }[kind]


def read_file(running: Import, tell: Any) -> LedgerReading:
    """The file's reading, told as 0–60 %; Unusable when it has a fatal problem or is of another kind."""
    columns = columns_of(running) if running.kind == "open_items" else {}
    reading = files.read(
        running.file_path,
        {theirs: ours for ours, theirs in columns.items() if theirs} or None,
        lambda done, total: tell("reading", 60 * done // max(total, 1)),
        language=running.company.language,
    )
    if not reading.is_readable:
        fatal = sorted(reading.problems, key=lambda problem: not problem.is_fatal)
        raise Unusable(*map(told, fatal))
    if (running.kind == "fec") != reading.format.startswith("fec"):
        raise refusal(
            lambda: (
                _("The file is %(format)s: import a FEC as “fec”, a list of open items (CSV, XLSX) as “open_items”.")
                % {"format": reading.format}
            )
        )
    return reading


def spoken_of_on(running: Import, at: datetime) -> date:
    """The day a list of open items speaks of: as given, else the company's day at the instant."""
    if given := running.options.get("as_of"):
        return date.fromisoformat(given)
    return business_date(running.company, at)


def post(running: Import, parts: Parts, as_of: date) -> Posting:
    """The posting against what the source brought so far by files of that kind.

    The first FEC of a company is new throughout; what can repeat something known is weighed as a whole.
    """
    if running.kind == "fec" and not Import.objects.filter(state="done", kind="fec").exists():
        return post_first(parts)
    entries = parts.whole()
    assert entries is not None
    if running.kind == "fec":
        entries = entries.with_columns(hex=pl.col("key").bin.encode("hex"))
    entries = repeats.recognise(running, entries)
    known = records.known(running.company_id, running.source, running.kind)
    if running.kind == "open_items":
        refuse_older_list(running, as_of)
        return post_list(entries, known, running.pk, as_of, partial(adjustment, as_of, running.company.language))
    assert running.first_on and running.last_on
    span = Span(running.pk, running.first_on, running.last_on)
    try:
        return post_export(entries, known, span, later_spans(running), bool(running.options.get("replace")))
    except Contradiction as error:
        told_of = {"listed": error.listed, "known": error.known, "source": running.source}
        raise refusal(partial(lists_too_little, told_of), "replace") from error
    except Lacking as error:
        raise refusal(partial(lacks_payments, running.source, error), "replace") from error


def lacks_payments(source: str, error: Lacking) -> str:
    """Why an export is not taken that lacks most of what paid the invoices it lists: the bank’s journal, say."""
    language = (get_language() or "fr")[:2]
    return _(
        "This file tells %(told)s of payments and credit notes, where “%(source)s” told %(known)s for its period: the "
        "invoices they paid would be claimed again. Export the customers’ accounts with all journals, the bank’s too; "
        "or, if it is right, import it as replacing that period."
    ) % {
        "told": written(error.told_cents, language),
        "known": written(error.known_cents, language),
        "source": source,
    }


def lists_too_little(told_of: dict[str, Any]) -> str:
    """Why an export that lacks much of what is known is not taken."""
    return (
        _(
            "This file lists only %(listed)s of the %(known)s entries already known from “%(source)s” for its period: "
            "give it a source of its own if it comes from another ledger, or import it as replacing that period."
        )
        % told_of
    )


def adjustment(as_of: date, language: str, before: int, after: int) -> str:
    """The label of what brings an item to the amount the list of a day shows."""
    told_of = {"day": as_of, "before": written(before, language), "after": written(after, language)}
    return _("List as of %(day)s: %(before)s open before, %(after)s now") % told_of


def later_spans(running: Import) -> list[Span]:
    """The done imports of the same source that overlap this one and reach further."""
    later = Import.objects.filter(
        state="done",
        kind=running.kind,
        source=running.source,
        last_on__gt=running.last_on,
        first_on__lte=running.last_on,
    )
    return [
        Span(pk, first_on, last_on, frozenset(changed_by(pk)))
        for pk, first_on, last_on in later.values_list("pk", "first_on", "last_on")
        if first_on and last_on
    ]


def changed_by(import_id: int) -> Any:
    """The entries that an import changed."""
    return EntryChange.objects.filter(imported_id=import_id).values_list("entry_id", flat=True)


def refuse_older_list(running: Import, as_of: date) -> None:
    """A list of open items must not be older than the last: what was settled since would come back."""
    lists = Import.objects.filter(state="done", kind="open_items", source=running.source)
    last_on = max((day for day in lists.values_list("last_on", flat=True) if day), default=None)
    if last_on and as_of < last_on:
        told_of = {"source": running.source, "last_on": last_on, "as_of": as_of}
        raise refusal(
            lambda: (
                _(
                    "A list of “%(source)s” as of %(last_on)s is already here; this one is as of %(as_of)s. "
                    "Import the latest list, or undo the other first."
                )
                % told_of
            )
        )


def is_latest(running: Import) -> bool:
    """Does no other import of the company reach further? Then its names of customers are the current ones."""
    others = Import.objects.filter(state="done", kind__in=["fec", "open_items"])
    return not others.filter(last_on__gt=running.last_on).exists()


def report_of(reading: LedgerReading, gathering: Gathering, customers: int, posting: Posting) -> dict[str, Any]:
    """What the import found and what it changes; amounts as decimal text."""
    assert gathering.first_on and gathering.last_on
    return {
        "format": reading.format,
        "encoding": reading.encoding,
        "rows": reading.rows,
        "items": gathering.store.height,
        "customers": customers,
        "lettered_groups": gathering.lettered_groups,
        "debit": decimal_text(reading.debit_cents),
        "credit": decimal_text(reading.credit_cents),
        "new": posting.new.height - posting.adjusted,
        "unchanged": posting.unchanged,
        "changed": posting.changes,
        "gone": posting.gone,
        "adjusted": posting.adjusted,
        "first_on": gathering.first_on.isoformat(),
        "last_on": gathering.last_on.isoformat(),
    } | ({"advances": dict(reading.advances)} if reading.advances else {})


def store(running: Import, plan: Plan, at: datetime) -> dict[str, Any]:
    """Writes customers, new entries and changes, then tells what became of openings; gives the image of before."""
    before = storing.store_customers(running.company, plan.customers, plan.rename)
    storing.store_entries(running, plan.new)
    storing.store_changes(running, plan.posting.changed)
    taking_over.refresh(running.company)
    if running.kind == "fec":
        differing = openings.untied(running)
        missing = openings.missing_years(running)
        if not missing:
            ask_about_unlisted(running, plan.customers, differing)
        plan.report.update(openings.figures(differing) | ({"gaps": len(missing)} if missing else {}))
        plan.problems[:0] = openings.gap_sentences(missing) + openings.sentences(differing, running.company.language)
    return before
