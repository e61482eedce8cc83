"""Commands as a terminal runs them, begun quickly: what they import is imported once, then each is a fork of its own.

As a program it reads one question a line and answers with the status; what was said stands in two files. That such a
command answers as `python -m ardoise.cli` does is checked in test_terminal.py; what a command imports, and how it
starts and ends, is tested on processes begun from nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
WARM = (
    "polars", "rich.table", "typer", "fastexcel", "django.core.management", "django.db.models",
    "ardoise.formats.files", "ardoise.engine.dunning", "ardoise.engine.aging", "ardoise.engine.lettering",
    "ardoise.engine.terms", "ardoise.demo", "ardoise.cli.answers", "ardoise.cli.aging", "ardoise.cli.dunning",
    "ardoise.cli.lettering", "ardoise.cli.evaluation", "ardoise.cli.reading",
)  # fmt: skip
"""What most commands import. Nothing of it reads the environment or starts a thread."""


def ardoise(*words: object, home: object = None, cwd: object = None, **variables: str) -> subprocess.CompletedProcess:
    """The command these words are, ended: its status and what it said."""
    facts = os.environ | variables | ({"ARDOISE_HOME": str(home)} if home else {})
    told = [str(word) for word in words]
    with tempfile.TemporaryDirectory(prefix="ardoise-said-") as said:
        question = {"words": told, "environment": dict(facts), "cwd": str(cwd or Path.cwd()), "said": said}
        line = opened()
        line.stdin.write(json.dumps(question) + "\n")
        line.stdin.flush()
        status = os.waitstatus_to_exitcode(int(line.stdout.readline()))
        out, err = ((Path(said) / name).read_text(encoding="utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(told, status, out, err)


@cache
def opened() -> subprocess.Popen:
    """The process that forks; it ends when this one does."""
    command = [sys.executable, "-m", "tests.cli.terminal"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def main() -> None:
    for module in WARM:
        import_module(module)
    for line in sys.stdin:
        question = json.loads(line)
        if not (pid := os.fork()):
            carry_out(**question)
        print(os.waitpid(pid, 0)[1], flush=True)


def carry_out(words: list[str], environment: dict[str, str], cwd: str, said: str) -> None:
    """Be that command, to the end."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{said}/{name}", os.O_CREAT | os.O_WRONLY), number)
    sys.argv = ["__main__.py", *words]
    sys.modules["__main__"].__package__ = "ardoise.cli"
    os._exit(status_of_the_command())


def status_of_the_command() -> int:
    """What the shell would see."""
    from ardoise.cli import main

    try:
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    main()
