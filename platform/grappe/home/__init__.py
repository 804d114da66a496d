"""The page that gathers what waits for somebody."""
