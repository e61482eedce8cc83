"""Disputes from the first word to the outcome: what is contested, who answers, what was said, how it ended."""

from __future__ import annotations

from ardoise.actions.disputes.board import Cause, answerers, causes, contested_cents, resolver_name
from ardoise.actions.disputes.discussion import FILE_MAX, remark
from ardoise.actions.disputes.opening import open_about
from ardoise.actions.disputes.settling import assign, move, settle

__all__ = [
    "FILE_MAX",
    "Cause",
    "answerers",
    "assign",
    "causes",
    "contested_cents",
    "move",
    "open_about",
    "remark",
    "resolver_name",
    "settle",
]
