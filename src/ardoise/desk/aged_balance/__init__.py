"""The aged balance: who owes what since when, as of any day, down to the entries."""
