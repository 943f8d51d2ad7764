"""Computable impact chains: evidence in, reasons and colours out."""

__version__ = "0.1.0"
