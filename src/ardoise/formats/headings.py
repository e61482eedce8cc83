"""Finds our columns in the headings that people and programs write, French and English."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ardoise.formats.fec.columns import bare

UNIT = re.compile(r"(?i)(?<=\w)[\s_.:(/-]+(?:[ei]n\s+)?(?:euros?|eur|chf|€)\s*[).]?\s*$|\s*[(\s]€\)?\s*$")
"""The currency after what a column holds: `Débit euros`, `Solde (EUR)`, `Montant en €`."""

CUT_SHORT = {
    "mt": "montant", "mnt": "montant", "mtt": "montant", "dt": "date", "amt": "amount", "inv": "invoice",
    "disc": "discount", "pmt": "payment", "fact": "facture", "adr": "adresse", "soc": "sociale", "repr": "representant",
}  # fmt: skip
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
OF_PAYMENT = re.compile(r"\bdu (?:reglement|paiement|virement|versement)\b")
CONTAINED_MIN = 6  # letters of a spelling that may be a part of a heading
Forms = Sequence[tuple[int, str]]  # the place of a heading, and a form of it
APART = re.compile(r"[\W_]+")
LITTLE = re.compile(r"(?i)\b(?:de|du|des|le|la|les|au|aux|of|the)\b|\b[dl]['’]")


def guess(header: Sequence[str], spellings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Our word → the heading that most probably means it; each heading is used once, doubtful ones not at all."""
    forms = [(place, form) for place, name in enumerate(header) for form in _bare_forms(name)]
    found: dict[str, int] = {}
    for meant, is_exact in ((_same(forms), True), (_containing(forms), False)):
        for word, names in spellings.items():
            for spelling in names if word not in found else ():
                match = sorted({place for place in meant(spelling) if place not in found.values()})
                if match and (is_exact or len(match) == 1):
                    found[word] = match[0]
                    break
    return {word: header[place] for word, place in found.items()}


def _same(forms: Forms) -> Callable[[str], Iterable[int]]:
    """Where a heading is that very spelling."""
    places: dict[str, list[int]] = {}
    for place, form in forms:
        places.setdefault(form.replace(" ", ""), []).append(place)
    return lambda spelling: places.get(spelling, ())


def _containing(forms: Forms) -> Callable[[str], Iterable[int]]:
    """Where a heading holds it from one of its words on: an *escompte* is no *compte*, and *montant du règlement* is
    not what is due."""
    ends = sorted(
        ("".join(words[start:]), place, form)
        for place, form in forms
        for words in [form.split(" ")]
        for start in range(len(words))
    )

    def within(spelling: str) -> Iterator[int]:
        for end, place, form in ends[bisect_left(ends, (spelling,)) :] if len(spelling) >= CONTAINED_MIN else ():
            if not end.startswith(spelling):
                return
            if not (spelling.endswith("du") and OF_PAYMENT.search(form)):
                yield place

    return within


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


def places(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Our word → position, for the columns asked for that are there."""
    return {word: list(header).index(name) for word, name in columns.items() if name in header}
