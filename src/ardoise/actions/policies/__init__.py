"""The policies of a company: their versions, who is under which and why, what one would do, how hard we press."""

from __future__ import annotations

from ardoise.actions.policies.assignment import Assigned, assigned, default_name, policies_of, why_in_words
from ardoise.actions.policies.fitness import shortcomings
from ardoise.actions.policies.limits import bank_days_of, change_limits, limits_of
from ardoise.actions.policies.overrides import end_override, override, overrides_of
from ardoise.actions.policies.rules import add_rule, change_rule, delete_rule, heard, move_rule, rules_of, unheard
from ardoise.actions.policies.versions import (
    adopt,
    differences,
    draft,
    in_force,
    make,
    make_default,
    retire,
    switch_back,
    switch_on,
)
from ardoise.actions.refusals import Unfit

__all__ = [
    "Assigned",
    "Unfit",
    "add_rule",
    "adopt",
    "assigned",
    "bank_days_of",
    "change_limits",
    "change_rule",
    "default_name",
    "delete_rule",
    "differences",
    "draft",
    "end_override",
    "heard",
    "in_force",
    "limits_of",
    "make",
    "make_default",
    "move_rule",
    "override",
    "overrides_of",
    "policies_of",
    "retire",
    "rules_of",
    "shortcomings",
    "switch_back",
    "switch_on",
    "unheard",
    "why_in_words",
]
