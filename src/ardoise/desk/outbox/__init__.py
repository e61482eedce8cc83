"""The screen outbox."""
