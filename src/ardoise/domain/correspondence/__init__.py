"""Letters: what each level says, in the customer's language, and how amounts and dates are written in them."""
