"""Classes: when and where a programme is held, for how many people."""
