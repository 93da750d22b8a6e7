"""How long a text takes to read."""

CHARACTERS_PER_MINUTE = 400


def minutes(text: str) -> int:
    """Whole minutes for silent reading of Chinese text, never less than one; blanks do not count."""
    characters = sum(not character.isspace() for character in text)
    return max(1, -(-characters // CHARACTERS_PER_MINUTE))
