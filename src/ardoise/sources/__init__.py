"""What we fetch or are sent. One folder a source."""
