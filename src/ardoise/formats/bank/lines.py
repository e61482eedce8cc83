"""A text file of a bank as numbered lines, however long the file and whatever its characters and line ends."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from ardoise.formats.encodings import Decoder, wide_encoding
from ardoise.formats.reading import Progress

BLOCK = 1024 * 1024
LINE_MAX = 273 * 240  # whole records of 120 and of 240
"""What has no line end within this is cut there: no bank writes such a line, and memory stays bounded."""
ENDS = re.compile(rb"\r\r\n|\r\n|\r|\n")


def numbered(path: Path, decoder: Decoder, progress: Progress | None = None) -> Iterator[tuple[int, str]]:
    """(1-based number, text without its end) of every line, in the file's characters."""
    number = 1
    for block in _blocks(path, decoder, progress):
        text = decoder.utf8(block, number).decode("utf-8", errors="replace")
        for line in text.split("\n"):
            for start in range(0, len(line) or 1, LINE_MAX):
                yield number, line[start : start + LINE_MAX]
            number += 1


def _blocks(path: Path, decoder: Decoder, progress: Progress | None) -> Iterator[bytes]:
    """Whole lines, their ends made `\\n`, the last one left off."""
    total = path.stat().st_size
    with path.open("rb") as stream:
        start = stream.read(200)
        stream.seek(0)
        wide = wide_encoding(start)
        if wide:
            decoder.encoding = wide[:6]
        narrow, rest = _narrowing(wide), b""
        while chunk := stream.read(BLOCK):
            if progress:
                progress(stream.tell(), total)
            rest += narrow(chunk)
            cut = max(rest.rfind(b"\n"), rest.rfind(b"\r", 0, -2))
            if cut < 0 and len(rest) < 16 * BLOCK:
                continue
            whole, rest = (rest[: cut + 1], rest[cut + 1 :]) if cut >= 0 else (rest, b"")
            yield ENDS.sub(b"\n", whole).removesuffix(b"\n")
        if rest:
            yield ENDS.sub(b"\n", rest).removesuffix(b"\n")


def _narrowing(wide: str | None) -> Callable[[bytes], bytes]:
    """Makes UTF-8 of the chunks of a UTF-16 file, one after the other; leaves those of others as they are."""
    if wide is None:
        return lambda chunk: chunk.removeprefix(codecs.BOM_UTF8)
    decoder = codecs.getincrementaldecoder(wide)(errors="replace")
    return lambda chunk: decoder.decode(chunk).removeprefix("\ufeff").encode()
