"""Rows 7, 7b and 13: reminders composed with their PDF, approved, and handed to a mail server, safely, by N workers.

`python -m benchmarks.send --size 10k --workers 1,2,4 --composers 2 --only approve,send`. Every step works on a copy of
one seeded company; the mail server is a process of its own that takes everything, and what it took is compared, name by
name, with what the database says has left. On PostgreSQL: `python tools/postgresql.py --durable python -m
benchmarks.send …`; there it is told, too, what the server's processes cost and what the workers wait for.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

from tests.street import bases

from benchmarks import books, reminders
from benchmarks.database_server import Watch
from benchmarks.runner import HOUSE, children_cpu, machine, size_of

Work = Callable[[], int]


def main() -> None:
    """The command, or one of the processes it starts."""
    asked = arguments()
    if asked.step:
        take_part(asked.step, Path(asked.home), *map(int, asked.share.split("/")))
        return
    workers = [int(number) for number in asked.workers.split(",")]
    planned = reminders.planned_home(asked.size)
    print(f"benchmarks.send --size {asked.size:_} --latency {asked.latency} · {machine()}")
    print("| step | workers | count | a second | CPU ms each: workers | mail server | database | the workers |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    wanted = set(asked.only.split(","))
    for step in ("draw", "compose"):
        for number in workers * (step in wanted):
            measure(step, planned, number)
    if not wanted & {"approve", "hand over", "send"}:
        return
    composers = [int(number) for number in asked.composers.split(",")]
    for number in composers[:-1]:
        with copied(planned) as home:
            measure("approve", home, number)
    with copied(planned) as approved:
        (approved / "until").write_text(asked.until)
        (approved / "latency").write_text(str(asked.latency))
        ready = measure("approve", approved, composers[-1])
        for number in workers * ("hand over" in wanted):
            measure("hand over", approved, number, ready)
        for number in workers[:-1] * ("send" in wanted):
            with copied(approved) as home:
                measure("send", home, number, ready)
        if "send" in wanted:  # the last in place: a hundred thousand are some gigabytes
            measure("send", approved, workers[-1], ready)


def arguments() -> argparse.Namespace:
    """--size, --workers, --only; the others are its own processes'."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=size_of, default=1_000, help="messages: 1k, 10k, 100k")
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--until", default="99:99", help="no more is composed from this hour on; what is, is sent")
    parser.add_argument("--composers", default="1", help="processes that approve; what the last number wrote is sent")
    parser.add_argument("--latency", type=int, default=0, help="ms until the mail server says that it took a message")
    parser.add_argument("--only", default=",".join(STEPS), help="these steps only; what must come before is done too")
    for own in ("--step", "--home", "--share"):
        parser.add_argument(own, help=argparse.SUPPRESS)
    return parser.parse_args()


@contextmanager
def copied(home: Path) -> Iterator[Path]:
    """A copy of it, for a step that writes."""
    with tempfile.TemporaryDirectory(prefix="ardoise-bench-") as folder:
        copy = Path(folder) / "home"
        bases.create(copy, like=home)
        try:
            yield copy
        finally:
            bases.drop(copy)


def measure(step: str, home: Path, workers: int, taken: int = 0) -> int:
    """The step shared by so many processes: from the word to go, said to all, until the last has ended."""
    latency = (home / "latency").read_text() if step == "send" else "0"
    sink = program("benchmarks.sink", "--latency", latency)
    (home / "port").write_text(heard(sink))
    command = ["benchmarks.send", "--step", step, "--home", str(home), "--share"]
    started = [program(*command, f"{number}/{workers}") for number in range(workers)]
    for process in started:
        heard(process)
    with Watch(home) as watch:
        start = time.perf_counter()
        for process in started:
            say_go(process)
        ended = [json.loads(heard(process)) for process in started]
        wall = time.perf_counter() - start
    count, cpu = sum(end["count"] for end in ended), sum(end["cpu"] for end in ended)
    told = json.loads(sink.communicate()[0])
    each = [f"{1000 * seconds / count:.2f}" for seconds in (cpu, told.pop("cpu"), watch.cpu)]
    print(f"| {step} | {workers} | {count:_} | {count / wall:.3g} | {' | '.join(each)} | {watch.waits()} |", flush=True)
    known = reminders.said_sent(home) if step == "send" else told | {"names": taken}
    if told != known | {"messages": taken} or known["names"] != taken or (taken and count != taken):
        sys.exit(f"The mail server took {told}, the database says {known}, the workers {count}, of {taken} to send.")
    return count


def program(*words: str) -> subprocess.Popen[str]:
    """A process of the bench, which answers line by line."""
    return subprocess.Popen([sys.executable, "-m", *words], cwd=HOUSE, stdin=-1, stdout=-1, text=True)


def heard(process: subprocess.Popen[str]) -> str:
    """The next line a process says."""
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        sys.exit("A process of the bench ended without a word.")
    return line


def say_go(process: subprocess.Popen[str]) -> None:
    """The word it waits for."""
    if process.stdin:
        process.stdin.write("go\n")
        process.stdin.flush()


def take_part(step: str, home: Path, number: int, workers: int) -> None:
    """One worker's share: made ready, done when told to, and what it took."""
    books.open_home(home)
    from django_scopes import scope

    with scope(company=reminders.company()):
        work = STEPS[step](number, workers)
        print("ready", flush=True)
        sys.stdin.readline()
        before, cpu = children_cpu(), time.process_time()
        count = work()
    print(json.dumps({"count": count, "cpu": time.process_time() - cpu + children_cpu() - before}), flush=True)


def drawn(number: int, workers: int) -> Work:
    """Statements as PDFs, from contexts that are there already."""
    from ardoise.actions.correspondence import context_of
    from ardoise.formats import statements

    batches = [[context_of(p).statement for p in batch] for batch in reminders.batches(number, workers)]
    return lambda: sum(len(statements.render_many(batch)) for batch in batches)


def composed(number: int, workers: int) -> Work:
    """Words, HTML and PDF, from the database."""
    from ardoise.actions import correspondence

    batches = list(reminders.batches(number, workers))
    return lambda: sum(len(correspondence.preview_many(batch)) for batch in batches)


def approved(number: int, workers: int) -> Work:
    """Facts looked at, composed, frozen, one commit each, as a click does."""
    from ardoise.actions import dunning

    batches = takewhile(lambda _: f"{datetime.now():%H:%M}" < reminders.until(), reminders.batches(number, workers))
    proposals = chain.from_iterable(batches)
    return lambda: len(dunning.approve(proposals, reminders.person(), reminders.AT).messages)


def handed_over(number: int, workers: int) -> Work:
    """Written as e-mail and sent on one line, with no commit: what the channel can do."""
    from ardoise.channels import email

    parcels = reminders.parcels(number, workers)

    def send() -> int:
        with email.Session(email.Server("127.0.0.1", reminders.port(), "none")) as session:
            for parcel in parcels:
                session.address(parcel, reminders.AT)
                session.hand_over(parcel, lambda: False)
        return len(parcels)

    return send


def sent(number: int, workers: int) -> Work:
    """Claimed, addressed, facts looked at again, intended, handed over, noted: three durable commits each."""
    from ardoise.actions import sending

    company = reminders.company()
    reminders.tell_server()
    return lambda: sending.dispatch(company, reminders.clock()).counts["sent"]


STEPS: dict[str, Callable[[int, int], Any]] = {
    "draw": drawn,
    "compose": composed,
    "approve": approved,
    "hand over": handed_over,
    "send": sent,
}

if __name__ == "__main__":
    main()
