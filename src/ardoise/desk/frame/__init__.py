"""What every screen stands in: the gate, the menu, the clock, the page, its components."""
