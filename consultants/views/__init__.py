"""The roster's doors."""
