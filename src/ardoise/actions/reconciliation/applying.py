"""Apply a receipt: whose it is, what it pays, and what becomes of the rest, in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from ardoise.actions import events, ledger, rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation import differences, learning, receipts, taking_over, tolerances
from ardoise.actions.reconciliation.posting import RECEIVABLE, Line, Side, pair, post, settle
from ardoise.actions.refusals import Unfit
from ardoise.domain.money import written
from ardoise.records.models import Company, Customer, Entry, MatchProposal, Movement, Question, Reconciliation, User


@dataclass(frozen=True)
class Match:
    """What a receipt pays, as somebody accepts it.

    Receipt + differences = Σ allocations + unapplied. The unapplied rest stays with `customer`, an open payment.
    """

    movement: Movement
    allocations: Mapping[int, int] = field(default_factory=dict)  # entry → cents of it, credit notes negative
    customer: Customer | None = None  # whose the receipt is; None: who owes what it pays
    difference: str = ""  # one of domain/reconciliation.DIFFERENCES
    difference_cents: int = 0  # positive: paid less than the items ask
    others: Sequence[tuple[str, int]] = ()  # further differences, where what it lacks has several reasons
    confidence_bp: int | None = None
    evidence: Sequence[str] = ()
    note: str = ""

    @property
    def differences(self) -> list[tuple[str, int]]:
        """Each with its cents; none where the sums are even."""
        told = [(self.difference, self.difference_cents), *self.others]
        return [(reason, cents) for reason, cents in told if reason or cents]

    @property
    def lacking_cents(self) -> int:
        """All of them."""
        return sum(cents for _reason, cents in self.differences)


@dataclass(frozen=True)
class Share:
    """What of a receipt goes to one customer."""

    customer: Customer
    credits: list[Side]
    debits: list[Side]
    paid_cents: int  # of the receipt
    difference_cents: int = 0


@dataclass(frozen=True)
class Act:
    """What is accepted at once, and undone together."""

    by: User | None
    at: datetime
    is_automatic: bool = False
    together: UUID = field(default_factory=uuid4)


def apply(match: Match, by: User | None, at: datetime, is_automatic: bool = False) -> list[Reconciliation]:
    """Posts the payment and what it settles; one reconciliation per customer, undone together.

    Refused, with a sentence and without a trace, where the receipt is applied already, an item is no longer open for
    as much, or the sums do not add up. Two who apply the same receipt at once: one of them succeeds.
    """
    company = match.movement.company
    rights.require(by, "reconcile", company)
    if match.customer is not None and match.customer.company_id != company.pk:
        raise rights.Missing(_("This does not exist, or is not yours to see."))
    with events.act(company):
        entries = named(company, match)
        whose = frozenset(entry.customer_id for entry in entries.values())
        today = business_date(company, at)
        received = receipts.hold(match.movement, today, whose)
        told = ledger.read(company, sorted(whose))
        items = told.items(today)
        check(match, received, entries, told.left(items, today))
        shares = share(match, received, entries)
        act = Act(by, at, is_automatic)
        done = [accept(one, match, received, act) for one in shares]
        for one in done:
            learning.confirm(one, match, items, at)
        forget_stale(match)
        Question.objects.filter(company=company, movement=match.movement, closed_at=None).update(closed_at=at)
        taking_over.refresh(company, [one.customer_id for one in done])
        receipts.note_spent(company, [match.movement.pk])
    return done


def forget_stale(match: Match) -> None:
    """The proposals of this receipt, and those of others that claim the same items, are not to be accepted any more."""
    match.movement.proposals.all().delete()
    forget_claims(match.movement.company, set(match.allocations))


def forget_claims(company: Company, taken: set[int]) -> None:
    """The proposals that claim one of these items are not to be accepted any more."""
    owing = Entry.objects.filter(pk__in=taken).values("customer")
    same = MatchProposal.objects.filter(company=company, customer__in=owing)
    stale = [one.pk for one in same if taken & {row["entry"] for row in one.allocations}]
    MatchProposal.objects.filter(pk__in=stale).delete()


def named(company: Company, match: Match) -> dict[int, Entry]:
    """The entries it allocates, which must be the company's."""
    found = Entry.objects.filter(company=company, pk__in=match.allocations).select_related("customer__company")
    entries = {entry.pk: entry for entry in found}
    if set(entries) != set(match.allocations):
        raise rights.Missing(_("An item of this match is not there any more: look at the receipt again."))
    return entries


def check(
    match: Match, received: receipts.Received, entries: Mapping[int, Entry], open_cents: Mapping[int, int]
) -> None:
    """Unfit where the match does not hold, in a sentence."""
    language = match.movement.company.language
    for key, cents in match.allocations.items():
        left = open_cents.get(key, 0)
        if cents == 0 or cents * left <= 0 or abs(cents) > abs(left):
            amounts = {"left": written(left, language), "cents": written(cents, language)}
            sentence = _("%(document)s is open for %(left)s, not for %(cents)s: look at the receipt again.")
            raise Unfit(sentence % ({"document": entries[key].document} | amounts))
        if entries[key].currency != match.movement.currency:
            told = {"document": entries[key].document, "its": entries[key].currency, "ours": match.movement.currency}
            sentence = _(
                "%(document)s is in %(its)s, the receipt in %(ours)s: keep it on account, the books convert it."
            )
            raise Unfit(sentence % told)
    differences.check_told(match.differences)
    rest = rest_of(match, received.left_cents)
    if rest < 0:
        sentence = _("The items ask %(short)s more than was received: take less of one, or name the difference.")
        raise Unfit(sentence % {"short": written(-rest, language)})
    if rest and customer_of(match, received, entries) is None:
        raise Unfit(_("Say whose the rest is: choose the customer."))
    if not match.allocations and match.customer is None:
        raise Unfit(_("Choose a customer, or items."))


def rest_of(match: Match, left_cents: int) -> int:
    """What of the receipt stays unapplied."""
    return left_cents + match.lacking_cents - sum(match.allocations.values())


def customer_of(match: Match, received: receipts.Received, entries: Mapping[int, Entry]) -> Customer | None:
    """Who keeps the rest: who is said, whose the payment is already, or the only one whose items are paid."""
    if received.customer is not None:
        return received.customer
    owing = {entry.customer_id: entry.customer for entry in entries.values()}
    return match.customer or (next(iter(owing.values())) if len(owing) == 1 else None)


def share(match: Match, received: receipts.Received, entries: Mapping[int, Entry]) -> list[Share]:
    """What goes to each customer; the rest with its keeper, the difference where most is paid."""
    by_customer: dict[int, list[Entry]] = {}
    for entry in entries.values():
        by_customer.setdefault(entry.customer_id, []).append(entry)
    keeper = customer_of(match, received, entries)
    if received.payment and set(by_customer) - {received.payment.customer_id}:
        raise Unfit(_("This payment is %(name)s’s already: it pays nobody else.") % {"name": received.customer})
    rest = rest_of(match, received.left_cents)
    if keeper is not None and (rest or not by_customer):
        by_customer.setdefault(keeper.pk, [])
    sums = {key: sum(match.allocations[entry.pk] for entry in own) for key, own in by_customer.items()}
    largest = max(sums, key=lambda key: (sums[key], -key))
    shares = []
    for key in sorted(by_customer):
        own = sorted(by_customer[key], key=lambda entry: (match.allocations[entry.pk], entry.pk))
        difference = match.lacking_cents if key == largest else 0
        kept = rest if keeper is not None and key == keeper.pk else 0
        sides = [Side(entry, abs(match.allocations[entry.pk])) for entry in own]
        customer = own[0].customer if own else keeper
        assert customer is not None
        shares.append(
            Share(
                customer,
                [side for side in sides if match.allocations[side.entry.pk] < 0],
                [side for side in sides if match.allocations[side.entry.pk] > 0],
                sums[key] - difference + kept,
                difference,
            )
        )
    if any(one.paid_cents < 0 for one in shares):
        raise Unfit(_("The credit notes of a customer are more than the invoices paid with them."))
    return shares


def accept(one: Share, match: Match, received: receipts.Received, act: Act) -> Reconciliation:
    """One customer's part: its payment, its settlements, its difference, what is learned of it, its event."""
    movement = match.movement
    done = Reconciliation(
        company=movement.company,
        customer=one.customer,
        movement=movement,
        payment=received.payment,
        together=act.together,
        is_automatic=act.is_automatic,
        by=act.by,
        at=act.at,
        on=movement.booked_on,
        confidence_bp=match.confidence_bp,
        evidence=list(match.evidence),
        tolerances=tolerances.told(movement.company),
        note=match.note[:300],
    )
    if received.payment is None and one.paid_cents:
        done.payment, done.is_posting = post(done, Line("payment", -one.paid_cents, gl_of(one))), True
    done.save(force_insert=True)
    let_go = differences.of_receipt(done, one.debits, match.differences if one.difference_cents else ())
    paid = [Side(done.payment, one.paid_cents)] if done.payment else []
    settle(done, pair([*one.credits, *paid, *let_go.credits], [*let_go.debits, *one.debits]))
    after = told(one, match, act.is_automatic)
    events.record(movement.company, "reconciled", act.by, act.at, done, one.customer, after=after)
    return done


def gl_of(one: Share) -> str:
    """The account the customer's items stand on."""
    return one.debits[0].entry.gl_account if one.debits else RECEIVABLE


def told(one: Share, match: Match, is_automatic: bool) -> dict[str, Any]:
    """The share, for the event."""
    return {
        "movement": match.movement.pk,
        "received_cents": one.paid_cents,
        "items": {side.entry.document or str(side.entry.pk): side.cents for side in one.debits},
        "credits": {side.entry.document or str(side.entry.pk): side.cents for side in one.credits},
        "difference": match.difference,
        "difference_cents": one.difference_cents,
        "differences": dict(match.differences) if one.difference_cents and match.others else {},
        "is_automatic": is_automatic,
        "confidence_bp": match.confidence_bp,
    }
