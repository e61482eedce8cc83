"""What whoever is to answer said by mail, as a card beside the dispute and in the inbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr

from ardoise.actions.disputes import RESOLVER_LEVELS, mailbox_of
from ardoise.actions.replies.colleagues import files
from ardoise.desk.disputes.forms import AnswerForm
from ardoise.records.models import Dispute, Finding, Reply


@dataclass(frozen=True)
class Came:
    """A mail about a dispute: who wrote it, what of it would go into the discussion, and what may be decided."""

    reply: Reply
    finding: Finding
    form: AnswerForm
    names: list[str]  # of the files that would go with the words
    is_other: bool  # somebody else than was asked wrote it
    is_replaced: bool  # somebody else is asked by now
    is_machine: bool  # nobody wrote it

    @property
    def is_bounce(self) -> bool:
        """Nothing of it is anybody's words."""
        return self.finding.situation == "bounce"


def came(dispute: Dispute, mails: Iterable[Reply], wrong: dict[int, AnswerForm] | None = None) -> list[Came]:
    """A card for each of these mails; `wrong` are the forms, by finding, that a person must look at again."""
    return [
        Came(
            reply, finding, (wrong or {}).get(finding.pk) or AnswerForm(dispute=dispute, finding=finding),
            [] if finding.situation == "bounce" else [one.name for one in files(reply)],
            parseaddr(reply.sender)[1].lower() != asked(reply), is_replaced(dispute, reply),
            finding.situation in ("out_of_office", "bounce"),
        )
        for reply in mails
        for finding in reply.findings.all()
    ]  # fmt: skip


def is_replaced(dispute: Dispute, reply: Reply) -> bool:
    """Is somebody else to answer by now? Whoever issues credit notes is asked for nothing but one."""
    is_issuers = reply.answers is not None and reply.answers.level not in RESOLVER_LEVELS
    return not is_issuers and mailbox_of(dispute).lower() != asked(reply)


def asked(reply: Reply) -> str:
    """The mailbox that was asked."""
    return reply.answers.recipient.lower() if reply.answers else ""
