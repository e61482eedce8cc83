"""The customers, and the file of each."""
