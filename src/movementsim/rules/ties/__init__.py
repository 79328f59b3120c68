"""Rules about ties between people: conversations, support, respect, and how liking fades."""
