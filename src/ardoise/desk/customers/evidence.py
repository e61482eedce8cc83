"""All that happened with a customer, or about one of its disputes, saved as one file."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from ardoise.actions import evidence
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.formats.timelines import Unrenderable
from ardoise.records.models import Dispute


@needs("see_all")
@require_POST
def export(request: Request, customer_id: int) -> FileResponse | HttpResponse:
    """The file; too large, or not to be drawn, it is said and nothing is made."""
    customer = find(request, customer_id)
    dispute: Dispute | None = None
    if named := request.POST.get("dispute", ""):
        theirs = Dispute.objects.filter(customer=customer).prefetch_related("items")
        dispute = get_object_or_404(theirs, pk=key_of(named) or 0)
    try:
        made = evidence.export(customer, request.user, clock.now(), language(), dispute)
    except (evidence.TooLarge, Unrenderable) as refusal:
        messages.warning(request, str(refusal))
        return redirect("customer", customer.pk)
    return FileResponse(made.file, as_attachment=True, filename=made.name, content_type="application/zip")
