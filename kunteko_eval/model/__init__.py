"""What we believe (the chain) and what was observed (the evidence)."""
