"""Values of CAMT elements, found by path whatever the version's namespace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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
UNASKED = frozenset({"PstlAdr", "CtctDtls", "RltdAgts", "RltdDts", "RltdPric", "RltdQties", "Avlbty"})
"""What no reader asks for: not walked."""


def node_of(element: Any) -> Node:
    """The element and all it holds, walked once; only what is asked of a node is taken from it."""
    name = NAMES.get(element.tag) or name_of(element.tag)
    children: dict[str, list[Node]] = {}
    for child in element:
        tag = NAMES.get(child.tag) or name_of(child.tag)
        if tag in UNASKED:
            continue
        node = node_of(child) if len(child) else leaf_of(child, tag)
        if tag in children:
            children[tag].append(node)
        else:
            children[tag] = [node]
    return Node(name, None, element.sourceline or 0, None, children) if children else leaf_of(element, name)


def leaf_of(element: Any, name: str) -> Node:
    """An element that holds nothing but its text."""
    text = element.text
    if text is not None:
        text = " ".join(text.split()) or None
    if name.endswith("Amt"):
        return Node(name, text, element.sourceline or 0, element.get("Ccy"), NO_CHILDREN)
    return Node(name, text, (element.sourceline or 0) if name == "CdtDbtInd" else 0, None, NO_CHILDREN)


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
    for name in NAMES_OF.get(path) or names_of(path):
        found = node.children.get(name)
        if found is None:
            return None
        node = found[0]
    return node


NAMES_OF: dict[str, tuple[str, ...]] = {}


def names_of(path: str) -> tuple[str, ...]:
    """The names of a path; a reader asks for some dozens, again and again."""
    return NAMES_OF.setdefault(path, tuple(path.split("/")))


def find_all(node: Node | None, path: str) -> Sequence[Node]:
    """Every node at the path, in the order of the file."""
    if node is None:
        return ()
    found: Sequence[Node] = (node,)
    for name in NAMES_OF.get(path) or names_of(path):
        if len(found) == 1:
            found = found[0].children.get(name, ())
        else:
            found = [child for parent in found for child in parent.children.get(name, ())]
        if not found:
            return ()
    return found


def text(node: Node | None, path: str) -> str | None:
    """The text of the first node at the path, one blank between its words; None where there is none."""
    found = find(node, path)
    return None if found is None else found.text


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
