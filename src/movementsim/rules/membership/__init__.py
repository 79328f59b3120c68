"""Rules about joining and leaving."""
