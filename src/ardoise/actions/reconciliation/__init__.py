"""Cash application: what came in, whose it is, what it pays; accepted by somebody, undone without a trace left out."""

from ardoise.actions.reconciliation.advising import keep as keep_advice
from ardoise.actions.reconciliation.applying import Match, apply
from ardoise.actions.reconciliation.asking import ask
from ardoise.actions.reconciliation.automatic import Outcome, above, accept, apply_automatic, bulk, refresh, sample
from ardoise.actions.reconciliation.clearing import clear
from ardoise.actions.reconciliation.differences import approve, refuse, write_off
from ardoise.actions.reconciliation.exporting import Export, export
from ardoise.actions.reconciliation.imputing import Spread, impute
from ardoise.actions.reconciliation.instruments import Held, give_back
from ardoise.actions.reconciliation.instruments import note as note_instruments
from ardoise.actions.reconciliation.learning import forget
from ardoise.actions.reconciliation.marking import mark, unmark
from ardoise.actions.reconciliation.proposing import propose
from ardoise.actions.reconciliation.receipts import Received, waiting
from ardoise.actions.reconciliation.returning import returned
from ardoise.actions.reconciliation.tolerances import change, limit, limit_of, setting_of, tolerances_of
from ardoise.actions.reconciliation.undoing import unreconcile

__all__ = [
    "Export",
    "Held",
    "Match",
    "Outcome",
    "Received",
    "Spread",
    "above",
    "accept",
    "apply",
    "apply_automatic",
    "approve",
    "ask",
    "bulk",
    "change",
    "clear",
    "export",
    "forget",
    "give_back",
    "impute",
    "keep_advice",
    "limit",
    "limit_of",
    "mark",
    "note_instruments",
    "propose",
    "refresh",
    "refuse",
    "returned",
    "sample",
    "setting_of",
    "tolerances_of",
    "unmark",
    "unreconcile",
    "waiting",
    "write_off",
]
