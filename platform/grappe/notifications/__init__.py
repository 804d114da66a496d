"""Notifications: what somebody must know, never of what they may not open."""
