"""The facts of a company or of one customer, and what the one rule of dunning makes of them today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from ardoise.actions import confirming, ledger, questioning, thanking
from ardoise.actions.dunning import reaching
from ardoise.actions.dunning.promising import Promising, planned_blocks, pressing
from ardoise.actions.policies.assignment import Assigned, assigned
from ardoise.actions.policies.limits import limits_of
from ardoise.actions.policies.placing import asks_paying, paying, place
from ardoise.domain.assignment import OVERRIDES
from ardoise.domain.dunning import NO_RUNGS, RUNG_REASONS, Policy
from ardoise.domain.instalments import PLAN_REMINDERS
from ardoise.domain.pressure import Limits
from ardoise.domain.promises import PROMISE_OUTCOMES
from ardoise.engine import dunning
from ardoise.engine.instalments import leave_planned
from ardoise.records import book, outbox
from ardoise.records import promises as agreed
from ardoise.records.correspondence import INSTALMENTS
from ardoise.records.models import Company, Customer, Message, MessageItem, Proposal

MANY = 2_000  # up to so many customers only their own books are read, beyond it the whole book
LISTED = ["customer", "entry", "open_cents", "is_apart"]
Listed = Mapping[int, tuple[int, bool]]
"""What a proposal or a message lists: by entry, its open cents and whether it stands apart, a credit not deducted."""


def proposed(
    company: Company,
    as_of: date,
    policy: Policy | None = None,
    customer: Customer | None = None,
    besides: Message | None = None,
    today: date | None = None,
    under: Assigned | None = None,
    told: ledger.Told | None = None,
) -> dunning.Plan:
    """The plan of the whole book or of one customer's, as if the message `besides` had never been written.

    Everybody is under the policy the company's rules assign, or what `under` says, or all under `policy`.
    Asked on a later day, `today`, what was booked until then doesn't count as booked ahead: nobody could know it.
    `told`: that ledger, where it has been read.
    """
    customer_id = customer.pk if customer else None
    under = under or (alone(policy) if policy else assigned(company))
    written = [besides.carrier_id or besides.pk] if besides else []
    history = _history(company, customer_id, besides)
    facts = gathered(company, as_of, history, under, customer_id, today, written, told)
    return planned(facts, under, stands=besides is not None)


def alone(policy: Policy) -> Assigned:
    """Everybody under that one policy."""
    nobody = pl.DataFrame(schema=OVERRIDES)
    return Assigned(
        {policy.name: policy}, (), nobody, policy.name, {"versions": {}, "rules": [], "default": policy.name}
    )


@dataclass(frozen=True)
class Facts:
    """What a plan is made of, whatever the policies say: read once, planned under as many as one likes."""

    company: Company
    as_of: date
    whose: book.Whose
    items: pl.DataFrame
    customers: pl.DataFrame
    blocks: pl.DataFrame
    agreed: pl.DataFrame  # PLANNED_ITEMS: what is paid by instalments
    reminders: pl.DataFrame  # PLAN_REMINDERS
    history: pl.DataFrame
    contacts: pl.DataFrame
    limits: Limits
    paying: pl.DataFrame | None  # how each customer pays (BEHAVIOURS); None where no rule asks
    entries: pl.DataFrame | None  # the BOOK of a few customers; None for the whole company's, which isn't held

    @cached_property
    def promising(self) -> Promising | None:
        """The promises that may press a claim and the plans, with the books they are judged from."""
        return pressing(self.company, self.items, self.whose, self.entries)

    @cached_property
    def spoken(self) -> pl.DataFrame:
        """LAST_SPOKEN before that day: whom a person reached by telephone, or wrote to."""
        return book.spoken(self.company.pk, self.as_of, self.whose)

    def blocked(self, promises: pl.DataFrame | None, given_up: pl.DataFrame | None) -> pl.DataFrame:
        """The BLOCKS, with those of the plans that are not broken, as PROMISE_OUTCOMES and GIVEN_UP say."""
        if self.agreed.is_empty():
            return self.blocks
        told = pl.DataFrame(schema=PROMISE_OUTCOMES) if promises is None else promises
        return pl.concat([self.blocks, leave_planned(self.agreed, told, self.items, self.as_of, given_up)])


def gathered(
    company: Company,
    as_of: date,
    history: pl.DataFrame,
    under: Assigned,
    customer_id: book.Whose = None,
    today: date | None = None,
    besides: Collection[int] = (),
    told: ledger.Told | None = None,
) -> Facts:
    """The facts there are, and what the rules of `under` ask; `besides`: messages (their keys) that count as never
    written; `told`: the ledger, where it has been read."""
    told = told or ledger.read(company, customer_id)
    items, pays = told.items(as_of), paying(told, as_of) if asks_paying(under) else None
    if items["settled_later_on"].null_count() < items.height:
        is_ahead = pl.col("settled_later_on") > (today or as_of)
        items = items.with_columns(settled_later_on=pl.when(is_ahead).then("settled_later_on"))
    spread, reminders = agreed.planned_items(company.pk, customer_id), pl.DataFrame(schema=PLAN_REMINDERS)
    if spread.height:
        reminders = agreed.plan_reminders(company.pk, customer_id, besides).filter(pl.col("on") <= as_of)
    limits = limits_of(company)
    since = as_of - timedelta(limits.contacts_days - 1)
    return Facts(
        company,
        as_of,
        customer_id,
        items,
        told.customers,
        book.blocks(company.pk, as_of, customer_id),
        spread,
        reminders,
        history,
        book.contacts_made(company.pk, since, customer_id, besides),
        Limits(limits.contacts_max, limits.contacts_days),
        pays,
        None if customer_id is None else told.entries,
    )


def planned(facts: Facts, under: Assigned, stands: bool = False) -> dunning.Plan:
    """The engine's plan of these facts, everybody under the policy that `under` assigns.

    Asked again without those whom it would reach where nobody can, until there are none. `stands`: of what is proposed
    or written already, which a call made since does not put off: whoever made it sees it on the list and decides.
    """
    customers, items = place(facts.company, facts.as_of, under, facts.customers, facts.items, facts.paying)
    said = facts.promising
    promises = said.judged(customers, under, facts.as_of) if said else None
    given_up = said.given_up(customers, under, facts.reminders) if said else None
    restraint = (facts.blocked(promises, given_up), facts.history, facts.contacts, facts.limits, promises)
    spoken = facts.spoken if counts_contacts(under) and not stands else None
    while True:
        found = dunning.plan(items, customers, under.policies, facts.as_of, *restraint, spoken)
        lost = reaching.unreached(facts.company, found.proposals, facts.whose)
        if lost.is_empty():
            return found
        customers = reaching.without(customers, lost)


def counts_contacts(under: Assigned) -> bool:
    """Does any level count from the last contact?"""
    return any(level.counted_from == "last_contact" for one in under.policies.values() for level in one.levels)


def _history(company: Company, customer_id: int | None, besides: Message | None) -> pl.DataFrame:
    """What was said; an item is claimed by one message a level, so level and item tell whose row it is."""
    history = book.history(company.pk, customer_id)
    if besides is None:
        return history
    own = list(MessageItem.objects.filter(message=besides).values_list("entry_id", flat=True))
    return history.filter(~((pl.col("level") == besides.level) & pl.col("entry").is_in(own)))


@dataclass(frozen=True)
class Said:
    """What a proposal or a message tells a customer: a level, what it lists, and by which channel."""

    key: int
    customer: Customer
    level: str
    items: Listed
    left_as: int | None = None  # of a message, the one as which it leaves: itself, or what carries it
    channel: str = ""  # by which it is said; "": whichever

    @property
    def besides(self) -> list[int]:
        """The message that counts as never written, where this is one."""
        return [] if self.left_as is None else [self.left_as]


def what_changed(customer: Customer, as_of: date, level: str, items: Listed, besides: Message | None = None) -> str:
    """Why this reminder (level, what it lists) may not leave on that day: a reason's code, "" if it may.

    `besides`: the message that says it, if it is one.
    """
    said = Said(0, customer, level, items)
    if besides:
        said = replace(said, key=besides.pk, left_as=besides.carrier_id or besides.pk, channel=besides.channel)
    return what_changed_for_all(customer.company, as_of, [said])[said.key]


def what_changed_for(proposals: Sequence[Proposal], as_of: date) -> dict[int, str]:
    """The same for many proposals of one company, by their keys."""
    hidden = {p.pk: HIDDEN for p in proposals if is_hidden(p)}
    said = [Said(p.pk, p.customer, p.level, items_of(p), None, p.channel) for p in proposals if p.pk not in hidden]
    return hidden | (what_changed_for_all(proposals[0].company, as_of, said) if said else {})


ELSEWHERE = "channel_changed"
"""Its level goes by another channel now, and would count as said by that one."""
HIDDEN = "level_changed"


def is_hidden(proposal: Proposal) -> bool:
    """Is it a rung that an earlier version let be called as what is none, whose facts would not be looked at? It says
    HIDDEN: its policy reads it under another name now, and proposes it anew."""
    return proposal.level in NO_RUNGS and proposal.reason in RUNG_REASONS


def what_changed_for_all(company: Company, as_of: date, said: Sequence[Said]) -> dict[int, str]:
    """The reasons by key, "" where it still holds, asked at once of the book of these customers.

    Messages are in the history already: each is judged as if it had never been written.
    """
    ids = sorted({one.customer.pk for one in said})
    whose = ids if len(ids) <= MANY else None
    history, written = book.history(company.pk, whose), [key for one in said for key in one.besides]
    if written:
        own = [(one.level, entry) for one in said if one.besides for entry in one.items]
        history = history.join(
            pl.DataFrame(own, schema={"level": str, "entry": int}, orient="row"), ["level", "entry"], "anti"
        )
    under = assigned(company)
    now = planned(gathered(company, as_of, history, under, whose, besides=written), under, stands=True)
    levels = {code: tuple(said) for code, *said in now.proposals.select("customer", *RUNG).iter_rows()}
    skips = dict(now.skips.select("customer", "reason").iter_rows())
    codes = [one.customer.code for one in said]
    items = listed_by_customer(now.items.filter(pl.col("customer").is_in(codes)))
    return {
        one.key: _change(_called_now(one, levels, under), as_of, levels, skips, items) if reason is None else reason
        for one in said
        for reason in [_against_occasion(one, as_of)]
    }


def overtakes(said: Sequence[Said]) -> dict[int, str]:
    """Why those messages wait, by their keys, that claim what a message of another level claims which was written
    before and has still to leave: it counts as said, so that nothing is proposed twice, and none leaves before it. What
    a person has still to say, the plan itself knows."""
    waiting: dict[int, list[tuple[str, int]]] = {}
    for entry, level, message in outbox.still_to_leave({one.customer.pk for one in said}):
        if level not in NO_RUNGS:
            waiting.setdefault(entry, []).append((level, message))
    found: dict[int, str] = {}
    for one in said:
        others = {other for entry in one.items for other in waiting.get(entry, ()) if one.level not in NO_RUNGS}
        if any(level != one.level and message < one.key for level, message in others):
            found[one.key] = "level_changed"
    return found


def _against_occasion(said: Said, as_of: date) -> str | None:
    """The same of what is no rung: thanks, a question, the confirmation of a plan; None of a reminder."""
    if said.level == thanking.THANKS:
        return thanking.why_not(said.customer, list(said.items), as_of, said.besides)
    if said.level == questioning.QUESTION:
        return questioning.why_not(said.key, bool(said.besides), as_of)
    return confirming.why_not(said.key, bool(said.besides), as_of) if said.level == INSTALMENTS else None


RUNG = ("level", "channel", "policy")
Rung = tuple[str, ...]
"""A rung that is due: RUNG."""


def _called_now(said: Said, levels: Mapping[str, Rung], under: Assigned) -> Said:
    """The same, its level as the policy calls it by now: a message whose level is only called otherwise still says it,
    and who hears it has heard that rung. A proposal is made anew, under the name that will stand in the message."""
    if not said.besides or said.customer.code not in levels:
        return said
    return replace(said, level=called_now(said.level, under.policies[levels[said.customer.code][2]]))


def called_now(level: str, policy: Policy) -> str:
    """What the policy calls the level that bears, or bore, that name; the name itself where it knows none."""
    known = policy.known_as().get(level)
    return known.key if known else level


def _change(
    said: Said, as_of: date, levels: Mapping[str, Rung], skips: dict[str, str], items: Mapping[str, Listed]
) -> str:
    code = said.customer.code
    if code not in levels:
        return skips.get(code, "nothing_open")
    if items.get(code) != said.items:
        return _why_items_changed(said.customer, as_of, set(said.items))
    level, channel, _policy = levels[code]
    if level != said.level:
        return "level_changed"
    return "" if said.channel in ("", channel) else ELSEWHERE


def items_of(proposal: Proposal) -> Listed:
    """What the proposal lists."""
    return {item.entry_id: (item.open_cents, item.is_apart) for item in proposal.items.all()}


def listed_by_customer(items: pl.DataFrame) -> dict[str, dict[int, tuple[int, bool]]]:
    """What a plan's PROPOSAL_ITEMS list, by customer."""
    found: dict[str, dict[int, tuple[int, bool]]] = {}
    for code, entry, cents, is_apart in items.select(LISTED).iter_rows():
        found.setdefault(code, {})[entry] = (cents, is_apart)
    return found


def _why_items_changed(customer: Customer, as_of: date, entries: set[int]) -> str:
    blocks = book.blocks(customer.company_id, as_of, customer.pk)
    blocks = pl.concat([blocks, planned_blocks(customer.company, as_of, customer.pk)])
    blocks = blocks.filter(pl.col("entry").is_in(list(entries)))
    return "amount_changed" if blocks.is_empty() else str(blocks["reason"][0])
