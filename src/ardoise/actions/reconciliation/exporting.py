"""What was accepted here, for the accounting software: entries to book in the layout of a FEC, and letters to put."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from ardoise.actions import events, rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation.downloads import (
    LONGEST,
    Since,
    Told,
    Trail,
    downloads,
    since_of,
    told_before,
    trail_of,
)
from ardoise.actions.reconciliation.posting import SOURCE
from ardoise.domain.money import decimal_text
from ardoise.engine.reconciliation.taking_over import REVERSAL, REVERSED
from ardoise.records.models import Company, Difference, Entry, Reconciliation, Settlement, TakeOver, User

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


def export(company: Company, since_on: date, by: User | None, at: datetime, again: bool = False) -> Export:
    """The reconciliations that hold from that day on, or were accepted since, and were not undone; what an earlier
    export told is told once more only where that is asked (`again`).

    What the ledger books by itself already is in the lettering only. A group that balances bears capitals, one that
    does not yet small letters; what was taken back loses its letter, and its entry bears one with its reversal.
    Amounts are never altered; a text that a spreadsheet would take for a formula bears an apostrophe first.
    """
    rights.require(by, "reconcile", company)
    with events.act(company):
        known = told_before(company)
        since = since_of(company, since_on, downloads(company))
        before, trail = [] if again else known, trail_of(company, known)
        lately = Reconciliation.objects.filter(company=company, undone_at=None).filter(
            Q(on__gte=since_on) | Q(at__gte=since.at - LONGEST) | Q(differences__approved_at__gte=since.at)
        )
        every = [one for one in posted_by(lately.order_by("pk").distinct(), trail) if one.is_since(since)]
        posted = [one for one in every if not one.is_in(before)]
        told = list(Reconciliation.objects.filter(pk__in={one.act.pk for one in posted}).order_by("pk"))
        turned = undone_since(company, since.at, trail, known, before)
        groups = letter(Settlement.objects.filter(company=company, reconciliation__undone_at=None))
        letters = {entry: code for code, entries, _on in groups for entry in entries}
        days = {entry: on for _code, entries, on in groups for entry in entries}
        lines = [line for entry in entries_of(company, posted) for line in both(entry, letters, days)]
        touched = {code for one in told for code in codes_of(one, letters)}
        grouped = lettered([group for group in groups if group[0] in touched])
        count = len(told) + len({one.act.pk for one in turned})
        events.record(company, "exported_reconciliations", by, at, after={"since_on": since_on, "count": count})
        back, unlettered = reversals(company, turned), taken_off(company, turned, set(letters))
    return Export(
        table(HEADER, lines), table(LETTERING, [*grouped, *unlettered]), count, table(HEADER, back) if back else ""
    )


@dataclass(frozen=True)
class Posted:
    """Something that an act told the books: an entry of ours, or (None) letters alone."""

    act: Reconciliation
    entry: int | None
    at: datetime  # when it was accepted, or approved
    seq: int  # and the number of that in the trail
    undone: int | None  # the same of its being taken back

    def is_since(self, since: Since) -> bool:
        """It holds from that day on, or was accepted since."""
        is_later = since.after is not None and self.seq > since.after
        return self.act.on >= since.on or self.at >= since.at or is_later

    def is_in(self, told: Sequence[Told]) -> bool:
        """One of these exports told it, for it was accepted by then and not taken back."""
        return any(
            self.seq < one.seq and (self.undone is None or one.seq < self.undone) and self.is_since(one.since)
            for one in told
        )  # fmt: skip


def posted_by(acts: Iterable[Reconciliation], trail: Trail) -> list[Posted]:
    """What each of them posted: its payment, and each difference once it is decided."""
    of_act = {one.pk: one for one in acts}
    accepted = {key: trail.accepted.get(key, 0) for key in of_act}
    undone = {key: trail.undone.get(key, 0) if one.undone_at else None for key, one in of_act.items()}
    payments = [
        Posted(one, one.payment_id if one.is_posting else None, one.at, accepted[key], undone[key])
        for key, one in of_act.items()
    ]
    let_go = Difference.objects.filter(reconciliation__in=list(of_act), entry__isnull=False).order_by("pk")
    told = let_go.values_list("pk", "reconciliation", "entry", "approved_at", "at")
    return payments + [
        Posted(of_act[act], entry, approved_at or at, trail.approved.get(key, accepted[act]), undone[act])
        for key, act, entry, approved_at, at in told
    ]


def undone_since(
    company: Company, since: datetime, trail: Trail, known: Sequence[Told], before: Sequence[Told]
) -> list[Posted]:
    """What was taken back since then though one of `known` had told it, and none of `before` told of that."""
    acts = Reconciliation.objects.filter(company=company, undone_at__gte=since).order_by("pk")
    turned = [one for one in posted_by(acts, trail) if one.is_in(known)]
    return [one for one in turned if not is_turned(one, before)]


def is_turned(one: Posted, before: Sequence[Told]) -> bool:
    """One of these exports told that it was taken back."""
    assert one.act.undone_at is not None and one.undone is not None
    return any(told.since.at <= one.act.undone_at and one.undone < told.seq for told in before)


def reversals(company: Company, turned: Sequence[Posted]) -> list[list[str]]:
    """What was taken back: the same lines the other way, on the day it was. To be booked only where the first were."""
    entries = Entry.objects.select_related("customer").in_bulk([one.entry for one in turned if one.entry])
    found = []
    for one in turned:
        if one.entry:
            entry, code = entries[one.entry], code_of(one.act) if is_settled(one) else ""
            found += turned_round(entry, day_back(company, one, entry), code)
    return found


def day_back(company: Company, one: Posted, entry: Entry) -> date:
    """The day on which it was taken back, no sooner than it was booked."""
    assert one.act.undone_at is not None
    return max(business_date(company, one.act.undone_at), entry.booked_on)


def code_of(act: Reconciliation) -> str:
    """The letters that what an undone act posted bears with its reversal: those of its first settlement."""
    return spelled(min(act.settlements.values_list("pk", flat=True)))


def is_settled(one: Posted) -> bool:
    """Did the entry bear a letter by its act?"""
    return one.act.settlements.filter(Q(payment=one.entry) | Q(item=one.entry)).exists()


def taken_off(company: Company, turned: Sequence[Posted], standing: set[int]) -> list[list[str]]:
    """The letters after what was taken back: none for what it paid, a common one for an entry and its reversal."""
    acts = {one.act.pk for one in turned}
    ours = {one.entry: one for one in turned if one.entry and is_settled(one)}
    pairs = Settlement.objects.filter(reconciliation__in=acts).values_list("payment", "item")
    taken = dict(TakeOver.objects.filter(company=company).exclude(ledger=None).values_list("entry", "ledger"))
    freed = {taken.get(entry, entry) for pair in pairs for entry in pair if entry not in ours} - standing
    rows = []
    for entry in Entry.objects.filter(pk__in=freed).select_related("customer").order_by("booked_on", "pk"):
        rows.append(lettering_row(entry, "", None))
    booked = {taken.get(key, key): (key, one) for key, one in ours.items()}
    for entry in Entry.objects.filter(pk__in=booked).select_related("customer").order_by("booked_on", "pk"):
        (key, one), own = booked[entry.pk], entry
        code, on = code_of(one.act), day_back(company, one, entry)
        rows.append(lettering_row(entry, code, on))
        if own.pk != key:
            own = Entry.objects.select_related("customer").get(pk=key)
        (line, _other) = turned_round(own, on, code)
        names = dict(zip(HEADER, line, strict=True))
        rows.append([names[column] for column in LETTERING])
    return rows


def turned_round(entry: Entry, on: date, code: str = "") -> list[list[str]]:
    """The two lines of an entry with debit and credit exchanged, under a number of their own; the customer's with the
    letter it shares with the first."""
    lines = both(entry, {entry.pk: code}, {entry.pk: on})
    for line in lines:
        line[2], line[3], line[15] = f"{line[2]}{REVERSED}", f"{on:%Y%m%d}", f"{on:%Y%m%d}"
        line[10], line[11], line[12] = f"{REVERSAL}{line[10]}".strip(), line[12], line[11]
    return lines


def entries_of(company: Company, told: Iterable[Posted]) -> list[Entry]:
    """What these posted and the ledger does not tell by itself."""
    taken = TakeOver.objects.filter(company=company).values("entry")
    found = Entry.objects.filter(pk__in=[one.entry for one in told if one.entry]).exclude(pk__in=taken)
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
        lines[code.upper(), code].append(lettering_row(entry, code, on))
    return [line for key in sorted(lines) for line in lines[key]]


def lettering_row(entry: Entry, code: str, on: date | None) -> list[str]:
    """A line of the ledger with its letter, or with none."""
    is_ours = entry.source == SOURCE
    return [
        entry.gl_account, safe(entry.customer.code), safe(entry.customer.name), entry.journal,
        f"ARD{entry.pk:06d}" if is_ours else safe(entry.number), f"{entry.booked_on:%Y%m%d}",
        safe(entry.document or (f"ARD{entry.pk:06d}" if is_ours else "")), *sides(entry.amount_cents), code,
        f"{on:%Y%m%d}" if on else "",
    ]  # fmt: skip


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
