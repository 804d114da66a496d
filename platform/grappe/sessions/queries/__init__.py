"""What can be asked of sessions."""
