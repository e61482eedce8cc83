"""Copies of invoices: brought in, listed, opened."""
