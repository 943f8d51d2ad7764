"""Indicator tables of others: results frameworks, logframes and monitoring sheets, read by a short mapping."""
