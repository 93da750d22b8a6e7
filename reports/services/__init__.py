"""The only place in this room that writes, and it writes only what can be counted anew at any time."""
