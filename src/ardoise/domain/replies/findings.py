"""From a reply's words to what a person is asked to accept: a finding per situation, with its excerpt and facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any, Literal

from ardoise.domain.replies.amounts import amount_in, documents_in, share_in
from ardoise.domain.replies.clauses import clauses
from ardoise.domain.replies.days import Reading, day_in
from ardoise.domain.replies.features import CALENDAR
from ardoise.domain.replies.model import REASONS, likelihoods
from ardoise.domain.replies.phrases import any_of
from ardoise.domain.replies.sentences import Sentence, sentences, unwrapped
from ardoise.domain.replies.several import REST, asked, promises_in
from ardoise.domain.replies.situations import ACKNOWLEDGEMENT, SITUATIONS
from ardoise.domain.replies.weighing import WEAK, is_over, weigh

MACHINE = 0.85  # an absence this clearly told was not told by a person
RIVALS_IN_A_SENTENCE = (
    {"paid", "promise"}, {"promise", "plan_wanted"}, {"copy_wanted", "dispute"}, {"dispute", "promise"}
)  # fmt: skip
RIVALS_IN_A_REPLY = (
    {"out_of_office", "wrong_contact"}, {"out_of_office", "copy_wanted"},  # who is away names another
    {"plan_wanted", "promise"},  # whoever asks for a plan names its days
)  # fmt: skip
ENOUGH = 0.5  # below it nothing is proposed
ASKED = 0.7  # of several amounts, whether they may be paid
READINGS: dict[str, Reading] = {
    "promise": "first_to_come", "plan_wanted": "first_to_come", "paid": "past", "out_of_office": "last_to_come"
}  # fmt: skip
ALONE = ("out_of_office", "bounce")  # what a machine wrote says nothing else
LIKELY = {
    "promise": 0.4, "paid": 0.45, "dispute": 0.6, "copy_wanted": 0.35, "plan_wanted": 0.3, "wrong_contact": 0.52,
    "out_of_office": 0.45, "bounce": 0.6,
}  # fmt: skip
"""From this likelihood on the model's word alone is enough."""
DOUBTED = 0.12  # phrases that the model finds less likely than this are not believed
BY_MODEL = 0.84  # never as sure as words that only a machine writes
DOCUMENT_DAY = re.compile(
    r"\b(?:factures?|avoir|mail|courrier|relances?|rappel|lettre|commande|devis|livraison|invoices?|bills?|reminders?"
    r"|letter|order|quote|delivery|message|statement)\b[^,.;]{0,25}?"
    r"\b(?:du|de|of|dated|from|en date du)\s+(?:le\s+)?\d{1,2}\S*(?:\s+[a-z]{3,9})?"
)
"""The day of a paper, which is no day of payment."""
PERFECT = re.compile(
    r"\b(?:ai|as|a|avons|avez|ont|est|sont|ete|was|were|has|have|been|went|did|'ve|i|we|viens|venons)\b"
    r"|(?:^|[,;:(.!])\W*(?:(?:bonjour|bonsoir|salut|hello|hi|merci|thanks)\b\W*)?"
    r"(?:re)?(?:fait|paye|regle|vire|parti|envoye|solde|poste|transfere|paid|sent|done|settled|wired|transferred)\b"
    r"|\b(?:hier|yesterday|ago|last (?:week|night|month))\b|\bil y a (?:\d|un|deux|trois)"
)
"""Without one of these nothing is told as past."""
AHEAD = re.compile(
    r"\b(?:sera|seront|serez|ser(?:ai|ons)|\w{2,}(?:era|eront|erons|erai|ira|iront|irons|irai|dra|dront)"
    r"|will|shall|'ll|going to|gonna)\b"
)
"""A verb of what is to come."""
UNDER_WAY = re.compile(
    r"\b(?:je|nous|on)\s+(?:(?:vous|te|le|la|les)\s+)?(?:passe|passons|fais|fait|faisons|effectue|effectuons|lance|lancons"
    r"|vire|virons|paie|paye|payons|regle|reglons|solde|soldons)\b"
    r"(?!.*\b(?:ai|avons|ont|est|sont|ete)\b)"
)
"""A payment told in the present: *je passe le virement vendredi* means the Friday to come."""
DONE = re.compile(
    r"\b(?:virement|cheque|paiement|reglement|acompte|versement|prelevement|transfer|payment|deposit|check|bacs)s?\s+"
    r"(?:(?:de|of)\s+\S{1,20}\s+(?:€|euros?|eur)?\s*)?(?:bien\s+|deja\s+|already\s+|was\s+)?"
    r"(?:vers|effectu|post|envoy|execut|regl|preleve|pay|sold|depos)ee?s?\b(?!-)"
    r"|\b(?:virement|cheque|paiement|reglement|acompte|versement)s?\s+(?:bien\s+|deja\s+)?(?:faite?s?|partie?s?|emise?s?|remise?s?)\b"
    r"|\b(?:transfer|payment|deposit|check|cheque|bacs)s?\s+(?:already\s+|was\s+)?(?:made|sent|done|posted|paid)\b"
)
"""A payment and its participle, without a verb between them."""
THEN = re.compile(r"\balors\b|\b(?:that|same) day\b|\bthen\W*$")
"""The day of the sentence before."""
WAITING = re.compile(
    r"^\W*(?:a|des|on|upon|once|apres|after)\s+(?:sa\s+|its\s+|the\s+|leur\s+)?(?:reception|receipt|received)\b"
    r"|^\W*(?:then|ensuite|la seulement|seulement alors|only then|apres quoi)\b"
)
"""What comes once that of the sentence before has come."""
THEIRS = re.compile(
    r"\b(?:notre|nos|mon|mes|un|our|my|a)\s+(?:\w+\s+)?(?:clients?|cliente|customers?|acheteur|buyer|assureur|assurance"
    r"|insurer|insurance|banque|bank|bailleur|donneur d'ordre)\b[^,;.]{0,120}?(?:[,;]| et | and )"
)
"""What somebody else does for the customer."""
AFTERWARDS = re.compile(
    r"\ble lendemain\b|\b(?:very )?next day\b|\bfollowing day\b|\bday after(?! tomorrow)\b|\bjour suivant\b"
)
"""The day after the one that is named."""
MAILBOX = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
TELEPHONE = re.compile(r"(?:\+\d{2}|\b0)[\d .-]{8,14}\d\b")
TEXT_MAX = 20_000  # characters looked at: what matters stands above the signature
SUBJECT_MAX = 1_000
ASIDE = 40  # signs of a greeting or a name below what a machine has received; what is longer a person may have written
SHORT = 60  # signs of a sentence that only goes on with the one before


@dataclass(frozen=True)
class Finding:
    """A situation read in a reply; `excerpt` stands at `start` of the text it was read in."""

    situation: str  # one of SITUATIONS, or ACKNOWLEDGEMENT
    excerpt: str
    start: int
    confidence: float  # 0–1
    facts: dict[str, Any] = field(default_factory=dict)  # on, amount_cents, documents, reason, email, phone


def read(
    text: str, received_on: date, subject: str = "", by_machine: Literal["", "generated", "replied"] = ""
) -> list[Finding]:
    """The situations of a reply whose quoted parts are cut, the surest first; none where nothing is clear.

    Days are counted from the day it came. A promise without a day, or a payment of one to come, is a promise still.
    `by_machine`: the headers say that nobody wrote it, and whether it answers what came in.
    """
    body = unwrapped(text[:TEXT_MAX])
    said = list(clauses(body, received_on))
    found = [*from_subject(subject[:SUBJECT_MAX])]
    heard: set[str] = set()  # what is said again says nothing more
    before: list[Sentence] = []
    parts_asked = asked(said)
    for one, after in zip_longest(said, said[1:]):
        if one.folded not in heard:
            heard.add(one.folded)
            near = [one, *(before if THEN.search(one.folded) else []), *([after] if after else [])]
            read_here = from_sentence(one, near, received_on, one.start in parts_asked)
            waits = WAITING.search(one.folded) and said_of(before, found, "dispute")
            found += [f for f in read_here if f.situation != "promise" or not waits]
        before = [one]
    strongest = gather(found)
    kept = from_machine(strongest) or settle(strongest)
    kept = [finding for finding in kept if finding.confidence >= ENOUGH]
    if by_machine:
        return of_machine(kept, said or list(sentences(subject[:SUBJECT_MAX])), by_machine == "replied")
    return [*each_promise(kept, found, said, body, received_on)]


def said_of(some: list[Sentence], found: list[Finding], situation: str) -> bool:
    """Does one of these sentences speak of it?"""
    places = {one.start for one in some}
    return any(f.situation == situation and f.start in places and f.confidence >= ENOUGH for f in found)


def each_promise(
    kept: list[Finding], found: list[Finding], said: list[Sentence], body: str, received_on: date
) -> Iterable[Finding]:
    """What was kept, the promise as each of those that are made: *500 on the fifth, the rest on the twentieth*; beside
    a payment the only one may be of the rest."""
    told = next((finding for finding in kept if finding.situation == "promise"), None)
    run = run_of(told, found, said) if told else []
    if told and any(f.situation == "paid" for f in kept) and is_of_the_rest(told, said):
        told.facts["is_rest"] = True
    promised = promises_in(run, body, received_on)
    if told is None or not promised:
        yield from kept
        return
    inside = range(run[0].start, run[-1].start + 1)
    for finding in kept:
        if finding is told:
            for part in promised:
                facts = {"on": part.on, **part.what}
                yield Finding("promise", body[part.start : part.end][:500], part.start, told.confidence, facts)
        elif finding.situation != "paid" or finding.start not in inside:  # the rest of it is none that is paid
            yield finding


def is_of_the_rest(told: Finding, said: list[Sentence]) -> bool:
    """Does the sentence of the promise tell no amount, and that it is of the rest?"""
    words = next((one.folded for one in said if one.start == told.start), "")
    return not {"amount_cents", "share"} & told.facts.keys() and REST.search(words) is not None


def run_of(told: Finding, found: list[Finding], said: list[Sentence]) -> list[Sentence]:
    """The sentences that promise, side by side, and those that go on with it in a few words; none where one of them
    says that something is paid."""
    heard = {one.start: {f.situation for f in found if f.start == one.start and f.confidence >= ENOUGH} for one in said}
    place = next((n for n, one in enumerate(said) if one.start == told.start), None)
    if place is None:
        return []
    first = last = place
    while first and "promise" in heard[said[first - 1].start]:
        first -= 1
    while last + 1 < len(said) and goes_on(said[last + 1], heard[said[last + 1].start]):
        last += 1
    run = said[first : last + 1]
    is_paid = any("paid" in heard[one.start] and not REST.search(one.folded) for one in run)
    return [] if is_paid else run


def goes_on(one: Sentence, heard: set[str]) -> bool:
    """Does it promise as well, or say no more than what else is paid, and when?"""
    is_short = len(one.text) <= SHORT and not heard - {"promise", "paid"}
    return "promise" in heard or (is_short and bool(REST.search(one.folded) or amount_in(one.folded)))


def from_machine(strongest: list[Finding]) -> list[Finding]:
    """What a machine wrote, if one did: it says nothing else. A person may be away and promise all the same."""
    return [f for f in strongest if f.situation == "bounce" or (f.situation in ALONE and f.confidence >= MACHINE)][:1]


def of_machine(kept: list[Finding], said: list[Sentence], is_answer: bool) -> list[Finding]:
    """What a mail that nobody wrote is shown as: an absence, a mail that came back; else the acknowledgement of ours.

    That is what answers, or speaks as one and says little besides (a ticket may carry on what a person wrote), and
    neither says nor may say anything of what is owed: whatever else a machine writes (*your invoice was rejected*) is
    proposed as nothing, and waits for a person to read it; so does an absence that contests something besides.
    """
    if about := [finding for finding in kept if finding.situation in ALONE]:
        places = {finding.start for finding in about}
        is_contested = any(f.situation == "dispute" and f.start not in places for f in kept)
        return [] if is_contested else about
    speaks = [one for one in said if any_of("acknowledgement").search(one.folded)]
    silent = {one.start for one in speaks}
    is_more = any(any_of("acknowledgement_except").search(one.folded) for one in said) or (
        not is_answer and any(len(one.text) > ASIDE for one in said if one.start not in silent)
    )
    if is_more or not (is_answer or speaks) or not {finding.start for finding in kept} <= silent:
        return []
    return [Finding(ACKNOWLEDGEMENT, one.text[:500], one.start, 0.9 if speaks else 0.7) for one in (speaks or said)[:1]]


def from_subject(subject: str) -> Iterable[Finding]:
    """What only a machine's subject tells: away, or not delivered."""
    for one in list(sentences(subject))[:1]:
        for situation in ALONE:
            weight = weigh(one.folded, situation)[0]
            if weight and not any_of(f"{situation}_except").search(one.folded):
                yield Finding(situation, one.text[:500], 0, weight)


def from_sentence(one: Sentence, near: list[Sentence], received_on: date, is_asked: bool) -> Iterable[Finding]:
    """Each situation the sentence speaks for, with the facts of it and, where it has none, of the next one; `is_asked`:
    whether several amounts may be paid."""
    likely = likelihoods(one.folded, received_on)
    for situation in SITUATIONS:
        if any_of(f"{situation}_except").search(one.folded):
            continue
        if situation == "paid" and is_to_come(one.folded, received_on):
            continue
        if situation == "promise" and (is_done(one.folded) or is_asked):
            continue
        if is_over(one.folded, situation):
            continue
        weight, reason = weigh(one.folded, situation)
        if weight and weight <= WEAK.get(situation, 0.0):
            weight = weak_weight(weight, one, situation, received_on)
        is_plan = situation == "plan_wanted" and is_asked
        if not weight and likely[situation] < LIKELY[situation] and not is_plan:
            continue
        facts = facts_of(situation, near, received_on)
        if situation == "dispute":
            facts["reason"] = reason if reason not in ("", "other") else max(REASONS, key=likely.__getitem__)
        believed = both(sure(weight, situation, facts), likely[situation], situation)
        yield Finding(situation, one.text[:500], one.start, max(believed, ASKED) if is_plan else believed, facts)


def both(weight: float, likelihood: float, situation: str) -> float:
    """How sure phrases and model together are: each enough alone, except phrases that the model finds unlikely.

    Where they agree they add up, except of what a machine may have written: only its own words say so.
    """
    if likelihood < DOUBTED and situation not in ALONE:
        return 0.0
    enough = LIKELY[situation]
    above = max(likelihood - enough, 0.0) / (1 - enough)
    told = ENOUGH + above * (BY_MODEL - ENOUGH) if likelihood >= enough else ENOUGH * likelihood / enough
    if min(weight, told) >= ENOUGH and situation not in ALONE:
        return round(min(1 - (1 - weight) * (1 - told), 0.99), 3)
    return round(max(weight, told), 3)


def is_to_come(folded: str, received_on: date) -> bool:
    """Is the only day of the sentence one to come, or that of the one before, after a verb that looks ahead or tells
    what is being done?"""
    said = DOCUMENT_DAY.sub(lambda found: " " * len(found[0]), folded)
    if UNDER_WAY.search(said) and THEN.search(said):
        return True
    if not UNDER_WAY.search(said) and (not AHEAD.search(said) or day_in(said, received_on, "past")):
        return False
    ahead = day_in(said, received_on, "first_to_come")
    return ahead is not None and ahead > received_on


def is_done(folded: str) -> bool:
    """Is a payment told as made, of a weekday or no day (*chèque posté mardi*), and nothing that is to come?"""
    return DONE.search(folded) is not None and not AHEAD.search(folded) and not any(d.search(folded) for d in CALENDAR)


def weak_weight(weight: float, one: Sentence, situation: str, received_on: date) -> float:
    """A bare word of payment counts only beside a day that fits, in a sentence that asks nothing; else 0."""
    said = DOCUMENT_DAY.sub(lambda found: " " * len(found[0]), one.folded)
    is_other = said.rstrip().endswith("?") or any_of(f"{situation}_weak_except").search(said) is not None
    if situation == "paid":
        to_come = day_in(said, received_on, "first_to_come")
        is_other = is_other or not PERFECT.search(said) or (to_come is not None and to_come > received_on)
    return 0.0 if is_other or day_in(said, received_on, READINGS[situation]) is None else weight


def facts_of(situation: str, near: list[Sentence], received_on: date) -> dict[str, Any]:
    """What the sentence names; a day or an amount may stand in the next one."""
    facts: dict[str, Any] = {}
    if situation in READINGS:
        read_day = own_day if situation == "promise" else day_in
        named = (read_day(s.folded, received_on, READINGS[situation]) for s in near)
        facts["on"] = next((day for day in named if day), None)
    if situation == "promise" and REST.search(near[0].folded):  # the next sentence may tell what is paid already
        near = near[:1]
    if situation in ("promise", "paid", "dispute", "plan_wanted"):
        facts["amount_cents"] = next((cents for s in near if (cents := amount_in(s.folded))), None)
        facts["documents"] = documents_in(near[0].folded)
    if situation == "promise" and not facts["amount_cents"]:
        facts["share"] = share_in(near[0].folded)
    if situation == "copy_wanted":
        facts["documents"] = [number for s in near for number in documents_in(s.folded)]
    if situation in ("wrong_contact", "out_of_office"):
        facts |= somebody(near)
    return {name: value for name, value in facts.items() if value}


def own_day(folded: str, received_on: date, reading: Reading) -> date | None:
    """The day of the customer's own payment: none on which others pay them, but perhaps the one after."""
    day = day_in(THEIRS.sub(" ", folded), received_on, reading)
    if AFTERWARDS.search(folded):
        named = day_in(folded, received_on, reading)
        return named + timedelta(1) if named else None
    return day or day_in(folded, received_on, reading)


def somebody(near: list[Sentence]) -> dict[str, str]:
    """Whom to write to or call instead."""
    words = " ".join(s.text for s in near)
    mailbox, telephone = MAILBOX.search(words), TELEPHONE.search(words)
    return ({"email": mailbox[0]} if mailbox else {}) | ({"phone": telephone[0].strip()} if telephone else {})


def sure(weight: float, situation: str, facts: dict[str, Any]) -> float:
    """A promise with its day is surer than one without; figures make a payment surer."""
    if situation == "promise":
        weight *= 1.0 if "on" in facts else 0.75
    if situation == "promise" and {"on", "amount_cents"} <= facts.keys():
        weight += (1 - weight) * 0.3
    if situation == "paid" and ("on" in facts or "amount_cents" in facts):
        weight += (1 - weight) * 0.3
    return round(min(weight, 0.99), 3)


def gather(found: list[Finding]) -> list[Finding]:
    """One finding per situation: the surest, with the facts the others add; the surest situation first."""
    best: dict[str, Finding] = {}
    for finding in sorted(found, key=lambda f: (-f.confidence, f.start)):
        known = best.setdefault(finding.situation, finding)
        is_vague = known.facts.get("reason") == "other"
        told = {} if is_beaten(finding, found) else finding.facts
        added = {name: value for name, value in told.items() if name not in known.facts}
        known.facts.update(added | ({"reason": finding.facts["reason"]} if is_vague else {}))
    return sorted(best.values(), key=lambda f: -f.confidence)


def is_beaten(finding: Finding, found: Iterable[Finding]) -> bool:
    """Does its sentence say something else more surely? The amount of what was paid is none of what is to come."""
    return any(other.confidence > finding.confidence and are_rivals(finding, other) for other in found)


def settle(findings: list[Finding]) -> list[Finding]:
    """Two readings that cannot both be: the surer one stays."""
    kept: list[Finding] = []
    if any(f.situation == "out_of_office" and f.confidence >= ENOUGH for f in findings):
        findings = [f for f in findings if f.situation != "wrong_contact"]
    for finding in findings:
        if not any(are_rivals(finding, other) for other in kept):
            kept.append(finding)
    return kept


def are_rivals(one: Finding, other: Finding) -> bool:
    """Can they not both be meant, by one sentence or by one reply?"""
    pair = {one.situation, other.situation}
    return pair in RIVALS_IN_A_REPLY or (one.start == other.start and pair in RIVALS_IN_A_SENTENCE)
