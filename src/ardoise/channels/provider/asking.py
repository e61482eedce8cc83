"""Questions to a provider: does it know us, what became of a message, what proves it. Asking changes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from ardoise.channels.outcomes import NotSent
from ardoise.channels.provider.line import Answer, Line, Place

PROOF_BYTES_MAX = 20 * 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9._-]{1,80}")
KINDS = ("deposit", "delivery", "refusal", "unclaimed", "returned", "bounce")


@dataclass(frozen=True)
class ProofFound:
    """What a provider can prove of a message; its paper is fetched by its name."""

    name: str
    kind: str  # deposit | delivery | refusal | unclaimed | returned | bounce
    on: date
    reference: str = ""
    detail: str = ""
    has_paper: bool = False


@dataclass(frozen=True)
class Fate:
    """What a provider says of a message; `is_known` None: it gave no answer that says so."""

    is_known: bool | None
    reference: str = ""
    is_refused: bool = False
    words: str = ""
    proofs: tuple[ProofFound, ...] = ()


def test_connection(place: Place) -> str:
    """Ask the provider whether it knows us, sending nothing: "" if it does, else why not, in a reason's code."""
    line = Line(place, is_trial=True)
    try:
        answer = line.get("/account")
    except NotSent as failed:
        return str(failed)
    finally:
        line.hang_up()
    return stranger(place, answer)


def stranger(place: Place, answer: Answer) -> str:
    """Why whoever answers at the account is no provider that knows us, in a reason's code; "" if it is."""
    if answer.status != 200:
        return f"provider_refuses_us:{answer.words}"
    return "" if answer.is_readable else f"provider_unlike:{place.host}"


def ask(place: Place, message_id: str) -> Fate:
    """What became of the message of that key; nothing is sent by it, whatever the answer."""
    line = Line(place)
    try:
        answer = line.get(f"/messages/{quote(message_id, safe='')}")
    except NotSent as failed:
        return Fate(None, words=str(failed))
    finally:
        line.hang_up()
    if answer.status == 404 and answer.told.get("error") == "unknown":
        return Fate(False, words=answer.words)  # a 404 that doesn't say so may be anybody's
    if answer.status != 200 or not answer.told.get("id"):
        return Fate(None, words=answer.words)
    return _fate(answer)


def _fate(answer: Answer) -> Fate:
    told = answer.told
    proofs = told.get("proofs")
    found = [_proof(one) for one in proofs if isinstance(one, dict)] if isinstance(proofs, list) else []
    return Fate(
        True,
        str(told["id"])[:100],
        told.get("status") == "refused",
        str(told.get("detail", ""))[:200],
        tuple(proof for proof in found if proof),
    )


def _proof(told: dict[str, Any]) -> ProofFound | None:
    """None for what can't be understood: it proves nothing."""
    name, kind = str(told.get("name", "")), told.get("kind")
    try:
        on = date.fromisoformat(str(told.get("on")))
    except ValueError:
        return None
    if not NAME.fullmatch(name) or kind not in KINDS:
        return None
    reference, detail = str(told.get("reference", ""))[:100], str(told.get("detail", ""))[:300]
    return ProofFound(name, str(kind), on, reference, detail, bool(told.get("has_paper")))


def fetch(place: Place, message_id: str, proof: ProofFound) -> bytes:
    """The paper of a proof, a PDF; b"" where there is none to be had."""
    line = Line(place)
    path = f"/messages/{quote(message_id, safe='')}/proofs/{quote(proof.name, safe='')}"
    try:
        answer = line.get(path, PROOF_BYTES_MAX, "application/pdf")
    except NotSent:
        return b""
    finally:
        line.hang_up()
    is_paper = answer.status == 200 and answer.content.startswith(b"%PDF-") and len(answer.content) <= PROOF_BYTES_MAX
    return answer.content if is_paper else b""
