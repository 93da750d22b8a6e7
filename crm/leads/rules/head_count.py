"""How many people a group may have."""

LARGEST_GROUP = 5000
