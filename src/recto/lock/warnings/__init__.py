"""What may cost reviews: one generator a warning."""
