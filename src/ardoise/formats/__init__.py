"""Bytes to entries: every file that accounting and banks export. Each format stands alone."""
