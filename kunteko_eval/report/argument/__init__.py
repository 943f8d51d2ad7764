"""The report as an argument: what the evidence comes to, claim by claim, each with the place that proves it."""
