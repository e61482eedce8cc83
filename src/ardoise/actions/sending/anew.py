"""What was to leave as one message for several accounts, of which some dropped out at the last minute: prepared anew.

First all is undone in the transaction that saw it, then what is left is approved again, as its person had approved it
account by account. Killed in between, its proposals stand in the list of the day and wait for a person.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from ardoise.actions import correspondence, rights
from ardoise.actions.dunning import planning
from ardoise.actions.dunning.approving import approve
from ardoise.records.models import Message, Proposal

LOG = logging.getLogger(__name__)
SISTER = "sister_changed:"


class Anew:
    """A message and what it carries, while it may still be prepared anew."""

    def __init__(self, message: Message, carried: Sequence[Message]) -> None:
        self.whole = [message, *carried]
        self.by = message.approval.by
        self.proposals = {one.pk: one.approval.proposal for one in self.whole}
        self.left: list[Proposal] = []
        self.out: list[Proposal] = []
        self.told: dict[int, str] = {}

    def drops_out(self, reasons: Mapping[int, str], today: date) -> bool:
        """May some of it still leave, the others dropping out? Of a run of former days nothing is prepared any more."""
        is_left = {key: reasons.get(key, "").startswith(SISTER) for key in self.proposals}
        self.left = [proposal for key, proposal in self.proposals.items() if is_left[key]]
        self.out = [proposal for key, proposal in self.proposals.items() if not is_left[key]]
        self.told = {key: reason.replace(SISTER, "sister_left:") for key, reason in reasons.items()}
        return bool(self.left) and self.whole[0].as_of == today

    def unwrite(self, at: datetime) -> None:
        """Undone, each with why; inside the transaction in which no byte of it has left."""
        correspondence.unwrite(self.whole[0], "regathered", None, at, self.told)

    def approve(self, at: datetime) -> str:
        """What is left, approved again by whoever had; what dropped out is proposed as it stands now, or not at all."""
        try:
            planning.renew(self.left[0].run, [proposal.customer_id for proposal in self.out], None, at)
            approve(self.left, self.by, at)
        except rights.Refused as refused:
            LOG.warning("What is left for one reader of several accounts waits for an approval: %s", refused)
        except Exception:  # others wait to be sent: the proposals stand in the list of the day
            LOG.exception("What is left for one reader of several accounts could not be prepared")
        return "queued"
