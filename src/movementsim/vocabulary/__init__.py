"""What a strategy sees and says: views of members and their surroundings, and verbs to act by."""
