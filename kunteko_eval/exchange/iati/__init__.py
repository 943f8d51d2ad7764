"""IATI activities, in and out."""
