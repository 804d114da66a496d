"""E-mail addresses: one spelling for each, and how much of one a stranger is shown."""

from email_validator import EmailNotValidError, validate_email


def normal(address: str) -> str | None:
    """The spelling kept here (lower case), or None when it is no address mail can reach."""
    try:
        found = validate_email(address.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    written = (found.ascii_email or found.normalized).lower()
    return written if len(written) <= 254 else None


def masked(address: str) -> str:
    """a•••@e•••.org: enough for its owner to know it, too little for anybody else."""
    local, _, domain = address.partition("@")
    name, _, ending = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{ending}"
