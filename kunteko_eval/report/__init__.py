"""What a person reads: words in three languages, tables and figures."""
