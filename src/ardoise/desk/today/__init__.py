"""Today: who is to hear from us and why, who is left in peace and why."""
