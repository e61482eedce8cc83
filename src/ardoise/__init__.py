"""Ardoise: who owes what since when, who hears from us, and why."""

__version__ = "0.1.0"
