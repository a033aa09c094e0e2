"""What a deck is, once its sources are read: cards, their kinds, note types, identity."""
