"""The shape of what people send to sessions."""
