"""What the database remembers, and how it hands the book out as columns."""
