"""The outbox: what left, what waits, what is in doubt, what will not leave."""
