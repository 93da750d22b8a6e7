"""What this room decides from values alone: no database, no clock, no settings."""
