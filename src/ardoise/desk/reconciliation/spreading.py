"""A receipt that names nothing, spread over a customer's items in the order of the law, or in the one agreed."""

from __future__ import annotations

from dataclasses import replace

from ardoise.actions import reconciliation as actions
from ardoise.desk.reconciliation.choices import Choice
from ardoise.records.models import Movement


def spread(choice: Choice, customer_id: int, movement: Movement) -> Choice:
    """The choice with what is left of the receipt laid over that customer's items; nothing is stored.

    Those of his that are ticked are what he named: they come first, with the part that was typed of each. What is
    ticked of others keeps its part.
    """
    sheet = next((one for one in choice.sheets if one.customer.pk == customer_id), None)
    if sheet is None:
        return choice
    others = {row.entry.pk: row.cents for one in choice.sheets if one is not sheet for row in one.rows if row.is_ticked}
    ticked_rows = [row for row in sheet.rows if row.is_ticked]
    parts = {row.entry.pk: row.cents for row in ticked_rows if 0 < row.cents < row.open_cents}
    named = [row.entry.pk for row in ticked_rows if row.entry.pk not in parts]
    left = choice.left_cents - sum(others.values())
    asked = (sheet.customer, max(0, left), movement.booked_on, movement.currency, named, choice.as_of)
    told = actions.impute(*asked, parts if sum(parts.values()) <= left else None)
    ticked: dict[int, int | None] = {**others, **told.allocations}
    return replace(choice, ticked=ticked, differences=(), rules=told.rules).completed(movement, choice.left_cents)
