"""Template tags without a domain noun."""
