"""The process that binds a batch: slip and papers as JSON on standard input, one PDF on standard output."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import sys
import tempfile
from base64 import b64decode
from pathlib import Path
from typing import Any, cast

TEMPLATE = Path(__file__).with_name("batch.typ")
COUNT = re.compile(rb"/Count (\d{1,4})\b")
PROBE = '#set page(margin: 0pt)\n#image("{name}", page: {page}, width: 10pt)'
PAGES_MAX = 500  # of one paper


def main(seconds: int, memory_bytes: int) -> None:
    """Bind what is asked for, within limits that end this process and nothing else."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # told before it is killed
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    asked = json.load(sys.stdin.buffer)
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.buffer.write(bound(asked, Path(folder)))


def bound(asked: dict[str, Any], folder: Path) -> bytes:
    """The PDF, its papers laid in the folder as files."""
    for number, letter in enumerate(asked["letters"], 1):
        letter["number"], letter["sheets"] = number, []
        for place, paper in enumerate(letter.pop("papers")):
            name = f"{number}-{place}.pdf"
            (folder / name).write_bytes(b64decode(paper))
            letter["sheets"] += [{"name": name, "page": page} for page in range(1, pages_of(folder, name, number) + 1)]
    shutil.copy(TEMPLATE, folder / "batch.typ")
    return compiled(folder, "batch.typ", {"content": json.dumps(asked)})


def pages_of(folder: Path, name: str, number: int) -> int:
    """How many pages the paper has, found by showing them: what the file says of itself is only a guess."""
    said = [int(count) for count in COUNT.findall((folder / name).read_bytes())]
    pages = min(max(said, default=1), PAGES_MAX)
    while pages and not is_there(folder, name, pages):
        pages -= 1
    if not pages:
        sys.exit(f"{number} {name} cannot be read as a PDF.")
    while pages < PAGES_MAX and is_there(folder, name, pages + 1):
        pages += 1
    return pages


def is_there(folder: Path, name: str, page: int) -> bool:
    """Can that page be shown?"""
    (folder / "probe.typ").write_text(PROBE.format(name=name, page=page))
    try:
        compiled(folder, "probe.typ", {})
    except Exception:  # typst raises its own
        return False
    return True


def compiled(folder: Path, name: str, inputs: dict[str, str]) -> bytes:
    """The PDF of a template in the folder."""
    import typst

    compiler = typst.Compiler(str(folder / name), root=str(folder), ignore_system_fonts=True)
    pdf = compiler.compile(format="pdf", sys_inputs=inputs)
    return cast(bytes, pdf)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
