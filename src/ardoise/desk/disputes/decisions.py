"""Who answers, at which stage it stands, what is said, how it ends."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ardoise.actions import disputes as actions
from ardoise.actions import links, replies
from ardoise.actions.restraints import Noted
from ardoise.desk.disputes.by_mail import came
from ardoise.desk.disputes.forms import AnswerForm, OutcomeForm, Plain, RemarkForm, ResolverForm, StageForm
from ardoise.desk.disputes.views import find, page
from ardoise.desk.disputes.words import NO_ISSUER, NO_MAIL
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text
from ardoise.records.models import Dispute, Finding


@needs("restrain")
@require_POST
def assign(request: Request, dispute_id: int) -> HttpResponse:
    """Somebody is to answer, and is written to; where no mail can leave, the link is shown, this once."""
    shown = find(request, dispute_id)
    form = ResolverForm(request.POST, company=request.company, prefix="resolver")
    if not form.is_valid():
        return page(request, shown, resolver_form=form)
    given = form.cleaned_data
    resolver, language = given["person"] or given["email"], given["language"]
    asked: list[actions.Asked] = []

    def ask() -> None:
        if given["is_by_hand"]:
            asked.append(actions.Asked(actions.assign(shown, resolver, request.user, clock.now()), None, "by_hand"))
        else:
            asked.append(actions.ask(shown, resolver, language, request.user, clock.now()))

    if not kept(form, ask):
        return page(request, shown, resolver_form=form)
    if given["email"] and asked[0].obstacle:
        return by_hand(request, dispute_id, given["email"], language, asked[0].obstacle)
    return after(request, shown, said_of(asked[0]))


def said_of(asked: actions.Asked) -> str:
    """What came of asking, in a sentence."""
    if asked.message is None:
        why = str(NO_MAIL.get(asked.obstacle, ""))
        return " ".join(filter(None, (_("Asked: the dispute waits for this colleague."), why)))
    if not asked.is_new:
        return _("They were written to already: the discussion says what became of it.")
    return _("Asked: a mail to %(email)s is on its way.") % {"email": asked.message.recipient}


def by_hand(request: Request, dispute_id: int, email: str, language: str, why: str) -> HttpResponse:
    """No mail leaves from here: the link is shown, this once, and a mail of one's own prepared."""
    asked = find(request, dispute_id)
    token = links.to_resolve(asked, email, request.user, clock.now())
    address = links.public(reverse("link", args=[token])) or request.build_absolute_uri(reverse("link", args=[token]))
    told = {"link": address, "link_for": email, "no_mail": NO_MAIL.get(why, "")}
    return page(
        request,
        asked,
        mail=actions.mail_to(asked, email, address, language, request.user, clock.today(request.company)),
        **told,
    )


@needs("restrain")
@require_POST
def move(request: Request, dispute_id: int) -> HttpResponse:
    """Another stage."""
    shown, form = find(request, dispute_id), StageForm(request.POST, prefix="stage")
    moved: list[Dispute] = []
    is_kept = form.is_valid() and kept(
        form, lambda: moved.append(actions.move(shown, form.cleaned_data["stage"], request.user, clock.now()))
    )
    if not is_kept:
        return page(request, shown, stage_form=form)
    issue = actions.issue_of(moved[0], clock.today(request.company)) if moved[0].stage != shown.stage else None
    words = _("Moved.")
    if issue and issue.is_asked:
        words = _("Moved: %(email)s is asked for the credit note by mail.") % {"email": issue.mailbox}
    return after(request, shown, words)


@needs("restrain")
@require_POST
def ask_for_credit_note(request: Request, dispute_id: int) -> HttpResponse:
    """Whoever issues credit notes is written to, where they were not, or not reached."""
    asked = actions.ask_for_credit_note(find(request, dispute_id), request.user, clock.now())
    if asked.message is None:
        return after(request, asked.dispute, str(NO_ISSUER.get(asked.obstacle, _("Nothing is to be asked any more."))))
    if not asked.is_new:
        return after(request, asked.dispute, _("They were written to already: the discussion says what became of it."))
    words = _("Asked: a mail to %(email)s is on its way.") % {"email": asked.message.recipient}
    return after(request, asked.dispute, words)


def after(request: Request, shown: Dispute, words: str) -> HttpResponse:
    """What came of it, beside the list or on the page of the dispute."""
    if request.htmx:
        return afresh(request, shown, words)
    messages.success(request, words)
    return redirect("dispute", shown.pk)


@needs("see")
@require_POST
def remark(request: Request, dispute_id: int) -> HttpResponse:
    """A word, with a file or without, of whoever restrains or is asked to answer."""
    shown, form = find(request, dispute_id), RemarkForm(request.POST, request.FILES, prefix="remark")

    def say() -> object:
        given = form.cleaned_data["file"]
        content, name = (given.read(actions.FILE_MAX + 1), given.name) if given else (b"", "")
        return actions.remark(shown, form.cleaned_data["text"], request.user, clock.now(), name=name, content=content)

    is_kept = form.is_valid() and kept(form, say)
    return redirect("dispute", shown.pk) if is_kept else page(request, shown, remark_form=form)


@needs("restrain")
@require_POST
def decide_answer(request: Request, dispute_id: int, answer_id: int) -> HttpResponse:
    """What came by mail goes into the discussion, or is left out."""
    shown = find(request, dispute_id)
    mails = {one.pk for some in replies.waiting([shown]).values() for one in some}
    finding: Finding = get_object_or_404(Finding.objects.select_related("reply__answers", "company"), pk=answer_id)
    if finding.reply_id not in mails:
        return told_twice(request, shown, finding)
    if request.POST.get("decision") == "reject":
        replies.reject(finding, request.user, clock.now())
        return after_mail(request, shown, finding, _("Left out: nothing was changed."))
    form = AnswerForm(request.POST, dispute=shown, finding=finding)
    given = form.cleaned_data.get("verdict", "") if form.is_valid() else ""
    if form.is_valid() and kept(form, lambda: replies.accept_answer(finding, given, request.user, clock.now())):
        return after_mail(request, shown, finding, _("It stands in the discussion."))
    return page(request, shown, by_mail=came(shown, [finding.reply], {finding.pk: form}))


def told_twice(request: Request, shown: Dispute, finding: Finding) -> HttpResponse:
    """Somebody has decided it meanwhile; of another dispute: it does not exist."""
    about = replies.dispute_of(finding.reply)
    if about != shown:
        raise Http404
    return after_mail(request, shown, finding, _("Somebody was faster: this was decided already."))


def after_mail(request: Request, shown: Dispute, finding: Finding, words: str) -> HttpResponse:
    """The inbox goes on to its next line; else the dispute is shown again."""
    if request.htmx and (request.htmx.current_url_abs_path or "").startswith(reverse("replies")):
        return rows.done(f"reply-{finding.reply_id}", words)
    if request.htmx:
        return afresh(request, shown, words)
    messages.success(request, words)
    return redirect("dispute", shown.pk)


@needs("restrain")
@require_POST
def settle(request: Request, dispute_id: int) -> HttpResponse:
    """The end of it; reminders go on after the days of grace."""
    shown, form = find(request, dispute_id), OutcomeForm(request.POST, prefix="outcome")

    def end() -> object:
        given = form.cleaned_data
        noted = Noted(given["note"], clock.today(request.company), request.user, clock.now())
        return actions.settle(shown, given["outcome"], noted, given["granted"])

    if not (form.is_valid() and kept(form, end)):
        return page(request, shown, outcome_form=form)
    words = _("Settled: its items go back to their rung once the days of grace are over.")
    if form.cleaned_data["outcome"] == "credit_note":
        words = credited(find(request, dispute_id))
    if form.cleaned_data["granted"]:
        words = _("Settled: what is granted waits for its credit note, the rest for the days of grace.")
    if request.htmx:
        return afresh(request, shown, words)
    messages.success(request, words)
    return redirect("disputes")


def credited(ended: Dispute) -> str:
    """What follows from a credit note: nothing is claimed of it where it is here, and how long it is waited for."""
    if ended.grace_until_on is None:
        return _("Settled: the credit note is deducted, and reminders go on with what is left.")
    day = day_text(ended.grace_until_on)
    return _("Settled. Without a credit note that covers it, it is claimed again after %(day)s.") % {"day": day}


def afresh(request: Request, shown: Dispute, words: str) -> HttpResponse:
    """The board behind the drawer has changed: it is shown again; My day goes on to its next line."""
    if (request.htmx.current_url_abs_path or "").startswith(reverse("work")):
        return rows.done(f"dispute-{shown.pk}", words)
    messages.success(request, words)
    return HttpResponse(headers={"HX-Refresh": "true"})


def kept(form: Plain, act: Callable[[], object]) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    with refusals_on(form):
        act()
        return True
    return False
