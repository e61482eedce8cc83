"""Cash application: what came in, whose it is, what it pays; accepted by somebody, undone without a trace left out."""

from ardoise.actions.reconciliation.applying import Match, apply
from ardoise.actions.reconciliation.differences import approve, refuse, write_off
from ardoise.actions.reconciliation.learning import forget
from ardoise.actions.reconciliation.receipts import Received, waiting
from ardoise.actions.reconciliation.tolerances import change, limit, limit_of, setting_of, tolerances_of
from ardoise.actions.reconciliation.undoing import unreconcile

__all__ = [
    "Match",
    "Received",
    "apply",
    "approve",
    "change",
    "forget",
    "limit",
    "limit_of",
    "refuse",
    "setting_of",
    "tolerances_of",
    "unreconcile",
    "waiting",
    "write_off",
]
