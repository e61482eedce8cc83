"""What customers answered, what was read in it, and a click to make it so."""
