"""The invented firm on which the house opens: a seeded generator of its FEC and contacts."""
