"""Who answers, at which stage it stands, what is said, how it ends."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from ardoise.actions import disputes as actions
from ardoise.actions import links
from ardoise.actions.restraints import Unfit
from ardoise.desk.disputes.forms import OutcomeForm, Plain, RemarkForm, ResolverForm, StageForm
from ardoise.desk.disputes.views import find, page
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.tags import day_text
from ardoise.domain.disputes import REASONS
from ardoise.records.models import Dispute


@needs("restrain")
@require_POST
def assign(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Somebody is to answer; for whoever has no account the link is shown, this once."""
    shown = find(request, dispute_id)
    form = ResolverForm(request.POST, company=request.company, prefix="resolver")
    if not form.is_valid():
        return page(request, shown, resolver_form=form)
    person, email = form.cleaned_data["person"], form.cleaned_data["email"]
    if not kept(form, lambda: actions.assign(shown, person or email, request.user, clock.now())):
        return page(request, shown, resolver_form=form)
    if person:
        if request.htmx:
            return afresh(request, shown, _("Asked: the dispute waits for this colleague."))
        messages.success(request, _("Asked: the dispute waits for this colleague."))
        return redirect("dispute", shown.pk)
    token = links.to_resolve(shown, email, request.user, clock.now())
    address = links.public(reverse("link", args=[token])) or request.build_absolute_uri(reverse("link", args=[token]))
    asked = find(request, dispute_id)
    return page(request, asked, link=address, link_for=email, mail=mail_to(asked, email, address))


def mail_to(asked: Dispute, email: str, address: str) -> str:
    """The mail that brings the link, ready in one's own mail program: it is a word between colleagues, no message of
    the outbox, and the link is told to nobody but its holder."""
    with override(asked.company.language):
        told = {
            "customer": asked.customer.name,
            "reason": REASONS[asked.reason][asked.company.language],
            "company": asked.company.name,
            "day": day_text(asked.deadline_on) if asked.deadline_on else "",
        }
        subject = _("Dispute of %(customer)s: your answer is waited for") % told
        asks = _("%(customer)s contests (%(reason)s). Please look at it and answer here, without an account:") % told
        until = _("Your answer is waited for by %(day)s.") % told if asked.deadline_on else ""
    body = "\r\n\r\n".join(filter(None, (asks, address, until, asked.company.name)))
    return f"mailto:{quote(email)}?subject={quote(subject)}&body={quote(body)}"


@needs("restrain")
@require_POST
def move(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """Another stage."""
    shown, form = find(request, dispute_id), StageForm(request.POST, prefix="stage")
    is_kept = form.is_valid() and kept(
        form, lambda: actions.move(shown, form.cleaned_data["stage"], request.user, clock.now())
    )
    if not is_kept:
        return page(request, shown, stage_form=form)
    return afresh(request, shown, _("Moved.")) if request.htmx else redirect("dispute", shown.pk)


@needs("see")
@require_POST
def remark(request: HttpRequest, dispute_id: int) -> HttpResponse:
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
def settle(request: HttpRequest, dispute_id: int) -> HttpResponse:
    """The end of it; reminders go on after the days of grace."""
    shown, form = find(request, dispute_id), OutcomeForm(request.POST, prefix="outcome")

    def end() -> object:
        given, today = form.cleaned_data, clock.today(request.company)
        told = (given["outcome"], given["note"], today, request.user, clock.now(), given["granted"])
        return actions.settle(shown, *told)

    if not (form.is_valid() and kept(form, end)):
        return page(request, shown, outcome_form=form)
    words = _("Settled: its items go back to their rung once the days of grace are over.")
    if form.cleaned_data["granted"]:
        words = _("Settled: what is granted waits for its credit note, the rest for the days of grace.")
    if request.htmx:
        return afresh(request, shown, words)
    messages.success(request, words)
    return redirect("disputes")


def afresh(request: HttpRequest, shown: Dispute, words: str) -> HttpResponse:
    """The board behind the drawer has changed: it is shown again; My day goes on to its next line."""
    if (request.htmx.current_url_abs_path or "").startswith(reverse("work")):
        return rows.done(f"dispute-{shown.pk}", words)
    messages.success(request, words)
    return HttpResponse(headers={"HX-Refresh": "true"})


def kept(form: Plain, act: Callable[[], object]) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    try:
        act()
    except Unfit as unfit:
        form.add_error(None, str(unfit))
        return False
    return True
