"""A file comes in: received, carried out as one transaction, undone as a whole."""

from ardoise.actions.imports.carrying import carry_out
from ardoise.actions.imports.locks import recover
from ardoise.actions.imports.mappings import remembered
from ardoise.actions.imports.receiving import KINDS, Unreceivable, guess_kind, receive, sweep
from ardoise.actions.imports.undoing import undo

__all__ = ["KINDS", "Unreceivable", "carry_out", "guess_kind", "receive", "recover", "remembered", "sweep", "undo"]
