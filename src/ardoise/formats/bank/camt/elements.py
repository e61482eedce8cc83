"""Values of CAMT elements, found by path whatever the version's namespace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ardoise.formats.bank import amounts
from ardoise.formats.faults import Faults

day_of = amounts.iso_day


@dataclass(frozen=True)
class Amount:
    """An amount with the side it is on."""

    cents: int  # as written, never negative but by mistake
    currency: str | None
    is_credit: bool

    @property
    def signed(self) -> int:
        return self.cents if self.is_credit else -self.cents


def tag(element: Any) -> str:
    """The element's name without its namespace."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def find(element: Any, path: str) -> Any | None:
    """The first element at the path."""
    for name in path.split("/"):
        for child in element:
            if tag(child) == name:
                element = child
                break
        else:
            return None
    return element


def find_all(element: Any, path: str) -> list[Any]:
    """Every element at the path, in the order of the file."""
    found = [element]
    for name in path.split("/"):
        found = [child for parent in found for child in parent if tag(child) == name]
    return found


def text(element: Any | None, path: str) -> str | None:
    """The text of the first element at the path, one blank between its words; None where there is none."""
    found = find(element, path) if element is not None else None
    return plain(found)


def plain(element: Any | None) -> str | None:
    """An element's own text, one blank between its words."""
    return " ".join((element.text or "").split()) or None if element is not None else None


def amount(element: Any, faults: Faults, path: str = "Amt") -> Amount | None:
    """The amount and the side of an element that has both; what is no amount is told with its line."""
    node = find(element, path)
    if node is None:
        faults.add("no_amount_told", element.sourceline, path)
        return None
    cents = cents_of(node, faults)
    side = text(element, "CdtDbtInd")
    if cents is None:
        return None
    if side not in ("CRDT", "DBIT"):
        faults.add("no_side", element.sourceline, "CdtDbtInd", value=side or "")
        return None
    return Amount(cents, node.get("Ccy"), side == "CRDT")


def cents_of(node: Any, faults: Faults) -> int | None:
    """The cents of an amount element; beyond the cent it is rounded, and told."""
    read = amounts.cents(node.text)
    if read is None:
        faults.add("bad_bank_amount", node.sourceline, tag(node), value=node.text or "")
        return None
    if not read[1]:
        faults.add("rounded_bank_amount", node.sourceline, tag(node), value=node.text or "")
    return read[0]


def day(element: Any, path: str, faults: Faults) -> date | None:
    """The day of a date element, told as a day or as an instant."""
    node = find(element, path)
    if node is None:
        return None
    written = text(node, "Dt") or text(node, "DtTm") or plain(node)
    found = day_of(written)
    if found is None and written:
        faults.add("bad_bank_date", node.sourceline, path, value=written)
    return found
