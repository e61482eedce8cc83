"""The screen today."""
