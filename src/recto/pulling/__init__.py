"""What comes back from Anki into the sources: which fields were edited, and where they stand."""
