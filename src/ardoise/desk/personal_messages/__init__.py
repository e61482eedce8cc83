"""A person writes to one customer: a form, what will leave beside it, one press."""
