"""Proposing the mapping of a survey from its export, without keeping anything about a person."""
