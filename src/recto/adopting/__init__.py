"""Decks of other programs come in: each format has a reader, and all have one writer of sources."""
