"""`ardoise evaluate match LEDGER`: what matching would have made of a ledger's own payments, against its letters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ardoise.cli.answers import print_json, refuse_unreadable

if TYPE_CHECKING:
    from ardoise.engine.reconciliation import Replay, Tally


def evaluate(ledger: Path, by_name: bool, as_json: bool, language: str) -> None:
    """Precision and recall on a real book, and whether the probabilities keep their word."""
    from ardoise.cli import books
    from ardoise.engine.ledger import book_of
    from ardoise.engine.reconciliation import replay
    from ardoise.formats import files

    books.check_language(language)
    reading = files.read(ledger, language=language)
    if not reading.is_readable:
        refuse_unreadable(reading.problems, language)
    books.warn(reading.problems, ledger.name, language)
    document = document_of(replay(book_of(reading.entries), by_name))
    if as_json:
        print_json(document)
    else:
        show(document, language)


def document_of(told: Replay) -> dict[str, Any]:
    """The measures in the words of docs/reference/commands.md."""
    return {
        "subject": "match",
        "payments": score_of(told.every),
        "automatic": score_of(told.automatic, told.every.payments),
        "calibration": [
            {
                "from": low, "payments": tally.proposed, "promised": ratio(tally.promised, tally.proposed),
                "kept": ratio(tally.sound, tally.proposed),
            }
            for low, tally in sorted(told.bands.items())
        ],
    }  # fmt: skip


def score_of(tally: Tally, of: int | None = None) -> dict[str, Any]:
    """Counts and ratios; a ratio of nothing is null."""
    return {
        "payments": tally.payments, "proposed": tally.proposed, "sound": tally.sound, "exact": tally.exact,
        "precision": ratio(tally.sound, tally.proposed), "recall": ratio(tally.sound, of or tally.payments),
    }  # fmt: skip


def ratio(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def show(document: dict[str, Any], language: str) -> None:
    """The measures as two tables."""
    from ardoise.cli.tables import Column, draw

    if not document["payments"]["payments"]:
        typer.echo(SENTENCES["none"][language])
        return
    names = SENTENCES["rows"][language].split("|")
    rows = [
        [name, *("–" if value is None else str(value) for value in document[key].values())]
        for name, key in zip(names, ("payments", "automatic"), strict=True)
    ]
    heads = [Column(head, bool(n)) for n, head in enumerate(SENTENCES["heads"][language].split("|"))]
    draw(SENTENCES["title"][language], heads, rows)
    bands = [[str(value) for value in band.values()] for band in document["calibration"]]
    draw(SENTENCES["bands"][language], [Column(h, True) for h in SENTENCES["band"][language].split("|")], bands)


SENTENCES = {
    "none": {
        "fr": "Aucun règlement lettré dans ce fichier : rien à quoi comparer.",
        "en": "No payment of this file bears a letter: nothing to compare with.",
    },
    "title": {"fr": "Règlements du grand livre, lettres cachées", "en": "Payments of the ledger, letters hidden"},
    "heads": {
        "fr": "|Lettrés|Proposés|Sains|Exacts|Précision|Rappel",
        "en": "|Lettered|Proposed|Sound|Exact|Precision|Recall",
    },
    "rows": {"fr": "Tous|Automatiques", "en": "All|Automatic"},
    "bands": {"fr": "Ce qui est promis et tenu", "en": "What is promised and kept"},
    "band": {"fr": "Confiance dès|Règlements|Promis|Tenu", "en": "Confidence from|Payments|Promised|Kept"},
}
