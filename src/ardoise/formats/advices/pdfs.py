"""The text of a PDF, taken out by a child process with limits of time, memory, pages and characters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Literal

from ardoise.formats.advices import texts
from ardoise.formats.advices.reading import AdviceReading, refused
from ardoise.formats.limits import PATIENCE

BYTES_MAX = 25 * 1024 * 1024
SECONDS_MAX = 20  # of the processor
MEMORY_BYTES_MAX = 300 * 1024 * 1024
PAGES_MAX = 200


def read(path: Path, language: str = "fr") -> AdviceReading:
    """The advice in a PDF; one that holds pictures only, a password or a trap is told."""
    if path.stat().st_size > BYTES_MAX:
        return refused("pdf", "too_big", language, name=path.name, limit=BYTES_MAX // 1024**2)
    text = text_of(path)
    if text is None:
        return refused("pdf", "bad_pdf", language, name=path.name)
    if not text.strip():
        return refused("pdf", "picture_pdf", language, name=path.name)
    return texts.read(text, "pdf", language, path.name)


def text_of(path: Path, pages: int = PAGES_MAX, mode: Literal["layout", "plain"] = "layout") -> str | None:
    """The text as it stands on the first pages, or its plain words; None when it can't be had within the limits."""
    limits = [str(SECONDS_MAX), str(MEMORY_BYTES_MAX), str(pages), str(texts.CHARACTERS_MAX), mode]
    command = [sys.executable, "-I", str(Path(__file__).with_name("child.py")), *limits]
    try:
        with path.open("rb") as content:
            done = subprocess.run(
                command, stdin=content, capture_output=True, timeout=PATIENCE * SECONDS_MAX, check=False
            )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
