"""Scheduled live meetings: planned, held in a room, closed, written up."""
