"""The machine below: files, folders held by one Recto alone, the garbage collector."""
