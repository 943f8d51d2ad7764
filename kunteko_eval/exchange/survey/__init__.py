"""Survey tools' exports: from one row a respondent to observations."""
