"""The words of letters: those of the pack, and those a company writes itself, version by version."""

from __future__ import annotations

from ardoise.actions.templates.keeping import KEY, Unsound, retire, save
from ardoise.actions.templates.reading import Listed, Place, difference, found, history, listing, names
from ardoise.actions.templates.sampling import begun, on_paper, preview, send_test
from ardoise.actions.templates.words import Chosen, choose, own_words
from ardoise.domain.correspondence.packs import Words

__all__ = [
    "KEY",
    "Chosen",
    "Listed",
    "Place",
    "Unsound",
    "Words",
    "begun",
    "choose",
    "difference",
    "found",
    "history",
    "listing",
    "names",
    "on_paper",
    "own_words",
    "preview",
    "retire",
    "save",
    "send_test",
]
