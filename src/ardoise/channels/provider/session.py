"""Handing messages over to a provider: every failure is a *no* or a *perhaps*.

Until the last byte of a request's body has left, the provider holds no request: any
failure is a definite no. From then to its answer an answer is definite and silence is
doubt. So are a failure of its own (5xx) and an unreadable answer: it may have taken the
message before it fell. The same Idempotency-Key leaves at every attempt.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from ardoise.channels.failpoints import passing
from ardoise.channels.outcomes import Accepted, InDoubt, NotSent, Parcel
from ardoise.channels.provider.asking import stranger
from ardoise.channels.provider.line import BROKEN, FAILURES, SECONDS_TO_ANSWER, SECONDS_TO_CONNECT, Answer, Line, Place

TAKEN = (200, 201, 202)
ABOUT_THE_MESSAGE = (400, 413, 422)
"""What these refuse is this message; any other refusal speaks of us, of the account or of the moment."""

Written = Callable[[Parcel], dict[str, Any]]


class Session:
    """Addresses a parcel, then hands it over or forgets it; the line stays open for the next."""

    keeps = False
    asks = ""

    def __init__(self, place: Place, write: Written) -> None:
        self.line, self.write = Line(place), write
        self.content: tuple[Parcel | None, bytes] = None, b""  # of the parcel addressed
        self.is_known = False  # the provider has said that it knows us

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.line.hang_up()

    def address(self, parcel: Parcel, at: datetime) -> None:
        """Write what would leave, connect, and let the provider say once that it is there and knows us."""
        self.content = parcel, json.dumps(self.write(parcel), ensure_ascii=False).encode()
        if not self.is_known:
            answer = self.line.get("/account")
            if why := stranger(self.line.place, answer):
                raise NotSent(why, breaks_session=True, is_ours=True)
            self.is_known = True
        self.line.connect()
        passing("connected")
        passing("rcpt")

    def hand_over(self, parcel: Parcel, is_late: Callable[[], bool]) -> Accepted:
        """The request but for its last byte, that byte, the answer: Accepted, NotSent or InDoubt.

        A worker that slept too long finds `is_late` true before the last byte and hangs up: no request was made.
        """
        addressed, body = self.content
        if addressed is not parcel:
            raise NotSent("addressed_another")
        self._begin(parcel, body)
        if is_late():
            self.line.hang_up()
            raise NotSent("held_up")
        try:
            return self._ended(body)
        except FAILURES as silence:
            self.line.hang_up()
            raise InDoubt(f"provider_silent:{self.line.place.host}", breaks_session=True) from silence

    def forget(self) -> None:
        """The parcel addressed will not leave: nothing of it was said to anybody."""
        self.content = None, b""

    def _begin(self, parcel: Parcel, body: bytes) -> None:
        try:
            self.line.begin("POST", "/messages", body, parcel.message_id)
            self.line.push(body[:-1])
            passing("data")
        except FAILURES as broken:
            self.line.hang_up()
            raise NotSent(f"{BROKEN}:{self.line.place.host}", breaks_session=True) from broken

    def _ended(self, body: bytes) -> Accepted:
        self.line.be_patient(SECONDS_TO_ANSWER)
        self.line.push(body[-1:])
        passing("dot")
        answer = self.line.answer()
        passing("got250")
        self.line.be_patient(SECONDS_TO_CONNECT)
        return judged(answer)


def judged(answer: Answer) -> Accepted:
    """What an answer to a whole request means; any that is no clear yes or no is a doubt."""
    if answer.status in TAKEN:
        if not answer.told.get("id"):  # whoever answers everything so has perhaps taken nothing
            raise InDoubt(f"provider_unclear:{answer.words}", breaks_session=True)
        return Accepted(str(answer.told["id"])[:300])
    if answer.status in ABOUT_THE_MESSAGE:
        raise NotSent(f"provider_refused:{answer.words}", is_final=True)
    if 300 <= answer.status < 500 and answer.status != 409:
        told = f"provider_refuses_us:{answer.words}"  # and the next would hear the same
        raise NotSent(told, breaks_session=True, is_ours=True, is_counted=True)
    if answer.status == 503 and answer.may_retry:
        raise NotSent(f"provider_busy:{answer.words}", breaks_session=True, is_ours=True)
    raise InDoubt(f"provider_failed:{answer.words}", breaks_session=True)
