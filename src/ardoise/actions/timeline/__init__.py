"""The timeline of a customer: all that was said, done, promised, contested, paid and changed, by whom and why."""

from __future__ import annotations

from ardoise.actions.timeline.pages import PAGE, Page, everything, page, place_of
from ardoise.actions.timeline.sources import Place
from ardoise.actions.timeline.steps import Step
from ardoise.actions.timeline.words import KINDS, VERBS

__all__ = ["KINDS", "PAGE", "VERBS", "Page", "Place", "Step", "everything", "page", "place_of"]
