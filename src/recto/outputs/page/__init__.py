"""What a learner will see, for the author to look at: cards as the clients show them."""
