"""The board: a column per stage and per end, a card per dispute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from ardoise.actions import disputes as actions
from ardoise.actions import links, replies, worklist
from ardoise.actions.handovers import Workload
from ardoise.desk.frame.tags import language
from ardoise.domain.disputes import ENDS, OUTCOMES, REASONS, STAGES, ended_in
from ardoise.records.models import Company, Dispute, Entry, User

MINE = {"answer": _("Mine to answer"), "follow": _("My customer"), "opened": _("Opened by me")}
"""Why a dispute is somebody's own."""


@dataclass(frozen=True)
class Card:
    """A dispute on the board; of one that ended the cents are those that were contested, the days those it took."""

    dispute: Dispute
    reason: str
    cents: int
    days: int  # since it was opened
    days_allowed: int | None  # from the opening to the deadline
    is_late: bool
    resolver: str
    last_word: str
    is_unreached: bool = False  # whoever is to answer knows of nothing
    is_gone: bool = False  # or works here no more
    is_unasked: bool = False  # the mail that asked for its credit note did not leave, or came back
    is_by_mail: bool = False  # a mail of theirs waits for somebody to read it
    credit_note: Entry | None = None  # the last that came in since it waits for one
    outcome: str = ""  # of one that ended
    ended_on: date | None = None

    @property
    def mine(self) -> list[str]:
        """Why it is the reader's own, where the board shows what is."""
        return [str(words) for key, words in MINE.items() if getattr(self.dispute, f"is_{key}", False)]


@dataclass(frozen=True)
class Column:
    """A stage or an end, its cards, and how many there are of it where not all are shown."""

    key: str
    name: str
    cards: Sequence[Card]
    count: int
    is_end: bool = False

    @property
    def cents(self) -> int:
        """What its cards block, or did."""
        return sum(card.cents for card in self.cards)


def as_mine(disputes: QuerySet[Dispute], company: Company, user: User, today: date) -> QuerySet[Dispute]:
    """The disputes, each with why it is this person's: `is_answer`, `is_follow` (of a customer they look after, be it
    in the place of a colleague, or handed over to them), `is_opened`."""
    people = worklist.hands(user, company, today)
    follows = Workload(company, people).of("dispute")
    whys = {"is_answer": Q(resolver__in=people), "is_follow": follows, "is_opened": Q(by=user)}
    return disputes.annotate(
        **{name: Case(When(why, then=Value(True)), default=Value(False)) for name, why in whys.items()}
    )


def is_mine() -> Q:
    """Is it theirs for any of these?"""
    return Q(is_answer=True) | Q(is_follow=True) | Q(is_opened=True)


def of_stages(cards: Sequence[Card]) -> list[Column]:
    """The open ones, by stage."""
    told = {key: [card for card in cards if card.dispute.stage == key] for key in STAGES}
    return [Column(key, named(STAGES, key), held, len(held)) for key, held in told.items()]


def of_ends(ended: Sequence[Dispute], shown_max: int) -> list[Column]:
    """Those that ended, latest first, at most `shown_max` cards in a column."""
    told = {key: [one for one in ended if ended_in(one.outcome) == key] for key in ENDS}
    return [
        Column(key, named(ENDS, key), [past(one) for one in held[:shown_max]], len(held), is_end=True)
        for key, held in told.items()
    ]


def standing(company: Company, disputes: Sequence[Dispute], today: date) -> list[Card]:
    """A card for each open one: what it blocks, whether whoever answers knows of it, the credit note that is here."""
    cents, given = actions.contested_cents(company, disputes, today), actions.credit_notes(disputes)
    lost, mails = {*actions.unreached(disputes), *actions.untold(disputes)}, replies.waiting(disputes)
    gone = links.departed(one for one in disputes if one.stage == "waiting_resolver")
    return [
        replace(
            card(one, cents[one.pk], today), is_unreached=one.pk in lost, is_gone=one.pk in gone,
            is_unasked=one.pk in lost and one.stage == "credit_note_to_issue",
            is_by_mail=one.pk in mails, credit_note=next(iter(reversed(given.get(one.pk, []))), None),
        )
        for one in disputes
    ]  # fmt: skip


def card(dispute: Dispute, cents: int, today: date) -> Card:
    """An open dispute: its age beside what its reason allows, who answers, what was said last."""
    is_late = dispute.deadline_on is not None and dispute.deadline_on < today
    return Card(
        dispute, named(REASONS, dispute.reason), cents, (today - dispute.opened_on).days, allowed(dispute), is_late,
        actions.resolver_name(dispute), last_word(dispute),
    )  # fmt: skip


def past(dispute: Dispute) -> Card:
    """One that ended: how, and after how many days."""
    took = actions.days_taken(dispute)
    return Card(
        dispute, named(REASONS, dispute.reason), actions.claimed_cents(dispute), took,
        allowed(dispute), False, actions.resolver_name(dispute), last_word(dispute),
        outcome=named(OUTCOMES, dispute.outcome), ended_on=dispute.opened_on + timedelta(took),
    )  # fmt: skip


def allowed(dispute: Dispute) -> int | None:
    """How many days its reason gives, from the opening to the deadline."""
    return (dispute.deadline_on - dispute.opened_on).days if dispute.deadline_on else None


def last_word(dispute: Dispute) -> str:
    """What was said last, the customer's own words where nothing was."""
    said = list(dispute.remarks.all())
    return said[-1].text if said else dispute.note


def named(words: dict[str, dict[str, str]], key: str) -> str:
    """A word of domain/disputes in the reader's language."""
    return words[key][language()] if key in words else key
