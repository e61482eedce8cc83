"""Which characters the bytes of a file stand for: UTF-8 strictly first, then the sets French software writes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

LEGACY = ("cp1252", "iso8859_15", "utf_16", "cp850")
FRENCH = {
    "cp1252": b"\xe9\xe8\xe0\xc9", "cp850": b"\x82\x8a\x85\x90\x83\x88\x87", "mac-roman": b"\x8e\x8f\x88\x90\x8d"
}  # fmt: skip
"""The letters that French is full of, é, è, à first; what is ê in one set and à in another tells for both."""
NAMES = {"iso8859_15": "iso-8859-15", "utf_8": "utf-8", "utf_16": "utf-16"}
LATIN_9_ONLY = bytes((0xA4, 0xA6, 0xA8, 0xB4, 0xB8, 0xBC, 0xBD, 0xBE))  # where ISO-8859-15 leaves ISO-8859-1
CONTROLS = bytes(range(0x80, 0xA0))  # letters in cp1252 and cp850, nothing at all in ISO-8859-15
UTF8_LETTER = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
STRAY = re.compile(rb"((?:[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf])+)")
"""European letters, quotation marks and the euro as UTF-8 writes them: in a text of one byte per character they are
what another program left there. Letters of other alphabets are not looked for: they also are a capital and a blank."""
STRAY_STARTS = (b"\xc2", b"\xc3", b"\xc4", b"\xc5", b"\xe2\x80", b"\xe2\x82", b"\xe2\x84")
SAMPLE_BYTES = 100_000
WIDE = ("utf-16", "utf-32")
"""A file of these sets is made UTF-8 before it is cut into lines."""


def wide_encoding(start: bytes) -> str | None:
    """UTF-16 or UTF-32 by its mark, or by the zero bytes beside each letter of a header; None for anything else."""
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = start[:200]
    if len(head) >= 8 and head.count(0) * 3 >= len(head):
        if not any(head[1::4] + head[2::4] + head[3::4]) and all(head[::4]):
            return "utf-32-le"
        if not any(head[::4] + head[1::4] + head[2::4]) and all(head[3::4]):
            return "utf-32-be"
        if not any(head[::2]) and all(head[1::2]):
            return "utf-16-be"
        if not any(head[1::2]) and all(head[::2]):
            return "utf-16-le"
    return None


def legacy_encoding(raw: bytes) -> str:
    """The set of one byte per character that best explains text which is not UTF-8."""
    from charset_normalizer import from_bytes

    if len(raw.translate(None, CONTROLS)) == len(raw):
        return "iso-8859-15"
    found = {name: sum(map(raw.count, letters)) for name, letters in FRENCH.items()}
    if found["mac-roman"] > max(found["cp1252"], found["cp850"]):
        return "mac-roman"
    best = from_bytes(raw[:SAMPLE_BYTES], cp_isolation=["utf_8", *LEGACY]).best()
    return best.encoding if best is not None and best.encoding in ("cp1252", "cp850") else "cp1252"


def decoded(raw: bytes, encoding: str) -> str:
    """The text of bytes in one of our one-byte sets; ISO-8859-15 goes by the fast road where it can."""
    if encoding == "iso-8859-15" and len(raw.translate(None, LATIN_9_ONLY)) == len(raw):
        return raw.decode("latin-1")
    return raw.decode(encoding, errors="replace")


@dataclass
class Decoder:
    """Turns the blocks of one file into UTF-8, deciding on its character set at the first line that tells."""

    encoding: str | None = None  # None: only ASCII seen so far
    mixed_line: int | None = None  # the first line that is not in the file's own set
    mixed_count: int = 0
    zero_line: int | None = None  # the first line in which a zero byte stood
    zero_count: int = 0

    @property
    def name(self) -> str:
        return NAMES.get(self.encoding or "utf-8", self.encoding or "utf-8")

    def utf8(self, raw: bytes, first_line: int) -> bytes:
        """The block in UTF-8. Whole lines in, whole lines out."""
        if raw.isascii() or self.encoding in WIDE:
            return raw
        if self.encoding not in (None, "utf-8"):
            return self._legacy(raw, first_line)
        if not _is_utf8_throughout(raw):
            return self._settle(raw, first_line)
        self.encoding = "utf-8"
        return raw

    def without_zeros(self, raw: bytes, first_line: int) -> bytes:
        """Whole lines without their zero bytes, which are noted: each is a blank."""
        if b"\0" not in raw:
            return raw
        self.zero_count += raw.count(b"\0")
        self.zero_line = self.zero_line or first_line + raw[: raw.index(b"\0")].count(b"\n")
        return raw.replace(b"\0", b" ")

    def _settle(self, raw: bytes, first_line: int) -> bytes:
        """A block that is not UTF-8: another set if no line speaks for UTF-8, else two sets in one file."""
        if self.encoding is None and not UTF8_LETTER.search(raw):
            self.encoding = legacy_encoding(raw)
            return decoded(raw, self.encoding).encode()
        lines = raw.split(b"\n")
        foreign = {i for i, line in enumerate(lines) if not line.isascii() and not _is_utf8(line)}
        has_utf8 = self.encoding == "utf-8" or any(
            not lines[i].isascii() for i in range(len(lines)) if i not in foreign
        )
        legacy = legacy_encoding(STRAY.sub(b"", b"\n".join(lines[i] for i in sorted(foreign))))
        if not has_utf8:
            self.encoding = legacy
            return self._legacy(raw, first_line)
        self.encoding = "utf-8"
        self._note(first_line, foreign)
        return b"\n".join(pieced(line, legacy) if i in foreign else line for i, line in enumerate(lines))

    def _legacy(self, raw: bytes, first_line: int) -> bytes:
        """A block of the file's set of one byte per character; what stands in it in UTF-8 is noted, and kept."""
        if not any(start in raw for start in STRAY_STARTS):
            return decoded(raw, self.name).encode()
        lines = raw.split(b"\n")
        strays = {i for i, line in enumerate(lines) if STRAY.search(line)}
        if not strays:
            return decoded(raw, self.name).encode()
        self._note(first_line, strays)
        return b"\n".join(pieced(line, self.name) for line in lines)

    def _note(self, first_line: int, mixed: set[int]) -> None:
        self.mixed_count += len(mixed)
        self.mixed_line = self.mixed_line or first_line + min(mixed)


def pieced(line: bytes, encoding: str) -> bytes:
    """A line of two sets in UTF-8: what is UTF-8 in it as it stands, the rest out of the other set."""
    parts = STRAY.split(line)
    return b"".join(part if place % 2 else decoded(part, encoding).encode() for place, part in enumerate(parts))


def _is_utf8_throughout(block: bytes) -> bool:
    """The same of megabytes, in a third of the time: polars checks without making characters of them."""
    import polars as pl

    try:
        pl.Series([block], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.PolarsError:
        return False
    return True


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
