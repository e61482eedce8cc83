"""Whatever is recorded about a customer has words in the timeline, and a drawing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from ardoise.actions.timeline.words import KINDS, VERBS
from ardoise.desk.customers import trail

ACTIONS = Path(__file__).parents[2] / "src" / "ardoise" / "actions"

CALLS = {"record": (1, 5, "customer"), "begin": (1, None, ""), "change": (1, None, ""), "unwrite": (1, None, "")}
CALLS |= {"finish": (1, None, "")}
"""Function → where its verb stands, and where the customer: None where it is always about one."""

COMPUTED = {
    "verb": {"opened_dispute", "ended_dispute", "ended_promise", "ended_block", "ended_insolvency"}
    | {"ended_paymentnotice", "added_contact", "changed_contact", "promised", "posted", "withdrawn"},
    "f'{decision}_finding'": {"accepted_finding", "edited_finding", "rejected_finding"},
    "_verb(task)": {"called", "visited", "noted_task"},
    "words.level": {"resolver_asked", "resolver_reminded", "credit_asked", "credit_reminded"},
    "outcome": {"count_as_sent", "send_again"},
    "state": {"failed", "suppressed", "in_doubt"},
}
"""Verbs that a call computes → what they can be; a new one is refused below until somebody has thought about it."""


def recorded() -> Iterator[ast.expr]:
    """The verb of each event about a customer, wherever actions record one."""
    for path in sorted(ACTIONS.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name not in CALLS or len(call.args) < 2:
                continue
            at, customer_at, keyword = CALLS[name]
            named = customer_at is None or len(call.args) > customer_at or keyword in [k.arg for k in call.keywords]
            if named and (name == "record" or is_verb(call.args[at])):
                yield call.args[at]


def is_verb(told: ast.expr) -> bool:
    """A function of the same name elsewhere takes something else there."""
    return isinstance(told, ast.Constant) and isinstance(told.value, str) and told.value.replace("_", "").isalpha()


def verbs() -> set[str]:
    found: set[str] = set()
    for told in recorded():
        if isinstance(told, ast.Constant):
            found.add(str(told.value))
        else:
            assert ast.unparse(told) in COMPUTED, f"say in COMPUTED which verbs {ast.unparse(told)} can be"
            found |= COMPUTED[ast.unparse(told)]
    return found


def test_every_verb_about_a_customer_has_its_words():
    found = verbs()
    assert {"opened_dispute", "approved", "called", "opted_out", "exported_evidence"} <= found
    assert not found - set(VERBS), "a person would read a programmer's word in the timeline"


def test_every_step_has_a_kind_and_a_drawing():
    icons = (ACTIONS.parent / "desk" / "static" / "desk" / "icons.svg").read_text()
    assert {kind for _words, kind in VERBS.values()} <= set(KINDS) <= set(trail.DRAWINGS)
    assert all(f'id="{drawing}"' in icons for drawing in trail.DRAWINGS.values())
