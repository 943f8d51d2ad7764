"""What a programme's figures did over time: against milestones, over single years, and between periods."""
