"""What handing a message over can end in. The difference between *no* and *perhaps* is the whole point."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """The other side took it; `receipt` is its answer."""

    receipt: str


class NotSent(Exception):  # noqa: N818 - it reads as what happened
    """It certainly did not leave. `is_final` when trying again cannot help; `breaks_session` when the line is dead;
    `is_ours` when the answer is about the sender or the line, so that no message is ever given up for it.
    `is_counted` when this very message met it: it waits longer each time, and holds up the others less and less."""

    def __init__(
        self,
        reason: str,
        is_final: bool = False,
        breaks_session: bool = False,
        is_ours: bool = False,
        is_counted: bool | None = None,
    ) -> None:
        super().__init__(reason)
        self.is_counted = not breaks_session if is_counted is None else is_counted
        self.is_final = is_final
        self.breaks_session = breaks_session
        self.is_ours = is_ours


class InDoubt(Exception):  # noqa: N818
    """It may have left and nobody can tell: never to be tried again by a machine. `breaks_session` when the other
    side is in such a state that the next message would be doubtful too."""

    def __init__(self, reason: str, breaks_session: bool = False) -> None:
        super().__init__(reason)
        self.breaks_session = breaks_session


@dataclass(frozen=True)
class ToDo:
    """Nothing leaves by itself: a person prints, calls or visits, and says when it is done."""

    kind: str  # print | call | visit
    phone: str = ""
    script: str = ""


@dataclass(frozen=True)
class Paper:
    """A file that leaves with a message."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Parcel:
    """A message as a channel carries it, one recipient's only."""

    message_id: str
    sender: str
    recipient: str
    language: str
    subject: str
    body: str
    html: str
    papers: tuple[Paper, ...]
    cc: str = ""  # one more mailbox that gets the same
    reply_to: str = ""  # where the answer goes, if not to the sender
    answers: tuple[str, ...] = ()  # names of earlier messages of the same case, oldest first
    headers: tuple[tuple[str, str], ...] = ()  # further headers, e.g. List-Unsubscribe; none for a reminder
    is_by_hand: bool = False  # a person wrote these words: an absence at the other end may answer them
