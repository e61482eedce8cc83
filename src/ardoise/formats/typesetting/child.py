"""The process that draws: contents as JSON on standard input, length-prefixed PDFs on standard output."""

from __future__ import annotations

import json
import os
import resource
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from ardoise.formats.typesetting.signs import drawable


def main(template: str, seconds: int, memory_bytes: int) -> None:
    """Draw everything asked for, within limits that end this process and nothing else."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # told before it is killed
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # threads of its own cost more than a page gives them to do
    import typst

    compiler = typst.Compiler(root=str(Path(template).parent), ignore_system_fonts=True)
    for content in json.load(sys.stdin.buffer):
        pdf = drawn(compiler, Path(template).name, content)
        sys.stdout.buffer.write(len(pdf).to_bytes(8, "big") + pdf)
        sys.stdout.buffer.flush()


def drawn(compiler: Any, template: str, content: dict[str, Any]) -> bytes:
    """One paper; the same content gives the same bytes."""
    try:
        return _compiled(compiler, template, content)
    except Exception as refusal:
        if "could not be displayed" not in str(refusal):
            raise
        return _compiled(compiler, template, drawable(content))


def _compiled(compiler: Any, template: str, content: dict[str, Any]) -> bytes:
    pdf: bytes = compiler.compile(
        main_file(template, content),
        format="pdf",
        pdf_standards="a-2b",
        timestamp=datetime.combine(date(*content["date"]), time(), UTC),
    )
    return pdf


def main_file(template: str, content: dict[str, Any]) -> bytes:
    """What is compiled: the template's `draw`, asked with the content as one string of JSON.

    JSON of JSON, in ASCII: the only escapes in that string are those of the quotation mark and of the backslash,
    which typst reads as Python writes them, so that no content can end it. The template itself stays the same from
    paper to paper, and so does what the compiler found out about it: an input of its own would cost a sixth more.
    """
    told = json.dumps(json.dumps(content))
    return f'#import "{template}": draw\n#draw(json(bytes({told})))\n'.encode("ascii")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
