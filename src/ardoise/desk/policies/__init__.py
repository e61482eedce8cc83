"""Policies: the ladders of reminders, who is under which, what one would do, and what makes a run stop."""
