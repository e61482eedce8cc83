"""The invented firm on which the house opens: a seeded generator of its FEC and contacts."""

from ardoise.demo.firms import Firm, Paths, firm

__all__ = ["Firm", "Paths", "firm"]
