"""What a person, or the night, can decide: load, decide, store. The only writers."""
