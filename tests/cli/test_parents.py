"""A worker does not outlive the `ardoise up` that started it, even when that one was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time

CHILD = "import time; from ardoise.cli.parents import end_with_parent; end_with_parent({patience}); time.sleep(600)"
PARENT = (
    "import subprocess, sys, time; from ardoise.cli.parents import name_parent; name_parent(); "
    "subprocess.Popen([sys.executable, '-c', sys.argv[1]]); print('ready', flush=True); time.sleep(600)"
)


def test_a_child_ends_when_its_parent_was_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD.format(patience=True)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout.readline() == "ready\n"
    parent.kill()
    began = time.monotonic()
    assert parent.stdout.read() == ""  # the end of the file: the child held it open, and is gone
    assert time.monotonic() - began < 300


def test_without_a_parent_to_watch_it_goes_on():
    alone = {name: value for name, value in os.environ.items() if name != "ARDOISE_PARENT"}
    brief = CHILD.format(patience=False).replace("600", "2")
    assert subprocess.run([sys.executable, "-c", brief], env=alone, check=False).returncode == 0
