"""Files come in: what they are, what they brought, and how to take it back."""
