"""Chat under load, under faults, and under people who lose their way in: nothing acknowledged is
lost, doubled or out of order, and nobody hears what was said after they were shut out.
"""
