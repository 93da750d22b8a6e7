"""Rules: decisions from values alone."""
