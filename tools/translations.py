"""Bring the French of the screens up to date: `python tools/translations.py`.

Reads every message of the code and of the templates, keeps what is translated in
django.po, adds what is new with an empty translation, drops what is no longer said,
and compiles django.mo. It says which messages still wait for their French.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "ardoise"
PO = SOURCE / "desk" / "locale" / "fr" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")

KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
}  # fmt: skip
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATES = re.compile(rf"\b(gettext|_|ngettext|pgettext)\(({LITERAL})(?:,\s*({LITERAL}))?")

Message = tuple[str | tuple[str, str], str | None]  # the msgid, or one and many; its context


def main() -> int:
    """Update, compile, and tell how many messages have no French yet."""
    catalog = updated()
    with PO.open("wb") as out:
        write_po(out, catalog, width=110, no_location=True, sort_output=True, omit_header=False)
    with MO.open("wb") as out:
        write_mo(out, typeset(catalog))
    waiting = untranslated(catalog)
    print(f"{len(catalog)} messages, {len(waiting)} without French")
    for message in waiting:
        print(f"  {message}")
    return 1 if waiting else 0


def updated() -> Catalog:
    """The messages that are said today, with the French that is known of them."""
    known = stored()
    catalog = Catalog(locale="fr", project="Ardoise", copyright_holder="Ardoise", fuzzy=False)
    catalog.creation_date = catalog.revision_date = known.creation_date
    for said, context in sorted(spoken(), key=str):
        told = known.get(said if isinstance(said, str) else said[0], context)
        catalog.add(said, told.string if told else None, context=context)
    return catalog


def typeset(catalog: Catalog) -> Catalog:
    """The same with French spaces that do not break: no line begins with a colon, nor ends with an opening quote."""
    for message in catalog:
        told = message.string or ""
        message.string = unbreakable(told) if isinstance(told, str) else tuple(map(unbreakable, told))
    return catalog


def unbreakable(french: str) -> str:
    return re.sub(r" (?=[:»])|(?<=«) ", "\u00a0", re.sub(r" (?=[;!?])", "\u202f", french))


def stored() -> Catalog:
    """django.po as it stands; empty where there is none."""
    if not PO.exists():
        return Catalog(locale="fr")
    with PO.open("rb") as source:
        return read_po(source, locale="fr")


def spoken() -> set[Message]:
    """Every message of the code and of the templates."""
    return set(in_code()) | set(in_templates())


def in_code() -> Iterator[Message]:
    for path in sorted(SOURCE.rglob("*.py")):
        with path.open("rb") as source:
            for _line, said, _comments, context in extract("python", source, keywords=KEYWORDS):
                yield said, context


def in_templates() -> Iterator[Message]:
    """Django turns a template into calls of gettext; we read these."""
    from django.utils.translation.template import templatize

    for path in sorted(SOURCE.rglob("*.html")):
        for word, first, second in IN_TEMPLATES.findall(templatize(path.read_text("utf-8"))):
            texts = [ast.literal_eval(text) for text in (first, second) if text]
            if word == "ngettext":
                yield (texts[0], texts[1]), None
            else:
                yield texts[-1], texts[0] if word == "pgettext" else None


def untranslated(catalog: Catalog) -> list[str]:
    """The messages without French."""
    empty = [m for m in catalog if m.id and not all(m.string if isinstance(m.string, tuple | list) else [m.string])]
    return [m.id if isinstance(m.id, str) else m.id[0] for m in empty]


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    sys.exit(main())
