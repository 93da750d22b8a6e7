"""The only code of this room that writes."""
