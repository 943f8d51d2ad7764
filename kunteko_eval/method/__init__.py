"""How evidence becomes a rating: each step is a small module with its formula's source."""
