"""What the head of a group would receive for several of its members on one day, gathered into one message.

Each member keeps its own proposal, approval, message and items, so that nothing about it is ever said twice; they bear
the same words and leave together. Whether they may is asked of facts alone: see `_kin`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from ardoise.actions.correspondence.drafts import Context, Head
from ardoise.actions.correspondence.papers import COPIES_BYTES_MAX, Planned
from ardoise.domain.correspondence import letters
from ardoise.domain.correspondence.enclosures import Enclosures
from ardoise.domain.correspondence.merging import always_says
from ardoise.domain.dunning import ALONE
from ardoise.formats import statements

GATHERED = ("email",)
MEMBERS_MAX = 50  # in one message


@dataclass(frozen=True)
class Sheaf:
    """What leaves as one message: the contexts it is made of, its carrier's first, and what is written of them all."""

    contexts: tuple[Context, ...]
    letter: letters.Context
    statement: statements.Statement
    planned: tuple[Planned, ...]  # of each

    @classmethod
    def of(cls, context: Context) -> Self:
        """One customer's own."""
        return cls((context,), context.letter, context.statement, (context.planned,))

    @property
    def has_statement(self) -> bool:
        """Does a statement of account go with it?"""
        return "statement" in self.planned[0].kinds


def gather(contexts: Sequence[Context]) -> Iterator[Sheaf]:
    """The contexts of one company as they leave: those that one head reads together, every other alone; in the order
    of the first of each. The head's own account stands before its members, in the order of their codes."""
    heads = {context.head.customer_id: context.head for context in contexts if context.head}
    kin: dict[object, list[Context]] = {}
    for context in contexts:
        kin.setdefault(_kin(context, heads) or context.proposal_id, []).append(context)
    for found in kin.values():
        found.sort(key=lambda context: (context.head is not None, context.letter.customer_code))
        for start in range(0, len(found), MEMBERS_MAX):
            some = found[start : start + MEMBERS_MAX]
            head = heads.get(_reader(some[0]))
            yield _sheaf(some, head) if head and len(some) > 1 else Sheaf.of(some[0])


def _reader(context: Context) -> int:
    """The customer at whose place it is read."""
    return context.head.customer_id if context.head else context.customer_id


def _kin(context: Context, heads: dict[int, Head]) -> object:
    """What must be the same for two contexts to be read together; None where it is read alone.

    One head at one mailbox, and one rung in one manner: the same words are then true of each. Words that write the
    items in a loop of their own could not tell whose they are, so they need the table.
    """
    letter, words = context.letter, context.chosen.words
    is_alone = letter.channel not in GATHERED or letter.tone in ALONE or letter.paid_cents or context.rung == ("", "")
    if is_alone or _reader(context) not in heads or not always_says(words.body, "items"):
        return None
    manner = (letter.channel, letter.language, letter.tone, letter.key, letter.customer_kind, letter.currency)
    to = (_reader(context), context.recipient, context.addressee.contact_id, context.sender, letter.as_of)
    return (to, manner, context.rung, context.chosen, context.planned.kinds)


def _sheaf(contexts: Sequence[Context], head: Head) -> Sheaf:
    planned = tuple(_fitted(contexts))
    first, told = contexts[0], [context.letter for context in contexts]
    letter = replace(
        first.letter,
        customer_code=head.code,
        customer_name=head.name,
        address=head.address,
        items=tuple(item for one in told for item in one.items),
        credits=tuple(credit for one in told for credit in one.credits),
        last_sent_on=max((one.last_sent_on for one in told if one.last_sent_on), default=None),
        papers=_enclosed(planned),
        is_to_parent=False,
        members=tuple(_member(context) for context in contexts),
    )
    statement = replace(
        first.statement,
        customer_code=head.code,
        customer_name=head.name,
        address=head.address,
        lines=(),
        credits=(),
        members=tuple(replace(context.statement, online="") for context in contexts),
    )
    return Sheaf(tuple(contexts), letter, statement, planned)


def _member(context: Context) -> letters.Member:
    letter = context.letter
    reference = statements.reference(context.statement)
    return letters.Member(letter.customer_code, letter.customer_name, reference, letter.items, letter.credits)


def _fitted(contexts: Sequence[Context]) -> Iterator[Planned]:
    """The papers of each: one statement for all, and as many copies as one message carries."""
    room = COPIES_BYTES_MAX
    for place, context in enumerate(contexts):
        taken = []
        for copy in context.planned.copies:
            if copy.size <= room:
                taken.append(copy)
                room -= copy.size
        left_out = context.planned.left_out + len(context.planned.copies) - len(taken)
        yield Planned(context.planned.kinds if place == 0 else (), tuple(taken), left_out)


def _enclosed(planned: Sequence[Planned]) -> Enclosures:
    copies, left_out = sum(len(one.copies) for one in planned), sum(one.left_out for one in planned)
    return replace(planned[0].told, invoices=copies, left_out=left_out)
