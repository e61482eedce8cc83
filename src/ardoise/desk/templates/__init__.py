"""The letters: those of the pack, one's own, and the editor in which a person writes them."""
