"""What must hold of receipts and of what they pay, looked for in the rows themselves by plain sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from ardoise.actions.reconciliation.posting import SOURCE
from ardoise.actions.reconciliation.taking_over import undone
from ardoise.records import settled as columns
from ardoise.records.models import (
    BankStatement,
    Company,
    Difference,
    Entry,
    Movement,
    Reconciliation,
    Settlement,
    Sighting,
    TakeOver,
)

NAMED = 3
AT_ONCE = 500


def settled(company: Company, as_of: date) -> Iterator[str]:
    """An entry pays, or is paid, no more than its amount, by what stands on one day."""
    standing = Settlement.objects.filter(company=company, reconciliation__undone_at=None)
    sums: dict[tuple[str, int], Counter[date | None]] = defaultdict(Counter)
    amounts: dict[int, int] = {}
    told = standing.values_list(
        "payment", "payment__amount_cents", "item", "item__amount_cents", "cents", "from_on", "until_on"
    )
    for payment, paid, item, owed, cents, from_on, until_on in told:
        amounts |= {payment: -paid, item: owed}
        for key in (("payment", payment), ("item", item)):
            sums[key][from_on] += cents
            sums[key][until_on] -= cents if until_on else 0
    for (side, entry), moves in sums.items():
        level = 0
        for on in sorted(day for day in moves if day):
            level += moves[on]
            if not 0 <= level <= amounts[entry]:
                sentence = _("Entry %(entry)s (%(side)s) settles %(cents)s cents on %(day)s, of %(amount)s.")
                yield sentence % {
                    "entry": entry, "side": side, "cents": level, "day": on, "amount": amounts[entry]
                }  # fmt: skip
                break


def spent(company: Company, as_of: date) -> Iterator[str]:
    """A movement of which something is left to post is not taken for spent."""
    kept = list(Movement.objects.filter(company=company, is_spent=True).values_list("pk", flat=True))
    done = {
        pk for start in range(0, len(kept), AT_ONCE) for pk in columns.spent(company.pk, kept[start : start + AT_ONCE])
    }
    for pk in [pk for pk in kept if pk not in done][:NAMED]:
        yield _("Movement %(movement)s is taken for spent, and something is left of it.") % {"movement": pk}


def pairs(company: Company, as_of: date) -> Iterator[str]:
    """A settlement is between a credit and a debit of one customer, company and currency, booked by its first day."""
    own = Settlement.objects.filter(company=company)
    wrong = own.filter(
        ~Q(payment__customer=F("customer"))
        | ~Q(item__customer=F("customer"))
        | ~Q(payment__company=F("company"))
        | ~Q(item__company=F("company"))
        | ~Q(reconciliation__customer=F("customer"))
        | ~Q(payment__currency=F("item__currency"))
        | Q(payment__amount_cents__gte=0)
        | Q(item__amount_cents__lte=0)
        | Q(from_on__lt=F("payment__booked_on"))
        | Q(from_on__lt=F("item__booked_on"))
        | Q(until_on__lt=F("from_on"))
        | Q(ended_by__undone_at__isnull=False)
    )
    if found := list(wrong.values_list("pk", flat=True)[:NAMED]):
        yield _("Settlements %(rows)s join what may not be joined.") % {"rows": ", ".join(map(str, found))}


def receipts(company: Company, as_of: date) -> Iterator[str]:
    """A movement is posted for no more than it brought, and what is left of it is what waits."""
    posted: Counter[int | None] = Counter()
    standing = Reconciliation.objects.filter(company=company, is_posting=True, undone_at=None, kind="receipt")
    for key, cents in standing.values_list("movement", "payment__amount_cents"):
        posted[key] -= cents
    shown: Counter[int | None] = Counter()
    for by, cents in Movement.objects.filter(company=company, shown_by__isnull=False).values_list(
        "shown_by", "amount_cents"
    ):
        shown[by] += cents
    waiting = dict(columns.receipts(company.pk, date.max).select("receipt", "amount_cents").iter_rows())
    seen = set(Sighting.objects.filter(company=company).values_list("movement", flat=True))
    for movement in Movement.objects.filter(company=company, amount_cents__gt=0):
        left = movement.amount_cents - posted[movement.pk] - shown[movement.pk]
        if posted[movement.pk] > movement.amount_cents or (posted[movement.pk] and left < 0):
            yield _("Movement %(movement)s brought %(amount)s cents, %(posted)s are posted to customers.") % {
                "movement": movement.pk, "amount": movement.amount_cents, "posted": posted[movement.pk]
            }  # fmt: skip
        is_told = movement.pk in seen or movement.instrument
        if posted[movement.pk] and not is_told:
            yield _("Movement %(movement)s is posted to a customer, and no statement tells of it.") % {
                "movement": movement.pk
            }
        if waiting.get(movement.pk, 0) not in (0, left):
            yield _("Movement %(movement)s waits for %(waiting)s cents, %(left)s of it are left.") % {
                "movement": movement.pk, "waiting": waiting[movement.pk], "left": left
            }  # fmt: skip


def postings(company: Company, as_of: date) -> Iterator[str]:
    """Every entry of ours was posted once, and counts as its reconciliation and the ledger say."""
    posted = Counter(Reconciliation.objects.filter(company=company, is_posting=True).values_list("payment", flat=True))
    posted.update(Difference.objects.filter(company=company, entry__isnull=False).values_list("entry", flat=True))
    over, taken = set(undone(company)), dict(TakeOver.objects.filter(company=company).values_list("entry", "from_on"))
    ours = Entry.objects.filter(company=company, source=SOURCE, imported__kind="house")
    for entry, booked_on, gone_on in ours.values_list("pk", "booked_on", "gone_on"):
        if posted[entry] != 1:
            yield _("Entry %(entry)s of this house was posted by %(times)s acts.") % {
                "entry": entry, "times": posted[entry]
            }  # fmt: skip
        expected = booked_on if entry in over else taken.get(entry)
        if gone_on != expected:
            yield _("Entry %(entry)s of this house counts until %(gone)s, it should until %(expected)s.") % {
                "entry": entry, "gone": gone_on, "expected": expected
            }  # fmt: skip


def statements(company: Company, as_of: date) -> Iterator[str]:
    """What a final statement opens with and its movements make what it closes with, as they are kept here."""
    kept = BankStatement.objects.filter(
        company=company, is_final=True, opening_cents__isnull=False, closing_cents__isnull=False
    )
    for one in kept.annotate(moved=Sum("sightings__movement__amount_cents")).select_related("imported"):
        if one.opening_cents + (one.moved or 0) != one.closing_cents and not one.imported.problems:  # type: ignore[operator]
            sentence = _("Statement %(number)s of %(day)s: %(opening)s and %(moved)s do not make %(closing)s.")
            yield sentence % {
                "number": one.number or one.pk, "day": one.to_on, "opening": one.opening_cents,
                "moved": one.moved or 0, "closing": one.closing_cents,
            }  # fmt: skip


CHECKS = {
    "settled": settled,
    "pairs": pairs,
    "receipts": receipts,
    "spent": spent,
    "postings": postings,
    "statements": statements,
}
