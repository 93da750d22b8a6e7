"""The standing cast and the house rules of the suite."""
