"""Management commands without a domain noun."""
