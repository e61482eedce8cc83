"""The situations a reply can speak of, in the order in which rivals are named."""

from __future__ import annotations

SITUATIONS = (
    "promise",  # pays later: on, amount_cents, documents
    "paid",  # says it is paid or on its way
    "dispute",  # contests: reason
    "copy_wanted",
    "plan_wanted",
    "wrong_contact",  # email, phone of somebody else
    "out_of_office",  # back on
    "bounce",
)
ACKNOWLEDGEMENT = "acknowledgement"
"""A machine's word that it has our mail, and no more: the mail's headers tell it, no text alone does."""
