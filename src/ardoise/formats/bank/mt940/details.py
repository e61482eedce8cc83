"""The details `:86:` of a movement: German subfields, marked text, or a bank's own free text."""

from __future__ import annotations

import re
from typing import Any

from ardoise.formats.bank import codes
from ardoise.formats.bank.identifiers import iban_of

GVC = re.compile(r"(?P<code>\d{3})(?P<mark>[?<>~^@])\d{2}")
FULL = 65  # characters of a full line: the word goes on in the next
PURPOSE = (*(f"{n}" for n in range(20, 30)), *(f"{n}" for n in range(60, 64)))
SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|RREF|COAM|OAMT)\+")


def read(texts: list[str]) -> dict[str, Any]:
    """The words of a movement that its details tell."""
    if not any(text.strip() for text in texts):
        return {"label": None}
    joined = "".join(texts).lstrip()
    if found := GVC.match(joined):
        return _german(joined, found["code"], found["mark"])
    return {"label": joined_text(texts)}


def joined_text(texts: list[str]) -> str:
    """The lines as one text: a full line runs on, a short one ends a word."""
    found = ""
    for text in texts:
        found += text if len(text) >= FULL else f"{text} "
    return " ".join(found.split())


def _german(text: str, code: str, mark: str) -> dict[str, Any]:
    """Subfields `?20` and on: purpose, `?30` bank, `?31` account, `?32` and `?33` name, `?34` reason of a return."""
    parts = re.split(rf"{re.escape(mark)}(\d{{2}})", text)
    fields: dict[str, str] = {}
    for number, value in zip(parts[1::2], parts[2::2], strict=True):
        fields[number] = fields.get(number, "") + value
    kind = codes.GERMAN.get(code)
    purpose = "".join(_spaced(fields[n]) for n in PURPOSE if n in fields)
    purpose = " ".join(SEPA.sub(r" \1+", purpose).split())
    name = " ".join((fields.get("32", "") + fields.get("33", "")).split())
    label = " ".join(filter(None, (" ".join(fields.get("00", "").split()), purpose, name)))
    found: dict[str, Any] = {
        "label": label or None,
        "counterparty": name or None,
        "counterparty_iban": iban_of(fields.get("38")) or iban_of(fields.get("31")),
        "kind": kind,
    }
    if kind == "return" and fields.get("34", "").strip():
        found["return_reason"] = fields["34"].strip()
    return found


def _spaced(value: str) -> str:
    """A subfield of 27 characters runs on into the next; a shorter one ends a word."""
    return value if len(value) >= 27 else f"{value} "
