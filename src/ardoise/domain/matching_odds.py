"""How sure one may be of an explanation of a receipt: how often such ones were right, by what tells most of it.

Fitted on 29 November 2026 by `python -m benchmarks.matching_calibration`, which prints this table: on invented
receipts (25 plain ways of paying, 44 labels with traps, purposes in people's own words), three seeds; all plain ways
weigh together what all traps do. What was judged before anything was fitted weighs ten receipts for each figure. No
real book took part in the fit.
"""

from __future__ import annotations

from collections.abc import Sequence

GRAVEST = (
    "gives_back", "undoes", "deducts", "contested", "is_a_part", "names_another", "several_customers", "other_payer",
    "for_others", "payer_amount", "half_called", "unknown_words",
    "exchange", "already_paid", "unknown_document", "guessed_document", "unrecognised", "ahead", "rival", "unproved",
    "bank_charges", "discount", "rounding", "withholding", "payer_document",
)  # fmt: skip
"""What tells most of an explanation where it is there, the gravest first; where none is, its main evidence does."""

BOUNDS = (0.985, 0.9, 0.7, 0.4, 0.0)
"""Least share of it that luck and the other explanations leave, for each column of KEPT."""
LUCKY = BOUNDS[0]  # under which luck is a doubt that is told

KEPT: dict[str, dict[str, tuple[float, ...]]] = {
    "number": {
        "creditor_reference": (0.999, 0.899, 0.699, 0.4, 0.2),
        "reference": (0.999, 0.992, 0.698, 0.422, 0.23),
        "advice": (0.997, 0.897, 0.698, 0.399, 0.199),
        "credited": (0.99, 0.891, 0.693, 0.396, 0.198),
        "near_reference": (0.999, 0.975, 0.769, 0.46, 0.198),
        "named_part": (0.999, 0.8, 0.694, 0.397, 0.198),
        "named_more": (0.9, 0.9, 0.657, 0.36, 0.18),
        "gives_back": (0.5, 0.364, 0.324, 0.132, 0.1),
        "undoes": (0.5, 0.45, 0.35, 0.2, 0.1),
        "deducts": (0.5, 0.45, 0.35, 0.2, 0.1),
        "contested": (0.5, 0.45, 0.35, 0.2, 0.1),
        "is_a_part": (0.8, 0.676, 0.56, 0.346, 0.16),
        "names_another": (0.6, 0.54, 0.42, 0.231, 0.12),
        "several_customers": (0.9, 0.81, 0.63, 0.36, 0.18),
        "other_payer": (0.87, 0.508, 0.304, 0.198, 0.146),
        "for_others": (0.8, 0.72, 0.56, 0.32, 0.16),
        "unknown_words": (0.952, 0.807, 0.626, 0.545, 0.118),
        "exchange": (0.8, 0.72, 0.56, 0.32, 0.16),
        "already_paid": (0.9, 0.81, 0.63, 0.36, 0.18),
        "unknown_document": (0.9, 0.81, 0.63, 0.36, 0.18),
        "guessed_document": (0.9, 0.81, 0.63, 0.36, 0.18),
        "unrecognised": (0.827, 0.622, 0.539, 0.32, 0.16),
        "ahead": (0.9, 0.81, 0.63, 0.36, 0.18),
        "rival": (0.9, 0.9, 0.552, 0.375, 0.15),
        "unproved": (0.977, 0.687, 0.63, 0.36, 0.18),
        "bank_charges": (0.997, 0.829, 0.63, 0.36, 0.18),
        "discount": (0.995, 0.81, 0.63, 0.36, 0.18),
        "rounding": (0.99, 0.81, 0.63, 0.36, 0.18),
        "withholding": (0.995, 0.81, 0.63, 0.36, 0.18),
    },
    "amount": {
        "amount": (0.998, 0.971, 0.788, 0.397, 0.198),
        "amount_less": (0.9, 0.81, 0.63, 0.36, 0.18),
        "gives_back": (0.369, 0.369, 0.334, 0.175, 0.028),
        "undoes": (0.121, 0.121, 0.121, 0.121, 0.017),
        "deducts": (0.5, 0.45, 0.35, 0.2, 0.1),
        "contested": (0.653, 0.566, 0.287, 0.275, 0.07),
        "is_a_part": (0.8, 0.72, 0.72, 0.338, 0.143),
        "names_another": (0.697, 0.356, 0.356, 0.155, 0.077),
        "other_payer": (0.937, 0.843, 0.648, 0.389, 0.145),
        "for_others": (0.8, 0.72, 0.228, 0.228, 0.138),
        "payer_amount": (0.9, 0.81, 0.582, 0.43, 0.202),
        "half_called": (0.786, 0.677, 0.491, 0.247, 0.07),
        "unknown_words": (0.714, 0.714, 0.133, 0.133, 0.133),
        "exchange": (0.8, 0.72, 0.56, 0.32, 0.16),
        "already_paid": (0.9, 0.81, 0.63, 0.36, 0.18),
        "unknown_document": (0.9, 0.81, 0.63, 0.36, 0.18),
        "guessed_document": (0.9, 0.81, 0.63, 0.36, 0.18),
        "unrecognised": (0.8, 0.72, 0.56, 0.32, 0.16),
        "ahead": (0.9, 0.81, 0.63, 0.36, 0.18),
        "rival": (0.9, 0.81, 0.671, 0.671, 0.173),
        "unproved": (0.9, 0.81, 0.63, 0.36, 0.18),
        "bank_charges": (0.9, 0.81, 0.63, 0.36, 0.18),
        "discount": (0.9, 0.9, 0.63, 0.36, 0.18),
        "rounding": (0.9, 0.9, 0.399, 0.228, 0.18),
        "withholding": (0.9, 0.81, 0.63, 0.36, 0.18),
        "payer_document": (0.9, 0.9, 0.63, 0.084, 0.084),
    },
    "set": {
        "balance": (0.999, 0.995, 0.694, 0.397, 0.198),
        "month": (0.999, 0.952, 0.767, 0.512, 0.198),
        "run": (0.999, 0.961, 0.62, 0.381, 0.198),
        "subset": (0.999, 0.977, 0.771, 0.463, 0.305),
        "gives_back": (0.5, 0.45, 0.35, 0.2, 0.1),
        "undoes": (0.5, 0.45, 0.35, 0.2, 0.1),
        "deducts": (0.5, 0.45, 0.35, 0.2, 0.1),
        "contested": (0.5, 0.45, 0.35, 0.2, 0.1),
        "is_a_part": (0.8, 0.72, 0.56, 0.32, 0.16),
        "names_another": (0.6, 0.557, 0.376, 0.24, 0.12),
        "other_payer": (0.93, 0.837, 0.651, 0.372, 0.186),
        "for_others": (0.8, 0.72, 0.56, 0.32, 0.16),
        "unknown_words": (0.93, 0.889, 0.677, 0.372, 0.186),
        "exchange": (0.8, 0.72, 0.56, 0.32, 0.16),
        "already_paid": (0.9, 0.81, 0.63, 0.36, 0.18),
        "unknown_document": (0.9, 0.81, 0.63, 0.36, 0.18),
        "guessed_document": (0.9, 0.81, 0.63, 0.36, 0.18),
        "unrecognised": (0.8, 0.72, 0.56, 0.32, 0.16),
        "ahead": (0.987, 0.82, 0.63, 0.36, 0.18),
        "rival": (0.9, 0.892, 0.793, 0.447, 0.218),
        "unproved": (0.994, 0.972, 0.814, 0.562, 0.173),
        "bank_charges": (0.9, 0.81, 0.63, 0.36, 0.18),
        "discount": (0.9, 0.81, 0.63, 0.36, 0.18),
        "rounding": (0.9, 0.81, 0.63, 0.36, 0.18),
        "withholding": (0.9, 0.81, 0.63, 0.36, 0.18),
    },
}
"""Per kind of evidence and what tells most of it, the share that was right, by BOUNDS."""

AMOUNTS, SETS = frozenset({"amount", "amount_less"}), frozenset({"balance", "month", "run", "subset"})
MAINS = (
    "creditor_reference", "reference", "advice", "credited", "near_reference", "named_part", "named_more", "amount",
    "amount_less", "balance", "month", "run", "subset",
)  # fmt: skip
"""Main evidences of which a probability was fitted; the others are guesses."""
RANKS = {told: rank for rank, told in enumerate(GRAVEST)}


def probability(main: str, told: Sequence[str], apart: float) -> float:
    """That payer and items are right. `told`: the other keys of its evidence.

    `apart`: the share of it that luck and the other explanations leave.
    """
    kind, row, band = case_of(main, told, apart)
    return KEPT[kind].get(row, KEPT[kind][main])[band]


def case_of(main: str, told: Sequence[str], apart: float) -> tuple[str, str, int]:
    """The kind of evidence, what tells most of it, and the place of its share among BOUNDS."""
    kind = kind_of(main)
    grave = min((one for one in told if one in RANKS and not is_plain(kind, one)), key=RANKS.__getitem__, default=main)
    return kind, grave, next(place for place, bound in enumerate(BOUNDS) if apart >= bound)


def is_plain(kind: str, told: str) -> bool:
    """A document that is named tells its payer; a set of items is told from its luck."""
    return told in ("payer_document", "payer_amount", "half_called") and kind != "amount"


def kind_of(main: str) -> str:
    """A number, the amount of one item, or a set of items that makes up the amount."""
    return "amount" if main in AMOUNTS else "set" if main in SETS else "number"
