"""Exports of survey tools as plain tables: which tool wrote one, and how it is read."""
