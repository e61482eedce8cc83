"""The process that draws: statements as JSON on standard input, length-prefixed PDFs on standard output."""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).with_name("statement.typ")


def main(seconds: int, memory_bytes: int) -> None:
    """Draw every statement asked for, within limits that end this process and nothing else."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    import typst

    compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), ignore_system_fonts=True)
    for content in json.load(sys.stdin.buffer):
        pdf = drawn(compiler, content)
        sys.stdout.buffer.write(len(pdf).to_bytes(8, "big") + pdf)


def drawn(compiler: Any, content: dict[str, Any]) -> bytes:
    """One statement; the same content gives the same bytes."""
    pdf: bytes = compiler.compile(
        format="pdf",
        pdf_standards="a-2b",
        sys_inputs={"content": json.dumps(content)},
        timestamp=datetime.combine(date(*content["date"]), time(), UTC),
    )
    return pdf


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
