"""Who acts: a person, for an organisation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Read afresh for every request, event and job, so that what was withdrawn is gone at once."""

    person_id: int = 0
    name: str = ""
    email: str = ""
    locale: str = "fr"
    timezone: str = "Europe/Paris"
    theme: str = ""
    density: str = ""
    organisation_id: int | None = None
    organisation_name: str = ""
    organisation_slug: str = ""
    organisation_kind: str = ""
    role: str = ""
    sign_in_id: int | None = None
    network_admin: bool = False

    @property
    def is_authenticated(self) -> bool:
        return self.person_id > 0

    # Flask-Login asks for these three.
    @property
    def is_active(self) -> bool:
        return self.is_authenticated

    @property
    def is_anonymous(self) -> bool:
        return not self.is_authenticated

    def get_id(self) -> str:
        return str(self.person_id)


ANONYMOUS = Actor()
SYSTEM = Actor(person_id=-1, name="Grappe", locale="en", timezone="UTC")
"""The worker acting on a timer (a deadline that passes). It passes no policy: see operations."""
