"""A programme as an Excel workbook, and back."""
