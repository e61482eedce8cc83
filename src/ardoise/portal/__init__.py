"""People without an account: whoever resolves a dispute, whoever received a message. Each link opens one thing."""
