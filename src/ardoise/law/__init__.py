"""The figures of law, each dated and with its article. Touches nothing."""
