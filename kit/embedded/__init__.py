"""Services that come with the wheels: PostgreSQL and Redis for one machine, for development, demo and tests only."""
