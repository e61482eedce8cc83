"""What proves a message: shown, saved, and brought by a person."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import delivery
from ardoise.actions.delivery.proofs import PROOF_BYTES_MAX
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.requests import Request
from ardoise.desk.outbox.views import find
from ardoise.records.models import Proof


@needs("see")
@require_GET
def paper(request: Request, message_id: int, proof_id: int) -> HttpResponse:
    """The paper of a proof, as it came."""
    proof = get_object_or_404(Proof, message=find(request, message_id), pk=proof_id)
    if not proof.content:
        raise Http404
    return paper_answer(proof.name or f"{proof.kind}.pdf", proof.content_type, bytes(proof.content))


@needs("send")
@require_POST
def bring(request: Request, message_id: int) -> HttpResponse:
    """A person brings a proof, with the scan of its paper."""
    message, scan = find(request, message_id), request.FILES.get("paper")
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
        if scan is not None and (scan.size or 0) > PROOF_BYTES_MAX:
            raise delivery.Unfit(_("The file is larger than 20 MB: scan it at a lower resolution."))
        name, content = (scan.name or "", scan.read()) if scan else ("", b"")
        kind, reference = request.POST.get("kind", ""), request.POST.get("reference", "")
        delivery.upload(message, delivery.Brought(kind, on, reference, name, content), request.user, clock.now())
    except delivery.Unfit as refusal:
        messages.warning(request, str(refusal))
    except ValueError:
        messages.warning(request, _("Say of which day the proof is."))
    else:
        messages.success(request, _("Proof kept."))
    return redirect("message", message_id)
