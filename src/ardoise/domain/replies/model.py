"""How likely a sentence is to speak of each situation, by a model that `benchmarks/reply_training.py` trained.

One logistic regression per situation, and per reason of a dispute, over the features of the sentence. Its weights
stand in `weights.txt`: in the first line what each output begins with, then a line per feature, a sign per output
(`SIGNS`, from the strongest against to the strongest for) before the feature's name.
"""

from __future__ import annotations

import math
from datetime import date
from functools import cache
from pathlib import Path

from ardoise.domain.replies.features import features_of
from ardoise.domain.replies.situations import SITUATIONS

WEIGHTS = Path(__file__).parent / "weights.txt"
REASONS = ("goods", "service", "price", "quantity", "delivery", "administrative", "double_invoice", "other")
OUTPUTS = SITUATIONS + REASONS
SIGNS = "".join(chr(code) for code in range(33, 127))[:93]  # 46 steps on each side of the middle
SCALE = 10  # steps for a weight of one
STEP = {sign: (place - len(SIGNS) // 2) / SCALE for place, sign in enumerate(SIGNS)}


def likelihoods(folded: str, received_on: date) -> dict[str, float]:
    """Of each situation and each reason, how likely the folded sentence speaks of it, from 0 to 1."""
    bias, rows = weights()
    features = features_of(folded, received_on)
    told = [rows[name] for name in features if name in rows]
    share = 1 / math.sqrt(len(told) or 1)
    sums = [sum(map(STEP.__getitem__, column)) for column in zip(*told, strict=True)] or [0.0] * len(OUTPUTS)
    return {name: likelihood(b + share * s) for name, b, s in zip(OUTPUTS, bias, sums, strict=True)}


def likelihood(score: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


@cache
def weights() -> tuple[list[float], dict[str, str]]:
    """What each output begins with, and the signs of each feature."""
    first, *lines = WEIGHTS.read_text(encoding="utf-8").splitlines()
    width = len(OUTPUTS)
    return [float(value) for value in first.split()], {line[width:]: line[:width] for line in lines}
