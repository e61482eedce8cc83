"""Finds our columns in the headings that people and programs write, French and English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ardoise.formats.fec.columns import bare

UNIT = re.compile(r"(?i)(?<=\w)[\s_.:(/-]+(?:en\s+)?(?:euros?|eur|€)\s*[).]?\s*$|\s*[(\s]€\)?\s*$")
"""The currency after what a column holds: `Débit euros`, `Solde (EUR)`, `Montant en €`."""

LITTLE = re.compile(r"(?i)\b(?:de|du|des|le|la|les|au|aux|of|the)\b|\b[dl]['’]")


def guess(header: Sequence[str], spellings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Our word → the heading that most probably means it; each heading is used once, doubtful ones not at all."""
    bares = {name: _bare_forms(name) for name in header}
    found: dict[str, str] = {}
    for is_alike in (_is_same, _is_contained):
        for word, names in spellings.items():
            for spelling in names if word not in found else ():
                match = [
                    name
                    for name in header
                    if name not in found.values() and any(is_alike(spelling, form) for form in bares[name])
                ]
                if match and (is_alike is _is_same or len(match) == 1):
                    found[word] = match[0]
                    break
    return found


def _bare_forms(name: str) -> tuple[str, str]:
    """The heading without its unit, as it is and without its little words: `N° de pièce` is `npiece` too."""
    whole = UNIT.sub("", name)
    return bare(whole), bare(LITTLE.sub(" ", whole))


def _is_same(spelling: str, name: str) -> bool:
    return spelling == name


def _is_contained(spelling: str, name: str) -> bool:
    return len(spelling) >= 6 and spelling in name


def places(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Our word → position, for the columns asked for that are there."""
    return {word: list(header).index(name) for word, name in columns.items() if name in header}
