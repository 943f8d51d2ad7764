"""Strict reading and writing of YAML, CSV and Excel files: every fault at once, each with its place."""
