"""Texts of one line, such as names: what breaks a line would forge a header or hide a word."""

from __future__ import annotations

from unicodedata import category

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _

BREAKING = ("Cc", "Zl", "Zp")
"""The Unicode categories of control characters and of the separators of lines and paragraphs."""


def complaint(field: str | Lazy, text: str) -> str:
    """What is wrong with a text of one line, naming its field; empty when nothing is."""
    if not any(category(character) in BREAKING for character in text):
        return ""
    sentence = _("“%(field)s” holds a line break or a control character: write it on one line, without any.")
    return sentence % {"field": field}
