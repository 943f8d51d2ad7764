"""Screening of the input: what looks suspicious without being wrong for certain: one module per kind, and the register of them all."""
