"""Finds our columns in the headings that people and programs write, French and English."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ardoise.formats.fec.columns import bare

UNIT = re.compile(r"(?i)(?<=\w)[\s_.:(/-]+(?:en\s+)?(?:euros?|eur|€)\s*[).]?\s*$|\s*[(\s]€\)?\s*$")
"""The currency after what a column holds: `Débit euros`, `Solde (EUR)`, `Montant en €`."""

CUT_SHORT = {
    "mt": "montant", "mnt": "montant", "mtt": "montant", "dt": "date", "amt": "amount", "inv": "invoice",
    "disc": "discount", "pmt": "payment", "fact": "facture",
}  # fmt: skip
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
OF_PAYMENT = re.compile(r"\bdu (?:reglement|paiement|virement|versement)\b")
APART = re.compile(r"[\W_]+")
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


def _bare_forms(name: str) -> tuple[str, ...]:
    """The heading's words, bare and parted by blanks, without its unit: as it is, without its little words, so that
    `N° de pièce` is `n piece` too, and with what is cut short written out."""
    whole = CAMEL.sub(" ", UNIT.sub("", name))
    return _parted(whole), _parted(LITTLE.sub(" ", whole)), written_out(name)


def written_out(name: str) -> str:
    """The same with its usual abbreviations written out: `Mt réglé` is `montant regle`."""
    words = _parted(CAMEL.sub(" ", UNIT.sub("", name))).split(" ")
    return " ".join(CUT_SHORT.get(word, word) for word in words)


def _parted(text: str) -> str:
    return " ".join(filter(None, map(bare, APART.split(text))))


def _is_same(spelling: str, form: str) -> bool:
    return spelling == form.replace(" ", "")


def _is_contained(spelling: str, form: str) -> bool:
    """Does it begin with one of the words? An *escompte* is no *compte*, and *montant du règlement* not what is due."""
    if len(spelling) < 6 or (spelling.endswith("du") and OF_PAYMENT.search(form)):
        return False
    words = form.split(" ")
    return any("".join(words[place:]).startswith(spelling) for place in range(len(words)))


def places(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Our word → position, for the columns asked for that are there."""
    return {word: list(header).index(name) for word, name in columns.items() if name in header}
