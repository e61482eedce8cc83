"""Texts of one line, such as names: what breaks a line would forge a header or hide a word."""

from __future__ import annotations

from typing import Any
from unicodedata import category

import polars as pl
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _

BREAKING = ("Cc", "Zl", "Zp")
"""The Unicode categories of control characters and of the separators of lines and paragraphs."""
BROKEN = r"[\p{Cc}\p{Zl}\p{Zp}]+"
"""The same as an expression of columns."""


def complaint(field: str | Lazy, text: str) -> str:
    """What is wrong with a text of one line, naming its field; empty when nothing is."""
    if not any(category(character) in BREAKING for character in text):
        return ""
    sentence = _("“%(field)s” holds a line break or a control character: write it on one line, without any.")
    return sentence % {"field": field}


def on_one_line(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """The rows with a blank for what breaks a line, which would forge a header, and a problem for each such text."""
    problems: list[dict[str, Any]] = []
    words = pl.concat_str(pl.col(pl.String), separator=" ", ignore_nulls=True)
    if not rows.select(words.str.contains(BROKEN).any()).item():
        return rows, problems
    sentence = _("It holds a line break or a control character: a blank is read instead. Correct it in its software.")
    for text in rows.select(pl.col(pl.String)):
        is_broken = text.str.contains(BROKEN)
        if is_broken.any():
            lines = rows["line"].filter(is_broken.fill_null(False)).to_list()
            problems += [{"line": line, "column": text.name, "message": sentence} for line in lines]
            rows = rows.with_columns(text.str.replace_all(BROKEN, " ").str.strip_chars())
    return rows, problems
