"""What several parts of one page ask, asked once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from ardoise.desk.frame.requests import Request

T = TypeVar("T")
P = ParamSpec("P")


def once(ask: Callable[Concatenate[Request, P], T]) -> Callable[Concatenate[Request, P], T]:
    """The answer to a question about a request is kept with the request, for each of the other things it is asked of.

    For what a page only reads: what it changes itself is not to be asked before.
    """

    @wraps(ask)
    def kept(request: Request, /, *told: P.args, **named: P.kwargs) -> T:
        answers: dict[Any, T] = request.__dict__.setdefault("asked_once", {})
        key = (ask.__module__, ask.__name__, *told, *named.items())
        if key not in answers:
            answers[key] = ask(request, *told, **named)
        return answers[key]

    return kept
