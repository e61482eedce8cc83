"""The words of the trade, and the rules for one case. Standard library only."""
