"""What home gathers, for whom."""
