"""The page that gathers: what waits for somebody, what concerns them, what has happened."""
