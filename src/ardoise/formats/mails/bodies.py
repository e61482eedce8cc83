"""The words of a mail: its plain text, else its HTML without the marks; then only what they wrote themselves."""

from __future__ import annotations

import re
from email.message import Message
from html import unescape

from mailparser_reply import EmailReplyParser

TEXT_MAX = 100_000  # characters; whoever writes more has joined a book
PARTS_MAX = 200
UNSEEN = re.compile(r"(?is)<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)")
QUOTED = re.compile(r"(?is)<blockquote\b.*|<div[^>]+(?:gmail_quote|divRplyFwdMsg|moz-cite-prefix)[^>]*>.*")
BREAKS = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h\d|hr)\b[^>]*>")
MARKS = re.compile(r"<[^<>]{0,2000}>")
SPACES = re.compile(r"[ \t\u00a0\u202f]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]")
SIGNATURE = re.compile(r"\n-- ?\n.*", re.DOTALL)
FORWARDED = re.compile(
    r"(?im)^-{2,}\s*(?:message transf[ée]r[ée]|forwarded message|message d.origine|original message)\s*-{2,}$"
)
HEADERS = re.compile(r"(?i)\A\s*(?:(?:de|from|[àa]|to|cc|objet|subject|date|envoy[ée]|sent)\s*:[^\n]*\n)+")
PARSER = EmailReplyParser(languages=["fr", "en"])


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
    """The words of HTML, a quotation at its end left out; nothing of it is ever shown as HTML."""
    seen = QUOTED.sub("", UNSEEN.sub(" ", html[: TEXT_MAX * 4]))
    return unescape(MARKS.sub("", BREAKS.sub("\n", seen)))


def tidy(text: str) -> str:
    """Line ends as one sign, no control characters, at most TEXT_MAX characters."""
    lines = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:TEXT_MAX].split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(SPACES.sub(" ", line).rstrip() for line in lines)).strip()


def written_by_them(whole: str) -> str:
    """Without the quoted parts and the signature; all of it where nothing would be left."""
    try:
        answer = PARSER.parse_reply(whole) or ""
    except Exception:
        answer = ""
    if not FORWARDED.sub("", answer).strip() and (forwarded := FORWARDED.split(whole, maxsplit=1)[1:]):
        answer = HEADERS.sub("", forwarded[0], count=1)  # nothing above it: what was forwarded is what they say
    own = "\n".join(line for line in (answer or whole).split("\n") if not line.lstrip().startswith(">"))
    return tidy(SIGNATURE.sub("", own)) or whole
