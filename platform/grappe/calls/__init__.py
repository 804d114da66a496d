"""Placeholder until the slice lands."""
