"""Bring copies of invoices, see which are here and what was nobody's, open one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from ardoise.actions import documents as actions
from ardoise.actions import rights
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.requests import Request
from ardoise.domain.documents import PAPER_BYTES_MAX
from ardoise.records.models import Document

SHOWN = 50
FILES_MAX = 200  # in one go; more come in a ZIP


@needs("import")
@require_http_methods(["GET", "POST"])
def documents(request: Request) -> HttpResponse:
    """Drop the files; those here already below."""
    problems = brought(request) if request.method == "POST" else []
    here = Document.objects.select_related("customer", "by").defer("content").order_by("-pk")
    context = {
        "problems": problems,
        "here": here[:SHOWN],
        "count": Document.objects.count(),
        "limit_mb": PAPER_BYTES_MAX // 1024**2,
    }
    return render(request, "documents/documents.html", context)


def brought(request: Request) -> list[tuple[str, str]]:
    """Hand them to the action, say how many were kept; what was nobody's, with its reason."""
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, _("No file came: choose one, or several, or a ZIP."))
        return []
    if len(files) > FILES_MAX:
        messages.error(request, _("More than %(n)d files came at once: put them into a ZIP.") % {"n": FILES_MAX})
        return []
    done = actions.bring(request.company, [(f.name or "", f.file) for f in files if f.file], request.user, clock.now())
    if done.kept:
        words = ngettext("%(n)d invoice is kept.", "%(n)d invoices are kept.", len(done.kept))
        messages.success(request, words % {"n": len(done.kept)})
    if done.known:
        words = ngettext("%(n)d was here already.", "%(n)d were here already.", done.known)
        messages.info(request, words % {"n": done.known})
    return done.problems


@needs("see")
@require_GET
def document(request: Request, document_id: int) -> HttpResponse:
    """The copy itself, for whoever may see its customer."""
    theirs = rights.customers(request.user, request.company)
    found: Document = get_object_or_404(Document.objects.filter(customer__in=theirs), pk=document_id)
    return paper_answer(found.name, found.content_type, bytes(found.content))
