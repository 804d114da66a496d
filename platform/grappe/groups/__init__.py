"""Working groups: a mandate, the people who carry it for their organisations, and their rooms."""
