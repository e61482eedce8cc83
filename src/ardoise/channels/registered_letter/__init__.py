"""Registered letters: printed here, by a provider on paper, or electronic (CPCE L100); their proofs come back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ardoise.channels import person, provider
from ardoise.channels.letter import unprintable, written
from ardoise.channels.letter.writing import is_printable, told
from ardoise.channels.outcomes import NotSent, Parcel
from ardoise.channels.settings import Field, Setting, Words

__all__ = ["FIELDS", "REACHES", "WAYS", "cost_of", "session", "test_connection"]

WAYS = ("print", "provider", "electronic")
REACHES = "postal"  # an electronic one reaches a mailbox
FIELDS = (
    *(replace(one, ways=("provider", "electronic")) for one in provider.FIELDS),
    Field(
        "receipt",
        Words("Avis de réception", "Receipt"),
        kind="choice",
        default="yes",
        choices=(("yes", Words("avec avis de réception", "with receipt")), ("no", Words("sans", "without"))),
    ),
)


def test_connection(setting: Setting) -> str:
    """Ask the provider whether it knows us; what is printed here needs nobody. A reason's code, "" if all is well."""
    return "" if setting.way == "print" else provider.test_connection(provider.place_of(setting))


def session(setting: Setting) -> person.Session | provider.Session:
    """Where it is printed, a person's; else a line to the provider."""
    if setting.way == "print":
        return person.Session("print", unprintable)
    if setting.way == "electronic":
        return provider.Session(provider.place_of(setting), electronic)
    has_receipt = setting.told("receipt", FIELDS) == "yes"
    return provider.Session(provider.place_of(setting), lambda parcel: on_paper(parcel, has_receipt))


def on_paper(parcel: Parcel, has_receipt: bool) -> dict[str, Any]:
    """A letter, registered."""
    return written(parcel, "registered_letter") | {"receipt": has_receipt}


def electronic(parcel: Parcel) -> dict[str, Any]:
    """What an electronic one carries: the same papers, to a mailbox."""
    papers = [told(paper) for paper in parcel.papers if is_printable(paper)]
    if "@" not in parcel.recipient or not papers:
        raise NotSent("no_address" if papers else "no_paper", is_final=True)
    return {
        "kind": "electronic_registered_letter",
        "to": parcel.recipient,
        "language": parcel.language,
        "subject": parcel.subject,
        "papers": papers,
    }


def cost_of(setting: Setting, body: str) -> int:
    """What one costs, in millionths of the currency."""
    return setting.cost_micros
