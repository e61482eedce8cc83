"""How well replies are read: precision and recall by situation on the labelled set, its errors printed too.

    python -m benchmarks.replies            # the figures
    python -m benchmarks.replies --errors   # and every reply read wrongly

`benchmarks/labelled_replies.jsonl` holds invented replies, a line each: `text`, `received_on`, `situations` (those a
person sees in it), and `facts` (day, amount, reason) of the first. Its writer had not seen the rules.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from ardoise.domain.replies import SITUATIONS, read

LABELLED = Path(__file__).parent / "labelled_replies.jsonl"
FACTS = ("on", "amount_cents", "reason")


def labelled() -> list[dict[str, Any]]:
    """The replies and what a person sees in them."""
    return [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines() if line.strip()]


def measure(cases: list[dict[str, Any]]) -> tuple[dict[str, Counter[str]], Counter[str], list[str]]:
    """By situation: right, wrong, missed; facts right and wrong; the errors in words."""
    tallies = {situation: Counter[str]() for situation in SITUATIONS}
    facts, errors = Counter[str](), []
    for case in cases:
        found = {f.situation: f for f in read(case["text"], date.fromisoformat(case["received_on"]))}
        seen = set(case["situations"])
        for situation in SITUATIONS:
            outcome = (situation in found, situation in seen)
            name = {(True, True): "right", (True, False): "wrong", (False, True): "missed"}.get(outcome)
            if name:
                tallies[situation][name] += 1
            if name in ("wrong", "missed"):
                errors.append(f"{name} {situation}: {' '.join(case['text'].split())[:160]}")
        for situation, told in case.get("facts", {}).items():
            for name in FACTS:
                if situation in found and told.get(name) is not None:
                    value = found[situation].facts.get(name)
                    is_right = (value.isoformat() if isinstance(value, date) else value) == told[name]
                    facts[f"{name} {'right' if is_right else 'wrong'}"] += 1
                    if not is_right:
                        errors.append(f"{name} {value} for {told[name]}: {' '.join(case['text'].split())[:160]}")
    return tallies, facts, errors


def line_of(name: str, tally: Counter[str]) -> str:
    """Precision, recall and F1, as a line of a table."""
    right, wrong, missed = tally["right"], tally["wrong"], tally["missed"]
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"| {name} | {right + missed} | {precision:.3f} | {recall:.3f} | {f1:.3f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true")
    asked = parser.parse_args()
    cases = labelled()
    tallies, facts, errors = measure(cases)
    print(f"{len(cases)} replies\n\n| situation | replies | precision | recall | F1 |\n|---|---|---|---|---|")
    for situation, tally in tallies.items():
        print(line_of(situation, tally))
    print(line_of("all", sum(tallies.values(), Counter())))
    print("\n" + ", ".join(f"{name} {count}" for name, count in sorted(facts.items())))
    if asked.errors:
        print("\n" + "\n".join(errors))


if __name__ == "__main__":
    main()
