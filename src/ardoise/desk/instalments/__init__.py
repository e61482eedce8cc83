"""Instalment plans: proposed from what is ticked, changed line by line, agreed once."""
