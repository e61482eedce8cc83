"""The fixed cast of every test: company Ardoise, its customers and its people."""

from __future__ import annotations

from pathlib import Path

CUSTOMERS = {
    "MARTIN": "Martin & Fils",  # pays late
    "DURAND": "Durand SARL",  # disputes
    "PETIT": "Petit Frères",  # promises
    "MOREAU": "Moreau Bâtiment",  # insolvent
}

REALDATA = Path(__file__).parents[2] / "shared" / "realdata"
"""Files nobody here wrote, beside the checkout; tests that need them skip, saying so, where they are absent."""

LEGAL = Path(__file__).parents[2] / "shared" / "legal" / "facts"

HOSTILE = (
    "#sys.inputs", "*gras* _x_ $x^2$", '#read("/etc/passwd")', "<b>&amp;</b>", "]#panic()[", "\\u{41}",
    '"))) #panic("out") #draw(json(bytes("', '\\"))) #panic()', "\\",
)  # fmt: skip
"""Names that would be markup, or end the string in which they are told, where anybody let them."""
