"""The ladder of reminders: levels, policies, and the reasons for which we chase or don't."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

BEFORE_DUE = "before_due"
NO_RUNGS = (
    "thanks", "question", "personal", "instalments", "resolver_asked", "resolver_reminded", "credit_asked",
    "credit_reminded",
)  # fmt: skip
"""What messages say that are no reminder: their facts are other ones, so no rung may be called so."""
FIRST_REASONS = ("first_reminder", "other_ladder")
"""Why the first rung of a ladder is said."""
RUNG_REASONS = ("before_due", *FIRST_REASONS, "next_level")
"""Why a rung is said; what is no reminder gives its own name as its reason."""
APART = "_level"
"""What a rung's name ends in where an earlier version let it be called as what is none: it is read so, and never hides
from the look at the facts."""
KEY_MAX = 40  # characters of a level's key


IN_WRITING = ("email", "letter", "registered_letter", "fax")
"""The channels by which a formal notice can be given: a text message or a call is no dated demand that can be shown
(C. civ. art. 1344), and starts no consumer’s interest."""
ALONE = ("formal",)  # tones: a formal notice is served on one debtor, and shown in court against that one alone


@dataclass(frozen=True)
class Level:
    """One rung: from which lateness, by which channel, in which tone, for which amounts, to whom."""

    key: str  # before_due | friendly | firm | formal_notice, or any word of the policy's author
    days_overdue_min: int  # negative: that many days before the due date, never after it
    channel: str = "email"
    tone: str = "friendly"  # which letter of the pack is written
    amount_min_cents: int = 0  # an item (before due) or a customer's claim (after) below it is left alone
    amount_max_cents: int | None = None  # above it the level is not said: a person decides
    counted_from: str = "due"  # due | last_contact: what `days_overdue_min` counts from
    days_between_min: int | None = None  # since the last message, before this one; None: the policy's
    template: str = ""  # the name of a template of the company; "": the letter of the tone
    is_automatic: bool = False  # leaves without a person's approval
    hour_from: int | None = None  # not before this hour of the company's day (0–23)
    hour_until: int | None = None  # and before this one (1–24)
    contact_role: str = ""  # a contact of this role first; "": the usual one
    copies_salesperson: bool = False
    papers: tuple[str, ...] = ()  # statement | statement_xlsx | invoices
    formerly: tuple[str, ...] = ()  # the keys it had: who heard it under one of them has heard it

    @property
    def is_before_due(self) -> bool:
        return self.counted_from == "due" and self.days_overdue_min < 0

    @property
    def is_formal(self) -> bool:
        """Is what it says a formal notice?"""
        return self.tone == "formal" and self.channel in IN_WRITING


@dataclass(frozen=True)
class Policy:
    """A ladder of levels in order, and the restraint with which it is climbed."""

    name: str
    levels: tuple[Level, ...]
    days_between_min: int = 7  # since the last message that really left, whatever its level
    amount_min_cents: int = 1500  # a customer who owes less is not written to
    net_credits: bool = True  # unapplied payments and credit notes lower the claim; False: they are listed apart
    promise_grace_days: int = 3  # a promise is broken only that long after its day
    notifies_on_due: bool = False  # on the due date itself the collector is told, the customer isn't
    thanks: bool = False  # a word of thanks once a claim that was reminded is paid

    def places(self) -> dict[str, int]:
        """The place of each level by its key and by those it had; a key in use is that of its own level."""
        had = {key: n for n, level in enumerate(self.levels) for key in level.formerly if key not in NO_RUNGS}
        return had | {level.key: n for n, level in enumerate(self.levels)}

    def known_as(self) -> dict[str, Level]:
        """Each level by its key and by those it had."""
        return {name: self.levels[place] for name, place in self.places().items()}

    def spacing(self, level: Level) -> int:
        """Days since the last message before that level may leave; never the same day."""
        return max(self.days_between_min if level.days_between_min is None else level.days_between_min, 1)


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
    "reason": str,  # disputed | disputed_grace | planned | promised | payment_notice | blocked | insolvent
    "note": str,  # in a person's words
    "until_on": date,  # None: without end
    "contested_cents": int,  # of a dispute or a plan about a part of the item: the rest is reminded; None: all of it
}
"""What stands between a customer or an item and a reminder (disputes, plans, promises, notices, blocks, insolvency)."""

HISTORY: dict[str, type] = {
    "customer": str,
    "entry": int,  # one row per item listed in a message
    "level": str,
    "cycle": int,
    "sent_on": date,  # the day it left, or was handed over and may have left (in doubt counts as sent)
    "is_formal": bool,  # a formal notice that left; None: not known, its policy's tone of that level tells
    "is_unheard": bool,  # it waits for a person to print it, call or visit, and nobody has tried
}
"""What was already said: one row per item of each message that left, may have left, or is about to."""

CONTACTS_MADE: dict[str, type] = {
    "debtor": str,  # as CUSTOMERS has it: whoever of the installation faces the same one counts
    "channel": str,
    "on": date,
}
"""Each time a debtor was contacted, or is about to be, by any company: when and how, nothing else."""

LAST_SPOKEN: dict[str, type] = {
    "customer": str,
    "on": date,
}
"""The last time a person spoke with a customer, or wrote to them in words of their own: no rung of any ladder."""

PROPOSALS: dict[str, type] = {
    "customer": str,
    "customer_name": str,
    "level": str,
    "channel": str,
    "cycle": int,
    "amount_cents": int,  # the sum of its items, those apart left out
    "currency": str,
    "oldest_due_on": date,
    "days_overdue": int,  # of the oldest item listed; negative before due
    "reason": str,  # a code of REASONS
    "last_sent_on": date,
    "last_level": str,
    "priority": int,  # 0–100, from amount, lateness, and a promise that was broken
    "policy": str,  # the name of the policy whose ladder is climbed
    "assigned_by": str,  # the rule's name, "override", or "": the default
    "is_automatic": bool,  # the level needs nobody's approval
    "promise_broken_on": date,  # the day of the last promise he didn't keep; None: none
    "contacts_count": int,  # of its debtor within the days that count, by whomever; this run's reminders included
}
PROPOSAL_ITEMS: dict[str, type] = {
    "customer": str,
    "entry": int,
    "line": int,
    "document": str,
    "document_on": date,
    "due_on": date,
    "kind": str,
    "open_cents": int,  # what is claimed: without the contested and the planned part; negative: a credit
    "contested_cents": int,  # the part in dispute, open but not claimed; 0: none
    "planned_cents": int,  # the part spread over instalments, open but not claimed; 0: none
    "days_overdue": int,
    "interest_cents": int,  # late interest accrued to the day, information only: never added to the claim
    "is_apart": bool,  # a credit listed beside the claim, which it does not lower
}
SKIPS: dict[str, type] = {
    "customer": str,
    "customer_name": str,
    "reason": str,  # a code of REASONS
    "open_cents": int,
    "overdue_cents": int,
    "currency": str,  # of both amounts; where there are several, the one in which most is open
    "on": date,  # the day the reason turns on: due, until, next possible contact, last sent
    "days": int,  # the number the reason turns on: days late, days to wait, days since
    "level": str,  # the level the reason turns on: the next or the last one
    "note": str,  # a person's words; a limit in figures: cents, days, contacts/days; the day that LAST_SPOKEN names
    "policy": str,
    "assigned_by": str,
}

REASONS = (
    # why we write
    "before_due",  # a large amount falls due in {days} days
    "first_reminder",  # {days} days late, nothing sent yet
    "other_ladder",  # chased under levels this policy doesn't know, {last_level} the last said: it begins anew
    "next_level",  # {last_level} left on {last_sent_on}, still unpaid
    # why we don't
    "nothing_open",
    "credits_cover",  # unapplied payments and credit notes cover what is overdue, deducted or not
    "not_due",  # first due on {on}
    "in_grace",  # {days} days late; the first reminder leaves after {on}
    "too_small",
    "disputed",
    "disputed_grace",  # the dispute is settled; peace until {on}
    "planned",  # spread over instalments, the next one on {on}
    "promised",  # until {on}
    "payment_notice",  # the customer says the money is on its way; until {on}
    "payment_booked",  # for {on}, and lettered with all that is overdue
    "blocked",
    "insolvent",
    "contacted_recently",  # last message on …; the next from {on}
    "waiting_next_level",  # {level} from {on}
    "ladder_exhausted",  # {level} left on {on}: a person decides what follows
    "no_address",  # nobody to reach by the level's channel: repair
    "opted_out",  # not to be reached by the level's channel
    "waits_by_hand",  # {level} still waits for a person to print it, call or visit: nothing follows it before
    "amount_above",  # more than the level may claim: a person decides
    "contact_pressure",  # contacted often enough, by whomever; the next from {on}
    "one_message",  # another policy's reminder leaves first, these items wait
    "several_currencies",
)
