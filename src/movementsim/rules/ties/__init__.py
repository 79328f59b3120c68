"""Rules about ties between members: conversation, support and respect."""
