"""What other tools write, in and out: workbooks, survey exports, IATI, causal links."""
