"""Signs that nobody sees, and those that turn round what follows: with them one name, or one file, reads as another."""

from __future__ import annotations

import re

UNSEEN = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Of no width, and the marks, embeddings, overrides and isolates of writing from right to left."""


def without(text: str) -> str:
    """The text as it would be read aloud: without them."""
    return UNSEEN.sub("", text)
