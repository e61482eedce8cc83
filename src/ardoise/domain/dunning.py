"""The ladder of reminders: levels, policies, and the reasons for which we chase or don't."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

BEFORE_DUE = "before_due"


@dataclass(frozen=True)
class Level:
    """One rung: from which lateness, by which channel, in which tone."""

    key: str  # before_due | friendly | firm | formal_notice, or any word of the policy's author
    days_overdue_min: int  # negative: that many days before the due date, never after it
    channel: str = "email"
    tone: str = "friendly"  # which letter of the pack is written
    amount_min_cents: int = 0  # an item (before due) or a customer's claim (after) below it is left alone

    @property
    def is_before_due(self) -> bool:
        return self.days_overdue_min < 0


@dataclass(frozen=True)
class Policy:
    """A ladder of levels in order, and the restraint with which it is climbed."""

    name: str
    levels: tuple[Level, ...]
    days_between_min: int = 7  # since the last message that really left, whatever its level
    amount_min_cents: int = 1500  # a customer who owes less is not written to
    net_credits: bool = True  # unapplied payments and credit notes lower the claim, and are listed
    promise_grace_days: int = 3  # a promise is broken only that long after its day


DEFAULT_POLICY = Policy(
    name="default",
    levels=(
        Level(BEFORE_DUE, -7, tone="courteous", amount_min_cents=500_000),
        Level("friendly", 7, tone="friendly"),
        Level("firm", 21, tone="firm"),
        Level("formal_notice", 45, tone="formal"),
    ),
)

BLOCKS: dict[str, type] = {
    "customer": str,
    "entry": int,  # None: the whole customer
    "reason": str,  # disputed | promised | blocked | insolvent
    "note": str,  # in a person's words
    "until_on": date,  # None: without end
}
"""What stands between a customer or an item and a reminder (disputes, promises, blocks, insolvency)."""

HISTORY: dict[str, type] = {
    "customer": str,
    "entry": int,  # one row per item listed in a message
    "level": str,
    "cycle": int,
    "sent_on": date,  # the day it left, or was handed over and may have left (in doubt counts as sent)
}
"""What was already said: one row per item of each message that left, may have left, or is about to."""

PROPOSALS: dict[str, type] = {
    "customer": str,
    "customer_name": str,
    "level": str,
    "channel": str,
    "cycle": int,
    "amount_cents": int,  # the sum of its items
    "currency": str,
    "oldest_due_on": date,
    "days_overdue": int,  # of the oldest item listed; negative before due
    "reason": str,  # a code of REASONS
    "last_sent_on": date,
    "last_level": str,
    "priority": int,  # 0–100, from amount and lateness
}
PROPOSAL_ITEMS: dict[str, type] = {
    "customer": str,
    "entry": int,
    "line": int,
    "document": str,
    "document_on": date,
    "due_on": date,
    "kind": str,
    "open_cents": int,  # negative: a credit that lowers the claim
    "days_overdue": int,
    "interest_cents": int,  # late interest accrued to the day, information only: never added to the claim
}
SKIPS: dict[str, type] = {
    "customer": str,
    "customer_name": str,
    "reason": str,  # a code of REASONS
    "open_cents": int,
    "overdue_cents": int,
    "currency": str,  # of both amounts; where there are several, the one in which most is open
    "on": date,  # the day the reason turns on: due, until, next possible contact, last sent
    "days": int,  # the number the reason turns on: days late, days to wait
    "level": str,  # the level the reason turns on: the next or the last one
    "note": str,
}

REASONS = (
    # why we write
    "before_due",  # a large amount falls due in {days} days
    "first_reminder",  # {days} days late, nothing sent yet
    "next_level",  # {last_level} left on {last_sent_on}, still unpaid
    # why we don't
    "nothing_open",
    "credits_cover",  # unapplied payments and credit notes cover what is overdue
    "not_due",  # first due on {on}
    "in_grace",  # {days} days late; the first reminder leaves after {on}
    "too_small",
    "disputed",
    "promised",  # until {on}
    "payment_booked",  # for {on}, and lettered with all that is overdue
    "blocked",
    "insolvent",
    "contacted_recently",  # last message on …; the next from {on}
    "waiting_next_level",  # {level} from {on}
    "ladder_exhausted",  # {level} left on {on}: a person decides what follows
    "no_address",  # nobody to write to: repair
    "several_currencies",
)
