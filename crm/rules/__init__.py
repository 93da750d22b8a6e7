"""What the desk decides from values alone."""
