"""What several parts of one page ask, asked once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest

T = TypeVar("T")


def once(ask: Callable[..., T]) -> Callable[..., T]:
    """The answer to a question about a request is kept with the request, for each of the other things it is asked of.

    For what a page only reads: what it changes itself is not to be asked before.
    """

    @wraps(ask)
    def kept(request: HttpRequest, *told: Any) -> T:
        answers: dict[Any, T] = request.__dict__.setdefault("asked_once", {})
        key = (ask.__module__, ask.__name__, *told)
        if key not in answers:
            answers[key] = ask(request, *told)
        return answers[key]

    return kept
