"""The timeline of a customer on paper: a PDF/A table, latest first, with the head of the audit chain it was read at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ardoise.formats import typesetting
from ardoise.formats.typesetting import Unrenderable

__all__ = ["Line", "Timeline", "Unrenderable", "render"]

TEMPLATE = Path(__file__).with_name("timeline.typ")
SECONDS_MAX = 120


@dataclass(frozen=True)
class Line:
    """When, what, what it says of itself, by whom: all words already."""

    at: str
    words: str
    detail: str
    by: str


@dataclass(frozen=True)
class Timeline:
    """What the paper says; `heads` name the columns when, what and by whom."""

    language: str
    title: str
    company: str
    subject: str
    read_at: str
    foot: str
    heads: tuple[str, str, str]
    page: tuple[str, str]  # "Page", "of"
    lines: Sequence[Line]
    on: date


def render(timeline: Timeline) -> bytes:
    """The paper as a PDF/A-2b."""
    content = {
        "language": timeline.language,
        "title": timeline.title,
        "company": timeline.company,
        "subject": timeline.subject,
        "read_at": timeline.read_at,
        "foot": timeline.foot,
        "heads": list(timeline.heads),
        "page": list(timeline.page),
        "lines": [[line.at, line.words, line.detail, line.by] for line in timeline.lines],
        "date": [timeline.on.year, timeline.on.month, timeline.on.day],
    }
    return typesetting.draw_many(TEMPLATE, [content], SECONDS_MAX)[0]
