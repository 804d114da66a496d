"""The calendar of the story: everything is told in days before and after the day of loading."""

import datetime as dt
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
ANSWERS_UNTIL = dt.time(17, 0)


class Days:
    """Moments seen from `today`; past ones are working days, as the people are at work."""

    def __init__(self, now: dt.datetime) -> None:
        self.today = now.astimezone(PARIS).date()

    def working(self, back: int) -> dt.date:
        """The day that lies `back` working days before today."""
        day = self.today
        while back:
            day -= dt.timedelta(days=1)
            back -= day.weekday() < 5
        return day

    def moment(self, said: str) -> dt.datetime:
        """ "38 09:40" is twenty to ten, 38 working days ago."""
        back, clock = said.split()
        return self.at(self.working(int(back)), dt.time.fromisoformat(clock))

    def deadline(self, ahead: int) -> dt.datetime:
        """The end of the afternoon `ahead` days from today, or before it."""
        return self.at(self.today + dt.timedelta(days=ahead), ANSWERS_UNTIL)

    @staticmethod
    def at(day: dt.date, clock: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, clock, PARIS).astimezone(dt.UTC)
