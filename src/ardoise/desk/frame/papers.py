"""Papers shown to a person: a PDF opens in the browser, anything else is only ever saved."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

SHOWN = ("application/pdf",)


def paper_answer(name: str, content_type: str, content: bytes) -> HttpResponse:
    """The bytes as they are, never guessed at nor kept by the browser."""
    is_shown = content_type in SHOWN
    return HttpResponse(
        bytes(content),
        content_type=content_type if is_shown else "application/octet-stream",
        headers={"Content-Disposition": content_disposition_header(not is_shown, name)},
    )
