"""Which card is which: the cards of today against the entries of the lock."""
