"""A letter as a provider takes it: its address line by line, its papers whole."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from ardoise.channels.outcomes import NotSent, Paper, Parcel
from ardoise.domain import postal


def written(parcel: Parcel, kind: str, printing: str = "black") -> dict[str, Any]:
    """What leaves; NotSent for good where there is no whole address or no paper to print."""
    if reason := unprintable(parcel):
        raise NotSent(reason, is_final=True)
    return {
        "kind": kind,
        "to": postal.lines_of(parcel.recipient),
        "language": parcel.language,
        "printing": printing,
        "papers": [told(paper) for paper in parcel.papers if is_printable(paper)],
    }


def unprintable(parcel: Parcel) -> str:
    """Why no letter can be made of it: a reason's code, "" if one can."""
    if not postal.is_whole(postal.lines_of(parcel.recipient)):
        return "no_postal_address"
    return "" if any(is_printable(paper) for paper in parcel.papers) else "no_paper"


def is_printable(paper: Paper) -> bool:
    """Only PDF is put on paper: a workbook that goes with an e-mail is not."""
    return paper.content_type == "application/pdf"


def told(paper: Paper) -> dict[str, str]:
    """A paper with the fingerprint by which the provider knows that it arrived whole."""
    content = b64encode(paper.content).decode("ascii")
    return {"name": paper.name, "sha256": sha256(paper.content).hexdigest(), "content": content}
