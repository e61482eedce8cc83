"""The day of a collector: one ordered list, each line with its why, the open one beside it."""
