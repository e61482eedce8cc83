"""Several promises in one reply: each part that has a day and what is paid on it is a promise of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Any

from ardoise.domain.replies.amounts import AMOUNT, FIGURES, amount_in, cents_of, documents_in, share_in
from ardoise.domain.replies.days import DAY_NAME, day_in
from ardoise.domain.replies.phrases import any_of
from ardoise.domain.replies.sentences import Sentence, plain
from ardoise.domain.replies.spellings import spelled

PARTS_MAX = 6  # more is a plan, or something else
SPLIT = re.compile(r"\s*(?:[,;](?!\d)|[+&]|\n|(?<![\w'])(?:et|and|puis|then|ensuite)(?![\w']))+\s*")
REST = re.compile(
    r"(?:\b(?:le|la|the|du|my|our|notre|mon)\s+|\bl'|^\W*)"
    r"(?:reste|restant|reliquat|solde|complement|surplus|difference|balance|rest|remainder|remaining|autre moitie"
    r"|other half)\b(?!\s+(?:de tout compte|sheet|des? (?:prix|tarifs?)|d'information))"
)
"""What is left once the others are paid."""
BARE = re.compile(
    rf"(?<![\w.,/-])({FIGURES})(?=\s+(?:le|the|on|by|au|avant|before|ce|cette|this|next|fin|end|demain|tomorrow"
    rf"|en (?:debut|fin)|pour le|vers le|{DAY_NAME})\b)"
)
"""Figures without a currency before their day."""
NUMBERED = re.compile(r"(?<![\w/.-])(?!(?:s|w|sem)\d{1,2}\b)([a-z]{1,6}[-/]?\d[\w/-]{1,20})(?![\w/-])")
"""The number of one more invoice, where the first was called one."""
ASKING = re.compile(
    r"\b(?:possible|envisageable|puis-je|peut-on|pourrions-nous|pourrais-je|pouvons-nous|accepter(?:iez|ez)(?:-vous)?"
    r"|(?:could|can|may) (?:we|i)|would you (?:accept|take))\b"
)
PAST = re.compile(
    r"\b(?:recu|received|facture du|ai|avons|avez|ont|was|were|been|had|paid|sent|deja|already|hier|yesterday"
    r"|devi(?:ez|ons|ons)|etait)\b"
)
AHEAD = re.compile(r"\b(?:will|shall|'ll|going to|\w{2,}(?:erai|erons|era|eront|irai|irons|drai|drons))\b")
OF_A_PAPER = re.compile(
    r"\b(?:mail|courrier|relance|rappel|lettre|commande|devis|livraison|reminder|letter|order|quote|message)s?\b"
    r"[^,.;]{0,25}?\b(?:du|de|of|dated|from)\s+(?:le\s+|the\s+)?\d{1,2}\S*(?:\s+[a-z]{3,9})?"
)
"""The day of something written, which is none of payment."""


@dataclass(frozen=True)
class Part:
    """A stretch of the text: from where to where, what it says is paid, and on which day."""

    start: int
    end: int
    what: dict[str, Any]
    on: date | None

    @property
    def is_whole(self) -> bool:
        """Does it say what and when?"""
        return bool(self.what) and self.on is not None


def promises_in(run: Sequence[Sentence], body: str, received_on: date) -> list[Part]:
    """The promises of sentences that follow each other; [] where they are not two at least, each with a day of its own,
    or where any of it is a question or a condition."""
    if any(one.folded.rstrip().endswith("?") or any_of("condition").search(one.folded) for one in run):
        return []
    found = [part for part in gathered(parts(run, body, received_on)) if part.is_whole]
    days = [part.on for part in found]
    return found if 2 <= len(found) <= PARTS_MAX and len(set(days)) == len(days) else []


def asked(said: Sequence[Sentence]) -> set[int]:
    """Where the sentences begin that ask for parts, the rest in the next one with it."""
    found: set[int] = set()
    for one, after in zip_longest(said, said[1:]):
        both = [one, after] if after and REST.match(after.folded) else [one]
        if asks_for_parts(" ".join(part.folded for part in both)):
            found |= {part.start for part in both}
    return found


def asks_for_parts(folded: str) -> bool:
    """Does it ask whether several amounts, or one and the rest, may be paid? That is a plan, and no promise."""
    if not folded.rstrip().endswith("?") or not ASKING.search(folded):
        return False
    told = {found.start() for pattern in (AMOUNT, BARE) for found in pattern.finditer(folded)}
    return len(told) + (REST.search(folded) is not None) >= 2


def parts(run: Sequence[Sentence], body: str, received_on: date) -> Iterator[Part]:
    """Each stretch between two commas or *and*s that names a day or something to pay."""
    has_documents = False
    for one in run:
        start, until = one.start, one.start + len(one.text)
        for stop in [*SPLIT.finditer(plain(body[start:until])), None]:
            end = until if stop is None else one.start + stop.start()
            written = body[start:end]
            folded = spelled(plain(written.strip()))
            if folded and not (PAST.search(folded) and not AHEAD.search(folded)):
                what = told_in(folded, has_documents)
                has_documents = has_documents or "documents" in what
                said = OF_A_PAPER.sub(" ", folded)
                yield Part(
                    start + len(written) - len(written.lstrip()), end, what, day_in(said, received_on, "first_to_come")
                )
            start = one.start + stop.end() if stop else until


def told_in(folded: str, has_documents: bool) -> dict[str, Any]:
    """What is paid, as a stretch says it: an amount, a share, the rest, invoices."""
    bare = BARE.search(folded)
    cents = amount_in(folded) or (cents_of(bare[1]) if bare and len(bare[1]) > 2 else None)
    documents = documents_in(folded)
    if not documents and has_documents and (number := NUMBERED.search(folded)):
        documents = [number[1].upper()]
    is_rest = not cents and REST.search(folded) is not None
    share = "" if cents or is_rest else share_in(folded)
    told = {"amount_cents": cents, "share": share, "is_rest": is_rest, "documents": documents}
    return {name: value for name, value in told.items() if value}


def gathered(some: Iterable[Part]) -> Iterator[Part]:
    """The stretches that tell of one payment together: *F-1 and F-2 on the fifth*."""
    now: Part | None = None
    for part in some:
        if not part.what and part.on is None:
            continue
        if now is None:
            now = part
        elif now.is_whole:
            if part.what:  # another day alone says nothing more: *Friday, or Monday at the latest*
                yield now
                now = part
        elif belongs(now, part):
            documents = [*now.what.get("documents", []), *part.what.get("documents", [])]
            what = {**now.what, **part.what} | ({"documents": documents} if documents else {})
            now = replace(now, end=part.end, what=what, on=now.on or part.on)
        else:
            now = part
    if now is not None:
        yield now


def belongs(before: Part, part: Part) -> bool:
    """Does a stretch go on with one that lacks its day, or what is paid? A total told before its parts does not."""
    if before.on is not None:
        return part.on is None
    return part.on is None or not (set(before.what) - {"documents"} and set(part.what) - {"documents"})
