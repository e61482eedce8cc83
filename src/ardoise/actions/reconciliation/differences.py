"""What a receipt lacks, or an item is let go for: posted alone within limits, beyond them by a second person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from ardoise.actions import events, ledger, rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation.posting import RECEIVABLE, Line, Side, post, settle
from ardoise.actions.reconciliation.tolerances import account_of, limit_of, setting_of, told
from ardoise.actions.refusals import Unfit
from ardoise.domain.money import written
from ardoise.domain.reconciliation import DIFFERENCES
from ardoise.records.models import Company, Difference, Entry, Reconciliation, User


@dataclass(frozen=True)
class LetGo:
    """What a difference adds to the sides of a reconciliation."""

    credits: list[Side] = field(default_factory=list)
    debits: list[Side] = field(default_factory=list)


def check_told(told_of: Sequence[tuple[str, int]]) -> None:
    """Unfit where a difference has no reason or no amount, a reason is told twice, or one lacks and another is over."""
    if any(not reason or not cents for reason, cents in told_of):
        raise Unfit(_("Say what the difference is."))
    if len({reason for reason, _cents in told_of}) < len(told_of):
        raise Unfit(_("Name each reason for a difference once."))
    if len({cents > 0 for _reason, cents in told_of}) > 1:
        raise Unfit(_("A receipt lacks something or is too much: its differences are all of one kind."))


def of_receipt(done: Reconciliation, debits: Sequence[Side], told_of: Sequence[tuple[str, int]]) -> LetGo:
    """The differences of a receipt: each posted, or kept for a second person where it is more than this one lets go."""
    if debits and sum(cents for _reason, cents in told_of) > debits[-1].cents:
        raise Unfit(_("The difference is larger than the item it would be taken off: take less of that item."))
    found = [let_go(done, debits, reason, cents) for reason, cents in told_of]
    return LetGo([side for one in found for side in one.credits], [side for one in found for side in one.debits])


def let_go(done: Reconciliation, debits: Sequence[Side], reason: str, cents: int) -> LetGo:
    """One of them, taken off the largest item."""
    check(reason)
    asked = sum(side.cents for side in debits)
    before = let_go_by(done.by, debits[-1].entry) if debits else 0
    is_within = abs(cents) + before <= limit_of(done.company, done.by)
    is_alone = is_within or is_tolerated(done, debits, reason, cents, asked)
    if cents < 0 and not is_alone:
        raise Unfit(_("That is more than you may post as a gain: leave it to the customer as an unapplied payment."))
    noted = note(done, debits[-1].entry if debits else None, reason, cents)
    if not is_alone:
        asked_second(noted)
        return LetGo()
    entry = post_difference(noted, done)
    side = Side(entry, abs(cents))
    return LetGo(credits=[side]) if cents > 0 else LetGo(debits=[side])


def let_go_by(user: User | None, item: Entry) -> int:
    """What the person has let go of an item before, alone or of what another asked: a limit is no less for being
    reached in steps."""
    return let_go_of([item.pk], user).get(item.pk, 0)


def let_go_of(items: Collection[int | None], user: User | None) -> dict[int | None, int]:
    """The same of several items."""
    decided = Q(by=user, approved_by=None) | Q(approved_by=user) if user else Q(by=None, approved_by=None)
    posted = Difference.objects.filter(decided, item__in=items, entry__isnull=False, cents__gt=0)
    standing = posted.filter(reconciliation__undone_at=None).order_by()
    return dict(standing.values_list("item").annotate(let_go=Sum("cents")))


def check(reason: str) -> None:
    """Unfit unless it is a reason."""
    if reason not in DIFFERENCES:
        names = ", ".join(DIFFERENCES)
        raise Unfit(_("“%(reason)s” is no reason for a difference: choose one of %(names)s.") % {
            "reason": reason, "names": names
        })  # fmt: skip


def is_tolerated(done: Reconciliation, debits: Sequence[Side], reason: str, cents: int, asked_cents: int) -> bool:
    """Does the company let a difference of that reason and size pass by itself?"""
    kept = setting_of(done.company)
    if reason == "bank_charges":
        return 0 < cents <= kept.bank_charges_cents
    if reason == "discount":
        since = done.on - timedelta(kept.discount_days)
        is_early = all((side.entry.document_on or side.entry.booked_on) >= since for side in debits)
        return cents > 0 and cents * 10_000 <= asked_cents * kept.discount_rate_bp + 10_000 and is_early
    if reason == "withholding":
        return any(abs(cents * 10_000 - asked_cents * rate) <= 10_000 for rate in kept.withholding_rates_bp)
    if reason == "exchange" and debits and all(side.entry.foreign_cents for side in debits):
        return abs(cents) * 10_000 <= asked_cents * kept.exchange_rate_bp
    return abs(cents) <= kept.rounding_cents


def note(done: Reconciliation, item: Entry | None, reason: str, cents: int) -> Difference:
    """The difference, not posted yet, by whoever reconciles."""
    return Difference.objects.create(
        company=done.company,
        customer=done.customer,
        reconciliation=done,
        item=item,
        reason=reason,
        gl_account=account_of(done.company, reason, cents),
        cents=cents,
        by=done.by,
        at=done.at,
    )


def post_difference(noted: Difference, done: Reconciliation) -> Entry:
    """Posts it in the customer's account."""
    item = noted.item
    account, document, currency = (item.gl_account, item.document, item.currency) if item else (RECEIVABLE, "", "")
    noted.entry = post(done, Line("other", -noted.cents, account, label(noted.reason), document, currency, noted.pk))
    noted.save(update_fields=["entry"])
    return noted.entry


def label(reason: str) -> str:
    """What the posted entry says."""
    return {
        "discount": _("Discount for early payment"),
        "bank_charges": _("Bank charges kept"),
        "rounding": _("Rounding"),
        "withholding": _("Withholding"),
        "exchange": _("Exchange difference"),
        "short_payment": _("Balance let go"),
        "over_payment": _("Overpayment kept"),
    }[reason]


def asked_second(noted: Difference) -> None:
    """Tells that a second person must say."""
    after = {"reason": noted.reason, "cents": noted.cents, "item": noted.item_id}
    events.record(noted.company, "asked_write_off", noted.by, noted.at, noted, noted.customer, after=after)


def write_off(
    item: Entry, cents: int, reason: str, by: User | None, at: datetime, note_text: str = ""
) -> Reconciliation:
    """Lets go of what is left of an item, or part of it; beyond the person's limit it waits for a second one."""
    company = item.company
    rights.require(by, "reconcile", company)
    check(reason)
    with events.act(company):
        left = open_cents(company, item, at)
        if not 0 < cents <= left:
            told_of = {"document": item.document, "left": written(left, company.language)}
            raise Unfit(_("%(document)s is open for %(left)s: nothing beyond that can be let go.") % told_of)
        done = Reconciliation.objects.create(
            company=company, customer=item.customer, kind="write_off", together=uuid4(), by=by, at=at,
            on=max(business_date(company, at), item.booked_on), tolerances=told(company), note=note_text[:300],
        )  # fmt: skip
        noted = note(done, item, reason, cents)
        if cents + let_go_by(by, item) <= max(limit_of(company, by), setting_of(company).rounding_cents):
            carry_out(noted)
            after = {"document": item.document, "cents": cents, "reason": reason}
            events.record(company, "wrote_off", by, at, done, item.customer, after=after)
        else:
            asked_second(noted)
    return done


def open_cents(company: Company, item: Entry, at: datetime) -> int:
    """What is left of an item on the company's day, also of what money booked a few days ahead pays."""
    day = max(business_date(company, at), item.booked_on)
    return ledger.left(company, day, item.customer_id).get(item.pk, 0)


def carry_out(noted: Difference) -> None:
    """Posts it and takes it off its item."""
    done, item = noted.reconciliation, noted.item
    assert item is not None
    entry = post_difference(noted, done)
    settle(done, [(entry, item, noted.cents)])


def waiting(company: Company) -> list[Difference]:
    """What waits for a second person, oldest first; not of money that went back. Within the company's scope."""
    asked = Difference.objects.filter(company=company, entry=None, refused_at=None, reconciliation__undone_at=None)
    asked = asked.exclude(reconciliation__settlements__ended_by__isnull=False)
    return list(asked.select_related("company", "customer", "item", "by", "reconciliation").order_by("at", "pk"))


def why_not(noted: Difference, by: User) -> str:
    """Why the person can't approve it, "" where he can: what he asked himself, or more than he lets go alone."""
    return refusals([noted], by)[0]


def refusals(asked: Sequence[Difference], by: User) -> list[str]:
    """The same of several of one company, in their order."""
    if not asked:
        return []
    before, most = let_go_of({one.item_id for one in asked} - {None}, by), limit_of(asked[0].company, by)
    return [refusal(one, by, before.get(one.item_id, 0), most) for one in asked]


def refusal(noted: Difference, by: User, before: int, most: int) -> str:
    """Of one, after what the person has let go of its item before."""
    if by == noted.by:
        return _("Somebody else must approve this: you asked for it.")
    if noted.cents + before <= most:
        return ""
    told_of = {name: written(cents, noted.company.language) for name, cents in (("cents", noted.cents), ("most", most))}
    sentence = _(
        "%(cents)s is more than you may let go (%(most)s): somebody with a higher limit approves it, or an "
        "administrator raises a limit in the settings."
    )
    return sentence % told_of


def approve(noted: Difference, by: User | None, at: datetime) -> bool:
    """A second person lets it go; False where it was decided before. Never the one who asked, nor beyond a limit."""
    rights.require(by, "settle", noted.company)
    if by is None:
        raise rights.Refused(_("Somebody else must approve this: you asked for it."))
    with events.act(noted.company):
        fresh = Difference.objects.select_related(
            "reconciliation__company", "reconciliation__movement__company", "reconciliation__customer__company",
            "item__company", "item__customer", "company", "customer",
        ).get(pk=noted.pk)  # fmt: skip
        if fresh.entry_id or fresh.refused_at or fresh.reconciliation.undone_at:
            return False
        if refusal := why_not(fresh, by):
            raise rights.Refused(refusal)
        if fresh.reconciliation.settlements.exclude(ended_by=None).exists():
            raise Unfit(_("The bank took this payment back: nothing is let go of it."))
        assert fresh.item is not None
        left = open_cents(fresh.company, fresh.item, at)
        if left < fresh.cents:
            told_of = {"document": fresh.item.document, "left": written(left, fresh.company.language)}
            raise Unfit(_("%(document)s is open for %(left)s: nothing beyond that can be let go.") % told_of)
        Difference.objects.filter(pk=fresh.pk).update(approved_by=by, approved_at=at)
        carry_out(fresh)
        after = {"document": fresh.item.document, "cents": fresh.cents, "reason": fresh.reason}
        events.record(fresh.company, "approved_write_off", by, at, fresh, fresh.customer, after=after)
    return True


def refuse(noted: Difference, by: User | None, at: datetime) -> bool:
    """It stays owed; False where it was decided before."""
    rights.require(by, "settle", noted.company)
    with events.act(noted.company):
        if not Difference.objects.filter(pk=noted.pk, entry=None, refused_at=None).update(refused_at=at):
            return False
        after = {"cents": noted.cents, "reason": noted.reason}
        events.record(noted.company, "refused_write_off", by, at, noted, noted.customer, after=after)
    return True
