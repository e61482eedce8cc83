"""Disputes of the day: those one is asked to answer, those that were answered, those nobody has answered in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from email.utils import parseaddr

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ardoise.actions import disputes, links, replies, worklist
from ardoise.actions.handovers import Workload
from ardoise.desk.frame.asked import once
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text, language
from ardoise.desk.work.job import EACH_MAX, Job
from ardoise.domain.disputes import REASONS, STAGES
from ardoise.domain.worklist import priority
from ardoise.records.models import Dispute, Entry, Message, Reply


@once
def hands(request: Request, today: date) -> list[int]:
    """The people whose work this person does today."""
    return worklist.hands(request.user, request.company, today)


def contested(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """One line per dispute, for the first of these that holds; what waits for a resolver is that person's own."""
    people, mine = hands(request, today), whose.of("dispute")
    standing = disputes.visible(request.user, request.company).filter(ended_at=None)
    standing = standing.select_related("customer__collector", "resolver")
    standing = standing.order_by("deadline_on", "pk")
    given = disputes.credit_notes(standing.filter(mine).select_related("continues", "entry"))
    lost = disputes.unreached(standing.filter(mine))
    unheard = {key for key, message in lost.items() if message.state != "in_doubt"}  # a line of its own
    unheard |= disputes.untold(standing.filter(mine, stage="waiting_resolver"))
    gone = links.departed(standing.filter(mine, stage="waiting_resolver"))
    by_mail = replies.waiting(standing.filter(mine))
    wrote = {key: own for key, mails in by_mail.items() if (own := [mail for mail in mails if is_answer(mail)])}
    answered = disputes.answered(standing.filter(mine)).exclude(resolver=request.user)
    told: Sequence[tuple[str, str, QuerySet[Dispute], Callable[[Dispute], str]]] = (
        ("dispute_to_answer", "tasks", standing.filter(stage="waiting_resolver", resolver__in=people), to_answer),
        ("dispute_answered", "replies", standing.filter(pk__in=wrote), lambda one: by_mail_of(wrote[one.pk])),
        ("credit_note_here", "tasks", standing.filter(pk__in=given), lambda one: is_here(given[one.pk])),
        ("unreached_resolver", "alerts", standing.filter(pk__in=gone), works_elsewhere),
        ("unreached_resolver", "alerts", standing.filter(pk__in=unheard), lambda one: unread(one, lost)),
        ("unreached_resolver", "replies", standing.filter(pk__in=by_mail), lambda one: unanswered(by_mail[one.pk])),
        ("dispute_answered", "replies", answered, answer_of),
        ("late_dispute", "alerts", standing.filter(mine, deadline_on__lt=today), in_time),
    )
    said: set[int] = set()
    for kind, tab, found, words in told:
        for one in found[:EACH_MAX]:
            if one.pk not in said:
                said.add(one.pk)
                yield line(one, kind, tab, words(one), today)


def line(dispute: Dispute, kind: str, tab: str, words: str, today: date) -> Job:
    """A dispute as a line of the day; each day past its deadline makes it more pressing."""
    waited = (today - dispute.deadline_on).days if dispute.deadline_on else 0
    chips = ((words, "good" if kind == "dispute_answered" else "warn", "scales"),)
    return Job(
        kind, tab, f"dispute-{dispute.pk}", dispute.customer, None, priority(kind, None, waited),
        reverse("dispute", args=[dispute.pk]), True, chips, dispute.deadline_on,
    )  # fmt: skip


def to_answer(dispute: Dispute) -> str:
    """That an answer is waited for, and what about."""
    return _("your answer is waited for: %(reason)s") % {"reason": REASONS[dispute.reason][language()]}


def answer_of(dispute: Dispute) -> str:
    """Who has answered."""
    return _("%(who)s has answered the dispute") % {"who": disputes.resolver_name(dispute)}


def is_answer(mail: Reply) -> bool:
    """Are these somebody's words, and no machine's?"""
    return any(finding.situation == replies.ANSWER for finding in mail.findings.all())


def by_mail_of(mails: Sequence[Reply]) -> str:
    """Who has answered by mail, the last of them."""
    return _("%(who)s has answered about the dispute by mail") % {"who": writer(mails[-1])}


def unanswered(mails: Sequence[Reply]) -> str:
    """Who is away, or that the question came back."""
    away = [m for m in mails if any(finding.situation == "out_of_office" for finding in m.findings.all())]
    if away:
        return _("%(who)s is away: the dispute waits") % {"who": writer(away[-1])}
    return _("the mail about the dispute came back")


def writer(mail: Reply) -> str:
    """Whom a mail is from: the name, else the address."""
    name, address = parseaddr(mail.sender)
    return name or address or mail.sender


def unread(dispute: Dispute, lost: Mapping[int, Message]) -> str:
    """Whom the mail did not reach; one that may have left is a line of its own."""
    if dispute.stage == "credit_note_to_issue":
        return _("%(who)s was not reached about the credit note") % {"who": lost[dispute.pk].recipient}
    return _("%(who)s was not reached about the dispute") % {"who": disputes.resolver_name(dispute)}


def works_elsewhere(dispute: Dispute) -> str:
    """Who is waited for and will not answer any more."""
    told = {"who": disputes.resolver_name(dispute)}
    return _("%(who)s works here no more: ask somebody else about the dispute") % told


def is_here(notes: Sequence[Entry]) -> str:
    """The credit note that was waited for."""
    return _("credit note %(number)s is here: the dispute may end") % {"number": notes[-1].document or notes[-1].label}


def in_time(dispute: Dispute) -> str:
    """Until when it should have been answered; of one that was, or waits for the customer, where it stands."""
    if dispute.stage in ("new", "waiting_resolver"):
        return _("dispute to answer by %(day)s") % {"day": day_text(dispute.deadline_on)}
    told = {"stage": STAGES[dispute.stage][language()], "day": day_text(dispute.deadline_on)}
    return _("dispute late since %(day)s: %(stage)s") % told
