"""Planning a session: its plan, its organisers, its date, its running order, who comes."""

from . import clock, coming, dates, feeding, hosting, ordering, pitching, stages, writing

__all__ = [
    "clock", "coming", "dates", "feeding", "hosting", "ordering", "pitching", "stages", "writing",
]  # fmt: skip
