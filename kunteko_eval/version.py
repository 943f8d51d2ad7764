"""The version of the product; it stands by itself, so that whoever tells it imports nothing else."""

__version__ = "0.1.0"
