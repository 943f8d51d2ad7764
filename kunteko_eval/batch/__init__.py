"""Making reports: executing the chapters, one HTML file, the data beside it, and the batch."""
