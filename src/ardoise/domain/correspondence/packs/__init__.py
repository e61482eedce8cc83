"""The letters that come with the house: a folder per language and channel, a file per template and kind of customer.

A file is the subject, an empty line, the body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("fr", "en")
TONES = ("courteous", "friendly", "firm", "formal")
OCCASIONS = ("due_today", "instalments", "thanks", "question")  # templates that are no tone
KEYS = (*TONES, *OCCASIONS)
KINDS = ("professional", "consumer", "public_body", "unknown")
CHANNELS = ("email", "letter", "sms", "call")
WRITTEN_AS = {"registered_letter": "letter", "fax": "letter", "visit": "call"}
"""Channels that borrow the words of another one."""
GOES = (("Dernier appel", "Dernière visite"), ("Appel", "Visite"), ("Call", "Visit"), ("call", "visit"))
"""What is said of a call → of a visit, in the subject of its words."""
PLAIN = ("sms", "call", "visit")  # words alone: no HTML, no table
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Words:
    """What a letter is made from, its merge fields still open."""

    subject: str
    body: str


@cache
def template(language: str, key: str, kind: str, channel: str = "email") -> Words:
    """The pack's words; a key the pack doesn't know is written as the friendly reminder.

    A kind it has no letter for is written to as one that nobody knows: the claim, and not a word of charges.
    """
    folder = FOLDER / language / WRITTEN_AS.get(channel, channel)
    offered = (f"{key}_{kind}", f"{key}_unknown", f"friendly_{kind}", "friendly_unknown")
    found = next(path for name in offered if (path := folder / f"{name}.txt").is_file())
    words = read(found.read_text(encoding="utf-8"))
    return Words(_of_a_visit(words.subject), words.body) if channel == "visit" else words


def _of_a_visit(subject: str) -> str:
    for called, visited in GOES:
        subject = subject.replace(called, visited)
    return subject


def read(text: str) -> Words:
    """A file's text as words."""
    subject, _, body = text.partition("\n\n")
    return Words(subject.strip(), body)


def has(key: str) -> bool:
    """Does the pack have letters of its own under this key?"""
    return key in KEYS
