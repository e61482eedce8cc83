"""What the file is, which of its columns is which, and where it goes: said once, before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import companies, imports, rights, work
from ardoise.actions.imports import accounts
from ardoise.actions.imports.receiving import discard
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.imports import drafts
from ardoise.desk.imports.forms import ColumnsForm, OptionsForm, TargetForm
from ardoise.desk.imports.words import ABOUT, FORMATS, KINDS, LIKE
from ardoise.records.models import BankAccount, Company, Import

SOURCES = {"fec": "compta", "open_items": "liste", "contacts": "clients", "bank": "banque", "advices": "avis"}
SAYABLE = {key: words for key, words in KINDS.items() if key in (*drafts.READERS, "advices")}
"""What a table may be said to be."""


@needs("import")
@require_http_methods(["GET", "POST"])
def choose(request: Request, token: str) -> HttpResponse:
    """The file as it was understood; confirmed, it waits for the worker."""
    try:
        place, name = drafts.place_of(request, token)
    except drafts.Gone as gone:
        messages.error(request, str(gone))
        return redirect("imports")
    look = drafts.look(request, place, name, kind=request.GET.get("kind", ""), source=request.POST.get("source", ""))
    if not look.kind:
        return ask(request, place, name, look)
    if not request.POST and look.format in drafts.TABLES.values():
        look = drafts.look(request, place, name, look.kind, look.source or usual_source(look.kind))
    forms = forms_of(request, look)
    are_valid = [form.is_valid() for form in forms.values()]
    if request.method == "POST" and all(are_valid):
        received = bring_in(request, place, name, look, forms)
        if received:
            return redirect("import", received.pk)
    context = {
        "name": name,
        "look": look,
        "size": place.stat().st_size,
        "format": FORMATS.get(look.format, look.format),
        "kind": KINDS[look.kind],
        "kinds": SAYABLE,
        "is_table": look.format in drafts.TABLES.values()
        or (look.kind == "advices" and look.format not in ("", "pdf", "mail")),
        "is_other_firm": is_other_firm(request.company, look),
        **forms,
    }
    return render(request, "imports/choices.html", context)


def ask(request: Request, place: Path, name: str, look: drafts.Look) -> HttpResponse:
    """What is it? Each kind a click, over its first rows; with why it can't be what it was said to be."""
    shown = look if look.header or not look.refusal else drafts.rows_of(request, place)
    sayable = SAYABLE if look.format != "pdf" else {"advices": SAYABLE["advices"]}
    context = {
        "name": name,
        "look": shown,
        "size": place.stat().st_size,
        "format": FORMATS.get(shown.format, shown.format),
        "choices": [(key, words, ABOUT[key]) for key, words in sayable.items()],
        "refusal": look.refusal,
        "like": LIKE.get(look.like, ""),
    }
    return render(request, "imports/asking.html", context)


@needs("import")
@require_POST
def again(request: Request, import_id: int) -> HttpResponse:
    """The file that an import asked about, received again with the answer."""
    asked = get_object_or_404(Import, pk=import_id)
    answer, account = request.POST.get("answer", ""), key_of(request.POST.get("account", ""))
    number = "".join(request.POST.get("number", "").split()).upper()
    if (
        answer == "account" and not account and len(number) >= accounts.DIGITS_MIN
    ):  # a file that names no account of ours
        return received_again(request, asked, {"account": number[:34], "new_account": True})
    choices = asked.problems[0].get("choices", []) if asked.problems else []
    if asked.state != "failed" or answer not in choices:
        return HttpResponseBadRequest()
    if answer != "account":
        return received_again(request, asked, {answer: True})
    if account is None or not BankAccount.objects.filter(company=request.company, pk=account).exists():
        return HttpResponseBadRequest()
    return received_again(request, asked, {"account": account})


def received_again(request: Request, asked: Import, answers: dict[str, Any]) -> HttpResponse:
    """The file of an import that failed, received with what was answered."""
    if asked.state != "failed":
        return HttpResponseBadRequest()
    place, options, by = Path(asked.file_path), asked.options | answers, request.user
    try:
        received = imports.receive(
            request.company, place, asked.kind, asked.source, options, by, clock.now(), asked.file_name
        )
    except imports.Unreceivable as refusal:
        messages.error(request, str(refusal))
        return redirect("import", asked.pk)
    work.enqueue(received)
    return redirect("import", received.pk)


def usual_source(kind: str) -> str:
    """The source of the last file of that kind."""
    last = Import.objects.filter(kind=kind, state="done").order_by("-pk").values_list("source", flat=True).first()
    return last or SOURCES[kind]


def is_other_firm(company: Company, look: drafts.Look) -> bool:
    """Is it the ledger of another firm than the company it was dropped on? Not what an account of ours tells,
    nor what a customer says he pays."""
    if look.kind == "advices" or any(is_known(company, account) for account in look.accounts):
        return False
    return company.is_demo or bool(look.siren and company.siren and look.siren != company.siren)


def is_known(company: Company, account: str) -> bool:
    """Is it an account of the company?"""
    ours = BankAccount.objects.filter(company=company, closed_at=None)
    return accounts.same(account, company.iban) or accounts.find(ours, account) is not None


def forms_of(request: Request, look: drafts.Look) -> dict[str, Any]:
    """The forms of the page, filled with what was guessed."""
    first = {"source": look.source or usual_source(look.kind), "as_of": clock.today(request.company)}
    posted = request.POST if request.method == "POST" else None
    forms: dict[str, Any] = {"options": OptionsForm(posted, initial=first, kind=look.kind, is_first=is_first(request))}
    if look.asks_columns or (look.format in drafts.TABLES.values() and look.kind in drafts.READERS):
        forms["columns"] = ColumnsForm(posted, look=look, prefix="column")
    if look.kind != "advices" and (look.kind != "contacts" or request.company.is_demo):
        may_open = rights.role_may(request.role, "configure")
        guessed = {"into": "new" if may_open and is_other_firm(request.company, look) else "here", "siren": look.siren}
        forms["target"] = TargetForm(posted, initial=guessed, company=request.company, may_open=may_open)
    return forms


def is_first(request: Request) -> bool:
    """Is it the first ledger of the company it goes to? A company opened for it holds none."""
    held = Import.objects.filter(company=request.company, kind__in=("fec", "open_items"), state="done")
    return request.POST.get("into") == "new" or not held.exists()


def bring_in(request: Request, place: Path, name: str, look: drafts.Look, forms: dict[str, Any]) -> Import | None:
    """Receive the file into the company chosen, and ask the worker for it."""
    at, options = clock.now(), forms["options"].chosen()
    if "columns" in forms:
        options["columns"] = forms["columns"].chosen()
    try:
        company = company_of(request, forms.get("target"))
        source = forms["options"].cleaned_data.get("source") or SOURCES[look.kind]
        received = imports.receive(company, place, look.kind, source, options, request.user, at, file_name=name)
    except (Unfit, imports.Unreceivable) as refusal:
        forms["options"].add_error(None, str(refusal))
        return None
    work.enqueue(received)
    discard(place)
    return received


def company_of(request: Request, target: TargetForm | None) -> Company:
    """The company chosen; a new one is opened, and the session goes on in it."""
    if target is None or target.cleaned_data["into"] != "new":
        return request.company
    rights.require(request.user, "configure", request.company)  # the same right as at the door of the settings
    language = request.user.language
    opened = companies.create(
        target.cleaned_data["name"],
        request.user,
        clock.now(),
        siren=target.cleaned_data["siren"],
        language=language,
        terms="30 jours" if language == "fr" else "30 days",
    )
    request.session["company_id"] = opened.pk
    return opened
