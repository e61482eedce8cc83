"""What a list is told once something opened beside it is decided."""

from __future__ import annotations

import json
import re

from django.db.models import Model
from django.http import HttpResponse

from ardoise.desk.frame.requests import Request

ROW = re.compile(r"[a-z]+-[0-9]{1,18}")


def show(row: Model, **more: object) -> None:
    """Gives a row, for the page alone, what is shown of it beside its columns."""
    for name, value in more.items():
        setattr(row, name, value)


def done(row: str, words: str = "", tone: str = "good") -> HttpResponse:
    """An empty panel; the list drops that row, says the words and opens the row that follows."""
    told = {"row": row, "opens": True, "words": str(words), "tone": tone}
    return HttpResponse(headers={"HX-Trigger-After-Settle": json.dumps({"row-done": told})})


def again(words: str) -> HttpResponse:
    """An empty panel; the row that is open opens anew, as it stands now, and the words are said."""
    return HttpResponse(headers={"HX-Trigger-After-Settle": json.dumps({"row-again": {"words": str(words)}})})


def row_of(request: Request) -> str:
    """The row from which it was opened, as the address or the form names it; "" for none."""
    asked = request.POST.get("row") or request.GET.get("row", "")
    return asked if ROW.fullmatch(asked) else ""
