"""Step 2, what looks suspicious without being wrong for certain: one module a kind, and the register of them all."""
