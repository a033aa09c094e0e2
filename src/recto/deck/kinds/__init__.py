"""The kinds of cards: each a file with its content, how it is written, and its line in `registry`."""
