"""People: their ways in, their sessions, their preferences."""
