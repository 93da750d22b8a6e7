"""What keeps the counted days true."""
