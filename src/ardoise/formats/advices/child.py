"""The process that opens a PDF: the file on standard input, its text on standard output."""

from __future__ import annotations

import io
import logging
import resource
import sys


def main(seconds: int, memory_bytes: int, pages: int, characters: int, mode: str) -> None:
    """Take the text out, within limits that end this process and nothing else."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # told before it is killed
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    logging.disable(logging.CRITICAL)
    from pypdf import PdfReader

    left = characters
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    if reader.is_encrypted:
        reader.decrypt("")
    for number, page in enumerate(reader.pages):
        if number >= pages or left <= 0:
            break
        text = page.extract_text(extraction_mode="layout" if mode == "layout" else "plain")[:left]
        left -= len(text)
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
