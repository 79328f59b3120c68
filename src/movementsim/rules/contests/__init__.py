"""Rules about contests: campaigns, opportunities, motions and their outcome."""
