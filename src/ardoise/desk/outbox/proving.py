"""The proofs of a message in words, and those a person may bring."""

from __future__ import annotations

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

from ardoise.records.models import Message, Proof

KINDS: dict[str, str | Lazy] = {
    "deposit": gettext_lazy("handed in"),
    "delivery": gettext_lazy("delivered"),
    "refusal": gettext_lazy("refused by the addressee"),
    "unclaimed": gettext_lazy("not fetched from the post office"),
    "returned": gettext_lazy("returned to us"),
    "bounce": gettext_lazy("came back as undeliverable"),
    "auto_reply": gettext_lazy("answered by a machine"),
}
BY_HAND = ("deposit", "delivery", "refusal", "unclaimed", "returned")


def shown(message: Message) -> dict[str, object]:
    """For the page of a message."""
    return {"proofs": proofs_of(message), "proof_kinds": offered(message)}


def proofs_of(message: Message) -> list[Proof]:
    """The proofs of a message, each with its kind in words."""
    found = list(Proof.objects.filter(message=message).defer("content").select_related("by").order_by("on", "pk"))
    for proof in found:
        proof.words = KINDS.get(proof.kind, proof.kind)  # type: ignore[attr-defined]
    return found


def offered(message: Message) -> list[tuple[str, str | Lazy]]:
    """What a person may bring of it: of a letter that has left."""
    is_letter = message.channel in ("letter", "registered_letter")
    return [(kind, KINDS[kind]) for kind in BY_HAND] if is_letter and message.state == "sent" else []
