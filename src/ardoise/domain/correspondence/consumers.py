"""What nobody may ask a consumer for: the cost of a reminder (CPCE L111-8, C. conso L121-21), the charge of D441-5.

Words that say that no such thing is asked are none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ardoise.domain.correspondence.packs import Words
from ardoise.domain.unseen import UNSEEN

MAY_BE_CONSUMERS = ("consumer", "unknown", "")  # words for any kind of customer are read by consumers, too
LOOSE = re.compile(rf"[\u0300-\u036f\u00ad]|{UNSEEN.pattern}")  # accents apart, a soft hyphen, what is not seen
PLAIN = str.maketrans({"\u2019": "'", "\u2010": "-", "\u2011": "-"} | dict.fromkeys("\t\u00a0\u2007\u2009\u202f", " "))
EURO = r"(?:€|eur(?:os?)?\b)"
SUM = rf"[0.,]{{0,4}}[1-9][\d ]{{0,12}}(?:[.,]\d\d?)?\s*{EURO}"
FORTY = (
    rf"(?<![\d.,])40(?:[.,](?:00|--?))?\s*{EURO}|(?:€|\beur)\s*40(?!\d|\s\d|[.,][1-9]|[.,]0[1-9])"
    r"|(?<!cent )(?<!cents )(?<!mille )\bquarante\s+euros?\b|(?<!and )(?<!hundred )\bforty[\s-]euros?\b"
)
CHARGE = (
    r"\bindemnit[ée]s?\s+(?:forfaitaires?|(?:de|pour)\s+(?:retard|recouvrement|frais))"
    r"|\bfrais\s+(?:de\s+|d'\s*)(?:relance|rappel|recouvrement|dossier|gestion|mise\s+en\s+demeure|impayé|retard"
    r"|traitement)s?\b"
    rf"|\bfrais\s+(?:administratifs?|forfaitaires?)\b|\bfrais\s+de\s+{SUM}|{SUM}\s+de\s+frais\b(?!\s+d[e'])"
    r"|\bp[ée]nalit[ée]s?\b(?:\s+de\s+retard)?|\bclauses?\s+p[ée]nales?\b|\bmajorations?\s+(?:de|pour)\s+retard"
    r"|\b[LD][.\s]*441\s?-\s?(?:5|6|10)\b"
    r"|\b(?:reminder|recovery|collections?|handling|admin(?:istration|istrative)?|processing|dunning|chasing"
    r"|late(?:[-\s]payment)?)\s+(?:fee|charge|cost|penalt(?:y|ies))s?\b"
    r"|\bpenalt(?:y|ies)\b|\b(?:fixed|flat|lump[-\s]sum)(?:\s+sum)?\s+(?:charge|fee|compensation|indemnity)"
    rf"|\b(?:an?|the|our|this|another)\s+(?:fee|charge)s?\s+of\s+(?:[€£]\s*\d|{SUM})"
    rf"|(?:[€£]\s*\d[\d.,]*|{SUM})\s+(?:fee|charge)s?\b"
)
MORE_FR = r"\bfrais\s+(?:suppl[ée]mentaires?|additionnels?|annexes?)\b"
MORE_EN = r"\b(?:additional|extra|further)\s+(?:fee|charge|cost)s?\b"
ASKED = re.compile(rf"(?i)(?P<forty>{FORTY})|(?P<extra>{MORE_FR}|{MORE_EN})|{CHARGE}")
BESIDE = re.compile(
    r"(?i)\bfrais\b(?!\s+d[e'])|\bindemnit[ée]|\bforfaitaire|\ben\s+(?:plus|sus|suppl[ée]ment)\b|\bajout"
    r"|\bd[ée]dommage|\bon\s+top\b|\bin\s+addition\b|\b(?:additional|extra)\b"
)
"""Words beside 40 € that make a charge of it; else it may be what an invoice comes to."""
NONE_BEFORE = re.compile(
    r"(?i)(?:\b(?:aucun(?:e?s?)|sans|ni|no|nor|without|zéro|zero|free\s+(?:of|from)|exempte?s?\s+de)\s+"
    r"(?:\w+\s+(?:ou|ni|or|nor)\s+)?(?:(?:aucune?|autres?|de|other|any|an?|such)\s+|d'\s*)*"
    r"|\bpas\s+(?:de\s+|d'\s*)(?:autres?\s+)?"
    r"|(?:\b(?:do|does|did|will|shall|would)\s+(?:not|never)|n't)\s+(?:ask|charge|claim|add|bill|owe|demand|apply)\s+"
    r"(?:(?:you|for|an?|any|other)\s+)*"
    r"|\bnot\s+be\s+(?:asked|charged|billed)\s+(?:(?:for|an?|any|other)\s+)*)$"
)
NONE_AFTER = re.compile(
    r"(?i)\s+(?:ne\s+(?:vous\s+)?|n')(?:sera|seront|est|sont|a|ont)\s+(?:pas|jamais)\b"
    r"|\s+(?:will|shall|is|are|was|were)\s+(?:not|never)\b|\s+(?:won't|isn't|aren't)\b"
)
AVOIDED = re.compile(r"(?i)\b(?:évite[rsz]?|avoid(?:ing)?)\s+(?:(?:de|des|les|tous?|any|all)\s+|d'\s*)*$")
OF_SO_MUCH = re.compile(r"(?i)\s+(?:de|of)\s+\S{0,2}\d")
LISTED = re.compile(r"(?i)(?:\s*,\s*|\s+(?:ou|et|ni|or|nor|and)\s+)(?:(?:de|any|an?|une?)\s+|d'\s*)?")
STEMS = (
    "40", "quarante", "forty", "frais", "indemnit", "nalit", "clause", "majoration", "441", "fee", "charge", "cost",
    "penalt", "compensation",
)  # fmt: skip
"""One of them stands in all that ASKED finds: most letters have none, and are read no further."""
SENTENCE_MAX = 300  # characters looked at before and behind
SENTENCE_END = re.compile(r"[.!?;](?=\s)|\n")


@dataclass(frozen=True)
class Ask:
    """Words that ask for such a charge, and where they begin."""

    at: int
    mark: str


def asked(text: str, is_typed: bool = False) -> list[Ask]:
    """What asks for such a charge, in French or English, in the order of the text.

    `is_typed`: amounts in it may be what is owed, so 40 € alone is none; a template has fields for those.
    """
    is_clean = not LOOSE.search(text)
    seen = range(len(text)) if is_clean else [at for at, sign in enumerate(text) if not LOOSE.match(sign)]
    plain = (text if is_clean else "".join(text[at] for at in seen)).translate(PLAIN)
    lowered = plain.lower()
    if not any(stem in lowered for stem in STEMS):
        return []
    return [Ask(seen[one.start()], one[0]) for one in _asking(plain) if not (is_typed and _is_owed(one))]


@lru_cache(1_000)
def is_asking(words: Words) -> bool:
    """Do the words of a template ask for such a charge?"""
    return bool(asked(words.subject) or asked(words.body))


def _asking(plain: str) -> Iterator[re.Match[str]]:
    """Those of the words of a charge that do ask for it."""
    refused_until = -1  # where the last charge ends of which it is said that it is not asked
    for found in ASKED.finditer(plain):
        is_listed = refused_until >= 0 and LISTED.fullmatch(plain, refused_until, found.start())
        if is_listed or _is_refused(found):
            refused_until = found.end()
        else:
            yield found


def _is_refused(found: re.Match[str]) -> bool:
    """Do the words around it say that it is not asked?"""
    before = found.string[max(0, found.start() - 80) : found.start()]
    if NONE_BEFORE.search(before) or NONE_AFTER.match(found.string, found.end()):
        return True
    is_threat = OF_SO_MUCH.match(found.string, found.end())
    return bool(found["extra"] and AVOIDED.search(before) and not is_threat)


def _is_owed(found: re.Match[str]) -> bool:
    """May it be an amount that is owed? 40 € in a sentence that speaks of no charge."""
    if not found["forty"]:
        return False
    before = found.string[max(0, found.start() - SENTENCE_MAX) : found.start()]
    after = found.string[found.end() : found.end() + SENTENCE_MAX]
    sentence = f"{SENTENCE_END.split(before)[-1]}{found[0]}{SENTENCE_END.split(after)[0]}"
    return not any(not NONE_BEFORE.search(sentence[: one.start()]) for one in BESIDE.finditer(sentence))
