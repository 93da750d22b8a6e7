"""What changes the roster and its people."""
