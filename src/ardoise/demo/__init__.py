"""The invented firm on which the house opens: a seeded generator of its FEC and contacts."""

from ardoise.demo.firms import SIREN, Firm, Paths, firm
from ardoise.demo.large import large

__all__ = ["SIREN", "Firm", "Paths", "firm", "large"]
