"""Messages for machines, read-only."""
