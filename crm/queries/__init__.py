"""What one screen or one decision needs to read, a file for each."""
