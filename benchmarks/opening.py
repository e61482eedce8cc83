"""Row 9: `ardoise up` on a database that is there, from the word to its first page; beside it the cold commands."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

from benchmarks import books
from benchmarks.runner import Step, measure

ARDOISE = (sys.executable, "-m", "ardoise.cli")
LINK = re.compile(r"http://\S+/sign-in/link/\S+")
INTEREST = ("interest", "--principal", "10000.00", "--due", "2025-01-31", "--paid", "2025-08-14", "--regime", "fr-b2b")


def opened(home: Path) -> dict[str, float]:
    """Milliseconds until the link is told and until the page behind it has come; its CPU ends with the processes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    start, said = time.perf_counter(), home / "said"
    with said.open("w") as out:
        process = subprocess.Popen([*ARDOISE, "up", "--port", port], env=at(home), stdout=out, stderr=out)
    try:
        while not (link := LINK.search(said.read_text())) and process.poll() is None:
            time.sleep(0.01)
        if not link:
            raise SystemExit(said.read_text())
        told = time.perf_counter() - start
        build_opener(HTTPCookieProcessor(CookieJar())).open(link.group(0), timeout=60).read()
        return {"link_ms": told * 1000, "first_page_ms": (time.perf_counter() - start) * 1000}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def at(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return kept | {"ARDOISE_HOME": str(home)}


def command(*words: str) -> Step:
    """The step of one command, begun from nothing."""

    def run(home: Path) -> None:
        subprocess.run([*ARDOISE, *words], env=at(home), stdout=subprocess.DEVNULL, check=True)

    return Step(books.copied_home, run)


STEPS = {
    "up, to its first page": Step(books.copied_home, opened),
    "interest": command(*INTEREST),
    "outbox": command("outbox"),
}

if __name__ == "__main__":
    measure(STEPS, books.settle_apart)
