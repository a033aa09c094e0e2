"""From a card to the HTML of its note's fields."""
