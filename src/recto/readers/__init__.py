"""From files to decks: what may stand where, and what is wrong where it doesn't."""
