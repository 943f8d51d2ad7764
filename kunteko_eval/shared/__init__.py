"""A funder's view: several programmes' indicators beside one another, and together where they may be."""
