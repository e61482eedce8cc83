"""Messages by other channels than e-mail: what is settled, whom they reach, what is printed, what proves them."""

from __future__ import annotations

from ardoise.actions.delivery.batches import bind, changed, dropped, make, post, take_out, unmake, waiting
from ardoise.actions.delivery.doubts import ask_about_doubts
from ardoise.actions.delivery.opt_outs import opt_in, opt_out, standing
from ardoise.actions.delivery.proofs import Brought, collect, upload
from ardoise.actions.delivery.recipients import recipient_of, recipients_of
from ardoise.actions.delivery.settling import Wish, configured, keep, setting_of, switch_off, try_out
from ardoise.actions.refusals import Unfit

__all__ = [
    "Brought",
    "Unfit",
    "Wish",
    "ask_about_doubts",
    "bind",
    "changed",
    "collect",
    "configured",
    "dropped",
    "keep",
    "make",
    "opt_in",
    "opt_out",
    "post",
    "recipient_of",
    "recipients_of",
    "setting_of",
    "standing",
    "switch_off",
    "take_out",
    "try_out",
    "unmake",
    "upload",
    "waiting",
]
