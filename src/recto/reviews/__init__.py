"""What learners' answers tell of cards: sums by note, and which cards are to be mended."""
