"""What templates cannot say."""
