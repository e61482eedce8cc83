"""From a reply's words to what a person is asked to accept: a finding per situation, with its excerpt and facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ardoise.domain.replies.amounts import amount_in, documents_in
from ardoise.domain.replies.days import day_in
from ardoise.domain.replies.phrases import any_of, phrases
from ardoise.domain.replies.sentences import Sentence, sentences, unwrapped
from ardoise.domain.replies.situations import SITUATIONS

ENOUGH = 0.5  # below it nothing is proposed
ALONE = ("out_of_office", "bounce")  # what a machine wrote says nothing else
MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(r"(?:\+\d{2}|\b0)[\d .-]{8,14}\d\b")
TEXT_MAX = 20_000  # characters looked at: what matters stands above the signature


@dataclass(frozen=True)
class Finding:
    """A situation read in a reply; `excerpt` stands at `start` of the text it was read in."""

    situation: str  # one of SITUATIONS
    excerpt: str
    start: int
    confidence: float  # 0–1
    facts: dict[str, Any] = field(default_factory=dict)  # on, amount_cents, documents, reason, email, phone


def read(text: str, received_on: date, subject: str = "") -> list[Finding]:
    """The situations of a reply whose quoted parts are cut, the surest first; none where nothing is clear.

    Days are counted from the day it came. A promise without a day, or a payment of one to come, is a promise still.
    """
    body = unwrapped(text[:TEXT_MAX])
    said = list(sentences(body))
    found = [*from_subject(subject), *(finding for one in said for finding in from_sentence(one, said, received_on))]
    strongest = gather(found)
    machine = [finding for finding in strongest if finding.situation in ALONE]
    kept = machine[:1] or settle(strongest)
    return [finding for finding in kept if finding.confidence >= ENOUGH]


def from_subject(subject: str) -> Iterable[Finding]:
    """What only a machine's subject tells: away, or not delivered."""
    for one in list(sentences(subject))[:1]:
        for situation in ALONE:
            if weight := weigh(one.folded, situation)[0]:
                yield Finding(situation, one.text[:500], 0, weight)


def from_sentence(one: Sentence, said: list[Sentence], received_on: date) -> Iterable[Finding]:
    """Each situation the sentence speaks for, with the facts of it and, where it has none, of its neighbours."""
    for situation in SITUATIONS:
        weight, reason = weigh(one.folded, situation)
        if weight:
            facts = facts_of(situation, one, said, received_on) | ({"reason": reason} if reason else {})
            yield Finding(situation, one.text[:500], one.start, sure(weight, situation, facts), facts)


def weigh(folded: str, situation: str) -> tuple[float, str]:
    """How strongly the sentence speaks for the situation, and the reason its strongest words give."""
    hits = [(said.weight, said.reason) for said in phrases(situation) if speaks(said.words, folded, situation)]
    if not hits:
        return 0.0, ""
    doubt = 1.0
    for weight, _ in hits:
        doubt *= 1 - weight
    named = [hit for hit in hits if hit[1] not in ("", "other")] or hits
    return 1 - doubt, max(named)[1]


def speaks(words: re.Pattern[str], folded: str, situation: str) -> bool:
    """Do the words stand there, and not as a condition, a denial or our own words repeated?"""
    found = words.search(folded)
    if not found:
        return False
    before = folded[: found.start()]
    if situation not in ("paid", "promise"):
        return True
    clause = re.split(r"[,;:]| mais | but ", folded[: found.end()])[-1]
    undone = any_of("denial").search(clause), any_of("condition").search(before), any_of("repeated").search(before)
    return not any(undone)


def facts_of(situation: str, one: Sentence, said: list[Sentence], received_on: date) -> dict[str, Any]:
    """What the sentence names; a day or an amount may stand in the next sentence."""
    near = [one, *said[said.index(one) + 1 : said.index(one) + 2]]
    facts: dict[str, Any] = {}
    if situation in ("promise", "paid", "out_of_office", "plan_wanted"):
        facts["on"] = next((day for s in near if (day := day_in(s.folded, received_on))), None)
    if situation in ("promise", "paid", "dispute", "plan_wanted"):
        facts["amount_cents"] = next((cents for s in near if (cents := amount_in(s.folded))), None)
        facts["documents"] = documents_in(one.folded)
    if situation == "copy_wanted":
        facts["documents"] = [number for s in near for number in documents_in(s.folded)]
    if situation in ("wrong_contact", "out_of_office"):
        facts |= somebody(near)
    return {name: value for name, value in facts.items() if value}


def somebody(near: list[Sentence]) -> dict[str, str]:
    """Whom to write to or call instead."""
    words = " ".join(s.text for s in near)
    mailbox, telephone = MAILBOX.search(words), TELEPHONE.search(words)
    return ({"email": mailbox[0]} if mailbox else {}) | ({"phone": telephone[0].strip()} if telephone else {})


def sure(weight: float, situation: str, facts: dict[str, Any]) -> float:
    """A promise with its day is surer than one without; figures make a payment surer."""
    if situation == "promise":
        weight *= 1.0 if "on" in facts else 0.75
    if situation == "paid" and ("on" in facts or "amount_cents" in facts):
        weight += (1 - weight) * 0.3
    return round(min(weight, 0.99), 3)


def gather(found: list[Finding]) -> list[Finding]:
    """One finding per situation: the surest, with the facts the others add; the surest situation first."""
    best: dict[str, Finding] = {}
    for finding in sorted(found, key=lambda f: (-f.confidence, f.start)):
        known = best.setdefault(finding.situation, finding)
        known.facts.update({name: value for name, value in finding.facts.items() if name not in known.facts})
    return sorted(best.values(), key=lambda f: -f.confidence)


def settle(findings: list[Finding]) -> list[Finding]:
    """Two readings of the same sentence that cannot both be: the surer one stays."""
    rivals = ({"paid", "promise"}, {"promise", "plan_wanted"}, {"copy_wanted", "dispute"}, {"dispute", "promise"})
    kept: list[Finding] = []
    for finding in findings:
        pairs = [{finding.situation, other.situation} for other in kept if other.start == finding.start]
        if not any(pair in rivals for pair in pairs):
            kept.append(finding)
    return kept
