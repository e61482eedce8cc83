"""The phrases that speak for a situation, read from `phrases/*.txt`: a line a phrase, in a language of a few signs.

On folded text (no accents, no capitals): words are separated by spaces; `a|b` is either; `word*` any ending;
`?word` may be left out; `...` is anything within a few words; `<name>` is a list of words of `words.txt`; `^` stands
for the beginning of the sentence, a greeting left out, `$` for its end.
A line `[0.8 goods]` opens the phrases of that weight (0–1) and, for disputes, of that reason; `[0.65!]` opens phrases
that hold their denial or question themselves (*can't pay before May*). `<situation>_except.txt` lists what
silences the situation in the sentence.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ardoise.domain.replies.amounts import BEFORE, FIGURES, UNIT

FOLDER = Path(__file__).parent / "phrases"
GAP = r"\b.{0,45}?\b"
HEAD = re.compile(r"\[(0\.\d+)(!)?(?: (\w+))?\]")
BEGINNING = r"^\W*(?:(?:bonjour|bonsoir|salut|hello|hi|dear|madame|monsieur)\b[^,:]{0,30}[,:]\s*)?"
END = r"\W*$"
SIGNS = {"...": GAP, "^": BEGINNING, "$": END}


class Phrase(NamedTuple):
    """Words that speak for a situation, how strongly (0–1), and for a dispute its reason."""

    words: re.Pattern[str]
    weight: float
    reason: str = ""
    is_meant_as_said: bool = False


@cache
def phrases(situation: str) -> tuple[Phrase, ...]:
    """The phrases of a situation, each weight's as one pattern."""
    found: dict[tuple[float, str, bool], list[str]] = {}
    head = 0.0, "", False
    for line in lines(situation):
        if opened := HEAD.fullmatch(line):
            head = float(opened[1]), opened[3] or "", bool(opened[2])
        else:
            found.setdefault(head, []).append(pattern(line))
    return tuple(Phrase(re.compile("|".join(alternatives)), *head) for head, alternatives in found.items())


@cache
def any_of(name: str) -> re.Pattern[str]:
    """The phrases of a file without weights, as one pattern; of a file that is not there, one that nothing fits."""
    return re.compile("|".join(pattern(line) for line in lines(name)) or r"(?!)")


def lines(name: str) -> list[str]:
    """The lines of a file of phrases, without remarks."""
    file = FOLDER / f"{name}.txt"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


@cache
def words() -> dict[str, str]:
    """The lists of words that phrases name: their alternatives as a pattern."""
    named = (line.split(" = ") for line in lines("words"))
    return {name: "(?:" + "|".join(token(word) for word in listed.split()) + ")" for name, listed in named}


def either(*written: str) -> re.Pattern[str]:
    """Several phrases as one pattern."""
    return re.compile("|".join(pattern(line) for line in written))


def pattern(line: str) -> str:
    """A phrase as a regular expression between word boundaries."""
    written, is_open = "", True
    for part in line.split():
        if part in SIGNS:
            written, is_open = written + SIGNS[part], part != "$"
            continue
        is_optional = part.startswith("?")
        word = "(?:" + "|".join(token(choice) for choice in part.lstrip("?").split("|")) + ")"
        space = "" if is_open else r"[\s'-]+"
        if is_optional:
            written += f"(?:{space}{word})?" if space else rf"(?:{word}[\s'-]+)?"
            continue
        written, is_open = written + space + word, False
    return rf"(?<!\w){written}(?!\w)"


def token(word: str) -> str:
    """One word: a named list, a mailbox `@`, an amount `¤`; or itself, `*` any ending, `_` a space, `#` figures."""
    if word.startswith("<"):
        return words()[word.strip("<>")]
    if word == "@":
        return r"[\w.+-]+@[\w.-]+"
    if word == "¤":
        return rf"(?:{FIGURES})\s*{UNIT}|{BEFORE}\s*(?:{FIGURES})"
    return re.escape(word).replace(r"\*", r"\w*").replace("_", r"[\s'-]+").replace(r"\#", r"\d+")
