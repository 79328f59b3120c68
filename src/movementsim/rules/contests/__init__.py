"""Rules about contests: opportunities, effort for campaigns, their outcomes, and motions inside."""
