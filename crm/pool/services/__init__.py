"""Services: what changes something."""
