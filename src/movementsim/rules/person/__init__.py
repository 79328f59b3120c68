"""Rules about single members: time, trust, stake, burnout, fear, grievance and learning."""
