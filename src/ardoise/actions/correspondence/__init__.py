"""Letters composed: exactly what will leave, shown before and frozen after."""

from __future__ import annotations

from ardoise.actions.correspondence.addressing import go_where_they_went
from ardoise.actions.correspondence.composing import (
    Contents,
    compose,
    compose_many,
    contents_of,
    fingerprint,
    is_whole,
    release,
    unwrite,
)
from ardoise.actions.correspondence.drafting import (
    context_of,
    contexts_of,
    count_leaving,
    preview,
    preview_each,
    preview_many,
    recipient_of,
    sheet_of,
    together,
)
from ardoise.actions.correspondence.drafts import UNSAID, Context, Draft
from ardoise.actions.correspondence.history import left_on
from ardoise.actions.correspondence.papers import Paper, Planned
from ardoise.actions.correspondence.together import all_of, papers_as_left, readers_of
from ardoise.actions.correspondence.typed_words import Typed, typed
from ardoise.actions.templates.words import Chosen
from ardoise.records.book import LEFT

__all__ = [
    "LEFT",
    "UNSAID",
    "Chosen",
    "Contents",
    "Context",
    "Draft",
    "Paper",
    "Planned",
    "Typed",
    "all_of",
    "compose",
    "compose_many",
    "contents_of",
    "context_of",
    "contexts_of",
    "count_leaving",
    "fingerprint",
    "go_where_they_went",
    "is_whole",
    "left_on",
    "papers_as_left",
    "preview",
    "preview_each",
    "preview_many",
    "readers_of",
    "recipient_of",
    "release",
    "sheet_of",
    "together",
    "typed",
    "unwrite",
]
