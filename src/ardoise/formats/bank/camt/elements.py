"""Values of CAMT elements, found by path whatever the version's namespace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from ardoise.formats.bank import amounts
from ardoise.formats.faults import Faults

day_of = amounts.iso_day
NAMES: dict[Any, str] = {}
NAMES_MAX = 2_000
"""Names met, with and without their namespace: a file has some hundred; one that invents more is not remembered."""


@dataclass(frozen=True)
class Amount:
    """An amount with the side it is on."""

    cents: int  # as written, never negative but by mistake
    currency: str | None
    is_credit: bool

    @property
    def signed(self) -> int:
        return self.cents if self.is_credit else -self.cents


@dataclass(slots=True)
class Node:
    """An element as a value: its name without namespace, its own text, and its children by their names."""

    name: str
    text: str | None
    line: int
    currency: str | None
    children: dict[str, list[Node]]


NO_CHILDREN: dict[str, list[Node]] = {}


def node_of(element: Any) -> Node:
    """The element and all it holds, walked once; only what is asked of a node is taken from it."""
    children: dict[str, list[Node]] | None = None
    for child in element:
        node = node_of(child)
        if children is None:
            children = {node.name: [node]}
        elif node.name in children:
            children[node.name].append(node)
        else:
            children[node.name] = [node]
    name = NAMES.get(element.tag) or name_of(element.tag)
    if children is not None:
        return Node(name, None, element.sourceline or 0, None, children)
    text = element.text
    is_amount = name.endswith("Amt")
    return Node(
        name,
        (" ".join(text.split()) or None) if text else None,
        (element.sourceline or 0) if is_amount or name == "CdtDbtInd" else 0,
        element.get("Ccy") if is_amount else None,
        NO_CHILDREN,
    )


def name_of(tag: Any) -> str:
    """A name without its namespace; "" for a comment or an entity."""
    if not isinstance(tag, str):
        return ""
    name = NAMES.get(tag)
    if name is None:
        name = tag.rpartition("}")[2]
        if len(NAMES) < NAMES_MAX:
            NAMES[tag] = name
    return name


def find(node: Node | None, path: str) -> Node | None:
    """The first node at the path."""
    if node is None:
        return None
    for name in names_of(path):
        found = node.children.get(name)
        if found is None:
            return None
        node = found[0]
    return node


@lru_cache(maxsize=256)
def names_of(path: str) -> tuple[str, ...]:
    """The names of a path; a reader asks for some dozens, again and again."""
    return tuple(path.split("/"))


def find_all(node: Node | None, path: str) -> list[Node]:
    """Every node at the path, in the order of the file."""
    found = [] if node is None else [node]
    for name in names_of(path):
        found = [child for parent in found for child in parent.children.get(name, ())]
    return found


def text(node: Node | None, path: str) -> str | None:
    """The text of the first node at the path, one blank between its words; None where there is none."""
    found = find(node, path)
    return found.text if found is not None else None


def amount(element: Node, faults: Faults, path: str = "Amt") -> Amount | None:
    """The amount and the side of an element that has both; what is no amount is told with its line."""
    node = find(element, path)
    if node is None:
        faults.add("no_amount_told", element.line, path)
        return None
    cents = cents_of(node, faults)
    side = text(element, "CdtDbtInd")
    if cents is None:
        return None
    if side not in ("CRDT", "DBIT"):
        faults.add("no_side", element.line, "CdtDbtInd", value=side or "")
        return None
    return Amount(cents, node.currency, side == "CRDT")


def cents_of(node: Node, faults: Faults) -> int | None:
    """The cents of an amount element; beyond the cent it is rounded, and told."""
    read = amounts.cents(node.text)
    if read is None:
        faults.add("bad_bank_amount", node.line, node.name, value=node.text or "")
        return None
    if not read[1]:
        faults.add("rounded_bank_amount", node.line, node.name, value=node.text or "")
    return read[0]


def day(element: Node, path: str, faults: Faults) -> date | None:
    """The day of a date element, told as a day or as an instant."""
    node = find(element, path)
    if node is None:
        return None
    written = text(node, "Dt") or text(node, "DtTm") or node.text
    found = day_of(written)
    if found is None and written:
        faults.add("bad_bank_date", node.line or element.line, path, value=written)
    return found
