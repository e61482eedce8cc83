"""`ardoise work`: the process that does the long work, beside the web server."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable, Hashable
from functools import partial
from threading import Semaphore, Thread
from types import FrameType, TracebackType
from typing import Annotated, Self

import typer

from ardoise.cli.parents import end_with_parent

PAUSE = 1.0  # seconds between two looks at the queue
RECOVERED_EVERY, NIGHTS_EVERY = 60, 30  # looks
WAIT = 5.0  # seconds, for a server to come back
LINES_MAX = 16  # at once: each keeps a connection to the database, and a server of PostgreSQL has a hundred as a rule
LOG = logging.getLogger(__name__)


def run(
    once: Annotated[bool, typer.Option(help="Do what waits, then end.")] = False,
) -> None:
    """Carry out imports and send approved messages, until Ctrl-C."""
    keep_looking(once)


def keep_looking(once: bool, nights: Callable[[], object] | None = None) -> None:
    """Look at what waits, again and again until asked to end; `nights`: what is done before some of the looks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ardoise.settings")
    import django

    django.setup()
    from ardoise.cli import database

    stop = Stop()
    end_with_parent(is_patient=True)  # what is under way is ended first
    patiently(database.require_current, is_patient=not once)
    looks = 0
    with Lines(stop, is_once=once) as lines:
        while not stop.asked:
            if nights and looks % NIGHTS_EVERY == 0:
                patiently(nights, is_patient=not once)
            look(looks % RECOVERED_EVERY == 0, is_patient=not once, lines=lines)
            looks += 1
            if once:
                break
            time.sleep(PAUSE)


class Stop:
    """Ctrl-C or an end from outside: what is under way is ended first; Ctrl-C again, at once.

    An end from outside may be asked twice for once: by who ends all our processes, and by our parent.
    """

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.note)

    def note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # an exit raised here a task would take for a fault of its own


class Lines:
    """What waits for other people's servers, each on a thread of its own: one that hangs holds up nothing else.

    `is_once`: one after another, where nothing comes after them.
    """

    def __init__(self, stop: Stop, is_once: bool = False) -> None:
        self.stop, self.is_once = stop, is_once
        self.is_over = False
        self.under_way: dict[Hashable, Thread] = {}
        self.places = Semaphore(LINES_MAX)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """However the looking ended, but for an end asked twice: a message cut off in the middle would be a doubt."""
        if kind is None or issubclass(kind, Exception):
            self.end()

    def go_on(self) -> bool:
        """May another message be begun, or is it time to end?"""
        return not (self.is_over or self.stop.asked)

    def begin(self, whose: Hashable, act: Callable[[], object]) -> None:
        """Do it beside the others, unless what was begun for the same is still under way."""
        if self.is_once:
            act()
        elif whose not in self.under_way or not self.under_way[whose].is_alive():
            self.under_way[whose] = Thread(target=self.carry_out, args=(act,), daemon=True)
            self.under_way[whose].start()

    def carry_out(self, act: Callable[[], object]) -> None:
        """Do it as soon as there is a place, each in its turn."""
        with self.places:
            if self.go_on():
                apart(act)

    def end(self) -> None:
        """Wait until all that was begun is done; what has no place yet is left."""
        self.is_over = True
        for thread in self.under_way.values():
            thread.join()


def apart(act: Callable[[], object]) -> None:
    """Do it on a connection of its own; what goes wrong is told, and tried again at the next look."""
    from django.db import connections

    try:
        act()
    except Exception:
        LOG.exception("What waits for a server could not be done")
    finally:
        connections.close_all()


def look(is_recovering: bool, is_patient: bool, lines: Lines) -> None:
    """One look at what waits."""
    patiently(lambda: work(is_recovering, lines), is_patient)


def patiently(act: Callable[[], object], is_patient: bool) -> None:
    """Do it; a database out of reach, or held by others too long, is told and, by who is patient, waited for."""
    from django.db import DatabaseError, connection

    from ardoise.cli import database

    try:
        act()
    except DatabaseError as error:
        is_passing = database.is_out_of_reach(error) or database.is_busy(error)
        if not (is_patient and is_passing):
            raise
        LOG.warning("%s", database.sentence_of(error, database.language()))
        connection.close()
        time.sleep(WAIT)


def work(is_recovering: bool, lines: Lines) -> None:
    """One look: what a dead worker left, the tasks that wait, the messages that wait, what comes back."""
    from django.db import close_old_connections
    from django.utils import timezone

    from ardoise.actions import rounds, work

    close_old_connections()
    work.DOOR["clock"] = timezone.now
    if is_recovering:
        work.recover(timezone.now())
    carry_out_tasks()
    for company in work.with_messages():
        lines.begin(("outbox", company.pk), partial(work.send_waiting, company, timezone.now, lines.go_on))
    if is_recovering:
        for company in rounds.connected(timezone.now()):
            lines.begin(("rounds", company.pk), partial(rounds.look_at, company, timezone.now))


def carry_out_tasks() -> None:
    """The tasks that wait, one after another."""
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()
