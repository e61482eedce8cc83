"""What a stand-in took: a file for each time it took something, synced before it answers. It is the world's truth."""

from __future__ import annotations

import json
import os
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4


class Shelf:
    """A folder of messages; one that came twice is there twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, key: str, message: dict[str, Any], on: date) -> str:
        """Writes the message down; gives the name by which it is known, the same for the same key."""
        name = sha256(key.encode()).hexdigest()[:12]
        told = {"id": name, "key": key, "on": on.isoformat(), "message": message}
        draft = self.folder / f".{uuid4().hex}"
        with draft.open("w", encoding="utf-8") as out:
            json.dump(told, out, ensure_ascii=False)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(self.folder / f"{name}.{uuid4().hex[:8]}.json")
        return name

    def find(self, key: str) -> dict[str, Any] | None:
        """The message of that key; None if it never came."""
        name = sha256(key.encode()).hexdigest()[:12]
        found = sorted(self.folder.glob(f"{name}.*.json"))
        return dict(json.loads(found[0].read_text(encoding="utf-8"))) if found else None

    def taken(self) -> list[dict[str, Any]]:
        """Everything that was taken, each time it was."""
        return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(self.folder.glob("*.json"))]
