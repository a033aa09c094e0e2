"""What is said of a deck whose files are well-formed: errors, advice, and what is ignored."""
