"""What somebody wrote above, between or below what their mail program quotes, and what they merely forward.

Programs mark a quotation in four ways, which hold for all of them and in every language they speak: `>` before its
lines; a line that says who wrote when (*Le … a écrit :*, *Am … schrieb …:*); a block of headers (*De : … Envoyé : …*);
a bar with words in it (*----- Original Message -----*). No program is known by its name here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from ardoise.domain.folding import fold

WROTE = r"a ecrit|wrote|schrieb|ha scritto|escribio|escreveu|schreef"
ATTRIBUTION = re.compile(
    rf"(?:le|on|am|il|el|em|op)\b.{{0,300}}?\s(?:{WROTE})\b[^:]{{0,160}}:|[^:@]{{0,100}}@\S{{1,200}}\s+(?:{WROTE})\b[^:]{{0,100}}:"
)
INSTANT = re.compile(r"@|\b\d{1,2}[:h.]\d{2}\b|\b(?:19|20)\d\d\b.*\d|\d.*\b(?:19|20)\d\d\b")
ATTRIBUTION_LINES = 3
LINE_MAX = 500  # characters of it that are looked at
KINDS = {
    "who": "de from von van da",
    "when": "envoye sent gesendet verzonden inviato enviado date datum data fecha",
    "to": "a to an aan pour para destinataire",
    "with": "cc copie_a copie kopie",
    "what": "objet subject sujet betreff onderwerp oggetto asunto assunto",
}
KIND_OF = {word.replace("_", " "): kind for kind, words in KINDS.items() for word in words.split()}
HEADER = re.compile(rf"\W{{0,3}}({'|'.join(sorted(KIND_OF, key=len, reverse=True))})\W{{0,3}}:")
ORANGE = re.compile(r"message du(?: :)? \d\d/\d\d/\d\d")
WHO = re.compile(r"\W{0,3}(?:de|from|von|van|da)\W{0,3}:")
HEADER_LINES = 12
FORWARDED = (
    r"message (?:transfere|reexpedie)|courriel transfere|forwarded message|weitergeleitete nachricht"
    r"|doorgestuurd bericht|messaggio inoltrato|mensaje reenviado"
)
QUOTED = (
    r"(?:message|mail|e-?mail|courriel) (?:d.origine|original|initial)|original (?:message|e-?mail|appointment)"
    r"|ursprungliche nachricht|oorspronkelijk bericht|messaggio originale|mensaje original|mensagem original"
)
FORWARD_BAR = re.compile(
    rf"[-_=*\s]{{2,}}(?:{FORWARDED})[-_=*:\s]{{0,80}}$"
    r"|(?:begin forwarded message|debut du (?:message|courriel) (?:transfere|reexpedie)|anfang der weitergeleiteten)\b"
)
BAR = re.compile(rf"[-_=*\s]{{2,}}(?:{QUOTED})[-_=*:\s]{{0,80}}$|{FORWARD_BAR.pattern}")
RULE = re.compile(r"[-_=]{5,}$")
DEVICE = re.compile(
    r"(?:envoye|sent|gesendet|enviado|inviato)\s+(?:de|depuis|a partir de|avec|from|with|von|mit|via)\s+"
    r"(?:(?:mon|my|meinem|mi|un|l')\s*)?(?:iphone|ipad|mobile|portable|telephone|phone|smartphone|appareil|tablette|tablet"
    r"|galaxy|samsung|xiaomi|huawei|pixel|android|blackberry|yahoo|outlook|orange|sfr|free|mail|proton|bluemail|courrier"
    r"|application)\b.{0,60}$|(?:telecharger|obtenez|obtenir|get|telechargez)\s+(?:outlook|bluemail)\b.{0,80}$"
)
POINTER = re.compile(
    r"ci-dessous|ci-apres|ci-joint|infra|below|attached|fyi|pour info|pour information|pvi|transfere|forward|tr\s?:|fw"
)
POINTER_WORDS = 15
WORDS_MIN = 4  # of a line of ours that its writer would not have typed by chance
LINES_MIN = 3  # lines of ours, below theirs, that are a quotation


class Parts(NamedTuple):
    """A mail cut in two: what they wrote, and what they forward below it."""

    own: str
    forwarded: str


def cut(whole: str, ours: Collection[str] = ()) -> Parts:
    """What they wrote themselves, around what is quoted; and what they forward, unless it is from a domain of ours."""
    lines = whole.split("\n")
    plain = [fold(line[:LINE_MAX].replace("’", "'").replace("\u00a0", " ")).strip() for line in lines]
    own: list[str] = []
    at = 0
    while at < len(lines):
        if BAR.match(plain[at]):
            return Parts("\n".join(own), forwarded(lines, plain, at, ours))
        if is_head(plain, at):
            break
        if length := attribution(plain, at):
            if not is_marked(plain, at + length):
                break  # what follows is quoted to the end
            at += length
            continue
        if not plain[at].startswith(">") and not DEVICE.match(plain[at]):
            own.append(lines[at])
        at += 1
    return Parts("\n".join(own), "")


def above(text: str, ours: str) -> str:
    """What stands above a message of ours that a mail program put below without a mark it is known by.

    Only lines of ours down to the end are taken off: one of them between theirs is what they speak of.
    """
    lines, said = text.split("\n"), {plainly(line) for line in ours.split("\n")}
    joined = " ".join(map(plainly, ours.split("\n")))
    start, found, is_telling = len(lines), 0, False
    while start:
        line = plainly(lines[start - 1])
        is_part = len(line.split()) >= WORDS_MIN and line in joined
        if line and not is_part and line not in said:
            break
        start, found, is_telling = start - 1, found + bool(line), is_telling or is_part
    return "\n".join(lines[:start]).rstrip() if is_telling and found >= LINES_MIN else text


def plainly(line: str) -> str:
    """A line as it is compared: without the mark of a quotation, its accents, and how wide its blanks are."""
    return " ".join(fold(line.replace("’", "'").lstrip("> ")).split())


def points_below(own: str) -> bool:
    """Is all they say that something stands below?"""
    return len(own.split()) <= POINTER_WORDS and (not own.strip() or POINTER.search(fold(own)) is not None)


def is_head(plain: list[str], at: int) -> bool:
    """Does a block of headers of another mail begin here, a line across the page before it or not?"""
    if RULE.match(plain[at]):
        at = next((n for n in range(at + 1, min(at + 4, len(plain))) if plain[n]), at)
    if ORANGE.match(plain[at]):
        return True
    return HEADER.match(plain[at]) is not None and len(kinds(plain, at) & {"who", "when", "what", "to"}) >= 3


def kinds(plain: list[str], at: int) -> set[str]:
    """The kinds of headers from this line on, up to the first empty line; a long one goes on over several."""
    found = set()
    for line in plain[at : at + HEADER_LINES]:
        if not line:
            break
        if header := HEADER.match(line):
            found.add(KIND_OF[header[1]])
    return found


def attribution(plain: list[str], at: int) -> int:
    """How many lines from here say who wrote what follows, and when; 0 where none does."""
    for length in range(1, ATTRIBUTION_LINES + 1):
        said = plain[at : at + length]
        if says_who(said):
            return 0 if any(says_who(said[n:]) for n in range(1, length)) else length  # the nearest one above it
        if not all(said):
            break
    return 0


def says_who(said: list[str]) -> bool:
    """Do these lines say who wrote, and when or from where?"""
    found = ATTRIBUTION.match(" ".join(said))
    return found is not None and INSTANT.search(found[0]) is not None


def is_marked(plain: list[str], at: int) -> bool:
    """Is the first line that follows marked as quoted?"""
    return next((line.startswith(">") for line in plain[at:] if line), False)


def forwarded(lines: list[str], plain: list[str], at: int, ours: Collection[str]) -> str:
    """What stands below a bar of forwarding, without its headers and what was quoted in it; "" where it is ours."""
    if not FORWARD_BAR.match(plain[at]):
        return ""
    start = next((n for n in range(at + 1, len(lines)) if plain[n] and not HEADER.match(plain[n])), len(lines))
    if any(f"@{domain}" in line for line in plain[at:start] for domain in ours if WHO.match(line)):
        return ""
    return "\n".join(line for line in lines[start:] if not line.lstrip().startswith(">"))
