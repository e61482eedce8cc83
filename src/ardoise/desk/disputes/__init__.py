"""What customers contest: the board, one dispute with its discussion, and what becomes of it."""
