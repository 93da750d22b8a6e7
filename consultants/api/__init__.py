"""The roster for machines, read-only."""
