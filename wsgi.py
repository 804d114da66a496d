"""What the server runs: `gunicorn wsgi:app`."""

from config import Settings
from grappe import create_app

app = create_app(Settings.from_environment())
