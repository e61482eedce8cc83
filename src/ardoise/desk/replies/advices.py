"""An advice that came with a mail, as a person looks at it before it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from ardoise.actions.replies import advices
from ardoise.records.models import Finding

SHOWN = 10
SAID = 5


def told(finding: Finding, today: date) -> dict[str, Any]:
    """Its lines, what they make, who pays when, and what will pay nothing; {} of any other finding."""
    if finding.situation != "advice":
        return {}
    if "lines" not in finding.facts:
        return {"wrong": finding.facts["wrong"]}
    lines = advices.lines_of(finding.facts)
    doubts = [] if finding.decision or not finding.reply.customer else advices.remarks(finding.reply, lines, today)
    paid = lines["amount_cents"].drop_nulls()
    first = lines.row(0, named=True)
    return {
        "lines": lines.head(SHOWN).to_dicts(),
        "more": max(0, lines.height - SHOWN),
        "count": lines.height,
        "has_deductions": lines["deducted_cents"].is_not_null().any(),
        "cents": int(paid.sum()) if len(paid) else first["payment_cents"],
        "payer": first["payer"],
        "paid_on": first["paid_on"],
        "payment": first["payment"],
        "is_unsure": finding.confidence < advices.SURE,
        "said": [*finding.facts["said"], *doubts][:SAID],
        "unsaid": max(0, len(finding.facts["said"]) + len(doubts) - SAID),
    }
