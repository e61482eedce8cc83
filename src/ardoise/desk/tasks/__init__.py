"""Calls, visits and repairs: what a person does, and what came of it."""
