"""Causal links, in and out."""
