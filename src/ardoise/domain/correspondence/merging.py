"""Merge fields: `{{customer_name}}` in a text becomes the value of that name. No logic, no attribute, no call."""

from __future__ import annotations

import re
from collections.abc import Mapping

FIELD = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


class UnknownField(ValueError):  # noqa: N818
    """A text asks for a field that doesn't exist; the message names it and those that do."""


def merge(text: str, fields: Mapping[str, str]) -> str:
    """The text with each field replaced by its value, once: a value that looks like a field stays text."""
    if unknown := unknown_fields(text, fields):
        raise UnknownField(
            f"“{{{{{unknown[0]}}}}}” is not a field of a letter. Known fields: {', '.join(sorted(fields))}."
        )
    return FIELD.sub(lambda found: fields[found[1]], text)


def unknown_fields(text: str, fields: Mapping[str, str]) -> list[str]:
    """The names a text asks for in vain, in order; braces that open no field count as one."""
    asked = [name for name in FIELD.findall(text) if name not in fields]
    return asked + (["{{"] if "{{" in FIELD.sub("", text) else [])
