"""What every plan asks anew of its company, whomever it is about, in plain SQL: to word such a question through the ORM
costs several times its answer.

Each names the company, so they stand outside the scoped managers.
"""

from __future__ import annotations

import json
from typing import Any

from ardoise.records.outbox import rows
from ardoise.records.policies import DunningSettings

Held = dict[str, tuple[int, Any]]
"""Of each policy that holds, by name: the number of its version and what that says, in the words of domain's policies;
the last one switched on first."""


def held(company_id: int) -> tuple[str | None, Held]:
    """The name of the default policy, None where the company has none of its own, and what is Held."""
    query = """
        SELECT p.name, p.is_default, v.number, v.content FROM records_policy p
        LEFT JOIN records_policyversion v ON v.policy_id = p.id AND v.company_id = p.company_id
             AND v.switched_on_at IS NOT NULL AND p.retired_at IS NULL
        WHERE p.company_id = %s ORDER BY v.switched_on_at DESC, v.number DESC"""
    told = rows(query, company_id)
    newest: dict[str, tuple[int, str]] = {}
    for name, _is_default, number, content in told:
        if number is not None:
            newest.setdefault(name, (number, content))
    default = next((name for name, is_default, *_ in told if is_default), None)
    return default, {name: (number, json.loads(content)) for name, (number, content) in newest.items()}


def rules(company_id: int) -> list[tuple[str, Any, str]]:
    """Name, conditions and policy of the assignment rules, in order."""
    query = """
        SELECT r.name, r.conditions, p.name FROM records_assignmentrule r JOIN records_policy p ON p.id = r.policy_id
        WHERE r.company_id = %s ORDER BY r.place"""
    return [(name, json.loads(conditions), policy) for name, conditions, policy in rows(query, company_id)]


def overrides(company_id: int) -> list[tuple[str, int | None, str]]:
    """Customer, entry and policy of what a person put under another policy and nobody ended, the oldest first."""
    query = """
        SELECT c.code, o.entry_id, p.name FROM records_policyoverride o JOIN records_policy p ON p.id = o.policy_id
        JOIN records_customer c ON c.id = o.customer_id
        WHERE o.company_id = %s AND o.ended_at IS NULL ORDER BY o.id"""
    return rows(query, company_id)


def settings(company_id: int) -> DunningSettings | None:
    """The company's own limits, if it has any."""
    query = "SELECT * FROM records_dunningsettings WHERE company_id = %s"
    return next(iter(DunningSettings.objects.raw(query, [company_id])), None)


def import_terms(company_id: int) -> dict[int, str]:
    """Import → the terms that were given with it."""
    query = """
        SELECT id, options FROM records_import
        WHERE company_id = %s AND state = 'done' AND CAST(options AS TEXT) LIKE %s ORDER BY id"""
    told = ((key, json.loads(options).get("terms")) for key, options in rows(query, company_id, '%"terms"%'))
    return {key: terms for key, terms in told if terms}
