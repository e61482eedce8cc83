"""A letter's words looked over before they are kept: what is wrong with them, in the subject and in the body."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ardoise.domain.correspondence import packs
from ardoise.domain.correspondence.consumers import MAY_BE_CONSUMERS, asked
from ardoise.domain.correspondence.fields import FIELDS
from ardoise.domain.correspondence.letters import FORBIDDEN
from ardoise.domain.correspondence.merging import DRAWN, mistakes
from ardoise.domain.correspondence.mistakes import Mistake, mistake
from ardoise.domain.correspondence.packs import Words

SUBJECT_MAX = 200
TABLE = re.compile(rf"\{{\{{\s*({'|'.join(DRAWN)})\b[^{{}}\n]*\}}\}}")
LOOP = re.compile(r"\{%\s*for\b[^{}\n]*%\}")
CLAIMED = re.compile(r"\{\{\s*(?:items|total|documents)\b|\{%\s*for\b")
NO_REMINDERS = ("instalments", "thanks", "question")
IBAN = re.compile(r"(?i)(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?:[ \u00a0\u202f./_-]?[A-Z0-9]){11,30}(?![A-Z0-9])")
DIGITS_MIN = 10  # of an IBAN in small letters: words with a number among them are none


@dataclass(frozen=True)
class Proofs:
    """What is wrong, by the place where it is."""

    subject: tuple[Mistake, ...]
    body: tuple[Mistake, ...]

    @property
    def is_sound(self) -> bool:
        return not self.subject and not self.body


def proofread(words: Words, channel: str, kind: str | None = None) -> Proofs:
    """Whether these words are a letter of this channel; a letter that is not sound must not be kept.

    `kind`: of the customers who will read them. Nobody may ask a consumer for what a reminder costs (CPCE L111-8, C.
    conso L121-21), nor for the charge that professionals owe (D441-5): {{charges}} says what is due.
    """
    subject, body = _of_subject(words.subject), _of_body(words.body, channel)
    if kind in MAY_BE_CONSUMERS:
        subject, body = [*subject, *_fees(words.subject)], [*body, *_fees(words.body)]
    return Proofs(tuple(subject), tuple(body))


def by_hand(text: str, kind: str) -> list[Mistake]:
    """What typed words ask of a customer of this kind that nobody may ask of them."""
    if kind not in MAY_BE_CONSUMERS:
        return []
    return [mistake("fee_typed_to_consumer", text, one.at, mark=one.mark) for one in asked(text, is_typed=True)]


def claims_nothing(words: Words, key: str) -> bool:
    """Would a reminder in these words say neither what is owed nor how much? It may leave so; its writer is told."""
    return key not in NO_REMINDERS and not CLAIMED.search(words.subject + words.body)


def _fees(text: str) -> list[Mistake]:
    return [mistake("fee_of_consumer", text, one.at, mark=one.mark) for one in asked(text)]


def _of_subject(subject: str) -> list[Mistake]:
    wrong = mistakes(subject, set(FIELDS) - set(DRAWN))
    if not subject.strip():
        wrong.append(mistake("no_subject", subject, 0))
    if len(subject) > SUBJECT_MAX:
        wrong.append(mistake("long_subject", subject, 0, limit=str(SUBJECT_MAX)))
    if re.search(r"[\x00-\x1f\x7f\u0085\u2028\u2029]", subject):
        wrong.append(mistake("lines_in_subject", subject, 0))
    elif hidden := FORBIDDEN.search(subject):
        wrong.append(mistake("hidden_sign", subject, hidden.start()))
    return wrong + [mistake("no_meaning", subject, found.start(), mark=found[0]) for found in LOOP.finditer(subject)]


def _of_body(body: str, channel: str) -> list[Mistake]:
    is_plain = channel in packs.PLAIN
    wrong = mistakes(body, set(FIELDS) - (set(DRAWN) if is_plain else set()))
    if not body.strip():
        wrong.append(mistake("no_body", body, 0))
    if hidden := FORBIDDEN.search(body.replace("\r", "\n")):
        wrong.append(mistake("hidden_sign", body, hidden.start()))
    if not is_plain:
        placed = [at for at in TABLE.finditer(body) if not _is_alone(body, at)]
        wrong += [mistake("items_alone", body, at.start(), name=at[1]) for at in placed]
    return wrong + [mistake("holds_iban", body, at.start()) for at in IBAN.finditer(body) if is_iban(at[0])]


def _is_alone(body: str, found: re.Match[str]) -> bool:
    """Between two empty lines, or an end of the text."""
    before, after = body[: found.start()], body[found.end() :]
    above, below = before.rstrip(" \t"), after.lstrip(" \t")
    starts = not before.strip() or bool(re.search(r"\n[ \t]*\n$", above))
    ends = not after.strip() or bool(re.match(r"\r?\n[ \t]*\r?\n", below))
    return starts and ends


def is_iban(text: str) -> bool:
    """Does it bear the check digits of an IBAN (ISO 13616, mod 97)?"""
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())
    if text != text.upper() and sum(map(str.isdigit, bare)) < DIGITS_MIN:
        return False
    return any(_is_checked(bare[:length]) for length in range(15, min(len(bare), 34) + 1))


def _is_checked(bare: str) -> bool:
    turned = bare[4:] + bare[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1
