"""Texts of one line, such as names: what breaks a line would forge a header or hide a word.

What nobody sees, or what turns round what follows, would make one name read as another.
"""

from __future__ import annotations

from typing import Any
from unicodedata import category

import polars as pl
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _

from ardoise.domain.unseen import UNSEEN

BREAKING = ("Cc", "Zl", "Zp")
"""The Unicode categories of control characters and of the separators of lines and paragraphs."""
BROKEN = r"[\p{Cc}\p{Zl}\p{Zp}]+"
"""The same as an expression of columns."""
HIDDEN = UNSEEN.pattern
"""UNSEEN as one."""


def complaint(field: str | Lazy, text: str) -> str:
    """What is wrong with a text of one line, naming its field; empty when nothing is."""
    if any(category(character) in BREAKING for character in text):
        sentence = _("“%(field)s” holds a line break or a control character: write it on one line, without any.")
        return sentence % {"field": field}
    if UNSEEN.search(text):
        sentence = _("“%(field)s” holds a sign that nobody sees: empty the field and type it instead of pasting it.")
        return sentence % {"field": field}
    return ""


def on_one_line(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """The rows with a blank for what breaks a line, which would forge a header, and without what is not seen; and a
    problem for each such text."""
    words = pl.concat_str(pl.col(pl.String), separator=" ", ignore_nulls=True)
    held = rows.select(words.str.contains(signs).any().alias(signs) for signs in (BROKEN, HIDDEN)).row(0, named=True)
    problems: list[dict[str, Any]] = []
    if held[BROKEN]:
        broken = _("It holds a line break or a control character: a blank is read instead. Correct it in its software.")
        rows, problems = _replaced(rows, BROKEN, " ", broken)
    if held[HIDDEN]:
        hidden = _("It holds a sign that nobody sees: it is read without it. Correct it in its software.")
        rows, more = _replaced(rows, HIDDEN, "", hidden)
        problems += more
    return rows, problems


def _replaced(rows: pl.DataFrame, signs: str, by: str, sentence: str) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """The rows with other signs in place of some, and the sentence for each text that held any."""
    problems: list[dict[str, Any]] = []
    for text in rows.select(pl.col(pl.String)):
        is_held = text.str.contains(signs)
        if is_held.any():
            lines = rows["line"].filter(is_held.fill_null(False)).to_list()
            problems += [{"line": line, "column": text.name, "message": sentence} for line in lines]
            rows = rows.with_columns(text.str.replace_all(signs, by).str.strip_chars())
    return rows, problems
