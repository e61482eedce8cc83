"""What stands in the way of opening a file at all, the same for whatever it should hold."""

from __future__ import annotations

import os
from pathlib import Path


def obstacle_at(path: Path) -> tuple[str, str] | None:
    """What stands there instead of a file to read, and the code of the sentence that says so; None: nothing does."""
    if path.is_dir():
        return "directory", "directory"
    if not path.exists():
        return "missing", "missing"
    if not path.is_file():
        return "special", "not_a_file"
    if not os.access(path, os.R_OK):
        return "forbidden", "forbidden"
    if path.stat().st_size == 0:
        return "empty", "empty"
    return None
