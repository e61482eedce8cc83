"""Paper drawn by typst, in a child process with limits of time and memory and no network.

What is written on it goes in as JSON, never as markup.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from signal import SIGXCPU
from threading import Thread, Timer
from typing import IO, Any

from ardoise.formats.limits import PATIENCE

SECONDS_MAX = 30  # of the processor, for one paper; a batch gets one more second per paper
MEMORY_BYTES_MAX = 2 * 1024**3  # of address space: fonts and the compiler are mapped into it
Pieces = SimpleQueue[bytes | None]


class Unrenderable(Exception):  # noqa: N818
    """The paper could not be drawn; the message says why."""


def draw_many(template: Path, contents: Sequence[dict[str, Any]], seconds_max: int = SECONDS_MAX) -> list[bytes]:
    """A PDF/A-2b per content, in their order, all drawn by one child process.

    A content is a mapping of texts with a `date` of three numbers. A character that no font of ours has (an emoji,
    a Chinese name) is drawn as a question mark, and no other paper suffers from it.
    """
    return list(draw_each(template, contents, seconds_max))


def draw_each(template: Path, contents: Sequence[dict[str, Any]], seconds_max: int = SECONDS_MAX) -> Iterator[bytes]:
    """The same, each as soon as it is drawn: the child draws on while it is being used.

    The child is stopped when its time is up, and when nobody wants the rest.
    """
    if not contents:
        return
    seconds = seconds_max + len(contents)
    limits = [str(seconds), str(MEMORY_BYTES_MAX)]
    command = [sys.executable, "-m", "ardoise.formats.typesetting.child", str(template), *limits]
    child = subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1)
    late = Timer(PATIENCE * seconds, child.kill)
    late.daemon = True
    late.start()
    drawn: Pieces = SimpleQueue()
    said: list[bytes] = []
    listeners = [Thread(target=_listen, args=(child.stdout, drawn)), Thread(target=_keep, args=(child.stderr, said))]
    try:
        for listener in listeners:
            listener.start()
        _ask(child, json.dumps(list(contents)).encode())
        for _ in contents:
            if (paper := drawn.get()) is None:
                listeners[1].join()
                raise Unrenderable(_why(child, late, said, seconds))
            yield paper
    finally:
        late.cancel()
        _end(child, listeners)


def _ask(child: subprocess.Popen[bytes], asked: bytes) -> None:
    with suppress(BrokenPipeError):  # it died: what it said is told elsewhere
        if child.stdin:
            child.stdin.write(asked)
            child.stdin.close()


def _listen(stream: IO[bytes], drawn: Pieces) -> None:
    """Length-prefixed papers, as they come; None when no more will."""
    while size := int.from_bytes(stream.read(8), "big"):
        paper = stream.read(size)
        drawn.put(paper if len(paper) == size else None)
    drawn.put(None)


def _keep(stream: IO[bytes], said: list[bytes]) -> None:
    said.append(stream.read())


def _why(child: subprocess.Popen[bytes], late: Timer, said: list[bytes], seconds: int) -> str:
    """Why the rest will not come."""
    if not late.is_alive() or child.wait() == -SIGXCPU:
        return f"The paper took more than {seconds} seconds to draw and was stopped."
    if (status := child.wait()) == 0:
        return "The papers could not all be drawn: the renderer stopped before the end."
    last = b"".join(said).decode(errors="replace").strip().splitlines()[-1:] or [f"status {status}"]
    return f"The paper could not be drawn: {last[0]}"


def _end(child: subprocess.Popen[bytes], listeners: list[Thread]) -> None:
    """Nothing of it stays behind."""
    child.kill()
    child.wait()
    for listener in listeners:
        if listener.is_alive():
            listener.join()
    for stream in (child.stdin, child.stdout, child.stderr):
        if stream:
            with suppress(BrokenPipeError):
                stream.close()
