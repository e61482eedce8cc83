"""How strongly the phrases of a situation speak in a sentence; of money only where they are meant as they stand."""

from __future__ import annotations

import re

from ardoise.domain.replies.phrases import Phrase, any_of, phrases

WEAK = {"promise": 0.61, "paid": 0.41}
"""Up to this weight only beside a day of the same sentence."""
STOPS = re.compile(r"[,;:()]| (?:mais|et|and|but|so|donc|car|because|since|puisque|though) ")
QUOTED = re.compile(r"[«“\"][^«»“”\"]{8,300}[»”\"]")

OVER = re.compile(
    r"\b(?:litige|contestation|reclamation|differend|desaccord|souci|probleme|dispute|query|queries|issue|complaint"
    r"|problem)s?\b.{0,60}?\b(?:regle|clos|cloture|resolu|leve|termine|solutionne|resolved|settled|sorted|closed|lifted"
    r"|over|behind us|(?:rentre )?dans l'ordre)(?:e?s?)\b"
)
"""Something contested, and that it is no more."""
STILL = re.compile(
    r"\b(?:pas|non|ni|jamais|tant que|jusqu'a|avant|des que|une fois|lorsque|quand|si|toujours|sera|seront|soit|doit"
    r"|devra|faut|not|never|until|till|once|when|before|after|if|unless|as soon as|still|must|to be|will be"
    r"|aucun\w*|loin|partie|partiellement|en cours|serai\w*|il reste|demeure\w*|pour que|afin|dites|pretend\w*|faux"
    r"|no|nor|far|hardly|barely|partly|partially|in part|supposedly|allegedly|would|could|should|remains?|being|so that"
    r"|you (?:say|said|claim)|false|untrue)\b|n't\b|\?"
)
"""It may well be contested yet."""


def weigh(folded: str, situation: str) -> tuple[float, str]:
    """How strongly the sentence speaks for the situation, and the reason its strongest words give."""
    hits = [(said.weight, said.reason) for said in phrases(situation) if speaks(said, folded, situation)]
    if not hits:
        return 0.0, ""
    weak = WEAK.get(situation, 0.0)
    if max(hits)[0] <= weak:  # bare words do not add up
        return max(hits)
    hits = [hit for hit in hits if hit[0] > weak]
    doubt = 1.0
    for weight, _ in hits:
        doubt *= 1 - weight
    named = [hit for hit in hits if hit[1] not in ("", "other")] or hits
    return 1 - doubt, max(named)[1]


def speaks(said: Phrase, folded: str, situation: str) -> bool:
    """Do the words stand there, and, said of money, not as a condition, a denial or our own words repeated?"""
    if situation not in ("paid", "promise"):
        return said.words.search(folded) is not None
    own = QUOTED.sub(lambda quoted: " " * len(quoted[0]), folded)
    if situation == "promise" and any_of("yours").search(own):
        return False
    return any(holds(said, own, found, situation) for found in said.words.finditer(own))


def holds(said: Phrase, folded: str, found: re.Match[str], situation: str) -> bool:
    """Are these very words meant?"""
    if said.is_meant_as_said:
        return True
    before = folded[: found.end()]
    under = STOPS.split(folded[: found.start()])[-1] if situation == "paid" else folded[: found.start()]
    if any_of("condition").search(under) or any_of("repeated").search(before):
        return False
    clause = any_of("harmless").sub("", STOPS.split(before)[-1])
    if situation == "paid" and any_of("future").search(clause):
        return False
    return not (any_of("denial").search(clause) or denies(clause, folded[found.end() :]))


def denies(clause: str, after: str) -> bool:
    """Is a French verb begun with *ne* denied by the word that follows it?"""
    return bool(re.search(r"\bn(?:e\b|')", clause) and re.match(r"[\s'-]+(?:\w+\s+)?(?:pas|rien|jamais|aucun)", after))


def is_over(folded: str, situation: str) -> bool:
    """Is what was contested told to be settled, and nothing that waits for it? Then it is no dispute, and no payment
    that the same words tell (*le litige est réglé*), unless the rest of the sentence is one."""
    if situation not in ("dispute", "paid") or not OVER.search(folded) or STILL.search(folded):
        return False
    return not weigh(OVER.sub(" ", folded), situation)[0]
