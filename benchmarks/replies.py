"""How well replies are read: precision and recall by situation on the labelled set, each part by itself.

    python -m benchmarks.replies                        # the figures of both halves, and of what was written later
    python -m benchmarks.replies --half odd             # of one half
    python -m benchmarks.replies --half odd --errors    # and every reply of it read wrongly

`benchmarks/labelled_replies.jsonl` holds invented replies, a line each: `text`, `received_on`, `language`,
`situations` (all that a person reads in it, none in some) and `facts`, by situation: the day, the amount, the reason
where the words give one. It was written and labelled before its writer had seen the rules. The odd lines are the
development half: the rules are mended on its errors. The even lines are held out: their errors are not looked at.
One hand wrote both halves and then the rules, and remembers; so more were written after the rules: `later`, whose
errors were read once it had been measured, and `last`, whose errors were read on 2026-11-28. `fresh` was written and
measured before the rules of that day and its errors never looked at; `after` was written when they were done, in odd
words on purpose, and never looked at either: what to expect of mail nobody has seen lies between the two. `hurried`
(whole bodies as telephones and mail programs write them, by a second hand that had not seen the rules) was measured,
then the rules were mended on it; `unseen`, by the same hand and written after that, was measured once, and mended on
(with `after`) on 2026-11-29. `voices` (ten kinds of writers, by a third hand) was measured before and after that, then
mended on; `voices_after`, written before its errors had been read, was measured and its errors never looked at.
`clerks` and `clerks_after` are by a fourth hand that had not seen the rules; those were mended on the first since, of
the second no error was looked at. `mixed` and `mixed_after` are by a fifth hand, written before it wrote the sentences
the model learns from; what the model got wrong in `mixed` led to more of these, of `mixed_after` no error was looked
at. `several` holds mails with two or three promises, and as many that look so and hold one or none, written after the
rules of 2026-11-30 that find each; `promises` names what a person reads in it, in order. `blind`
is by a sixth hand that had read neither the rules nor the model, and of the older parts a few lines for the meaning of
their labels; it was committed before anything was measured on it. Its odd lines (`blind_seen`) may be mended on, its
even lines (`blind_kept`) are measured only. `headers` are those that a machine's mail of its kind bears.

The model learns from all parts but `mixed`, `mixed_after`, `voices_after` and `clerks_after`, `several`,
`blind_kept` (`benchmarks/reply_training.py`): of all others the figures say only that nothing got lost.

What is counted, over the pairs of a reply and a situation:

- right: the reader proposes a situation that a person reads there; wrong: it proposes one that nobody reads there;
  missed: it proposes nothing where a person reads one;
- precision = right / (right + wrong); recall = right / (right + missed); F1 = their harmonic mean;
- "all" adds up the pairs of all situations, so that a frequent situation weighs more;
- quiet: of the replies in which a person reads none of the situations, those for which nothing is proposed;
- facts: of the situations read rightly for which a person noted a day, an amount or a reason, those with the same
  one: a fact not read counts as wrong; of several promises the first counts here;
- promises: of the replies that promise, those of which each promise is found with its own day and amount, and no more;
- acknowledgements: of the mails in which a machine says that it has ours, those told as that and no more.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from ardoise.domain.replies import ACKNOWLEDGEMENT, SITUATIONS, read
from ardoise.formats.mails.bodies import written_by_them
from ardoise.formats.mails.reading import Machine, by_machine

FOLDER = Path(__file__).parent
PARTS = {
    "odd": ("labelled_replies.jsonl", slice(0, None, 2)),
    "even": ("labelled_replies.jsonl", slice(1, None, 2)),
    "later": ("labelled_replies_later.jsonl", slice(None)),
    "last": ("labelled_replies_last.jsonl", slice(None)),
    "fresh": ("labelled_replies_fresh.jsonl", slice(None)),
    "after": ("labelled_replies_after.jsonl", slice(None)),
    "hurried": ("labelled_replies_hurried.jsonl", slice(None)),
    "unseen": ("labelled_replies_unseen.jsonl", slice(None)),
    "voices": ("labelled_replies_voices.jsonl", slice(None)),
    "voices_after": ("labelled_replies_voices_after.jsonl", slice(None)),
    "clerks": ("labelled_replies_clerks.jsonl", slice(None)),
    "clerks_after": ("labelled_replies_clerks_after.jsonl", slice(None)),
    "mixed": ("labelled_replies_mixed.jsonl", slice(None)),
    "mixed_after": ("labelled_replies_mixed_after.jsonl", slice(None)),
    "several": ("labelled_replies_several.jsonl", slice(None)),
    "blind_seen": ("labelled_replies_blind.jsonl", slice(0, None, 2)),
    "blind_kept": ("labelled_replies_blind.jsonl", slice(1, None, 2)),
}
OUTCOMES = {(True, True): "right", (True, False): "wrong", (False, True): "missed", (False, False): "rightly none"}
FACTS = ("on", "amount_cents", "reason")
PROMISED = ("on", "amount_cents", "share", "is_rest", "documents")


@dataclass
class Measure:
    """What came out of some replies: by situation right, wrong, missed; quiet or not; facts; the errors in words."""

    tallies: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in SITUATIONS})
    quiet: Counter[bool] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)
    promises: Counter[bool] = field(default_factory=Counter)  # each found by itself, or not
    acknowledgements: Counter[bool] = field(default_factory=Counter)  # of a machine, told as such, or not
    errors: list[str] = field(default_factory=list)

    @property
    def total(self) -> Counter[str]:
        """All situations added up."""
        return sum(self.tallies.values(), Counter())


def labelled(part: str) -> list[dict[str, Any]]:
    """The replies of a part and what a person reads in them."""
    file, lines = PARTS[part]
    written = [line for line in (FOLDER / file).read_text("utf-8").splitlines() if line.strip()]
    return [json.loads(line) for line in written[lines]]


def measure(cases: list[dict[str, Any]]) -> Measure:
    """Read each reply and compare."""
    seen = Measure()
    for case in cases:
        told = written_by_them(case["text"])  # a whole body: quotations and signatures cut, as a mail's are
        each = read(told, date.fromisoformat(case["received_on"]), by_machine=machine_of(case))
        found = {f.situation: f.facts for f in reversed(each) if f.situation in SITUATIONS}
        if "headers" in case and not case["situations"]:
            seen.acknowledgements[[f.situation for f in each] == [ACKNOWLEDGEMENT]] += 1
        compare_situations(seen, case, found)
        compare_facts(seen, case, found)
        compare_promises(seen, case, [f.facts for f in each if f.situation == "promise"])
    return seen


def machine_of(case: dict[str, Any]) -> Machine:
    """Which machine the headers of the reply say has written it."""
    mail = EmailMessage()
    for name, value in case.get("headers", {}).items():
        mail[name] = value
    return by_machine(mail, "")


def compare_situations(seen: Measure, case: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    """Count what was proposed against what a person reads."""
    for situation in SITUATIONS:
        outcome = OUTCOMES[situation in found, situation in case["situations"]]
        seen.tallies[situation][outcome] += 1
        if outcome in ("wrong", "missed"):
            seen.errors.append(f"{outcome} {situation}: {excerpt(case)}")
    if not case["situations"]:
        seen.quiet[not found] += 1


def compare_facts(seen: Measure, case: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    """Count the facts noted of the situations that were found."""
    for situation in set(case["facts"]) & set(found):
        for name in set(FACTS) & set(case["facts"][situation]):
            value, told = found[situation].get(name), case["facts"][situation][name]
            is_right = (value.isoformat() if isinstance(value, date) else value) == told
            seen.facts[f"{name} {'right' if is_right else 'wrong'}"] += 1
            if not is_right:
                seen.errors.append(f"{name} {value} for {told} ({case['received_on']}): {excerpt(case)}")


def compare_promises(seen: Measure, case: dict[str, Any], found: list[dict[str, Any]]) -> None:
    """Count whether each promise is found by itself; where a person names none apart, there is one or none."""
    if "promises" not in case:
        seen.promises[len(found) <= 1] += bool(found)
        return
    told = [{name: facts[name] for name in PROMISED if name in facts} for facts in found]
    plain = [{n: v.isoformat() if isinstance(v, date) else v for n, v in facts.items()} for facts in told]
    seen.promises[plain == case["promises"]] += 1
    if plain != case["promises"]:
        seen.errors.append(f"promises {plain} for {case['promises']}: {excerpt(case)}")


def excerpt(case: dict[str, Any]) -> str:
    """The reply on one line."""
    return " ".join(case["text"].split())[:240]


def precision_and_recall(tally: Counter[str]) -> tuple[float, float]:
    """As the head of this file defines them; 1 where nothing could be wrong or missed."""
    right, wrong, missed = tally["right"], tally["wrong"], tally["missed"]
    return right / (right + wrong) if right + wrong else 1.0, right / (right + missed) if right + missed else 1.0


def line_of(name: str, tally: Counter[str]) -> str:
    """Precision, recall and F1, as a line of a table."""
    precision, recall = precision_and_recall(tally)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"| {name} | {tally['right'] + tally['missed']} | {precision:.3f} | {recall:.3f} | {f1:.3f} |"


def print_part(part: str, with_errors: bool) -> None:
    """The table of a part, and its errors if they are asked for."""
    cases = labelled(part)
    seen = measure(cases)
    print(f"{part}: {len(cases)} replies\n\n| situation | replies | precision | recall | F1 |")
    print("|---|---|---|---|---|")
    for situation, tally in seen.tallies.items():
        print(line_of(situation, tally))
    print(line_of("all", seen.total))
    print(f"\nquiet: {seen.quiet[True]} of {seen.quiet.total()}; facts: ", end="")
    print(", ".join(f"{name} {count}" for name, count in sorted(seen.facts.items())), end="")
    print(f"; promises: {seen.promises[True]} of {seen.promises.total()}", end="")
    print(
        f"; acknowledgements: {seen.acknowledgements[True]} of {seen.acknowledgements.total()}\n"
        if seen.acknowledgements
        else "\n"
    )
    if with_errors:
        print("\n".join(seen.errors) + "\n")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=PARTS)
    parser.add_argument("--errors", action="store_true")
    asked = parser.parse_args()
    for part in [asked.half] if asked.half else PARTS:
        print_part(part, asked.errors)


if __name__ == "__main__":
    main()
