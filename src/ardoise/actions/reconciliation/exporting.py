"""What was accepted here, for the accounting software: entries to book in the layout of a FEC, and letters to put."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

from ardoise.actions import events, rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation.posting import SOURCE
from ardoise.domain.money import decimal_text
from ardoise.records.models import Company, Difference, Entry, Event, Reconciliation, Settlement, TakeOver, User

HEADER = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip
LETTERING = (
    "CompteNum", "CompAuxNum", "CompAuxLib", "JournalCode", "EcritureNum", "EcritureDate", "PieceRef", "Debit",
    "Credit", "EcritureLet", "DateLet",
)  # fmt: skip
JOURNALS = {"BQ": "Banque", "OD": "Opérations diverses"}
IN_HAND = {"cheque": ("511200", "Chèques à encaisser"), "bill": ("511300", "Effets à l'encaissement")}
"""Where a cheque or a bill stands that no bank has shown yet."""
NAMES = {
    "discount": "Escomptes accordés", "bank_charges": "Services bancaires", "rounding": "Charges diverses de gestion",
    "withholding": "Retenues", "exchange": "Pertes de change", "short_payment": "Pertes sur créances irrécouvrables",
    "over_payment": "Produits divers de gestion", "exchange_gain": "Gains de change",
}  # fmt: skip
"""Difference → the name of its account, where the accounting has none of its own."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Export:
    """Tables, tabs between their cells: entries to book, every line of each group with its letter, and what an
    earlier export told that was undone since, turned round ("" for none)."""

    entries: str
    lettering: str
    count: int  # reconciliations told
    reversals: str = ""


def export(company: Company, since_on: date, by: User | None, at: datetime) -> Export:
    """The reconciliations that hold from that day on, or were accepted since, and were not undone.

    What the ledger books by itself already is in the lettering only. A group that balances bears capitals, one that
    does not yet small letters. Amounts are never altered; a text that a spreadsheet would take for a formula bears an
    apostrophe first.
    """
    rights.require(by, "reconcile", company)
    with events.act(company):
        since = datetime.combine(since_on, time.min, ZoneInfo(company.time_zone))
        lately = Reconciliation.objects.filter(Q(on__gte=since_on) | Q(at__gte=since), company=company, undone_at=None)
        told = list(lately.order_by("pk"))
        turned = reversals(company, since)
        groups = letter(Settlement.objects.filter(company=company, reconciliation__undone_at=None))
        letters = {entry: code for code, entries, _on in groups for entry in entries}
        days = {entry: on for _code, entries, on in groups for entry in entries}
        posted = entries_of(company, told)
        lines = [line for entry in posted for line in both(entry, letters, days)]
        touched = {code for one in told for code in codes_of(one, letters)}
        grouped = lettered([group for group in groups if group[0] in touched])
        events.record(company, "exported_reconciliations", by, at, after={"since_on": since_on, "count": len(told)})
    return Export(table(HEADER, lines), table(LETTERING, grouped), len(told), table(HEADER, turned) if turned else "")


def reversals(company: Company, since: datetime) -> list[list[str]]:
    """What was undone since then though an export had told it: the same lines the other way, on the day it was undone.

    To be booked only where the first were.
    """
    times = list(Event.objects.filter(company=company, verb="exported_reconciliations").values_list("at", flat=True))
    undone = Reconciliation.objects.filter(company=company, undone_at__gte=since).order_by("pk")
    exported = [one for one in undone if any(one.at <= at <= one.undone_at for at in times)]  # type: ignore[operator]
    days = {one.pk: business_date(company, one.undone_at) for one in exported}  # type: ignore[arg-type]
    posted = [(one.payment_id, days[one.pk]) for one in exported if one.is_posting]
    let_go = Difference.objects.filter(reconciliation__in=exported, entry__isnull=False)
    posted += [(entry, days[one]) for entry, one in let_go.values_list("entry", "reconciliation")]
    entries = Entry.objects.select_related("customer").in_bulk([key for key, _on in posted if key])
    return [line for key, on in posted if key for line in turned_round(entries[key], on)]


def turned_round(entry: Entry, on: date) -> list[list[str]]:
    """The two lines of an entry with debit and credit exchanged, under a number of their own."""
    lines = both(entry, {}, {})
    for line in lines:
        line[2], line[3], line[15] = f"{line[2]}A", f"{on:%Y%m%d}", f"{on:%Y%m%d}"
        line[10], line[11], line[12] = f"ANNULATION {line[10]}".strip(), line[12], line[11]
    return lines


def entries_of(company: Company, told: Sequence[Reconciliation]) -> list[Entry]:
    """What these posted and the ledger does not tell by itself."""
    keys = [one.payment_id for one in told if one.is_posting]
    keys += Difference.objects.filter(reconciliation__in=told, entry__isnull=False).values_list("entry", flat=True)
    taken = TakeOver.objects.filter(company=company).values("entry")
    found = Entry.objects.filter(pk__in=[key for key in keys if key]).exclude(pk__in=taken)
    return list(found.select_related("customer").order_by("booked_on", "pk"))


def letter(settlements: Iterable[Settlement]) -> list[tuple[str, list[int], date]]:
    """(code, entries, last day) of each group of entries that settlements join; by their oldest settlement."""
    parents: dict[int, int] = {}

    def root(entry: int) -> int:
        while parents.setdefault(entry, entry) != entry:
            parents[entry] = parents[parents[entry]]
            entry = parents[entry]
        return entry

    known = list(settlements.values_list("pk", "payment", "item", "from_on", "until_on"))  # type: ignore[attr-defined]
    taken = dict(TakeOver.objects.exclude(ledger=None).values_list("entry", "ledger"))
    standing = [
        (pk, taken.get(payment, payment), taken.get(item, item), on)
        for pk, payment, item, on, until in known
        if not until
    ]
    for _pk, payment, item, _on in standing:
        parents[root(payment)] = root(item)
    groups: dict[int, tuple[int, set[int], date]] = {}
    for pk, payment, item, on in sorted(standing):
        first, entries, last = groups.get(root(item), (pk, set(), on))
        groups[root(item)] = (first, entries | {payment, item}, max(last, on))
    amounts = dict(Entry.objects.filter(pk__in=list(parents)).values_list("pk", "amount_cents"))
    told = []
    for first, entries, last in sorted(groups.values()):
        is_whole = sum(amounts[entry] for entry in entries) == 0
        code = spelled(first)
        told.append((code if is_whole else code.lower(), sorted(entries), last))
    return told


def spelled(number: int) -> str:
    """A number in letters: AAA, AAB, … of three letters or more."""
    code = ""
    while number or len(code) < 3:
        number, digit = divmod(number, 26)
        code = chr(65 + digit) + code
    return code


def codes_of(one: Reconciliation, letters: dict[int, str]) -> set[str]:
    """The letters a reconciliation has to do with."""
    entries = {entry for pair in one.settlements.values_list("payment", "item") for entry in pair}
    taken = dict(TakeOver.objects.filter(entry__in=entries).exclude(ledger=None).values_list("entry", "ledger"))
    return {letters[taken.get(entry, entry)] for entry in entries if taken.get(entry, entry) in letters}


def both(entry: Entry, letters: dict[int, str], days: dict[int, date]) -> list[list[str]]:
    """The customer's line and its counterpart."""
    number, piece = f"ARD{entry.pk:06d}", entry.document or f"ARD{entry.pk:06d}"
    start = [entry.journal, JOURNALS.get(entry.journal, entry.journal), number, f"{entry.booked_on:%Y%m%d}"]
    rest = [safe(piece), f"{entry.document_on or entry.booked_on:%Y%m%d}", safe(entry.label)]
    code, on = letters.get(entry.pk, ""), days.get(entry.pk)
    customer = [entry.gl_account, "Clients", safe(entry.customer.code), safe(entry.customer.name)]
    own = [code, f"{on:%Y%m%d}" if on and code else ""]
    end = [f"{entry.booked_on:%Y%m%d}"]
    foreign, back = (in_currency(entry, cents) for cents in (entry.amount_cents, -entry.amount_cents))
    other = [*against(entry), "", ""]
    return [
        [*start, *customer, *rest, *sides(entry.amount_cents), *own, *end, *foreign],
        [*start, *other, *rest, *sides(-entry.amount_cents), "", "", *end, *back],
    ]


def in_currency(entry: Entry, cents: int) -> list[str]:
    """The amount in a currency that is not the euro, with its sign, and which."""
    return ["", ""] if entry.currency == "EUR" else [decimal_text(cents).replace(".", ","), entry.currency]


def against(entry: Entry) -> tuple[str, str]:
    """The account of the other side, and its name."""
    if let_go := Difference.objects.filter(entry=entry).first():
        name = NAMES[let_go.reason]
        return let_go.gl_account, NAMES.get(f"{let_go.reason}_gain", name) if let_go.cents < 0 else name
    posted = Reconciliation.objects.filter(payment=entry, is_posting=True).select_related("movement__account").first()
    movement = posted.movement if posted else None
    if movement is None:
        return "471000", "Compte d'attente"
    if movement.account:
        return movement.account.gl_account, safe(movement.account.name) or "Banque"
    return IN_HAND.get(movement.instrument, ("511000", "Valeurs à l'encaissement"))


def lettered(groups: Iterable[tuple[str, list[int], date]]) -> list[list[str]]:
    """Every line of the groups, with its letter."""
    told: dict[int, tuple[str, date]] = {entry: (code, on) for code, entries, on in groups for entry in entries}
    lines = defaultdict(list)
    for entry in Entry.objects.filter(pk__in=list(told)).select_related("customer").order_by("booked_on", "pk"):
        code, on = told[entry.pk]
        is_ours = entry.source == SOURCE
        lines[code.upper(), code].append([
            entry.gl_account, safe(entry.customer.code), safe(entry.customer.name), entry.journal,
            f"ARD{entry.pk:06d}" if is_ours else safe(entry.number), f"{entry.booked_on:%Y%m%d}",
            safe(entry.document or (f"ARD{entry.pk:06d}" if is_ours else "")), *sides(entry.amount_cents), code,
            f"{on:%Y%m%d}",
        ])  # fmt: skip
    return [line for key in sorted(lines) for line in lines[key]]


def sides(cents: int) -> list[str]:
    """Debit and credit, with a comma."""
    amount = decimal_text(abs(cents)).replace(".", ",")
    return [amount, "0,00"] if cents > 0 else ["0,00", amount]


def safe(text: str) -> str:
    """On one line, and never a formula."""
    plain = " ".join(text.split())
    return f"'{plain}" if plain.startswith(FORMULA) else plain


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Tabs between the cells, a line each."""
    return "".join("\t".join(row) + "\n" for row in [header, *rows])
