"""A sentence of two payments, one made and one to come, as two: *1 200 € hier et je règle le solde vendredi*."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from ardoise.domain.replies.amounts import amount_in, documents_in
from ardoise.domain.replies.days import day_in
from ardoise.domain.replies.sentences import Sentence, plain, sentences
from ardoise.domain.replies.several import REST
from ardoise.domain.replies.spellings import spelled
from ardoise.domain.replies.weighing import WEAK, weigh

LONGEST, TURNS_MAX = 400, 8  # signs of a sentence that is looked at for turns, and how many are tried
TURN = re.compile(
    r"(?:\s*[,;:]\s*(?:(?:et|mais|donc|puis|ensuite|alors|and|but|so|then)\s+)?|\s+(?:et|mais|puis|and|but|then)\s+)"
    r"(?=(?:j'|l'|(?:je|nous|on|vous|il|elle|ils|elles|celle|celui|celles|ceux|le|la|les|pour|i|i'll|i've|we|we'll|we've"
    r"|you|you'll|it|they|the|that|for|will|shall|reglerai|reglerons|paierai|paierons|payerai|payerons|verserai"
    r"|verserons|virerai|virerons)\s)(?!\d))"
)
"""Where another clause may begin: at a comma or an *and*, before its subject, or a verb that is to come."""
ANOTHER = re.compile(
    r"\b(?:l'autre|les autres|la seconde|le second|la deuxieme|les deux autres|celles?|celui|ceux|qui rest\w+"
    r"|the (?:other|second|next|last)|other one)\b"
)
"""What is none of the money told of before."""
DENIED = re.compile(r"\b(?:pas|point|jamais|not|never|haven't|hasn't|wasn't|weren't|havent|hasnt|n'est|n'a)\b")
MADE = re.compile(
    r"\b(?:ai|avons|a|ont)\s+(?:bien\s+|deja\s+)?(?:paye|regle|vire|solde|verse)\b"
    r"|\b(?:i|we|have|has|'ve)\s+(?:already\s+)?(?:paid|settled|sent|wired|transferred)\b"
)
"""Money that has left, whatever day of the month is named: *j'ai payé le 12*."""
OWED = re.compile(r"\b(?:pa[iy]\w*|regl\w+|vir\w+|sold\w+|mandat\w*|settled|transfer\w*|sent|parti\w*)\b")


def clauses(text: str, received_on: date) -> Iterator[Sentence]:
    """The sentences of the text, each that turns from what is paid, or is not yet, to what else is to come, as two."""
    for one in sentences(text):
        yield from parted(one, received_on)


def parted(one: Sentence, received_on: date) -> Iterator[Sentence]:
    """The sentence, or its two halves where the first turn that makes sense stands."""
    if len(one.text) > LONGEST or not day_in(one.folded, received_on, "first_to_come"):
        yield one
        return
    written = plain(one.text)
    for turn in islice(TURN.finditer(written), TURNS_MAX):
        before, after = spelled(written[: turn.start()]), spelled(written[turn.end() :])
        if turn.start() > 0 and turns(before, after, received_on):
            yield Sentence(one.text[: turn.start()], before, one.start)
            rest = Sentence(one.text[turn.end() :], after, one.start + turn.end())
            yield from parted(rest, received_on)
            return
    yield one


def turns(before: str, after: str, received_on: date) -> bool:
    """Is one half of what is paid, or not yet, and the other of something else, or of the same, that is to come?"""
    if is_to_come(after, received_on):
        is_other = names_another(after)
        return (is_paid(before, received_on) and is_other) or is_unpaid(before, received_on)
    return is_to_come(before, received_on) and is_paid(after, received_on) and names_another(after + before)


def is_paid(folded: str, received_on: date) -> bool:
    """Does it say that money has left, and name no day to come?"""
    weight = weigh(folded, "paid")[0]
    is_past = day_in(folded, received_on, "past") is not None
    is_said = weight > WEAK["paid"] or (weight > 0 and is_past)
    return is_said and (not is_to_come(folded, received_on) or (is_past and MADE.search(folded) is not None))


def is_unpaid(folded: str, received_on: date) -> bool:
    """Does it say that the money has not left yet, and no more?"""
    return bool(DENIED.search(folded) and OWED.search(folded)) and not is_to_come(folded, received_on)


def is_to_come(folded: str, received_on: date) -> bool:
    """Does it name a day to come?"""
    ahead = day_in(folded, received_on, "first_to_come")
    return ahead is not None and (ahead > received_on or day_in(folded, received_on, "past") is None)


def names_another(folded: str) -> bool:
    """Does it name an amount, an invoice, or the rest?"""
    return bool(REST.search(folded) or ANOTHER.search(folded) or amount_in(folded) or documents_in(folded))
