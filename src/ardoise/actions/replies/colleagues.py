"""What whoever is to answer a dispute says by mail: shown beside it, put into its discussion once a person accepts it.

It is tied to the mail that asked them and to no customer, so that it is nothing the customer said, on any page or in
any evidence. Nothing of it is applied by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from ardoise.actions import disputes, events, rights
from ardoise.actions.disputes.discussion import TEXT_MAX, check_file
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies.deciding import decide, settle
from ardoise.domain import replies
from ardoise.domain.disputes import VERDICTS
from ardoise.formats.mails import Attached, Mail, attached
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Dispute, Finding, Link, Message, Reply, User
from ardoise.records.replies import RAW_MAX

ANSWER = "resolver_answer"
"""The situation of a mail in which whoever is to answer does."""
ABOUT_THEM = ("out_of_office", "bounce")
"""What a machine says of them in their place."""


def is_theirs(message: Message | None) -> bool:
    """Did it go to a colleague? Then what answers it is a colleague's."""
    return message is not None and message.level in INTERNAL


def findings(mail: Mail, text: str, found: Iterable[replies.Finding]) -> list[replies.Finding]:
    """What is proposed of such a mail: that they are away, that it came back, else that these are their words."""
    machines = [finding for finding in found if finding.situation in ABOUT_THEM]
    if machines or mail.bounce:
        return machines
    if mail.is_automatic:
        return [replies.Finding("out_of_office", text[:500], 0, 1.0, {})]
    return [replies.Finding(ANSWER, text[:500], 0, 1.0, {})]


def waiting(asked: Iterable[Dispute]) -> dict[int, list[Reply]]:
    """What came by mail about these disputes and nobody has decided, by the key of the dispute, the oldest first."""
    links = Link.objects.filter(dispute__in=[one.pk for one in asked], message__level__in=INTERNAL)
    by_message = dict(links.values_list("message_id", "dispute_id"))
    came = Reply.objects.filter(answers__in=by_message, customer=None).exclude(state="done")
    found: dict[int, list[Reply]] = {}
    for reply in came.defer("raw").prefetch_related("findings").order_by("pk"):
        if reply.answers_id:
            found.setdefault(by_message[reply.answers_id], []).append(reply)
    return found


def dispute_of(reply: Reply) -> Dispute | None:
    """The dispute that a mail of a colleague's is about; None of any other mail."""
    return disputes.spoken_of(reply.answers) if reply.answers and reply.customer_id is None else None


def accept(finding: Finding, verdict: str, by: User | None, at: datetime) -> bool:
    """Their words and files in the discussion, under their name; and the stage at which their verdict leaves the
    dispute, "" where they gave none. False: it had been decided."""
    reply = finding.reply
    rights.require(by, "restrain", reply.company)
    dispute = dispute_of(reply)
    if dispute is None or finding.situation == "bounce" or (verdict and verdict not in VERDICTS):
        raise Unfit(_("This mail answers no dispute."))
    with events.act(reply.company):
        if not decide(finding, "accepted", {**finding.facts, "verdict": verdict}, by, at):
            return False
        taken = list(files(reply))
        first = taken[0] if taken else None
        said = reply.text if len(reply.text) <= TEXT_MAX else f"{reply.text[: TEXT_MAX - 4]} […]"
        name, content = (first.name, first.content) if first else ("", b"")
        disputes.remark(dispute, said, by, at, reply.sender, name, content)
        for one in taken[1:]:
            disputes.remark(dispute, "", by, at, reply.sender, one.name, one.content)
        if verdict:
            disputes.move(dispute, VERDICTS[verdict], by, at)
        settle(reply, by, at)
    return True


def files(reply: Reply) -> Iterator[Attached]:
    """The files of the mail that the discussion takes; the mail itself keeps the others, and those of one so large that
    its end was not kept."""
    raw = bytes(reply.raw)
    if len(raw) >= RAW_MAX:
        return
    for one in attached(raw, with_pictures=True):
        try:
            if one.content and check_file(one.content):
                yield one
        except Unfit:
            continue
