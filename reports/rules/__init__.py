"""What a report decides from values alone."""
