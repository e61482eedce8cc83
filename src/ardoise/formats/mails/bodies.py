"""The words of a mail: its plain text, else its HTML without the marks; then only what they wrote themselves."""

from __future__ import annotations

import re
from collections.abc import Collection
from email.message import Message
from html import unescape

from ardoise.domain.unseen import without
from ardoise.formats.mails.quotations import cut, points_below

TEXT_MAX = 100_000  # characters; whoever writes more has joined a book
PARTS_MAX = 200
UNSEEN = re.compile(r"(?is)<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)")
BLOCKQUOTE = re.compile(r"(?i)<(/?)blockquote\b[^<>]{0,2000}>")
BREAKS = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h\d|hr)\b[^>]*>")
CELLS = re.compile(r"(?i)</t[dh]\b[^>]*>")
MARKS = re.compile(r"<[^<>]{0,2000}>")
SPACES = re.compile(r"[ \t\u00a0\u202f]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]")
SIGNATURE = re.compile(r"\n-- ?\n.*", re.DOTALL)


def text_of(mail: Message) -> str:
    """All its plain text, else its HTML as text; "" where there is none that can be read."""
    plain, html = [], []
    for place, part in enumerate(mail.walk()):
        if place >= PARTS_MAX:
            break
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            plain.append(decoded(part))
        elif kind == "text/html":
            html.append(from_html(decoded(part)))
    return tidy("\n".join(plain) if any(text.strip() for text in plain) else "\n".join(html))


def decoded(part: Message) -> str:
    """The text of a part: by its own character set, else UTF-8, else Windows'."""
    try:
        content = part.get_payload(decode=True)
    except Exception:
        return ""
    if not isinstance(content, bytes):
        return ""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return content[: TEXT_MAX * 4].decode(charset)
        except (LookupError, UnicodeError):  # some sets fail in words of their own
            continue
    return content[: TEXT_MAX * 4].decode("latin-1")


def from_html(html: str) -> str:
    """The words of HTML, its quotations as a bare `>`; nothing of it is ever shown as HTML."""
    seen = UNSEEN.sub(" ", html[: TEXT_MAX * 4])
    return words_of(unquoted(seen)) if words_of(unquoted(seen)).strip(" >\n") else words_of(seen)


def words_of(html: str) -> str:
    """The words between the marks."""
    return unescape(MARKS.sub("", CELLS.sub(" ", BREAKS.sub("\n", html))))


def unquoted(html: str) -> str:
    """What stands outside every `blockquote`, with a `>` in place of each."""
    kept, depth, start = [], 0, 0
    for mark in BLOCKQUOTE.finditer(html):
        if not depth:
            kept.append(html[start : mark.start()])
        depth = max(depth - 1, 0) if mark[1] else depth + 1
        if depth == 1 and not mark[1]:
            kept.append("<br>&gt;<br>")
        start = mark.end()
    return "".join(kept) + ("" if depth else html[start:])


def tidy(text: str) -> str:
    """Line ends as one sign, no control characters, nothing that is not seen, at most TEXT_MAX characters."""
    lines = without(CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))[:TEXT_MAX].split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(SPACES.sub(" ", line).rstrip() for line in lines)).strip()


def written_by_them(whole: str, ours: Collection[str] = ()) -> str:
    """Without the quoted parts and the signature; what is forwarded where that is all they say; else all of it."""
    own, forwarded = cut(whole, ours)
    own = SIGNATURE.sub("", f"\n{own}\n")
    return tidy(f"{own}\n\n{forwarded}" if forwarded and points_below(own) else own) or whole
