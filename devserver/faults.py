"""What can go wrong on a user's machine, in one line with its remedy."""


class Fault(Exception):
    """Nothing can start: what is wrong and what to do about it, English first, then Chinese."""
