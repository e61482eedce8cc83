"""What proves that a message was handed in, delivered, refused: asked of providers, or brought by a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.actions import events, rights
from ardoise.actions.days import business_date
from ardoise.actions.delivery.asking import Patience, ask_each
from ardoise.actions.refusals import Unfit
from ardoise.channels import provider
from ardoise.channels.settings import Setting
from ardoise.domain.unseen import without
from ardoise.records.models import Company, Message, Proof, User

LAST = ("delivery", "refusal", "unclaimed", "returned", "bounce")
"""After one of these nothing more is to be learned of a message."""
BACK = ("returned", "bounce")  # nobody was there: a person looks for another address
BY_HAND = ("deposit", "delivery", "refusal", "unclaimed", "returned")
ASKED_FOR = timedelta(days=45)  # a registered letter waits fifteen days at the post office, and its receipt travels
PATIENCE = Patience(timedelta(hours=1))
PROOF_BYTES_MAX = 20 * 1024 * 1024
TYPES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def collect(company: Company, at: datetime) -> int:
    """Ask the providers what became of what they took; how many proofs were new. Nothing is sent by it.

    A message is asked about until its end is known and every paper that was promised of it is here.
    """
    with scope(company=company):
        left = Message.objects.filter(company=company, state="sent", left_at__gt=at - ASKED_FOR, batch=None)
        proofs = Proof.objects.filter(message=OuterRef("pk"))
        is_over, is_awaited = Exists(proofs.filter(kind__in=LAST)), Exists(proofs.filter(name__gt="", sha256=""))
    return ask_each(company, at, PATIENCE, left.filter(~is_over | is_awaited), _ask)


def _ask(message: Message, setting: Setting, at: datetime) -> int:
    """What the provider proves of one message, kept where it is new; asked outside any transaction."""
    place = provider.place_of(setting)
    known = {(p.kind, p.reference): p for p in Proof.objects.filter(message=message).defer("content")}
    told = provider.ask(place, message.message_id).proofs
    return sum(_take(message, place, proof, known.get((proof.kind, proof.reference)), at) for proof in told)


def _take(
    message: Message, place: provider.Place, told: provider.ProofFound, known: Proof | None, at: datetime
) -> bool:
    """A proof kept at once, its paper as soon as it can be had; False where that is nothing new."""
    if known and (known.sha256 or not told.has_paper):
        return False
    content = provider.fetch(place, message.message_id, told) if told.has_paper else b""
    if known:
        return bool(content) and _complete(known, content, at)
    name = f"{told.kind}.pdf" if told.has_paper else ""
    _keep(message, Brought(told.kind, told.on, told.reference, name, content, told.detail), None, at)
    return True


def _complete(proof: Proof, content: bytes, at: datetime) -> bool:
    """The paper that could not be had before."""
    message = proof.message
    with events.act(message.company):
        facts = {"content": content, "content_type": type_of(content) or "", "sha256": _hash(content)}
        if not Proof.objects.filter(pk=proof.pk, sha256="").update(**facts):
            return False
        after = {"kind": proof.kind, "on": proof.on, "reference": proof.reference, "sha256": facts["sha256"]}
        events.record(message.company, "proved", None, at, proof, message.customer, after=after)
    return True


@dataclass(frozen=True)
class Brought:
    """What proves something of a message: what, of which day, under which reference, in which words, with which
    paper."""

    kind: str
    on: date
    reference: str = ""
    name: str = ""  # of the paper
    content: bytes = b""
    detail: str = ""


def upload(message: Message, brought: Brought, by: User | None, at: datetime) -> Proof:
    """A person brings the proof of a letter posted here, with its paper if there is one; the same again is the same."""
    rights.require(by, "send", message.company)
    today = business_date(message.company, at)
    if message.state != "sent" or message.left_on is None:
        raise Unfit(_("Only what has left can be proven: say first on which day it was posted."))
    kind, on, content = brought.kind, brought.on, brought.content
    if kind not in BY_HAND:
        raise Unfit(_("Choose what the paper proves."))
    if not message.left_on <= on <= today:
        raise Unfit(_("The day of the proof lies between the day it left and today."))
    if content and type_of(content) is None:
        raise Unfit(
            _("“%(name)s” is neither a PDF nor a picture (JPEG, PNG): scan the paper.") % {"name": brought.name}
        )
    if len(content) > PROOF_BYTES_MAX:
        raise Unfit(_("The file is larger than 20 MB: scan it at a lower resolution."))
    reference, name = " ".join(without(brought.reference).split())[:100], without(brought.name)
    known = replace(brought, reference=reference, name=name)
    same = Proof.objects.filter(message=message, kind=kind, on=on, sha256=_hash(content)).first()
    return same or _keep(message, known, by, at)


def _keep(message: Message, told: Brought, by: User | None, at: datetime) -> Proof:
    with events.act(message.company):
        proof = Proof.objects.create(
            company=message.company,
            message=message,
            kind=told.kind,
            on=told.on,
            reference=told.reference,
            detail=told.detail,
            name=told.name[-120:],
            content_type=type_of(told.content) or "",
            content=told.content,
            sha256=_hash(told.content),
            by=by,
            at=at,
        )
        after = {"kind": told.kind, "on": told.on, "reference": told.reference, "sha256": proof.sha256}
        events.record(message.company, "proved", by, at, proof, message.customer, after=after, words=told.detail)
        if told.kind in BACK:
            from ardoise.actions.replies.tasks import remember  # whose room writes letters, which ask of channels

            remember(message.customer, "bounce", message.subject, business_date(message.company, at), at)
    return proof


def type_of(content: bytes) -> str | None:
    """What a file is, told by its first bytes; None for what is not kept."""
    return next((kind for start, kind in TYPES.items() if content.startswith(start)), None)


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest() if content else ""
