"""Calls for partners: what is sought, who answers, and what becomes of it."""
