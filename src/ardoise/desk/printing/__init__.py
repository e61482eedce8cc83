"""Letters to print and post."""
