"""Train the model that reads replies: `src/ardoise/domain/replies/weights.txt`, the same each time.

    python -m benchmarks.reply_training                                        # write the weights anew
    python -m benchmarks.reply_training --without clerks --to /tmp/weights.txt # to measure on replies it has not seen

One logistic regression per situation, and per reason of a dispute, over the features of `domain/replies/features.py`:
nothing but the standard library, about 70 s of processor. It learns from the invented sentences of `reply_corpus` and
from the labelled replies of `LEARNT`, whose sentences bear no labels of their own: the situation of a reply is laid on
the sentence that the model so far finds likeliest, its other sentences are left open. Never from `HELD_OUT`.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ardoise.domain.replies import SITUATIONS
from ardoise.domain.replies.clauses import clauses
from ardoise.domain.replies.features import features_of
from ardoise.domain.replies.model import OUTPUTS, REASONS, SCALE, SIGNS, WEIGHTS, likelihood
from ardoise.domain.replies.sentences import plain, unwrapped
from ardoise.domain.replies.spellings import spelled
from ardoise.formats.mails.bodies import written_by_them
from benchmarks.invented_replies import examples
from benchmarks.replies import labelled

LEARNT = ("odd", "even", "later", "last", "fresh", "after", "hurried", "unseen", "voices", "clerks", "blind_seen")
HELD_OUT = ("voices_after", "clerks_after", "mixed", "mixed_after", "several", "blind_kept")
ROUNDS = 8  # through all examples
RATE = 0.5
SURE = 0.02  # an example told this well teaches nothing
OPEN = 0.15  # another sentence of a labelled reply this likely may say the same
TIMES = 3  # a labelled reply weighs as much as so many sentences
LINES_MIN = 2  # of the corpus, or replies, in which a feature stands
SEEDS = (7, 8, 9)
STEPS_MIN = 6  # what moves no output by so many steps is not written


@dataclass(frozen=True)
class Lesson:
    """The features of a sentence, what it says, and of which outputs that is known."""

    features: tuple[str, ...]
    says: frozenset[str]
    known: frozenset[str]
    source: int  # the line or the reply it comes from


@dataclass
class Model:
    """A row of weights per feature, a weight per output in each, and what each output begins with."""

    rows: dict[str, list[float]] = field(default_factory=dict)
    bias: list[float] = field(default_factory=lambda: [0.0] * len(OUTPUTS))

    def likelihoods(self, features: Iterable[str]) -> list[float]:
        """How likely each output is."""
        return told_by([self.rows[name] for name in features if name in self.rows], self.bias)


def told_by(rows: list[list[float]], bias: list[float]) -> list[float]:
    """How likely each output is, by the rows of a sentence's features."""
    share = 1 / math.sqrt(len(rows) or 1)
    sums = map(sum, zip(*rows, strict=True)) if rows else [0.0] * len(bias)
    return [likelihood(b + share * s) for b, s in zip(bias, sums, strict=True)]


def from_corpus(seed: int) -> list[Lesson]:
    """Every invented sentence as a lesson; a reason is known of disputes only."""
    lessons = []
    for one in examples(seed):
        says = {one.situation, one.reason} - {""}
        known = {*SITUATIONS, *(REASONS if one.reason else ())}
        told = tuple(sorted(features_of(spelled(plain(one.text)), one.received_on)))
        lessons.append(Lesson(told, frozenset(says), frozenset(known), one.line))
    return lessons


def from_replies(model: Model, parts: Iterable[str]) -> list[Lesson]:
    """Every sentence of the labelled replies as a lesson, as the model so far understands them."""
    lessons = []
    cases = [case for part in parts for case in labelled(part)]
    for number, case in enumerate(cases, 1):
        on = date.fromisoformat(case["received_on"])
        said = [
            tuple(sorted(features_of(one.folded, on))) for one in clauses(unwrapped(written_by_them(case["text"])), on)
        ]
        likely = [model.likelihoods(told) for told in said]
        says: list[set[str]] = [set() for _ in said]
        known = [set(SITUATIONS) for _ in said]
        for situation in case["situations"] if said else ():
            output = OUTPUTS.index(situation)
            chosen = max(range(len(said)), key=lambda place: likely[place][output])
            says[chosen].add(situation)
            for place in range(len(said)):
                if place != chosen and likely[place][output] > OPEN:
                    known[place].discard(situation)
            if situation == "dispute" and (reason := case["facts"].get("dispute", {}).get("reason")):
                says[chosen].add(reason)
                known[chosen] |= set(REASONS)
        for told, one, of in zip(said, says, known, strict=True):
            lessons.append(Lesson(told, frozenset(one), frozenset(of), -number))
    return lessons


def train(lessons: list[Lesson], seed: int) -> Model:
    """Stochastic descent with a step of its own per weight (AdaGrad), in an order drawn by the seed."""
    kept, width = common(lessons), len(OUTPUTS)
    model = Model({name: [0.0] * width for name in sorted(kept)})
    squares = {name: [1e-2] * width for name in kept}
    bias_squares = [1e-6] * width
    told = []
    for one in lessons:
        names = [name for name in one.features if name in kept]
        known = [(j, float(name in one.says)) for j, name in enumerate(OUTPUTS) if name in one.known]
        told.append(([model.rows[name] for name in names], [squares[name] for name in names], known))
    by_chance = random.Random(seed)
    for _ in range(ROUNDS):
        by_chance.shuffle(told)
        for rows, behind, known in told:
            learn(rows, behind, known, model.bias, bias_squares)
    return model


def learn(
    rows: list[list[float]],
    squares: list[list[float]],
    known: list[tuple[int, float]],
    bias: list[float],
    bias_squares: list[float],
) -> None:
    """One step away from what was told wrongly of one sentence."""
    share = 1 / math.sqrt(len(rows) or 1)
    likely = told_by(rows, bias)
    wrong = [(j, likely[j] - truth) for j, truth in known if abs(likely[j] - truth) > SURE]
    for j, by in wrong:
        bias_squares[j] += by * by
        bias[j] -= RATE * by / math.sqrt(bias_squares[j])
    for row, behind in zip(rows, squares, strict=True) if wrong else ():
        for j, by in wrong:
            step = by * share
            behind[j] += step * step
            row[j] -= RATE * step / math.sqrt(behind[j])


def common(lessons: list[Lesson]) -> set[str]:
    """The features that stand in more than one line or reply: what stands in one alone says little of others."""
    pairs = {(name, one.source) for one in lessons for name in one.features}
    counts = Counter(name for name, _ in pairs)
    return {name for name, count in counts.items() if count >= LINES_MIN}


def write(model: Model, file: Path) -> None:
    """A line per feature: a sign per output, `SIGNS` from the strongest against to the strongest for it."""
    middle = len(SIGNS) // 2
    lines = [" ".join(f"{value:.4f}" for value in model.bias)]
    for name, row in sorted(model.rows.items()):
        steps = [max(-middle, min(middle, round(value * SCALE))) for value in row]
        if max(map(abs, steps)) >= STEPS_MIN:
            lines.append("".join(SIGNS[middle + step] for step in steps) + name)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def trained(parts: list[str]) -> Model:
    """From the corpus alone; with the replies as understood so far; then the mean of some trained apart."""
    corpus = from_corpus(SEEDS[0])
    model = train(corpus, SEEDS[0])
    model = train(corpus + from_replies(model, parts) * TIMES, SEEDS[0])
    replies = from_replies(model, parts) * TIMES
    return mean([train(from_corpus(seed) + replies, seed) for seed in SEEDS])


def mean(models: list[Model]) -> Model:
    """The mean of their weights, which errs less than each."""
    share, width = 1 / len(models), len(OUTPUTS)
    none = [0.0] * width
    names = sorted({name for one in models for name in one.rows})
    rows = {
        name: [share * sum(w) for w in zip(*(one.rows.get(name, none) for one in models), strict=True)]
        for name in names
    }
    return Model(rows, [share * sum(w) for w in zip(*(one.bias for one in models), strict=True)])


def main() -> None:
    """Write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--without", nargs="*", choices=LEARNT, default=[])
    parser.add_argument("--to", type=Path, default=WEIGHTS)
    asked = parser.parse_args()
    write(trained([part for part in LEARNT if part not in asked.without]), asked.to)


if __name__ == "__main__":
    main()
