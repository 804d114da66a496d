"""The pages of a plan: looking, writing, coming, organising, dates, the running order, pitches."""

from . import arranging, calendar, coming, dates, hosting, pitching, reading, writing

__all__ = [
    "arranging", "calendar", "coming", "dates", "hosting", "pitching", "reading", "writing",
]  # fmt: skip
