"""What the pages say: rows, lines and words, ready to be printed."""
