"""The inbox: replies by state, and one of them beside what was read in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ardoise.actions import ledger, personal_messages, rights
from ardoise.actions.replies import ABOUT_ITEMS, WISHES, dispute_of, members_told, offered, others, shares
from ardoise.desk.disputes.by_mail import came
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.replies import advices
from ardoise.desk.replies.excerpts import marked
from ardoise.desk.replies.forms import FactsForm, Owing, form_of
from ardoise.desk.today import errands, lists
from ardoise.records.models import Customer, Finding, Mailbox, Question, Reply

STATES = ("new", "to_attach", "done")
MATCHES = 8
ITEMS_OFFERED = 8


@needs("see")
@require_GET
def replies(request: Request) -> HttpResponse:
    """What came, newest first; what nobody has looked at unless the address says otherwise."""
    seen, state = visible(request), chosen_state(request)
    counts = lists.tallies(seen, "state")
    read = Prefetch("findings", Finding.objects.defer("facts"))  # an advice's may hold thousands of lines
    listed = searched(seen.filter(state=state), request).prefetch_related(read)
    context = {
        "states": [(s, counts.get(s, 0)) for s in STATES],
        "state": state,
        "page": lists.page_by_identity(without_words(listed).order_by("-id"), request.GET.get("after", "")),
        "q": request.GET.get("q", ""),
        "mailbox": Mailbox.objects.filter(company=request.company).first(),
        "may_configure": rights.role_may(request.role, "configure"),
        "may_correspond": rights.role_may(request.role, "correspond"),
    }
    return render(request, "replies/replies.html", context | errands.shown(request))


def without_words(rows: QuerySet[Reply]) -> QuerySet[Reply]:
    """With whose they are, and whom a colleague writes about; without what nobody reads in a list."""
    return rows.select_related("customer", "answers__customer").defer("raw", "answers__body", "answers__html")


def chosen_state(request: Request) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in STATES else "new"


def searched(rows: QuerySet[Reply], request: Request) -> QuerySet[Reply]:
    """Those in which every word that was typed is found: customer, sender, subject or text."""
    for word in request.GET.get("q", "").split():
        named = Q(customer__name__alike=word) | Q(customer__code__icontains=word)
        rows = rows.filter(named | Q(sender__icontains=word) | Q(subject__alike=word) | Q(text__alike=word))
    return rows


def visible(request: Request) -> QuerySet[Reply]:
    """The replies this person may see: a salesperson, those of their customers."""
    return lists.visible(Reply.objects.all(), request)


def find(request: Request, reply_id: int, *but: str) -> Reply:
    """A reply this person may see, be it that the head of a group wrote it about one of their customers; any other
    does not exist. `but`: columns that are not read."""
    asked = Reply.objects.filter(pk=reply_id).select_related("customer", "company", "answers").defer(*but)
    found: Reply = get_object_or_404(asked)
    if not visible(request).filter(pk=reply_id).exists():
        about = members_told([found]).get(found.pk, set())
        if not rights.customers(request.user, request.company).filter(pk__in=about).exists():
            raise Http404
    return found


@needs("see")
@require_GET
def reply(request: Request, reply_id: int) -> HttpResponse:
    """One reply: their words, the excerpts that count marked, and a card for each situation found."""
    return panel(request, find(request, reply_id, "raw"))


def panel(request: Request, shown: Reply, wrong: Mapping[int, FactsForm] | None = None) -> HttpResponse:
    """The open reply; `wrong` are the forms, by finding, that a person must look at again."""
    about = dispute_of(shown)
    found = [] if about else list(shown.findings.order_by("-confidence", "pk"))
    today = clock.today(request.company)
    due = owed(shown, found, today)
    context = {
        "reply": shown,
        "pieces": marked(shown.text, [finding for finding in found if finding.situation != "advice"]),
        "cards": [card(finding, wrong or {}, due) | {"advice": advices.told(finding, today)} for finding in found],
        "dispute": about,
        "by_mail": came(about, [shown]) if about else [],
        "matches": matches(request) if shown.customer is None and not about else [],
        "others": others(shown) if len(due) < 2 else [],
        "find": request.GET.get("find", ""),
        "question": question_of(shown) if rights.role_may(request.role, "see_all") else None,
        "written": personal_messages.written_to([shown]).get(shown.pk, []),
        "row": f"reply-{shown.pk}",
        "may_send": rights.role_may(request.role, "send"),
        "may_restrain": rights.role_may(request.role, "restrain"),
        "may_correspond": rights.role_may(request.role, "correspond"),
    }
    return render(request, "replies/panel.html" if request.htmx else "replies/reply.html", context)


def question_of(shown: Reply) -> Question | None:
    """What was asked about a receipt, and this mail answers."""
    asked = Question.objects.filter(message=shown.answers_id) if shown.answers_id else Question.objects.none()
    return asked.select_related("movement").first()


def card(finding: Finding, wrong: Mapping[int, FactsForm], owed: list[Owing]) -> dict[str, object]:
    """A finding with the form in which its facts can be corrected."""
    form = wrong.get(finding.pk) or form_of(finding, owed=owed)
    for name in list(form.fields)[:1]:
        form.fields[name].widget.attrs["data-key"] = "m"  # the hand goes to what may be corrected
    return {"finding": finding, "form": form, "whose": names_of(finding)}


def names_of(finding: Finding) -> str:
    """Of whom it was accepted, or what is asked for would be noted, where several may be meant."""
    codes = finding.facts.get("customers", [])
    if not finding.decision and finding.situation in WISHES and finding.reply.answers_id:
        told = [customer for customer, _own in shares(finding, finding.facts, clock.today(finding.reply.company))]
        codes = [customer.code for customer in told] if told != [finding.reply.customer] else []
    named = Customer.objects.filter(company=finding.company_id, code__in=codes) if codes else Customer.objects.none()
    return ", ".join(named.order_by("code").values_list("name", flat=True))


def owed(shown: Reply, found: list[Finding], today: date) -> list[Owing]:
    """What each account owes that the reply may be about, oldest first: the items named, and the most late of the
    others. Of a message to the head of a group: the accounts it told, and the head's own where it owes anything."""
    about_some = [finding for finding in found if finding.situation in ABOUT_ITEMS and not finding.decision]
    if shown.customer is None or not about_some:
        return []
    named = {number for finding in about_some for number in finding.facts.get("documents", [])}
    told = offered(shown)
    rows = ledger.items(shown.company, today, [customer.pk for customer in told]).sort(
        "due_on", "entry", nulls_last=True
    )
    found_of = {customer.code: Owing(customer, {}, 0) for customer in told}
    for (code,), some in rows.partition_by("customer", as_dict=True, maintain_order=True).items():
        all_owed = {number: cents for number, cents in some.select("document", "open_cents").iter_rows() if cents > 0}
        first = [number for number in all_owed if number][:ITEMS_OFFERED]
        items = {number: cents for number, cents in all_owed.items() if number and (number in named or number in first)}
        overdue = some.filter(some["due_on"] <= today)["open_cents"].sum()
        found_of[code] = Owing(found_of[code].customer, items, max(0, int(overdue)))
    owing = list(found_of.values())
    return [one for one in owing if one.items or one.customer != shown.customer] or owing[:1]


def matches(request: Request) -> list[Customer]:
    """The customers whose name or code holds every word looked for."""
    words = request.GET.get("find", "").split()
    found = rights.customers(request.user, request.company)
    for word in words:
        found = found.filter(Q(name__alike=word) | Q(code__icontains=word) | Q(contacts__email__icontains=word))
    return list(found.distinct().order_by("name", "pk")[:MATCHES]) if words else []


@needs("see")
@require_GET
def raw(request: Request, reply_id: int) -> HttpResponse:
    """The mail itself, to be kept or opened in a mail program; never shown here as what it says it is."""
    shown = find(request, reply_id)
    head = {"Content-Disposition": f'attachment; filename="mail-{shown.pk}.eml"'}
    return HttpResponse(bytes(shown.raw), content_type="message/rfc822", headers=head)
