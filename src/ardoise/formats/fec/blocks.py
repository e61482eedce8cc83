"""A file as blocks of whole lines in UTF-8, each ended by one line feed, however it was written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ardoise.formats.encodings import Decoder, wide_encoding
from ardoise.formats.reading import Progress

BLOCK_BYTES = 8 * 1024 * 1024
LINE_MAX = 8 * BLOCK_BYTES
BOM = codecs.BOM_UTF8
STRAY_RETURN = re.compile(rb"\r(?!\n)")
TAIL_BYTES = 64 * 1024


@dataclass
class Block:
    """Some whole lines of the file."""

    text: bytes  # UTF-8; each line ends with \n or \r\n
    first_line: int  # 1-based
    is_last: bool
    is_cut: bool  # the file ends without a line end
    known_lines: int | None = None  # how many, once somebody knows

    @property
    def lines(self) -> int:
        """How many lines it has, counted if need be."""
        if self.known_lines is None:
            self.known_lines = self.text.count(b"\n")
        return self.known_lines


def blocks(path: Path, decoder: Decoder, size: int = BLOCK_BYTES, progress: Progress | None = None) -> Iterator[Block]:
    """The file in blocks of about `size` bytes; memory does not grow with its length."""
    total, done, line = path.stat().st_size, 0, 1
    with path.open("rb") as stream:
        start = stream.read(4096)
        wide = wide_encoding(start)
        end = line_end(codecs.decode(start, wide, "replace").encode() if wide else start)
        stream.seek(0)
        chunks = _wide_chunks(stream, wide, size, decoder) if wide else _chunks(stream, size, end)
        for raw, is_last in _whole_lines(chunks, end):
            text = without_marks(raw.removeprefix(BOM) if line == 1 else raw)
            is_cut = is_last and not text.endswith(b"\n")
            text = decoder.utf8(decoder.without_zeros(text + b"\n" if is_cut and text else text, line), line)
            block = Block(text, line, is_last, is_cut)
            yield block
            line += block.lines
            done = stream.tell()
            if progress:
                progress(min(done, total), total)


def line_end(start: bytes) -> bytes:
    """What ends a line in this file: a line feed, or a carriage return where no line feed is seen."""
    return b"\r" if b"\r" in start and b"\n" not in start else b"\n"


def _chunks(stream: BinaryIO, size: int, end: bytes) -> Iterator[bytes]:
    """The file in chunks that end with a line where one ends nearby: such a chunk need not be copied."""
    begin = 0
    while True:
        stream.seek(begin + max(size - TAIL_BYTES, 0))
        length = size - min(size, TAIL_BYTES) + stream.read(min(size, TAIL_BYTES)).rfind(end) + 1
        stream.seek(begin)
        chunk = stream.read(length or size)
        if not chunk:
            return
        yield chunk
        begin += len(chunk)


def _whole_lines(chunks: Iterator[bytes], end: bytes) -> Iterator[tuple[bytes, bool]]:
    """The chunks, cut where a line ends; line ends and stray control characters made plain."""
    kept: list[bytes] = []
    for chunk in chunks:
        cut = chunk.rfind(end) + 1
        if cut == len(chunk) and not any(kept):
            yield plain(chunk, end), False
            continue
        if not cut:
            kept.append(chunk)
            if sum(map(len, kept)) > LINE_MAX:  # no line is that long: it is cut, and told as one of too few fields
                yield plain(b"".join(kept), end) + b"\n", False
                kept = []
            continue
        yield plain(b"".join([*kept, memoryview(chunk)[:cut]]), end), False  # a view: the chunk is copied once
        kept = [chunk[cut:]]
    yield plain(b"".join(kept), end), True


def without_marks(text: bytes) -> bytes:
    """The lines without the mark of UTF-8 that stands before one where files were put end to end."""
    is_marked = BOM[:1] in text and BOM in text  # one byte is looked for at fifty times the speed of three
    return text.replace(b"\n" + BOM, b"\n").removeprefix(BOM) if is_marked else text


def plain(text: bytes, end: bytes) -> bytes:
    """One line feed per line, as an editor shows them; a stray carriage return is a blank.

    Text in which each carriage return stands before a line feed, as on Windows, is plain as it is.
    """
    if b"\r" not in text or not STRAY_RETURN.search(text):
        return text
    if end == b"\r":
        return text.replace(b"\r", b"\n")
    return text.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b" ")


def _wide_chunks(stream: BinaryIO, encoding: str, size: int, decoder: Decoder) -> Iterator[bytes]:
    """UTF-16 or UTF-32 made UTF-8, chunk by chunk."""
    decoder.encoding = encoding[:6]
    incremental = codecs.getincrementaldecoder(encoding)(errors="replace")
    while chunk := stream.read(size):
        yield incremental.decode(chunk).encode("utf-8", "replace")
    if rest := incremental.decode(b"", final=True).encode("utf-8", "replace"):
        yield rest
