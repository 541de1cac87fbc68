"""The entry for any WSGI server: `gunicorn wsgi:application`."""

from checker.app import create_app
from checker.config import load

application = create_app(load())
