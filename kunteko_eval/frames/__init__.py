"""Tidy, typed DataFrames of programmes and results: what evaluators, tables and figures work with."""
