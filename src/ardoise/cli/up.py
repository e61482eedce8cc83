"""`ardoise up`: opens the desk on this machine, on the demo firm the first time."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from shutil import disk_usage
from threading import Lock, Thread
from time import monotonic, sleep
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO

import typer

from ardoise.cli import endings
from ardoise.cli.answers import refuse
from ardoise.cli.books import check_language
from ardoise.cli.parents import name_parent
from ardoise.formats.messages import FULL, obstacle

if TYPE_CHECKING:
    from datetime import datetime

    from ardoise.records.models import User

HOST = "127.0.0.1"
FIRST_COMPANY = {"fr": "Ma société", "en": "My company"}
OPEN = {"fr": "Ardoise est ouverte :", "en": "Ardoise is open:"}
DATABASE = "ardoise.sqlite3"
AT_ONCE, PATIENCE = 3.0, 60.0  # seconds for a worker to end its message, unnoticed and told: cut off, it is a doubt
ROOM_TO_BEGIN = 100  # megabytes: the demo firm takes a third of it while it is made
LAST_PAGES = 20.0  # seconds that the pages of one that was killed may last (see parents.py)
LOOK = 0.2  # seconds between two looks whether the port is free
PAUSE_MIN, PAUSE_MAX = 1.0, 60.0  # seconds between a worker that ended and the next
ENDING = {
    "fr": "  Ce qui est en main se termine (une minute au plus) ; Ctrl-C : l’interrompre, un courrier sera en doute.",
    "en": "  What is in hand is ended (a minute at most); Ctrl-C cuts it off, a message will be in doubt.",
}
SIGNED_IN = {"fr": "Ardoise est ouverte. Votre lien, déjà signé :", "en": "Ardoise is open. Your signed-in link:"}


def run(
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65535)] = 8765,
    demo: Annotated[bool, typer.Option(help="Make the invented demo firm when no company exists yet.")] = True,
    language: Annotated[str, typer.Option(help="Language of what is printed: fr or en.")] = "fr",
) -> None:
    """Open Ardoise in the browser: database, worker and web server, all on this machine."""
    check_language(language)
    home = usable_home(language)
    leave_port_free(port, language, LAST_PAGES if is_left_over(home, port) else 0)
    lock = alone_in(home, port, language)
    os.environ.setdefault("ARDOISE_URL", f"http://{HOST}:{port}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "ardoise.settings"
    import django

    django.setup()
    bring_database_up(home, language)
    user = first_user(demo, language)
    name_parent()
    with lock, worker(language) as working:
        opening = Thread(target=announce, args=(port, link_of(user), language, working.keep), daemon=True)
        serve(port, opening.start, working.cut_off)


def usable_home(language: str) -> Path:
    """The folder of this installation, made if it is missing, with room to begin; its database is ours to write."""
    home = Path(os.environ.get("ARDOISE_HOME", "~/.local/share/ardoise")).expanduser()
    try:
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o700)  # every debtor is in it
        probe = home / ".writable"
        probe.write_text("-")
        probe.unlink(missing_ok=True)  # another `ardoise up` may look as well
    except OSError as error:
        case = "full" if error.errno in FULL else "folder"
        stop(case, language, home=home, reason=obstacle(error, language), megabytes=ROOM_TO_BEGIN)
    database = home / DATABASE
    is_here = not os.environ.get("ARDOISE_DATABASE")  # PostgreSQL's has a disk of its own
    if is_here and not database.exists() and disk_usage(home).free < ROOM_TO_BEGIN * 10**6:
        stop("full", language, home=home, megabytes=ROOM_TO_BEGIN)
    if database.exists() and not os.access(database, os.R_OK | os.W_OK):
        stop("database", language, path=database)
    return home


def leave_port_free(port: int, language: str, patience: float = 0) -> None:
    """Stop with a sentence when somebody still listens there after so many seconds."""
    until = monotonic() + patience
    while is_taken(port, language):
        if monotonic() >= until:
            stop("taken", language, port=port, url=f"http://{HOST}:{port}/", other=port + 1 if port < 65535 else 8765)
        sleep(LOOK)


def is_taken(port: int, language: str) -> bool:
    """Does somebody listen there? One that we may not have is a sentence."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            stop("reserved", language, port=port)
        except OSError:
            return True
    return False


def is_left_over(home: Path, port: int) -> bool:
    """Was this folder's last Ardoise on that port, and is it gone? Killed, it leaves pages that end a moment later."""
    try:
        with (home / "running").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go of as the file is closed
            return lock.read().strip() == f"http://{HOST}:{port}/"
    except OSError:
        return False


def alone_in(home: Path, port: int, language: str) -> TextIO:
    """The folder's lock, held as long as we run: two servers and two workers on one folder help nobody."""
    lock = (home / "running").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        stop("running", language, home=home, url=lock.read().strip() or "–")
    lock.truncate(0)
    lock.write(f"http://{HOST}:{port}/")
    lock.flush()
    return lock


def bring_database_up(home: Path, language: str) -> None:
    """Migrate the database; one written by a newer Ardoise, or that can't be read, is left untouched."""
    from django.db import DatabaseError

    from ardoise.cli import database

    try:
        with migrating_alone():
            migrate(home, language)
    except DatabaseError as error:
        if sentence := database.sentence_of(error, language):
            refuse(f"{sentence} {SENTENCES['unchanged'][language]}")
        stop("unreadable", language, home=home, reason=error)


def migrating_alone() -> AbstractContextManager[object]:
    """Of several machines on one database, one migrates it."""
    from ardoise.records import locks

    return locks.holding("migration") if locks.are_shared() else nullcontext()


def migrate(home: Path, language: str) -> None:
    """What the database lacks; a copy is kept of what it was."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
    if unknown:
        stop("newer", language, home=home, migration=sorted(unknown)[0][1])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        if executor.loader.applied_migrations and connection.vendor == "sqlite":
            keep_copy(home)
        executor.migrate(executor.loader.graph.leaf_nodes(), plan)


def keep_copy(home: Path) -> None:
    """A copy beside the database before it is migrated, by SQLite itself; of PostgreSQL, pg_dump keeps one."""
    from django.db import connection

    copy = home / "ardoise-before-upgrade.sqlite3"
    copy.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])


def first_user(demo: bool, language: str) -> User | None:
    """The person the link signs in; on an empty database the demo firm is made first, or an empty company."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from ardoise.actions import companies
    from ardoise.records.models import Company, User

    now = datetime.now(ZoneInfo("Europe/Paris"))
    if not demo and not User.objects.exists() and not Company.objects.exists():
        return first_administrator(language, now)
    if demo and not Company.objects.exists():
        typer.echo(SENTENCES["making"][language], err=True)
        companies.set_up_demo(at=now, as_of=now.date())
    return User.objects.filter(is_active=True, memberships__role="administrator").order_by("pk").first()


def first_administrator(language: str, at: datetime) -> User:
    """Who administers the first company; both are named in the settings, and nobody has a password yet."""
    from django.db import transaction

    from ardoise.actions import companies

    speech = language if language in FIRST_COMPANY else "en"
    with transaction.atomic():
        person = companies.create_user("admin", "", None, language=speech)
        companies.create(FIRST_COMPANY[speech], person, at, language=speech)
    return person


class worker:  # noqa: N801 - reads as a word: with worker():
    """The process that does the long work: begun once the pages are there, ended with us."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __enter__(self) -> worker:
        self.process: subprocess.Popen[bytes] | None = None
        self.is_over = False
        self.turn = Lock()
        signal.signal(signal.SIGTERM, end_quietly)
        return self

    def keep(self) -> None:
        """Begin it, and again whenever it ends by itself: what it was at is then told as failed, and goes on."""
        pause = PAUSE_MIN
        while self.begin():
            begun = monotonic()
            assert self.process is not None
            self.process.wait()
            pause = PAUSE_MIN if monotonic() - begun > PAUSE_MAX else min(2 * pause, PAUSE_MAX)
            sleep(pause)

    def begin(self) -> bool:
        """Begin it, unless we end already."""
        with self.turn:
            if not self.is_over:
                command = [sys.executable, "-m", "ardoise.cli", "worker"]
                self.process = subprocess.Popen(command, process_group=0)  # Ctrl-C is ours to hand on
            return not self.is_over

    def __exit__(self, *exc: object) -> None:
        with self.turn:
            self.is_over = True
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(AT_ONCE)
        except subprocess.TimeoutExpired:
            tell(ENDING[self.language])
            self.wait_patiently()

    def wait_patiently(self) -> None:
        """The message in hand is handed over, unless the server it goes to takes too long."""
        assert self.process is not None
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def cut_off(self) -> NoReturn:
        """End at once, and with us all we began: what was leaving is in doubt."""
        for child in (self.process, *multiprocessing.active_children()):
            if child is not None:
                child.kill()
        os._exit(128 + signal.SIGINT)


def end_quietly(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def link_of(user: User | None) -> str:
    """The path that signs the user in, once."""
    from ardoise.actions.session_links import make_link

    return make_link(user) if user else "/"


def announce(port: int, path: str, language: str, then: Callable[[], None]) -> None:
    """Print the link as soon as the server answers, which the work that follows shall not keep waiting."""
    while not answers(port):
        sleep(0.1)
    words = OPEN if path == "/" else SIGNED_IN
    tell(f"\n  {words.get(language, words['en'])}\n\n      http://{HOST}:{port}{path}\n")
    tell("  Ctrl-C : fermer." if language == "fr" else "  Ctrl-C closes it.")
    then()


def tell(sentence: str) -> None:
    """Say it in the terminal, if it is still there."""
    with suppress(OSError):
        typer.echo(sentence, err=True)


def stop(case: str, language: str, **parts: object) -> NoReturn:
    """Say in the person's language why Ardoise can't be opened, and what to do."""
    refuse(SENTENCES[case][language].format(**parts))


def answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=20)
    try:
        connection.request("HEAD", "/sign-in/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def serve(port: int, on_ready: Callable[[], None], cut_off: Callable[[], None]) -> None:
    """Pages, until Ctrl-C; pressed again, whatever we do by then is cut off."""
    from granian import Granian
    from granian.constants import Interfaces

    unheard = endings.ignored()
    multiprocessing.set_start_method("spawn")  # a forked server would inherit polars' threads dead, and hang
    server = Granian(
        "ardoise.cli.pages:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        workers_kill_timeout=5,
        log_enabled=False,
        websockets=False,
    )
    server.on_startup(partial(endings.end_on_signal, server.signal_handler_interrupt, cut_off, unheard))
    server.on_startup(on_ready)
    server.serve()


SENTENCES = {
    "folder": {
        "fr": "Ardoise ne peut pas écrire dans son dossier {home} ({reason}) : donnez-vous le droit d’y écrire, ou "
        "indiquez un autre dossier par ARDOISE_HOME=…",
        "en": "Ardoise can't write in its folder {home} ({reason}): give yourself the right to write there, or name "
        "another folder with ARDOISE_HOME=…",
    },
    "full": {
        "fr": "Le disque de {home} est plein : libérez-y de la place ({megabytes} Mo pour commencer), ou indiquez un "
        "autre dossier par ARDOISE_HOME=…",
        "en": "The disk of {home} is full: free some room there ({megabytes} MB to begin with), or name another "
        "folder with ARDOISE_HOME=…",
    },
    "database": {
        "fr": "La base de données {path} ne peut pas être lue et écrite : donnez-vous le droit de lire et d’écrire ce "
        "fichier, ou indiquez un autre dossier par ARDOISE_HOME=…",
        "en": "The database {path} can't be read and written: give yourself the right to read and write this file, or "
        "name another folder with ARDOISE_HOME=…",
    },
    "reserved": {
        "fr": "Le port {port} est réservé sur cette machine : choisissez-en un au-dessus de 1023, par exemple "
        "--port 8765.",
        "en": "Port {port} is reserved on this machine: choose one above 1023, for example --port 8765.",
    },
    "taken": {
        "fr": "Le port {port} est pris, peut-être par un Ardoise déjà ouvert : allez sur {url}, ou ouvrez celui-ci "
        "ailleurs, par exemple --port {other}.",
        "en": "Port {port} is taken, perhaps by an Ardoise that already runs: open {url}, or start this one elsewhere, "
        "for example --port {other}.",
    },
    "running": {
        "fr": "Un Ardoise est déjà ouvert sur le dossier {home} : allez sur {url}, ou fermez-le d’abord, ou donnez à "
        "celui-ci un dossier à lui par ARDOISE_HOME=…",
        "en": "An Ardoise already runs on the folder {home}: open {url}, or close it first, or give this one a folder "
        "of its own with ARDOISE_HOME=…",
    },
    "unreadable": {
        "fr": "La base de données de {home} ne peut pas être ouverte ({reason}). Rien n’a été changé ; "
        "remettez-en une copie.",
        "en": "The database in {home} can't be opened ({reason}). Nothing was changed; restore a copy of it.",
    },
    "newer": {
        "fr": "La base de données de {home} vient d’un Ardoise plus récent (elle a {migration}) : installez cette "
        "version, ou indiquez un autre dossier par ARDOISE_HOME=…. Rien n’a été changé.",
        "en": "The database in {home} was written by a newer Ardoise (it has {migration}): install that version, or "
        "name another folder with ARDOISE_HOME=…. Nothing was changed.",
    },
    "unchanged": {"fr": "Rien n’a été changé.", "en": "Nothing was changed."},
    "making": {
        "fr": "La société d’exemple se prépare : 300 clients, 24 mois de factures, et les relances qu’elles ont "
        "appelées …",
        "en": "Making the demo firm: 300 customers, 24 months of invoices, and the reminders they called for …",
    },
}
