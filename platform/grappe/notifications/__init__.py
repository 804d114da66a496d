"""Notifications: what somebody must know, in their language, and never of what they may not open."""
