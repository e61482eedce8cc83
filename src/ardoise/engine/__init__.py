"""Answers for the whole book, over columns: open items, aging, charges, plan."""
