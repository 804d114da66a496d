"""Live rooms: a log of messages that nobody can lose, double or see out of order."""
