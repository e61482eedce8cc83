"""All that happened with one customer, or about one dispute, in one file that a court can read and anybody can check.

A ZIP: the timeline as PDF and CSV, every message as it left with its papers and proofs, every reply as it came, the
words and files of disputes, and the SHA-256 of each with the head of the company's audit chain. Nobody else's things.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Length
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ardoise.actions import correspondence, events, personal_messages, rights, timeline
from ardoise.actions.days import business_date
from ardoise.actions.disputes.opening import amounts_of
from ardoise.actions.replies import replies_about
from ardoise.actions.timeline.steps import named
from ardoise.actions.timeline.words import KINDS
from ardoise.domain.correspondence.wording import day
from ardoise.domain.disputes import REASONS
from ardoise.domain.money import with_currency
from ardoise.formats import statements, timelines
from ardoise.formats.spreadsheets import write_csv
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import (
    Attachment,
    Customer,
    Dispute,
    DisputeItem,
    Document,
    Event,
    Message,
    PaymentNotice,
    Proof,
    Remark,
    Reply,
    User,
)

BYTES_MAX = 200 * 1024**2
IN_MEMORY = 8 * 1024**2
FORBIDDEN = set('<>:"/\\|?*')


class TooLarge(ValueError):  # noqa: N818 - it reads as what happened
    """More than one file should hold; its text is a sentence that says what to do."""


@dataclass(frozen=True)
class Evidence:
    """The file, to be read from its beginning."""

    name: str
    file: IO[bytes]


@dataclass
class Bundle:
    """A ZIP being written, and the SHA-256 of what is in it."""

    archive: zipfile.ZipFile
    at: datetime
    sums: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, content: bytes) -> None:
        """One file more; never two under one name."""
        place = zipfile.ZipInfo(path, self.at.timetuple()[:6])
        place.compress_type, place.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        self.archive.writestr(place, content)
        self.sums[path] = sha256(content).hexdigest()


@dataclass(frozen=True)
class Matter:
    """What is exported: all of a customer's, or what is about one dispute."""

    customer: Customer
    dispute: Dispute | None
    messages: QuerySet[Message]
    replies: QuerySet[Reply]
    remarks: QuerySet[Remark]
    notices: QuerySet[PaymentNotice]
    documents: QuerySet[Document]


def export(
    customer: Customer, by: User | None, at: datetime, language: str, dispute: Dispute | None = None
) -> Evidence:
    """The file of the customer, or of one of its disputes; recorded. TooLarge: more than BYTES_MAX, nothing is made.

    Within the company's scope.
    """
    rights.require(by, "see_all", customer.company)
    if dispute is not None and dispute.customer_id != customer.pk:
        raise rights.Missing(_("This does not exist, or is not yours to see."))
    matter = _matter(customer, dispute)
    with translation.override(language):
        _refuse_too_large(matter)
        head = Event.objects.order_by("-seq").values_list("seq", "hash").first() or (0, events.GENESIS)
        told = {
            "company": customer.company.name,
            "siren": customer.company.siren,
            "customer": {"code": customer.code, "name": customer.name, "siren": customer.siren},
            "dispute": dispute.pk if dispute else None,
            "exported_at": at.isoformat(),
            "exported_by": by.username if by else "",
            "exported_by_name": named(by),
            "chain_head": {"seq": head[0], "sha256": head[1]},
        }
        file = cast(IO[bytes], SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - whoever reads it closes it
        with zipfile.ZipFile(file, "w") as archive:
            bundle = Bundle(archive, at)
            _write(bundle, matter, told, at, language)
            manifest = told | {"files": dict(bundle.sums)}
            listed = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            bundle.add("SHA256SUMS", "".join(f"{sum_}  {path}\n" for path, sum_ in bundle.sums.items()).encode())
            bundle.add("manifest.json", listed)
    with events.act(customer.company):
        after = {"files": len(bundle.sums), "sha256": sha256(listed).hexdigest(), "dispute": told["dispute"]}
        events.record(customer.company, "exported_evidence", by, at, None, customer, after=after)
    file.seek(0)
    return Evidence(f"{safe(customer.code)}-{business_date(customer.company, at):%Y%m%d}.zip", file)


def _matter(customer: Customer, dispute: Dispute | None) -> Matter:
    messages = Message.objects.filter(customer=customer).exclude(level__in=INTERNAL)
    replies = replies_about(customer)
    documents = Document.objects.filter(customer=customer)
    remarks = Remark.objects.filter(dispute__customer=customer)
    notices = PaymentNotice.objects.filter(customer=customer).exclude(proof=b"")
    if dispute is not None:
        remarks, notices = remarks.filter(dispute=dispute), notices.none()
        if entries := list(amounts_of(dispute)):
            messages = messages.filter(items__entry__in=entries).distinct()
            documents = documents.filter(entry__in=entries)
        left_in = messages.exclude(carrier=None).values("carrier")
        replies = replies.filter(Q(answers__in=messages) | Q(answers__in=left_in))
    return Matter(customer, dispute, messages, replies, remarks, notices, documents)


def _refuse_too_large(matter: Matter) -> None:
    """Asked of the database before anything is read."""
    weighed = (
        (Attachment.objects.filter(message__in=matter.messages), "content"),
        (Proof.objects.filter(message__in=matter.messages), "content"),
        (matter.messages, "body"),
        (matter.messages, "html"),
        (matter.replies, "raw"),
        (matter.remarks, "content"),
        (matter.notices, "proof"),
        (matter.documents, "content"),
    )
    total = sum(rows.aggregate(n=Sum(Length(column)))["n"] or 0 for rows, column in weighed)
    if total > BYTES_MAX:
        raise TooLarge(
            _("That is more than %(n)d MB of papers: export one dispute at a time.") % {"n": BYTES_MAX // 1024**2}
        )


def _write(bundle: Bundle, matter: Matter, told: dict[str, Any], at: datetime, language: str) -> None:
    steps = list(_steps(matter, at, language))
    zone = ZoneInfo(matter.customer.company.time_zone)
    bundle.add("timeline.pdf", timelines.render(_paper(matter, steps, told, at, zone, language)))
    heads = [_("When"), _("What kind"), _("What"), _("Details"), _("By whom"), _("In full")]
    rows = [_cells(step, zone) for step in steps]
    bundle.add("timeline.csv", write_csv(heads, rows, language))
    if matter.dispute is None:
        today = business_date(matter.customer.company, at)
        for n, shown in enumerate(personal_messages.statements_of(matter.customer, today)):
            bundle.add(f"statement{f'-{shown.currency}' if n else ''}.pdf", statements.render(shown))
    is_of_group = matter.messages.filter(Q(carrier__isnull=False) | Q(carried__isnull=False)).exists()
    bundle.add(_("README.txt"), "\n".join(_explained(told, bundle, zone, is_of_group)).encode())
    for message in matter.messages.order_by("pk").iterator(chunk_size=100):
        _write_message(bundle, message, matter.customer)
    for reply in matter.replies.order_by("pk").iterator(chunk_size=20):
        bundle.add(f"replies/{reply.received_at:%Y%m%d}-{reply.pk}.eml", bytes(reply.raw))
    _write_disputes(bundle, matter, zone, language)
    for notice in matter.notices.order_by("pk").iterator(chunk_size=20):
        bundle.add(f"payment_notices/{notice.pk}-{safe(notice.proof_name)}", bytes(notice.proof))
    for document in matter.documents.order_by("pk").iterator(chunk_size=20):
        bundle.add(f"invoices/{document.pk}-{safe(document.name)}", bytes(document.content))


def _explained(told: dict[str, Any], bundle: Bundle, zone: ZoneInfo, is_of_group: bool) -> Iterator[str]:
    """What this file is and what lies where, for whoever opens it without us."""
    who = told["customer"]
    yield _("Evidence about %(customer)s (%(code)s), kept by %(company)s.") % {
        "customer": who["name"], "code": who["code"], "company": told["company"],
    }  # fmt: skip
    at = datetime.fromisoformat(told["exported_at"]).astimezone(zone).isoformat(" ", "minutes")
    yield _("Made on %(at)s by %(who)s.") % {"at": at, "who": told["exported_by_name"] or "–"}
    yield ""
    yield _("timeline.pdf, timeline.csv: all that happened, when, by whom and why.")
    if "statement.pdf" in bundle.sums:
        yield _("statement.pdf: what is open on the day of this export.")
    yield _(
        "messages/: each message word for word with its papers, and what proves that it was taken or delivered. "
        "“state: sent” left; “state: kept” never left this house; “state: in_doubt” may have left."
    )
    yield _("replies/: each mail of theirs as it came (.eml).")
    if is_of_group:
        yield _(
            "The head of the group receives for several accounts: its messages, and what it answered about this one, "
            "stand here word for word and may name the others; the papers of the others do not."
        )
    yield _("disputes/, payment_notices/, invoices/: discussions with their files, proofs of transfers, copies.")
    yield ""
    yield _(
        "To check: sha256sum -c SHA256SUMS. manifest.json names each file with its SHA-256 and the head of the chain "
        "of events; the export itself is an event of that chain, with the SHA-256 of manifest.json."
    )


def _cells(step: timeline.Step, zone: ZoneInfo) -> list[str]:
    """A step as a line of the CSV: its instant, or its day where the book tells no hour."""
    here = _here(step.at, zone)
    when = here.date().isoformat() if step.is_of_day else here.isoformat(timespec="seconds")
    return [when, str(KINDS[step.kind]), step.words, step.detail, step.by, step.more.replace("\r", "")]


def _steps(matter: Matter, at: datetime, language: str) -> Iterator[timeline.Step]:
    """The timeline, without what we said among ourselves; of a dispute: its own steps, and those of the messages and
    replies exported with it."""
    internal = set(Message.objects.filter(customer=matter.customer, level__in=INTERNAL).values_list("pk", flat=True))
    told = timeline.everything(matter.customer, business_date(matter.customer.company, at), language)
    steps = (step for step in told if step.about != "message" or step.key not in internal)
    if matter.dispute is None:
        yield from steps
        return
    mine = {("dispute", matter.dispute.pk)}
    mine |= {("message", key) for key in matter.messages.values_list("pk", flat=True)}
    mine |= {("reply", key) for key in matter.replies.values_list("pk", flat=True)}
    yield from (step for step in steps if (step.about, step.key) in mine)


def _paper(
    matter: Matter, steps: list[timeline.Step], told: dict[str, Any], at: datetime, zone: ZoneInfo, language: str
) -> timelines.Timeline:
    lines = [
        timelines.Line(
            day(_here(s.at, zone), language) + ("" if s.is_of_day else f" {_here(s.at, zone):%H:%M}"),
            s.words,
            s.detail,
            s.by,
        )
        for s in steps
    ]
    here, head = _here(at, zone), told["chain_head"]
    chained = _("Audit chain: event %(seq)s, SHA-256 %(hash)s. Every file of this export is listed with its SHA-256.")
    return timelines.Timeline(
        language,
        _("Timeline"),
        matter.customer.company.name,
        f"{matter.customer.name} ({matter.customer.code})",
        _("Read on %(day)s at %(time)s") % {"day": day(here, language), "time": f"{here:%H:%M}"},
        chained % {"seq": head["seq"], "hash": head["sha256"] or "–"},
        (_("When"), _("What"), _("By whom")),
        (_("Page"), pgettext("page 1 of 2", "of")),
        lines,
        here.date(),
    )


def _here(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone)


HEAD = (
    "sender",
    "recipient",
    "cc",
    "reply_to",
    "subject",
    "channel",
    "level",
    "state",
    "reason",
    "receipt",
    "message_id",
    "sha256",
)


def _write_message(bundle: Bundle, message: Message, customer: Customer) -> None:
    """A message as it left: its head and words, its HTML, its papers, what proves it; of a member's the name under
    which its head's one e-mail left, and what proves that."""
    whole = message.carrier or message
    folder = f"messages/{message.left_on or message.as_of:%Y%m%d}-{message.channel}-{message.pk}"
    head = [f"{name}: {value}" for name in HEAD if (value := getattr(message, name))]
    head += [f"left_in: {whole.message_id}"] if whole is not message else []
    head += [f"answers: {name}" for name in personal_messages.thread_of(message)]
    head += [f"{name}: {value.isoformat()}" for name in ("composed_at", "left_at") if (value := getattr(message, name))]
    bundle.add(f"{folder}/message.txt", "\n".join([*head, "", message.body]).encode())
    if message.html:
        bundle.add(f"{folder}/message.html", message.html.encode())
    for paper in correspondence.papers_as_left(message):
        if message.carrier_id is None and paper.customer_id != customer.pk:
            continue  # another member's own copies
        bundle.add(f"{folder}/{paper.pk}-{safe(paper.name)}", bytes(paper.content))
    for proof in whole.proofs.order_by("pk"):
        facts = {name: getattr(proof, name) for name in ("kind", "reference", "detail", "name", "sha256")}
        told = json.dumps(facts | {"on": proof.on.isoformat(), "at": proof.at.isoformat()}, ensure_ascii=False)
        bundle.add(f"{folder}/proofs/{proof.pk}-{proof.kind}.json", told.encode())
        if proof.content:
            bundle.add(f"{folder}/proofs/{proof.pk}-{safe(proof.name or proof.kind)}", bytes(proof.content))


def _write_disputes(bundle: Bundle, matter: Matter, zone: ZoneInfo, language: str) -> None:
    """What each dispute contests and why, its discussion, with its files."""
    asked = Q(pk=matter.dispute.pk) if matter.dispute else Q()
    for dispute in Dispute.objects.filter(asked, customer=matter.customer).order_by("pk"):
        said = []
        for remark in matter.remarks.filter(dispute=dispute).order_by("pk"):
            name = f"{remark.pk}-{safe(remark.name)}" if remark.content else ""
            said.append(
                "\n".join(filter(None, [f"{_here(remark.at, zone):%Y-%m-%d %H:%M} {remark.author}", remark.text, name]))
            )
            if name:
                bundle.add(f"disputes/{dispute.pk}/{name}", bytes(remark.content))
        about = ", ".join(contested(item, language) for item in dispute.items.select_related("entry").order_by("pk"))
        head = (f"{dispute.opened_on}", REASONS[dispute.reason][language], about, dispute.note)
        told = [" · ".join(filter(None, head)), *said]
        bundle.add(f"disputes/{dispute.pk}/discussion.txt", "\n\n".join(told).encode())


def contested(item: DisputeItem, language: str) -> str:
    """The document contested, with the amount where it is a part."""
    document, cents = item.entry.document, item.contested_cents
    return document if cents is None else f"{document} ({with_currency(cents, item.entry.currency, language)})"


def safe(name: str) -> str:
    """A name that is one file in one folder, whatever system opens the archive."""
    kept = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable() and c not in FORBIDDEN)
    return kept.strip(" .")[-100:] or "file"
