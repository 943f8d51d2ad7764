"""Reports as accessible PDF."""
