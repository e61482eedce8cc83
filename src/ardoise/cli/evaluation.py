"""`ardoise evaluate`: what Ardoise would have proposed against what people decided, errors included."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ardoise.cli.answers import WRONG_USAGE, AsJson, Language, print_json, refuse
from ardoise.cli.lettering import AutomaticFrom, ExactFrom, opened

if TYPE_CHECKING:
    from ardoise.engine.lettering import Measures
    from ardoise.engine.lettering.measures import Band, Score


def run(
    subject: Annotated[str, typer.Argument(help="What to evaluate: reconcile or match.")],
    ledger: Annotated[Path | None, typer.Argument(help="A ledger with its letters.", show_default=False)] = None,
    problem: Annotated[
        Path | None, typer.Option(help="For match: a problem file with its truth.", show_default=False)
    ] = None,
    by_name: Annotated[
        bool, typer.Option("--by-name", help="For match on a ledger: the payer's name alone is known.")
    ] = False,
    keep_half: Annotated[
        bool, typer.Option("--keep-half", help="Hide the letters of half the customers at a time, not of all.")
    ] = False,
    automatic_from: AutomaticFrom = 0.95,
    exact_from: ExactFrom = 0.0,
    as_json: AsJson = False,
    language: Language = "fr",
) -> None:
    """Measure proposals against the letters of a file: precision, recall and F1 by group and by pair, calibration."""
    if subject == "match":
        from ardoise.cli import problems, replaying

        if ledger is not None and problem is None:
            replaying.evaluate(ledger, by_name, as_json, language)
        else:
            problems.evaluate(problem, as_json, language)
        return
    words = "fr" if language == "fr" else "en"
    if subject != "reconcile" or ledger is None:
        case = "subject" if subject != "reconcile" else "ledger"
        refuse(SENTENCES[case][words].format(subject=subject), WRONG_USAGE)
    from ardoise.engine.lettering import evaluate

    entries, caution = opened(ledger, automatic_from, exact_from, language)
    measures = evaluate(entries, keep_half, caution)
    if as_json:
        print_json({"subject": subject, "letters": "half" if keep_half else "hidden", **document_of(measures)})
    else:
        show(measures, language)


def document_of(measures: Measures) -> dict[str, Any]:
    """The measures in the words of docs/reference/commands.md."""
    return {
        "groups": score_of(measures.groups) | {"sound": measures.sound, "unjudged": measures.unjudged},
        "strict": score_of(measures.strict),
        "pairs": score_of(measures.pairs),
        "automatic": {
            "groups": score_of(measures.automatic_groups)
            | {"sound": measures.automatic_sound, "unjudged": measures.automatic_unjudged},
            "strict": score_of(measures.automatic_strict),
            "pairs": score_of(measures.automatic_pairs),
        },
        "calibration": {
            "confidence": [band_of(band) for band in measures.calibration],
            "exact": [band_of(band) for band in measures.exact_calibration],
            "error": {
                "confidence": rounded(measures.calibration_error),
                "exact": rounded(measures.exact_calibration_error),
            },
        },
    }


def score_of(score: Score) -> dict[str, Any]:
    """Counts and ratios; a ratio of nothing is null."""
    return {
        "proposed": score.proposed, "true": score.true, "right": score.right,
        "precision": rounded(score.precision), "recall": rounded(score.recall), "f1": rounded(score.f1),
    }  # fmt: skip


def band_of(band: Band) -> dict[str, Any]:
    """What was promised in a band, and what came true."""
    return {
        "from": band.low, "to": band.high, "groups": band.count,
        "promised": rounded(band.promised), "kept": rounded(band.kept / band.count),
    }  # fmt: skip


def rounded(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio, 4)


def show(measures: Measures, language: str) -> None:
    """The measures as three tables."""
    from ardoise.cli.tables import Column, draw

    if not measures.groups.true:
        typer.echo(SENTENCES["none"][language])
        return
    columns = [Column(head, bool(n)) for n, head in enumerate(SENTENCES["heads"][language].split("|"))]
    names = SENTENCES["rows"][language].split("|")
    scores = (
        measures.groups, measures.strict, measures.pairs, measures.automatic_groups, measures.automatic_strict,
        measures.automatic_pairs,
    )  # fmt: skip
    draw(SENTENCES["title"][language], columns, [row_of(*pair) for pair in zip(names, scores, strict=True)])
    typer.echo(
        SENTENCES["sound"][language].format(
            sound=measures.sound, judged=measures.groups.proposed, unjudged=measures.unjudged,
            automatic=measures.automatic_sound, of=measures.automatic_groups.proposed,
        )
    )  # fmt: skip
    heads = [Column(head, bool(n)) for n, head in enumerate(SENTENCES["bands"][language].split("|"))]
    for title, bands in (("confidence", measures.calibration), ("exact", measures.exact_calibration)):
        rows = [
            [f"{b.low:.2f}–{b.high:.2f}", str(b.count), f"{b.promised:.3f}", f"{b.kept / b.count:.3f}"] for b in bands
        ]
        draw(SENTENCES[title][language], heads, rows)
    errors = {"confidence": measures.calibration_error or 0.0, "exact": measures.exact_calibration_error or 0.0}
    typer.echo(SENTENCES["error"][language].format_map(errors))


def row_of(name: str, score: Score) -> list[str]:
    """A score as the cells of its row."""
    ratios = (score.precision, score.recall, score.f1)
    counts = (score.proposed, score.true, score.right)
    return [name, *(str(n) for n in counts), *("–" if r is None else f"{r:.4f}" for r in ratios)]


SENTENCES = {
    "error": {
        "fr": "Écart moyen entre promis et tenu : {confidence:.3f} ensemble, {exact:.3f} exactement.",
        "en": "Mean distance between promised and kept: {confidence:.3f} together, {exact:.3f} exactly.",
    },
    "subject": {
        "fr": "On sait évaluer « reconcile » et « match », pas « {subject} ».",
        "en": "“reconcile” and “match” can be evaluated, not “{subject}”.",
    },
    "ledger": {
        "fr": "Donnez le grand livre à évaluer : ardoise evaluate reconcile LEDGER.",
        "en": "Give the ledger to evaluate: ardoise evaluate reconcile LEDGER.",
    },
    "none": {
        "fr": "Aucun lettrage soldé dans ce fichier : rien à quoi comparer.",
        "en": "No letter of this file is square: nothing to compare with.",
    },
    "title": {"fr": "Propositions et lettrages du fichier", "en": "Proposals and the letters of the file"},
    "heads": {
        "fr": "|Proposés|Vrais|Justes|Précision|Rappel|F1",
        "en": "|Proposed|True|Right|Precision|Recall|F1",
    },
    "rows": {
        "fr": "Groupes|… lignes ouvertes comptées fausses|Paires|"
        "Groupes automatiques|… lignes ouvertes comptées fausses|Paires automatiques",
        "en": "Groups|… open lines counted wrong|Pairs|Automatic groups|… open lines counted wrong|Automatic pairs",
    },
    "sound": {
        "fr": "{sound} groupes sur {judged} ne réunissent que des lignes d’une même lettre ({automatic} sur {of} "
        "automatiques) ; {unjudged} ne prennent que des lignes laissées sans lettre et ne sont pas jugés.",
        "en": "{sound} groups of {judged} only hold lines of one letter ({automatic} of {of} automatic); "
        "{unjudged} only take lines left without letter and aren’t judged.",
    },
    "bands": {"fr": "Tranche|Groupes|Promis|Tenu", "en": "Band|Groups|Promised|Kept"},
    "confidence": {"fr": "Confiance : les lignes vont ensemble", "en": "Confidence: the lines belong together"},
    "exact": {"fr": "Exactitude : le groupe même du comptable", "en": "Exact: the book-keeper’s very group"},
}
