"""How near proposed groups come to the letters a book has: by group, by pair, and whether confidence keeps its word."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import polars as pl

BOUNDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
"""Of the bands of confidence in the calibration table."""


@dataclass(frozen=True)
class Score:
    """Right ones among those proposed and among those there are."""

    proposed: int
    true: int
    right: int

    @property
    def precision(self) -> float | None:
        """None where nothing was proposed."""
        return self.right / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        return self.right / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        """Twice the right ones among proposed and true ones together."""
        total = self.proposed + self.true
        return 2 * self.right / total if total else None


@dataclass(frozen=True)
class Band:
    """Groups of like promise: how many, the probability promised, and how many kept it."""

    low: float
    high: float
    count: int
    promised: float
    kept: int


@dataclass(frozen=True)
class Measures:
    """Proposals against letters; what only takes lines the book-keeper left open is counted apart, as `unjudged`."""

    groups: Score
    pairs: Score
    sound: int  # judged groups all of whose lines stand under one letter
    unjudged: int
    automatic_groups: Score
    automatic_pairs: Score
    automatic_sound: int
    automatic_unjudged: int
    calibration: tuple[Band, ...]  # of `confidence`, against sound
    exact_calibration: tuple[Band, ...]  # of `exact`, against right

    @property
    def strict(self) -> Score:
        """By group, what takes only lines left open counted as wrong, though nobody knows whether they were."""
        return opened(self.groups, self.unjudged)

    @property
    def calibration_error(self) -> float | None:
        """By how much `confidence` misses what comes true, over the bands, each by its groups; of nothing, None."""
        return missed(self.calibration)

    @property
    def exact_calibration_error(self) -> float | None:
        """The same of `exact`."""
        return missed(self.exact_calibration)

    @property
    def automatic_strict(self) -> Score:
        """The same of what is automatic."""
        return opened(self.automatic_groups, self.automatic_unjudged)


def missed(bands: tuple[Band, ...]) -> float | None:
    """The expected calibration error: the mean distance between promised and kept."""
    groups = sum(band.count for band in bands)
    return sum(abs(band.promised * band.count - band.kept) for band in bands) / groups if groups else None


def opened(score: Score, unjudged: int) -> Score:
    """The score with so many more proposals, all wrong."""
    return Score(score.proposed + unjudged, score.true, score.right)


def measure(groups: pl.DataFrame, entries: pl.DataFrame) -> Measures:
    """GROUPS against the letters of ENTRIES that are square; customers without such letters aren't judged."""
    truth = true_groups(entries)
    judged = judge(groups, truth)
    of_lettered = judged.filter("is_of_lettered")
    seen, automatic = (
        of_lettered.filter("is_judged"),
        of_lettered.filter(pl.col("is_judged") & pl.col("is_automatic")),
    )
    unjudged = of_lettered.filter(~pl.col("is_judged"))
    return Measures(
        score_groups(seen, truth), score_pairs(seen, truth), int(seen["is_sound"].sum()), unjudged.height,
        score_groups(automatic, truth), score_pairs(automatic, truth), int(automatic["is_sound"].sum()),
        unjudged.filter("is_automatic").height, calibrate(seen, "confidence", "is_sound"),
        calibrate(seen, "exact", "is_right"),
    )  # fmt: skip


def true_groups(entries: pl.DataFrame) -> pl.DataFrame:
    """The letters that are square, two lines or more: customer, currency, true, lines."""
    lettered = entries.filter(pl.col("letter").is_not_null(), pl.col("amount_cents") != 0)
    groups = lettered.group_by("customer", "currency", "letter").agg(
        pl.col("line").sort().alias("lines"), pl.col("amount_cents").sum().alias("rest")
    )
    square = groups.filter(pl.col("rest") == 0, pl.col("lines").list.len() > 1)
    return square.sort("customer", "currency", "letter").select("customer", "currency", "lines").with_row_index("true")


def judge(groups: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """The groups with is_of_lettered, is_judged, is_right, is_sound, and right_pairs of their lines."""
    numbered = groups.with_row_index("group")
    letters = truth.select("true", "lines", size=pl.col("lines").list.len()).explode("lines")
    lines = numbered.select("group", "lines", count=pl.col("lines").list.len()).explode("lines")
    told = lines.join(letters, on="lines", how="left")
    shares = told.group_by("group", "true").agg(pl.len().alias("here"), pl.col("size").first(), pl.col("count").first())
    known = shares.filter(pl.col("true").is_not_null())
    verdicts = known.group_by("group").agg(
        is_sound=(pl.col("here") == pl.col("count")).any(),
        is_right=((pl.col("here") == pl.col("count")) & (pl.col("here") == pl.col("size"))).any(),
        right_pairs=(pl.col("here") * (pl.col("here") - 1) // 2).sum().cast(pl.Int64),
    )
    customers = truth.select("customer", "currency", is_of_lettered=pl.lit(True)).unique()
    return (
        numbered.join(verdicts.with_columns(is_judged=pl.lit(True)), on="group", how="left")
        .join(customers, on=["customer", "currency"], how="left", nulls_equal=True)
        .with_columns(pl.col("is_judged", "is_right", "is_sound", "is_of_lettered").fill_null(False))
        .with_columns(pl.col("right_pairs").fill_null(0))
        .sort("group")
    )


def score_groups(judged: pl.DataFrame, truth: pl.DataFrame) -> Score:
    """A group counts only if it is exactly the book-keeper's."""
    return Score(judged.height, truth.height, int(judged["is_right"].sum()))


def score_pairs(judged: pl.DataFrame, truth: pl.DataFrame) -> Score:
    """Every two lines of one group are a pair."""
    proposed, true = (pairs_of(frame["lines"].list.len()) for frame in (judged, truth))
    return Score(proposed, true, int(judged["right_pairs"].sum()))


def pairs_of(sizes: pl.Series) -> int:
    """How many pairs groups of these sizes hold."""
    wide = sizes.cast(pl.Int64)
    return int((wide * (wide - 1) // 2).sum())


def calibrate(judged: pl.DataFrame, promise: str, outcome: str) -> tuple[Band, ...]:
    """Per band of what was promised that holds any group: what was promised and what came true."""
    bands = []
    for low, high in pairwise(BOUNDS):
        here = judged.filter(pl.col(promise) >= low, pl.col(promise) < high)
        if here.height:
            mean = float(here[promise].sum()) / here.height
            bands.append(Band(low, min(high, 1.0), here.height, mean, int(here[outcome].sum())))
    return tuple(bands)
