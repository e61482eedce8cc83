"""Paper drawn by typst, in a child process with limits of time and memory and no network.

What is written on it goes in as JSON, never as markup.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SECONDS_MAX = 30  # for one paper; a batch gets one more second per paper
MEMORY_BYTES_MAX = 2 * 1024**3  # of address space: fonts and the compiler are mapped into it


class Unrenderable(Exception):  # noqa: N818
    """The paper could not be drawn; the message says why."""


def draw_many(template: Path, contents: Sequence[dict[str, Any]], seconds_max: int = SECONDS_MAX) -> list[bytes]:
    """A PDF/A-2b per content, in their order, all drawn by one child process.

    A content is a mapping of texts with a `date` of three numbers. A character that no font of ours has (an emoji,
    a Chinese name) is drawn as a question mark, and no other paper suffers from it.
    """
    if not contents:
        return []
    seconds = seconds_max + len(contents)
    drawn = _split(_drawn_by_child(template, json.dumps(list(contents)).encode(), seconds))
    if len(drawn) != len(contents):
        raise Unrenderable("The papers could not all be drawn: the renderer stopped before the end.")
    return drawn


def _drawn_by_child(template: Path, asked: bytes, seconds: int) -> bytes:
    limits = [str(seconds), str(MEMORY_BYTES_MAX)]
    try:
        child = subprocess.run(
            [sys.executable, "-m", "ardoise.formats.typesetting.child", str(template), *limits],
            input=asked,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Unrenderable(f"The paper took more than {seconds} seconds to draw and was stopped.") from late
    if child.returncode != 0:
        last = child.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"status {child.returncode}"]
        raise Unrenderable(f"The paper could not be drawn: {last[0]}")
    return child.stdout


def _split(drawn: bytes) -> list[bytes]:
    """Length-prefixed pieces → pieces."""
    pieces, at = [], 0
    while at < len(drawn):
        size = int.from_bytes(drawn[at : at + 8], "big")
        pieces.append(drawn[at + 8 : at + 8 + size])
        at += 8 + size
    return pieces
