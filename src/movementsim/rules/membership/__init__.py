"""Rules about joining and leaving the movement, and the recruiting drive of new members."""
