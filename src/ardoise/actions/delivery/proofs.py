"""What proves that a message was handed in, delivered, refused: asked of providers, or brought by a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.actions import events, rights
from ardoise.actions.delivery.asking import Patience, ask_each
from ardoise.actions.delivery.settling import Unfit
from ardoise.channels import provider
from ardoise.channels.settings import Setting
from ardoise.records.models import Company, Message, Proof, User

LAST = ("delivery", "refusal", "unclaimed", "returned", "bounce")
"""After one of these nothing more is to be learned of a message."""
BY_HAND = ("deposit", "delivery", "refusal", "unclaimed", "returned")
ASKED_FOR = timedelta(days=45)  # a registered letter waits fifteen days at the post office, and its receipt travels
PATIENCE = Patience(timedelta(hours=1))
PROOF_BYTES_MAX = 20 * 1024 * 1024
TYPES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def collect(company: Company, at: datetime) -> int:
    """Ask the providers what became of what they took; how many proofs were new. Nothing is sent by it."""
    with scope(company=company):
        left = Message.objects.filter(company=company, state="sent", left_at__gt=at - ASKED_FOR, batch=None)
    return ask_each(company, at, PATIENCE, left.exclude(proofs__kind__in=LAST), _ask)


def _ask(message: Message, setting: Setting, at: datetime) -> int:
    """What the provider proves of one message, kept where it is new; asked outside any transaction."""
    place = provider.place_of(setting)
    known = set(Proof.objects.filter(message=message).values_list("kind", "reference"))
    found = [
        proof for proof in provider.ask(place, message.message_id).proofs if (proof.kind, proof.reference) not in known
    ]
    for proof in found:
        content = provider.fetch(place, message.message_id, proof) if proof.has_paper else b""
        _keep(
            message, proof.kind, proof.on, proof.reference, proof.detail, _name(proof.kind, content), content, None, at
        )
    return len(found)


def _name(kind: str, content: bytes) -> str:
    return f"{kind}.pdf" if content else ""


def upload(
    message: Message, kind: str, on: date, reference: str, name: str, content: bytes, by: User | None, at: datetime
) -> Proof:
    """A person brings the proof of a letter posted here, with its paper if there is one; the same again is the same."""
    rights.require(by, "send", message.company)
    today = at.astimezone(ZoneInfo(message.company.time_zone)).date()
    if message.state != "sent" or message.left_on is None:
        raise Unfit(_("Only what has left can be proven: say first on which day it was posted."))
    if kind not in BY_HAND:
        raise Unfit(_("Choose what the paper proves."))
    if not message.left_on <= on <= today:
        raise Unfit(_("The day of the proof lies between the day it left and today."))
    if content and type_of(content) is None:
        raise Unfit(_("“%(name)s” is neither a PDF nor a picture (JPEG, PNG): scan the paper.") % {"name": name})
    if len(content) > PROOF_BYTES_MAX:
        raise Unfit(_("The file is larger than 20 MB: scan it at a lower resolution."))
    reference = " ".join(reference.split())[:100]
    same = Proof.objects.filter(message=message, kind=kind, on=on, sha256=_hash(content)).first()
    return same or _keep(message, kind, on, reference, "", name, content, by, at)


def _keep(
    message: Message,
    kind: str,
    on: date,
    reference: str,
    detail: str,
    name: str,
    content: bytes,
    by: User | None,
    at: datetime,
) -> Proof:
    with events.act(message.company):
        proof = Proof.objects.create(
            company=message.company,
            message=message,
            kind=kind,
            on=on,
            reference=reference,
            detail=detail,
            name=name[-120:],
            content_type=type_of(content) or "",
            content=content,
            sha256=_hash(content),
            by=by,
            at=at,
        )
        after = {"kind": kind, "on": on, "reference": reference, "sha256": proof.sha256}
        events.record(message.company, "proved", by, at, proof, message.customer, after=after, words=detail)
    return proof


def type_of(content: bytes) -> str | None:
    """What a file is, told by its first bytes; None for what is not kept."""
    return next((kind for start, kind in TYPES.items() if content.startswith(start)), None)


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest() if content else ""
