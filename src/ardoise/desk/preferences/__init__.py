"""What is settled for the company, its people, and oneself."""
