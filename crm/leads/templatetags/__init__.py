"""What templates ask about leads."""
