"""The staff in the browser: a folder per screen."""
